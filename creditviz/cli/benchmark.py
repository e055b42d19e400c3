"""The command `benchmark`: a grid of models from a JSON file, with a table that says what is more than chance."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from creditviz.cli import output
from creditviz.cli.mistakes import one_clear_line
from creditviz.cli.options import as_json, open_workspace, with_options
from creditviz.cli.tables import table
from creditviz.exceptions import DataError, SpecificationError
from creditviz.small_files import parse_json

if TYPE_CHECKING:
    from creditviz.runs import Workspace


@click.command()
@click.argument("spec")
@click.option(
    "--set", "changes", multiple=True, metavar="KEY=VALUE", help="Change one entry of SPEC; VALUE is JSON or a word."
)
@click.option("--data", metavar="FOLDER", help="Where data sets that SPEC names by key are looked for first.")
@click.option("--name", default="", help="Name of the run.")
@with_options(as_json)
@one_clear_line
def benchmark(spec: str, changes: tuple[str, ...], data: str | None, name: str, as_json: bool) -> None:
    """Fit every model of SPEC.json on every book, and print what differs by more than chance.

    A benchmark that was stopped goes on with `resume RUN`; fits that are finished are kept.
    """
    from creditviz.reporting.benchmark.words import check_metrics
    from creditviz.runs.engine import jobs
    from creditviz.runs.work import benchmark as benchmarks
    from creditviz.runs.work.benchmark_file import read_benchmark_file

    if data is not None and not Path(data).is_dir():
        raise SpecificationError(f"--data takes a folder that exists, however: {data!r}. Check the path.")
    workspace = open_workspace()
    asked = read_benchmark_file(workspace, Path(spec), changes=_parsed(changes), data=data)
    check_metrics(asked.spec.metrics)
    benchmarks.check(workspace, asked.spec)
    if not as_json:
        click.echo("\n".join([asked.title, *([asked.about] if asked.about else [])]))
        for note in asked.notes:
            click.echo(f"note: {note}")
    run = jobs.run_here(workspace, asked.spec, name=name or asked.title)
    if run.status != "finished":
        output.finish(run, as_json)
    show(workspace, run.id, as_json, notes=asked.notes)


def show(workspace: Workspace, run_id: str, as_json: bool, *, notes: tuple[str, ...] = ()) -> None:
    """Print a benchmark as it stands."""
    from creditviz.reporting.benchmark.export import export_benchmark

    found = export_benchmark(workspace, run_id, notes=notes)
    books = {one.name: one.book for one in workspace.store.run(run_id).specification.books}
    looks = {name: output.looks_dict(workspace, book) for name, book in books.items()}
    if as_json:
        output.echo_json({**found, "looks": looks})
        return
    for part in found["tables"]:
        click.echo(f"\n{part['head']}\n")
        columns = list(part["rows"][0]) if part["rows"] else []
        click.echo(table(columns, [[str(row[column]) for column in columns] for row in part["rows"]]))
        for sentence in part["findings"]:
            click.echo(sentence)
    for cell, reason in found["failed"].items():
        click.echo(f"no figures: {cell}: {reason}")
    for note in found["notes"]:
        click.echo(f"note: {note}")
    for leak in workspace.store.run(run_id).figures.get("leaks", ()):
        click.echo(f"STOP, these figures may be false: {leak}")
    for name, seen in looks.items():
        click.echo(f"{name}: {seen['said']}.")
    click.echo(f"run {run_id}: {found['cells']} cells, {len(found['failed'])} without figures")


def _parsed(pairs: tuple[str, ...]) -> dict[str, Any]:
    """`--set key=value ...`; what is no JSON is a word."""
    changes: dict[str, Any] = {}
    for pair in pairs:
        key, sign, text = pair.partition("=")
        if not sign:
            raise SpecificationError(f"--set takes key=value, however: {pair!r}. Write repeats=1, for example.")
        if key in changes:
            raise SpecificationError(f"--set names a key once, however {key!r} stands twice. Keep one.")
        try:
            changes[key] = parse_json(text)
        except DataError:
            changes[key] = text
    return changes
