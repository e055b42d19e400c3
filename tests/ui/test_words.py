"""A page speaks of no command: what to type stands in `typed`, which the command line alone adds to a mistake."""

from __future__ import annotations

import ast
import re

import click
import pytest
from click.testing import CliRunner

from creditviz.exceptions import CreditVizError
from tests.ui.conftest import ROOT

COMMAND = re.compile(r"(?<![\w-])--[a-z]|python -m|command line|`(rerun|train|score|balance|transfer|runs|inspect)\b")
NO_WORDS = (  # files whose strings nobody reads on a page
    "cli/", "__main__.py", "runs/engine", "runs/engine/jobs.py", "runs/worker", "reporting/committee/pack/pdf.py",
    "runs/warm.py", "reporting/committee/pack/sections/sheet.py",  # the pack names the command that repeats the run
)  # fmt: skip


def _sentences(tree):
    """Strings of a file but for docstrings and what is given as `typed`."""
    left_out = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            left_out.add(id(node.value))
        if isinstance(node, ast.keyword) and node.arg == "typed":
            left_out |= {id(part) for part in ast.walk(node.value)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in left_out:
            yield node


def test_no_sentence_that_a_page_can_show_speaks_of_the_command_line():
    found = []
    for path in sorted((ROOT / "creditviz").rglob("*.py")):
        name = path.relative_to(ROOT / "creditviz").as_posix()
        if not name.startswith(NO_WORDS):
            for node in _sentences(ast.parse(path.read_text())):
                if COMMAND.search(node.value):
                    found.append(f"{name}:{node.lineno} {node.value[:60]!r}")
    assert not found


@pytest.mark.parametrize("as_json", [True, False])
def test_the_command_line_adds_what_to_type(as_json):
    from creditviz.cli.mistakes import one_clear_line

    @click.command
    @click.option("--json", "as_json", is_flag=True)
    @one_clear_line
    def command(**options):
        raise CreditVizError("a run is needed, however there is none.", typed="`runs` lists them.")

    result = CliRunner().invoke(command, ["--json"] if as_json else [])
    assert result.exit_code == 2 and "however there is none. `runs` lists them." in result.stderr
    assert str(CreditVizError("a run", typed="x")) == "a run"
