"""The command `transfer`: an old product's outcomes brought to a new product, methods side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from creditviz.cli import output
from creditviz.cli.mistakes import one_clear_line
from creditviz.cli.options import COMPUTE_OPTIONS, as_json, open_book, settings, with_options
from creditviz.exceptions import SpecificationError
from creditviz.runs import Workspace
from creditviz.specification import TransferSpec, make_specification

COMPARED = ("source-only", "source-only-xgboost", "target")  # beside the method that is asked for
NOTHING = dict.fromkeys(("target", "bad", "good", "exclude", "schema_file", "account", "month"))


@click.command()
@click.argument("source")
@click.argument("target")
@click.option("--model", default="fdat", show_default=True, metavar="KEY", help="Key of the transfer method.")
@click.option(
    "--compare",
    default=",".join(COMPARED),
    show_default=True,
    metavar="KEY[,KEY]",
    help="Methods beside it, on the same rows; 'all' for every one.",
)
@click.option("--set", "changes", multiple=True, metavar="NAME=VALUE", help="Change one setting of the method.")
@click.option("--pairing", "pairing_file", metavar="FILE", help="JSON: new column -> old column.")
@click.option("--by-name", is_flag=True, help="Pair columns of one name, instead of proposing pairs.")
@click.option("--source-schema", metavar="FILE", help="A saved schema of the old book instead of the inferred one.")
@click.option("--target-schema", metavar="FILE", help="A saved schema of the new book.")
@click.option("--target-labels", type=int, default=None, metavar="N", help="Outcomes known of the new product.  [all]")
@click.option("--use-protected", is_flag=True, help="Let the methods read protected attributes, as the papers do.")
@click.option("--search", type=int, default=0, metavar="N", help="Try N settings a method; 0 takes the preset's.")
@click.option(
    "--choose-on",
    type=click.Choice(["source", "target"]),
    default="source",
    show_default=True,
    help="Rows held back to choose settings on; 'target' reads outcomes of the new product's training rows.",
)
@click.option("--name", default="", help="Name of the run.")
@with_options(*COMPUTE_OPTIONS, as_json)
@one_clear_line
def transfer(source: str, target: str, **options: Any) -> None:
    """Bring the outcomes of an old product (SOURCE) to a new one (TARGET), and say what that is worth."""
    from creditviz.runs import jobs
    from creditviz.runs import transfer as runs
    from creditviz.transfer import TRANSFER_MODELS

    workspace = Workspace.open()
    entry = TRANSFER_MODELS[options["model"]]
    parameters = settings(options["changes"], entry.hyperparameters, entry.label)
    books = [
        open_book(workspace, file, NOTHING | {"schema_file": options[f"{side}_schema"]})[:2]
        for side, file in (("source", source), ("target", target))
    ]
    spec = make_specification(
        TransferSpec,
        book=books[1][0].hash,
        schema_hash=books[1][1].hash,
        source=books[0][0].hash,
        source_schema=books[0][1].hash,
        methods=_methods(options["model"], options["compare"], list(TRANSFER_MODELS)),
        parameters={options["model"]: parameters} if parameters else {},
        **_pairing(options),
        **{key: options[key] for key in ("target_labels", "use_protected", "search", "choose_on", "seed", "device")},
    )
    runs.check(workspace, spec)
    run = jobs.run_here(workspace, spec, name=options["name"] or f"{entry.label}: {Path(source).name} to a new product")
    output.finish(run, options["as_json"])


def _methods(model: str, compare: str, every: list[str]) -> tuple[str, ...]:
    """Source-only first, so that every other method is held against it; then the model; then the rest."""
    others = every if compare == "all" else [key for key in compare.split(",") if key]
    wanted = dict.fromkeys([model, *others])
    return tuple(sorted(wanted, key=lambda key: (key != "source-only", key != model)))


def _pairing(options: dict[str, Any]) -> dict[str, Any]:
    from creditviz.transfer.pairing import read_pairing

    if options["pairing_file"] and options["by_name"]:
        raise SpecificationError("columns are paired by a file or by name, however both were asked for. Choose one.")
    if not options["pairing_file"]:
        return {"pairing": "by-name" if options["by_name"] else "proposed"}
    path = Path(options["pairing_file"])
    if not path.is_file():
        raise SpecificationError(f"--pairing names a file that exists, however: {str(path)!r}. Check the path.")
    return {"pairing": "given", "pairs": read_pairing(path.read_text(encoding="utf-8"))}
