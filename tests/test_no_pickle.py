"""No pickle is loaded anywhere: a file that somebody changed must not run code."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FORBIDDEN = {
    "pickle",
    "_pickle",
    "cPickle",
    "cloudpickle",
    "dill",
    "joblib",
    "marshal",
    "shelve",
    "jsonpickle",
    "pickletools",
}
PLACES = ("creditviz", "pages", "benchmarks", "app.py", "home.py")


def complaints(source: str) -> list[str]:
    """What in this source could load a pickle, or build objects that a file names."""
    return [said for node in ast.walk(ast.parse(source)) for said in (*_imported(node), *_called(node))]


def _imported(node: ast.AST) -> Iterator[str]:
    names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
    if isinstance(node, ast.ImportFrom):
        names = [node.module or ""]
    yield from (f"imports {name}" for name in names if name.split(".")[0] in FORBIDDEN)


def _called(node: ast.AST) -> Iterator[str]:
    if not isinstance(node, ast.Call):
        return
    called = ast.unparse(node.func)
    options = {option.arg: ast.unparse(option.value) for option in node.keywords}
    if (
        called.endswith(("__import__", "import_module"))
        and node.args
        and ast.unparse(node.args[0]).strip("'\"") in FORBIDDEN
    ):
        yield f"imports {ast.unparse(node.args[0])}"
    if called.endswith(("read_pickle", "torch.load")) and options.get("weights_only") != "True":
        yield f"calls {called} without weights_only=True"
    if options.get("allow_pickle", "False") != "False":
        yield f"calls {called} with allow_pickle"
    if called.endswith(("sio.load", "skops.io.load", "skops.io.loads")) and options.get("trusted") != "list(TRUSTED)":
        yield f"calls {called} with other types than the listed ones"
    if called in ("eval", "exec") or called.endswith(("yaml.load", "yaml.unsafe_load")):
        yield f"calls {called}"


def sources() -> list[Path]:
    return [
        path
        for place in PLACES
        for path in ([ROOT / place] if place.endswith(".py") else sorted((ROOT / place).rglob("*.py")))
    ]


def test_nothing_loads_a_pickle():
    found = {str(path.relative_to(ROOT)): complaints(path.read_text(encoding="utf-8")) for path in sources()}
    assert len(found) > 300, "all of the code was looked at"
    assert {path: said for path, said in found.items() if said} == {}


@pytest.mark.parametrize(
    "planted",
    [
        "import pickle",
        "from joblib import load",
        "import importlib; importlib.import_module('dill')",
        "import torch; torch.load('f')",
        "import torch; torch.load('f', weights_only=False)",
        "import numpy as np; np.load('f', allow_pickle=True)",
        "import pandas as pd; pd.read_pickle('f')",
        "import skops.io; skops.io.load('f', trusted=skops.io.get_untrusted_types(file='f'))",
        "eval('1')",
    ],
)
def test_the_walk_sees_what_it_looks_for(planted):
    assert complaints(planted)


@pytest.mark.parametrize(
    "harmless",
    [
        "import torch; torch.load('f', weights_only=True)",
        "import numpy as np; np.load('f')",
        "import skops.io; skops.io.load('f', trusted=list(TRUSTED))",
        "model.eval()",
    ],
)
def test_the_walk_leaves_others_alone(harmless):
    assert not complaints(harmless)


def test_a_skops_file_that_names_other_types_is_not_loaded(tmp_path):
    import skops.io

    from creditviz.exceptions import DataError
    from creditviz.models.persistence import read_skops

    skops.io.dump({"a": Planted()}, tmp_path / "model.skops")
    Planted.made = False
    with pytest.raises(DataError, match="Planted"):
        read_skops(tmp_path / "model.skops")
    assert not Planted.made


class Planted:
    """What an attacker would have made."""

    made = False

    def __setstate__(self, _):
        Planted.made = True
