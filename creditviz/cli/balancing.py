"""The command `balance`: synthetic defaulters, judged and written to a file."""

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
    from creditviz.data.export import check_name
    from creditviz.runs import balancing, jobs
    from creditviz.runs.export import write_with_origin
    from creditviz.sampling import SAMPLERS

    workspace = Workspace.open()
    entry = SAMPLERS[options["sampler"]]
    out = Path(options["out"]) if options["out"] else None
    if out is not None:
        check_name(out)
        if not out.parent.is_dir():
            raise SpecificationError(f"--out must lie in a folder that exists, however: {str(out.parent)!r}. Make it.")
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
