"""The command `rerun`: a run's specification again, months later or on another file, old and new side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import click

from creditviz.cli import output
from creditviz.cli.mistakes import one_clear_line
from creditviz.cli.options import NO_OPTIONS, as_json, finite, open_book, open_workspace
from creditviz.cli.tables import table
from creditviz.exceptions import CreditVizError, SpecificationError

if TYPE_CHECKING:
    from creditviz.runs import Run, Workspace


@click.command()
@click.argument("run")
@click.option("--data", metavar="FILE", help="Another file with the same columns instead of the run's book.")
@click.option(
    "--tolerance",
    type=click.FloatRange(min=0),
    callback=finite,
    default=0.002,
    show_default=True,
    help="A figure that differs by no more is called the same.",
)
@as_json
@one_clear_line
def rerun(run: str, data: str | None, tolerance: float, as_json: bool) -> None:
    """Repeat a run and print its old and new figures side by side."""
    from creditviz.data.meaning.changes import check_columns
    from creditviz.runs import books
    from creditviz.runs.engine import jobs
    from creditviz.runs.kinds import KINDS
    from creditviz.runs.work import search, training, transfer

    workspace = open_workspace()
    old = workspace.store.run(run)
    if not KINDS[old.kind].repeatable:
        raise SpecificationError(
            "a training run, a transfer or a search can be repeated, however "
            f"run {old.id} is of the kind {old.kind!r}. Start a new one instead."
        )
    checks: dict[str, Callable[..., None]] = {
        "training": training.check,
        "transfer": transfer.check,
        "search": search.check,
    }
    spec = old.specification
    if data:
        book, _, frame = open_book(workspace, data, NO_OPTIONS)
        check_columns(books.get_schema(workspace, spec.schema_hash), frame)
        spec = spec.model_copy(update={"book": book.hash})
    checks[old.kind](workspace, spec)
    new = jobs.run_here(workspace, spec, name=f"{old.name} (again)")
    if new.status != "finished":
        output.finish(new, as_json)
    if old.kind == "search":
        output.echo_search_comparison(old, new, as_json)
        return
    found = compared(workspace, old, new, tolerance)
    if as_json:
        output.echo_json({**new.figures, **found, **output.looks(new)})
        return
    _echo(old, new, found)
    output.echo_looks(new)


def compared(workspace: Workspace, old: Run, new: Run, tolerance: float) -> dict[str, Any]:
    """Old and new figures on test rows, whether they are the same, and what differs behind them."""
    before, after = _both(old, new)
    difference = {name: _difference(before.get(name), after.get(name)) for name, _ in output.SHOWN}
    return {
        "old": old.figures or None,
        "same_book": old.book == new.book,
        "difference": difference,
        "tolerance": tolerance,
        "within_tolerance": {name: None if d is None else abs(d) <= tolerance for name, d in difference.items()},
        "versions": _other_versions(workspace, old, new),
        "file": {"same": old.book == new.book, "old": _file(workspace, old), "new": _file(workspace, new)},
    }


def _part(old: Run, new: Run) -> str:
    """Rows whose figures are compared: a sealed run shows none of its test rows."""
    return "validation" if old.figures.get("sealed") or new.figures.get("sealed") else "test"


def _both(old: Run, new: Run) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    part = _part(old, new)
    return old.figures.get(part, {}), new.figures[part]


def _difference(old: float | None, new: float | None) -> float | None:
    return None if old is None or new is None else new - old


def _other_versions(workspace: Workspace, old: Run, new: Run) -> dict[str, list[str | None]]:
    """Library -> [old version, new version], where they differ."""
    before, after = _versions(workspace, old), _versions(workspace, new)
    if not before:  # the old run never finished
        return {}
    names = sorted(before.keys() | after.keys())
    return {name: [before.get(name), after.get(name)] for name in names if before.get(name) != after.get(name)}


def _versions(workspace: Workspace, run: Run) -> Mapping[str, str]:
    from creditviz.runs.reading.trained import load_run_result

    try:
        return load_run_result(workspace, run.id).versions
    except CreditVizError:
        return {}


def _file(workspace: Workspace, run: Run) -> dict[str, str] | None:
    book = workspace.store.book(run.book or "")
    return None if book is None else {"name": book.name, "sha256": book.raw_sha256}


def _echo(old: Run, new: Run, found: Mapping[str, Any]) -> None:
    before, after = _both(old, new)
    same = {True: "yes", False: "NO", None: "-"}
    rows = [
        (
            name,
            *("-" if v is None else f"{v:.{digits}f}" for v in (before.get(name), after.get(name))),
            "-" if found["difference"][name] is None else f"{found['difference'][name]:+.{digits}f}",
            same[found["within_tolerance"][name]],
        )
        for name, digits in output.SHOWN
    ]
    click.echo(f"run {old.id} again as {new.id} · {_file_words(found['file'])}\n")
    click.echo(table((f"{_part(old, new)} rows", "old", "new", "new - old", f"within {found['tolerance']:g}"), rows))
    for name, (was, now) in found["versions"].items():
        click.echo(f"note: {name} was {was or 'not installed'}, is {now or 'not installed'}")
    if not found["versions"]:
        click.echo("library versions are the same" if old.figures else "the old run never finished: nothing to compare")


def _file_words(file: Mapping[str, Any]) -> str:
    if file["same"]:
        return "the same book"
    names = [side["name"] if side else "a deleted book" for side in (file["old"], file["new"])]
    return f"another book: {names[1]} instead of {names[0]}"
