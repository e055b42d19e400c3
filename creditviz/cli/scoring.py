"""The command `score`: a file of applicants or accounts through a fitted run."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from creditviz.cli import output
from creditviz.cli.mistakes import one_clear_line
from creditviz.cli.options import as_json, open_workspace, table_place
from creditviz.cli.tables import table
from creditviz.exceptions import DataError


@click.command()
@click.argument("run")
@click.argument("file")
@click.option("--out", required=True, metavar="OUT", help="Where the scored rows go: .csv, .csv.gz, .parquet or .xlsx.")
@click.option(
    "--previous", default="", metavar="COL", help="Column with an earlier PD or earlier points: early alerts."
)
@click.option(
    "--reasons",
    type=click.IntRange(0, 4),
    default=3,
    show_default=True,
    metavar="N",
    help="Columns with reasons beside declined rows, 0 to 4.",
)
@as_json
@one_clear_line
def score(run: str, file: str, out: str, previous: str, reasons: int, as_json: bool) -> None:
    """Score the rows of FILE with the model of RUN: PD, points, grade, decision and reasons."""
    from creditviz.runs.engine import jobs
    from creditviz.runs.row_exports import check_rows_may_leave
    from creditviz.runs.work.scored import scoring
    from creditviz.runs.work.scored.files import keep_file
    from creditviz.specification import ScoringSpec, make_specification

    check_rows_may_leave()
    workspace, path = open_workspace(), Path(file)
    table_place(out)
    if not path.is_file():
        raise DataError(f"FILE must be a file that exists, however: {file!r}. Check the path.")
    subject = workspace.store.run(run)
    kept = keep_file(workspace, path, name=path.name, subject=subject)
    what = {"run": subject.id, "file": kept.hash, "file_name": kept.name}
    spec = make_specification(ScoringSpec, **what, previous=previous, reasons=reasons)
    scoring.check(workspace, spec)
    done = jobs.run_here(workspace, spec, name=f"{path.name} scored by {subject.name}")
    if done.status != "finished":
        output.finish(done, as_json)
        sys.exit(1)
    scoring.write_scores(workspace, done.id, Path(out))
    found = {**done.figures, "out": out}
    output.echo_json(found) if as_json else echo_scoring(found)


def echo_scoring(found: Mapping[str, Any]) -> None:
    """Print what a scoring found."""
    click.echo(f"run {found['run']} · {found['rows']:,} rows of {found['file']} scored by run {found['scored_by']}")
    click.echo(f"mean PD {found['mean_pd']:.2%}{_approved(found)}")
    click.echo(f"cut-off: {found['cut_off_about']}\n")
    click.echo(table(("grade", "rows"), [(grade, f"{n:,}") for grade, n in found["grades"].items()]))
    if found["csi"]:
        moved = ", ".join(
            f"{name} {value:.2f}" for name, value in found["csi"].items() if value is not None and value >= 0.1
        )
        score = "" if found["psi"] is None else f"PSI of the score {found['psi']:.3f}; "
        click.echo(f"\ndrift against the development: {score}columns from 0.1: {moved or 'none'}")
    if found["outcomes"] and found["development"]:
        _echo_outcomes(found["outcomes"], found["development"])
    for mismatch in found["mismatches"]:
        click.echo(f"note: {mismatch['column']}: {mismatch['what']} {mismatch['fix']}")
    if found["alerts"]:
        alerts = found["alerts"]
        click.echo(f"early alerts: {alerts['risen']:,} PDs have risen, {alerts['crossed']:,} now above the cut-off")
    for note in found["notes"]:
        click.echo(f"note: {note}")
    click.echo(f"written to {found['out']}")


def _approved(found: Mapping[str, Any]) -> str:
    if found["cut_off"] is None:
        return ""
    return f"; {found['approved'] / max(1, found['rows']):.1%} below the cut-off of {found['cut_off']:.2%} PD"


def _echo_outcomes(now: Mapping[str, Any], before: Mapping[str, Any]) -> None:
    names = (("n", 0), ("n_bad", 0), ("auc", 3), ("ks", 3), ("brier", 4), ("mean_pd", 4), ("bad_rate", 4))
    rows = [(name, *(f"{side[name]:,.{digits}f}" for side in (now, before))) for name, digits in names]
    click.echo("\n" + table(("outcomes", "this file", "development"), rows))
