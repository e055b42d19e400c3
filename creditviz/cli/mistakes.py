"""A user's mistake is one clear line, as JSON where JSON was asked for."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from creditviz.exceptions import CreditVizError, RunCancelled

IN_A_SCHEMA = "Say it in a schema, which `inspect FILE --target COL --json` prints"


def in_options(text: str) -> str:
    """A sentence that sends its reader to a page, with the option that does the same where the command has one."""
    from creditviz.data.outcome import CHOOSE_TARGET, CHOOSE_VALUES, CONFIRM
    from creditviz.data.splitting import CHOOSE_SPLIT

    on_a_page = {  # what a page offers -> an option that does the same, and how it is said
        CHOOSE_TARGET: ("--target", "Choose it with --target"),
        CHOOSE_VALUES: ("--bad", "Say which they are with --bad, --good and --exclude"),
        CONFIRM: ("--bad", "Confirm it with --target and --bad"),
        CHOOSE_SPLIT: ("--split", "Name it with --split"),
    }
    command = click.get_current_context().command
    offered = {word for parameter in command.params for word in parameter.opts}  # an argument has its bare name here
    for page, (option, typed) in on_a_page.items():
        text = text.replace(page, typed if option in offered else IN_A_SCHEMA)
    return text


def one_clear_line(command: Callable[..., Any]) -> Callable[..., Any]:
    """A user's mistake becomes `{"error": sentence}` on stderr and exit 2, never a traceback."""

    @wraps(command)
    def guarded(**options: Any) -> Any:
        try:
            return command(**options)
        except RunCancelled as stopped:
            click.echo(json.dumps({"error": str(stopped)}, ensure_ascii=False), err=True)
            sys.exit(1)
        except CreditVizError as mistake:
            text = in_options(f"{mistake} {mistake.typed}".strip())
            click.echo(json.dumps({"error": text}, ensure_ascii=False) if options.get("as_json") else text, err=True)
            sys.exit(2)
        except (MemoryError, OSError) as error:  # a full disk or memory, also after the run itself was kept
            from creditviz.runs.causes import sentence_of

            sentence = sentence_of(error)
            if sentence is None:
                raise
            click.echo(json.dumps({"error": sentence}) if options.get("as_json") else sentence, err=True)
            sys.exit(1)

    return guarded


class OneClearLine(click.Group):
    """A group whose usage errors are one line too, as JSON where JSON was asked for."""

    def main(self, args: Any = None, **extra: Any) -> Any:  # type: ignore[override]
        """Run a command; click itself would print four lines for a usage error."""
        words = list(sys.argv[1:] if args is None else args)
        try:
            sys.exit(super().main(args=words, **{**extra, "standalone_mode": False}))
        except click.ClickException as mistake:
            text = f"{mistake.format_message().rstrip('.')}. See --help."
            click.echo(json.dumps({"error": text}, ensure_ascii=False) if "--json" in words else text, err=True)
            sys.exit(2)
        except click.Abort:
            sys.exit(1)
