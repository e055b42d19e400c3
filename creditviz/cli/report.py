"""The commands `report` and `card`: the committee pack of a run as one HTML file, and the points of a scorecard."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from creditviz.cli import output
from creditviz.cli.mistakes import one_clear_line
from creditviz.cli.options import as_json, open_workspace, place
from creditviz.exceptions import DataError, SpecificationError


@click.command()
@click.argument("run")
@click.option("--challenger", default="", metavar="RUN", help="A run that was judged on the same test rows.")
@click.option(
    "--out",
    default="pack.html",
    show_default=True,
    metavar="PACK.html",
    help="Where the pack goes: one file that needs no network.",
)
@click.option("--pdf", default="", metavar="PACK.pdf", help="Print it as well, with an installed Chromium.")
@as_json
@one_clear_line
def report(run: str, challenger: str, out: str, pdf: str, as_json: bool) -> None:
    """Write the committee pack of RUN: decision asked, tests, verdicts, cut-off, limits, model card, presenter mode."""
    from creditviz.reporting.committee.pack.evidence import check
    from creditviz.reporting.committee.pack.pdf import check_pdf_name, write_pdf
    from creditviz.reporting.committee.pack.run import pack_path
    from creditviz.runs.engine import jobs
    from creditviz.specification import ReportSpec, make_specification

    workspace = open_workspace()
    _check_name(place(out, "--out"))
    if pdf:
        place(pdf, "--pdf")
        check_pdf_name(Path(pdf))
    subject = workspace.store.run(run)
    other = workspace.store.run(challenger).id if challenger else ""
    spec = make_specification(ReportSpec, run=subject.id, challenger=other)
    check(workspace, spec)
    done = jobs.run_here(workspace, spec, name=f"Pack of {subject.name}")
    if done.status != "finished":
        output.finish(done, as_json)
        sys.exit(1)
    _copy(pack_path(workspace, done.id), Path(out))
    found = {**done.figures, "out": out, "pdf": pdf or None}
    if pdf:
        write_pdf(Path(out), Path(pdf))
    output.echo_json(found) if as_json else _echo(found)


def _check_name(out: Path) -> None:
    if out.suffix.lower() not in (".html", ".htm"):
        raise SpecificationError(f"a pack is written to a name that ends in .html, however: {out.name!r}. Correct it.")


def _copy(pack: Path, out: Path) -> None:
    from creditviz.data.files.whole_file import whole_or_nothing

    try:
        with whole_or_nothing(out) as partial:
            shutil.copyfile(pack, partial)
    except OSError as error:
        raise DataError(
            f"a pack is written into a folder that can be written, however: {error.strerror}. Choose another place."
        ) from error


def _echo(found: Mapping[str, Any]) -> None:
    """Print the answers and where they are written."""
    click.echo(f"report {found['report']} of run {found['run']}\n")
    answers = found["verdicts"].items()
    click.echo(output.table(("question", "verdict", "answer"), [(k, a["verdict"], a["sentence"]) for k, a in answers]))
    click.echo(f"\n{found['looks_said']}.")
    size, seconds = found["bytes"] / 1e6, found["pack_seconds"]
    click.echo(f"\nwritten to {found['out']}: {size:.1f} MB in {seconds:.1f} s, SHA-256 {found['sha256'][:16]}")
    if found["pdf"]:
        click.echo(f"printed to {found['pdf']}")


@click.command()
@click.argument("run")
@click.option("--out", default="", metavar="CARD.html", help="Write it: .html is a page to print, .csv a table.")
@one_clear_line
def card(run: str, out: str) -> None:
    """Points of every bin of the scorecard of RUN."""
    from creditviz.reporting.scorecard.card import HEAD, card_csv, card_page, card_rows, card_sentence
    from creditviz.reporting.scorecard.reading import card_of_run

    workspace = open_workspace()
    kind = Path(out).suffix.lower()
    if out and kind not in (".html", ".csv"):
        raise SpecificationError(
            f"a card is written to a name that ends in .html or .csv, however: {out!r}. Correct it."
        )
    found = card_of_run(workspace, run)
    if not out:
        click.echo(f"{card_sentence(found)}\n")
        click.echo(output.table(HEAD, card_rows(found)))
        return
    place(out, "--out")
    text = card_csv(found) if kind == ".csv" else card_page(found, workspace.store.run(run).name)
    _write(text, Path(out))
    click.echo(f"written to {out}")


def _write(text: str, out: Path) -> None:
    from creditviz.data.files.whole_file import whole_or_nothing

    try:
        with whole_or_nothing(out) as partial:
            Path(partial).write_text(text, encoding="utf-8")
    except OSError as error:
        raise DataError(
            f"a card is written into a folder that can be written, however: {error.strerror}. Choose another place."
        ) from error
