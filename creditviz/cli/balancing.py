"""The commands `balance` and `export`: synthetic defaulters, judged and written to a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from creditviz.cli import output
from creditviz.cli.mistakes import one_clear_line
from creditviz.cli.options import (
    BOOK_OPTIONS,
    COMPUTE_OPTIONS,
    SAMPLER_OPTIONS,
    as_json,
    open_book,
    sampling,
    with_options,
)
from creditviz.exceptions import SpecificationError
from creditviz.runs import Workspace
from creditviz.specification import BalancingSpec, make_specification


@click.command()
@click.argument("file")
@click.option("--sampler", required=True, metavar="KEY", help="Key of the sampler, e.g. smote or actgan.")
@with_options(*SAMPLER_OPTIONS)
@click.option("--out", metavar="OUT", help="Where the balanced table goes: .csv, .csv.gz, .parquet or .xlsx.")
@click.option("--synthetic-only", is_flag=True, help="Write the synthetic rows alone.")
@click.option(
    "--repeats",
    type=int,
    default=None,
    help="Seeds of the utility study, 0 for none.  [default: 3; 1 for a sampler that learns for minutes]",
)
@click.option(
    "--protocol", type=click.Choice(["holdout", "out-of-time", "given"]), default="holdout", show_default=True
)
@click.option("--name", default="", help="Name of the run.")
@with_options(*COMPUTE_OPTIONS, *BOOK_OPTIONS, as_json)
@one_clear_line
def balance(file: str, **options: Any) -> None:
    """Make synthetic defaulters from training rows and say whether they are like real ones, copy anyone, and help."""
    from creditviz.runs import balancing, jobs
    from creditviz.runs.export import write_with_origin
    from creditviz.sampling import SAMPLERS

    workspace = Workspace.open()
    entry = SAMPLERS[options["sampler"]]
    out = _place(options["out"]) if options["out"] else None
    how = sampling(options)
    repeats = options["repeats"] if options["repeats"] is not None else 1 if entry.generator else 3
    book, schema, _ = open_book(workspace, file, options)
    spec = make_specification(
        BalancingSpec,
        book=book.hash,
        schema_hash=schema.hash,
        repeats=repeats,
        **how,
        **{key: options[key] for key in ("sampler", "protocol", "seed", "device")},
    )
    balancing.check(workspace, spec)
    run = jobs.run_here(workspace, spec, name=options["name"] or f"{entry.label}, seed {spec.seed}")
    if run.status == "finished" and out is not None:
        write_with_origin(workspace, run.id, out, synthetic_only=options["synthetic_only"])
    output.finish(run, options["as_json"])


@click.command()
@click.argument("run")
@click.argument("out")
@click.option("--synthetic-only", is_flag=True, help="Write the synthetic rows alone.")
@one_clear_line
def export(run: str, out: str, synthetic_only: bool) -> None:
    """Write the balanced table of a balancing run, and beside it how it was made; excluded rows stay out."""
    from creditviz.runs.export import write_with_origin

    path = _place(out)
    beside = write_with_origin(Workspace.open(), run, path, synthetic_only=synthetic_only)
    click.echo(f"wrote {path} and {beside.name}")


def _place(out: str) -> Path:
    """The path that a table is written to, checked before anything is computed."""
    from creditviz.data.export import check_name

    path = Path(out)
    check_name(path)
    if not path.parent.is_dir():
        raise SpecificationError(f"OUT must lie in a folder that exists, however: {str(path.parent)!r}. Make it.")
    return path
