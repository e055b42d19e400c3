"""The commands `balance` and `export`: synthetic defaulters, judged and written to a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from creditviz.cli import output
from creditviz.cli.mistakes import one_clear_line
from creditviz.cli.options import (
    BOOK_OPTIONS,
    COMPUTE_OPTIONS,
    SAMPLER_OPTIONS,
    as_json,
    open_book,
    open_workspace,
    sampling,
    table_place,
    with_options,
)
from creditviz.exceptions import SpecificationError

if TYPE_CHECKING:
    from creditviz.registry import SamplerEntry


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
    from creditviz.runs.engine import jobs
    from creditviz.runs.reading.export import write_with_origin
    from creditviz.runs.row_exports import check_rows_may_leave
    from creditviz.runs.work import balancing
    from creditviz.sampling import SAMPLERS
    from creditviz.specification import BalancingSpec, make_specification

    if options["out"]:
        check_rows_may_leave()
    workspace = open_workspace()
    entry = SAMPLERS[options["sampler"]]
    out = table_place(options["out"]) if options["out"] else None
    if options["synthetic_only"]:
        _check_synthetic_only(entry, out)
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
    output.finish(run, options["as_json"])
    if out is not None and options["synthetic_only"] and not run.figures["rows"]["synthetic"]:
        output.fail(f"{out} was not written: the run made no synthetic row.", options["as_json"])
    if out is not None:
        write_with_origin(workspace, run.id, out, synthetic_only=options["synthetic_only"])


def _check_synthetic_only(entry: SamplerEntry, out: object) -> None:
    if out is None:
        raise SpecificationError("--synthetic-only says what is written, however no file was named. Add --out OUT.")
    if entry.removes:
        raise SpecificationError(
            f"--synthetic-only writes synthetic rows, however {entry.label} makes none. Leave it out."
        )


@click.command()
@click.argument("run")
@click.argument("out")
@click.option("--synthetic-only", is_flag=True, help="Write the synthetic rows alone.")
@one_clear_line
def export(run: str, out: str, synthetic_only: bool) -> None:
    """Write the balanced table of a balancing run, and beside it how it was made; excluded rows stay out."""
    from creditviz.runs.reading.export import write_with_origin

    path = table_place(out)
    beside = write_with_origin(open_workspace(), run, path, synthetic_only=synthetic_only)
    click.echo(f"wrote {path} and {beside.name}")
