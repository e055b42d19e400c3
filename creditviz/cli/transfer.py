"""The command `transfer`: an old product's outcomes brought to a new product, methods side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from creditviz.cli import output
from creditviz.cli.declined import specification_of, transfer_to_declined
from creditviz.cli.mistakes import one_clear_line
from creditviz.cli.options import (
    COMPUTE_OPTIONS,
    NO_OPTIONS,
    as_json,
    open_book,
    open_workspace,
    settings,
    typed,
    with_options,
)
from creditviz.exceptions import SpecificationError
from creditviz.small_files import read_text

if TYPE_CHECKING:
    from creditviz.runs import Workspace
    from creditviz.specification import TransferSpec, TransferStudySpec

COMPARED = ("source-only", "source-only-xgboost", "target")  # beside the method that is asked for
GUESS = "guess"  # in place of a pairing file
RIVALS = ("target-logistic-regression", "target-xgboost")  # of a study: trained on the known outcomes alone


@click.command()
@click.argument("source", required=False)
@click.argument("target", required=False)
@click.option("--model", default="fdat", show_default=True, metavar="KEY", help="Key of the transfer method.")
@click.option(
    "--compare",
    default=",".join(COMPARED),
    show_default=True,
    metavar="KEY[,KEY]",
    help="Methods beside it, on the same rows; 'all' for every one.",
)
@click.option(
    "--set", "changes", multiple=True, metavar="NAME=VALUE", help="Change one setting; FDAT and its parts share."
)
@click.option(
    "--pairing",
    "pairing_file",
    metavar="FILE|guess",
    help="JSON: new column -> old column; or 'guess': pairs by shape too, for columns that no name or meaning pairs.",
)
@click.option("--by-name", is_flag=True, help="Pair columns of one name, instead of by name and meaning.")
@click.option(
    "--units",
    type=click.Choice(["proposed", "own"]),
    default="proposed",
    show_default=True,
    help="Pairs of like size in one unit, or every column on the scale of its own book; a pairing file may say more.",
)
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
@click.option(
    "--study",
    type=click.Choice(["target-labels", "vote-weight"]),
    help="Instead: transfers against training on known outcomes; or weights of FDAT's vote, on simulated books.",
)
@click.option("--repeats", type=int, default=3, show_default=True, metavar="N", help="Seeds of a study.")
@click.option(
    "--accepted",
    metavar="COLUMN=VALUE",
    help="One book: those accepted are the old product, those declined the new one. Needs no TARGET.",
)
@click.option(
    "--out", metavar="FILE", help="With --accepted: scores of the declined where none has an outcome, as CSV."
)
@click.option("--name", default="", help="Name of the run.")
@with_options(*COMPUTE_OPTIONS, as_json)
@one_clear_line
def transfer(source: str | None, target: str | None, **options: Any) -> None:
    """Bring the outcomes of an old product (SOURCE) to a new one (TARGET), and say what that is worth."""
    from creditviz.runs.engine import jobs
    from creditviz.runs.work import transfer as runs
    from creditviz.runs.work import transfer_study
    from creditviz.specification import TransferStudySpec
    from creditviz.transfer import TRANSFER_MODELS

    _check_idle(target, options)
    workspace = open_workspace()
    entry = TRANSFER_MODELS[options["model"]]
    parameters = settings(options["changes"], entry.hyperparameters, entry.label)
    own = {key: parameters for key in alike(options["model"])} if parameters else {}
    if options["accepted"]:
        return transfer_to_declined(workspace, source, own, options)
    spec: TransferSpec | TransferStudySpec
    if options["study"] == "vote-weight":
        spec, usual = _vote_weight(parameters, options), "Weight of the vote, simulated books"
    else:
        old, new = _both(source, target)
        asked = _specification(workspace, old, new, own, options)
        what = "Known outcomes" if options["study"] else entry.label
        usual = f"{what}: {Path(old).name} to a new product"
        spec = _known_outcomes(asked, options) if options["study"] else asked
    if isinstance(spec, TransferStudySpec):
        transfer_study.check(workspace, spec)
    else:
        runs.check(workspace, spec)
    return output.finish(jobs.run_here(workspace, spec, name=options["name"] or usual), options["as_json"])


IDLE = {  # way of asking -> options that it does not read
    "--accepted": ("pairing_file", "by_name", "target_schema", "study", "repeats"),
    "--study": ("search", "out"),
    "": ("repeats", "out"),
}


def _check_idle(target: str | None, options: dict[str, Any]) -> None:
    """Raise where something was typed that would not be read."""
    way = "--accepted" if options["accepted"] else "--study" if options["study"] else ""
    if way == "--accepted" and target is not None:
        raise SpecificationError(f"--accepted splits one book, however a second one came: {target!r}. Leave it out.")
    idle = next((name for name in IDLE[way] if typed(name)), None)
    if idle is not None:
        option = next(p for p in click.get_current_context().command.params if p.name == idle).opts[0]
        asked = f"a transfer with {way}" if way else "a transfer without --accepted and --study"
        raise SpecificationError(f"{asked} does not read {option}, however it came. Leave it out.")


def alike(model: str) -> list[str]:
    """Methods that take the settings of `model`: FDAT and its ablations are compared at the same ones."""
    from creditviz.transfer import TRANSFER_MODELS

    family = [key for key, entry in TRANSFER_MODELS.items() if "variant" in entry.fixed]
    return family if model in family else [model]


def _both(source: str | None, target: str | None) -> tuple[str, str]:
    if source is None or target is None:
        raise SpecificationError(
            "a transfer reads two books, however one is missing. Write: transfer OLD NEW; only --study vote-weight "
            "needs none."
        )
    return source, target


def _specification(
    workspace: Workspace, source: str, target: str, parameters: dict[str, Any], options: dict[str, Any]
) -> TransferSpec:
    books = [
        open_book(workspace, file, NO_OPTIONS | {"schema_file": options[f"{side}_schema"]})[:2]
        for side, file in (("source", source), ("target", target))
    ]
    return specification_of(books[0], books[1], parameters, options, **_pairing(options))


def _known_outcomes(spec: TransferSpec, options: dict[str, Any]) -> TransferStudySpec:
    """A study of these books; models trained on known outcomes alone are always among the methods."""
    from creditviz.specification import TransferStudySpec, make_specification

    asked = spec.model_copy(update={"methods": tuple(dict.fromkeys((*spec.methods, *RIVALS))), "search": 0})
    return make_specification(TransferStudySpec, transfer=asked, seed=spec.seed, repeats=options["repeats"])


def _vote_weight(parameters: dict[str, Any], options: dict[str, Any]) -> TransferStudySpec:
    from creditviz.specification import TransferStudySpec, make_specification

    shared = {key: options[key] for key in ("repeats", "seed", "device")}
    return make_specification(TransferStudySpec, study="vote-weight", parameters=parameters, **shared)


def _pairing(options: dict[str, Any]) -> dict[str, Any]:
    from creditviz.transfer.pairing import read_pairing, read_units

    if options["pairing_file"] and options["by_name"]:
        raise SpecificationError("columns are paired by a file or by name, however both were asked for. Choose one.")
    if not options["pairing_file"]:
        return {"pairing": "by-name" if options["by_name"] else "by-meaning"}
    if options["pairing_file"] == GUESS:
        return {"pairing": "guess"}
    text = read_text(Path(options["pairing_file"]), "--pairing")
    return {"pairing": "given", "pairs": read_pairing(text), "unit_of": read_units(text)}
