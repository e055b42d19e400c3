"""The commands `verify`, `backup` and `restore`: a workspace as a whole."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from creditviz.cli import output
from creditviz.cli.mistakes import one_clear_line
from creditviz.cli.options import as_json, open_workspace


@click.command()
@click.option("--head", "noted", default="", metavar="HASH", help="The end of the chain that an earlier walk printed.")
@as_json
@one_clear_line
def verify(noted: str, as_json: bool) -> None:
    """Prove that the audit log, every decision and every file is as it was written; exit 1 where one is not."""
    from creditviz.runs.keeping.verify import verify as walk

    found = walk(open_workspace(), noted=noted)
    if as_json:
        output.echo_json({**vars(found), "whole": not found.faults})
    else:
        for fault in found.faults:
            click.echo(fault)
        looked = f"{found.entries:,} entries, {found.decisions:,} decisions, {found.files:,} files"
        what = f"{len(found.faults):,} faults" if found.faults else "all as it was written"
        click.echo(f"{looked}: {what}. The chain ends with {found.head or 'nothing yet'}")
    sys.exit(1 if found.faults else 0)


@click.command()
@click.argument("out")
@one_clear_line
def backup(out: str) -> None:
    """Write a copy of the workspace into the new folder OUT; the app may go on meanwhile."""
    from creditviz.runs.keeping.backup import back_up

    kept = back_up(open_workspace(), Path(out).expanduser())
    click.echo(f"wrote {out}: {kept.books:,} books, {kept.runs:,} runs, {kept.files:,} files, sums checked")


@click.command()
@click.argument("copy")
@one_clear_line
def restore(copy: str) -> None:
    """Bring the backup COPY back into the workspace, which must be empty."""
    from creditviz.runs.keeping.backup import restore as bring_back

    kept = bring_back(Path(copy).expanduser(), open_workspace())
    click.echo(f"restored {kept.books:,} books, {kept.runs:,} runs, {kept.files:,} files, sums checked")
