"""Options that several commands share."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from creditviz.exceptions import DataError, SpecificationError
from creditviz.schema import TableSchema
from creditviz.small_files import read_text

if TYPE_CHECKING:
    import pandas as pd

    from creditviz.runs import Book, Workspace
    from creditviz.specification import TrainingSpec

NO_OPTIONS = dict.fromkeys(
    ("target", "bad", "good", "exclude", "split", "schema_file", "account", "month", "sheet", "outcome_months")
)
BOOK_OPTIONS = (
    click.option("--target", metavar="COL", help="Column that says how an account ended."),
    click.option("--bad", metavar="V[,V]", help="Its values that mean default."),
    click.option("--good", metavar="V[,V]", help="Its values that mean no default."),
    click.option("--exclude", metavar="V[,V]", help="Its values whose rows are left out."),
    click.option("--split", metavar="COL", help="Column that says train and test, for --protocol given."),
    click.option(
        "--outcome-months", type=int, metavar="N", help="Months until an outcome is known; out of time, a gap."
    ),
    click.option("--schema", "schema_file", metavar="FILE", help="A saved schema instead of the inferred one."),
    click.option("--sheet", metavar="NAME", help="Sheet of an Excel file instead of the one that is a table."),
    click.option("--account", metavar="COL", help="Long books: the column that names the account."),
    click.option("--month", metavar="COL", help="Long books: the column that names the month."),
)
OUTCOME_OPTIONS = ("target", "bad", "good", "exclude")
COMPUTE_OPTIONS = (
    click.option("--seed", type=int, default=0, show_default=True, help="Same seed, same result."),
    click.option("--device", default="auto", show_default=True, metavar="auto|cpu|cuda:N", help="Where to compute."),
)
SAMPLER_OPTIONS = (
    click.option("--sampler-preset", default="default", show_default=True, metavar="NAME", help="Of the sampler."),
    click.option("--sampler-set", "sampler_changes", multiple=True, metavar="NAME=VALUE", help="Change one setting."),
    click.option("--ratio", type=float, default=None, help="Bad per good after sampling.  [default: 0.4]"),
    click.option("--rate", type=float, default=None, metavar="K", help="Instead: synthetic rows per real defaulter."),
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")


def typed(name: str) -> bool:
    """Whether an option of the present command was typed, even with its usual value."""
    return click.get_current_context().get_parameter_source(name) is ParameterSource.COMMANDLINE


def finite(context: click.Context, option: click.Parameter, value: float | None) -> float | None:
    """A number of an option; raises for "nan" and "inf", which Python reads as numbers."""
    if value is not None and not math.isfinite(value):
        raise click.BadParameter(f"a finite number is needed, however: {value}.", context, option)
    return value


def with_options(*options: Callable[..., Any]) -> Callable[..., Any]:
    """Add several options to a command, in this order."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def open_workspace() -> Workspace:
    """The workspace of this machine; what a command needs is imported when it runs, so that --help is there at once."""
    from creditviz.runs import Workspace

    return Workspace.open()


def open_book(workspace: Workspace, file: str, options: dict[str, Any]) -> tuple[Book, TableSchema, pd.DataFrame]:
    """Load a file into the workspace and settle its schema by the options."""
    from creditviz.data.meaning.changes import check_columns
    from creditviz.data.meaning.inference import change_schema
    from creditviz.runs import books

    path = Path(file)
    if not path.is_file():
        raise DataError(f"FILE must be a file that exists, however: {file!r}. Check the path.")
    sheet = options.get("sheet") or ""
    if options["account"] or options["month"]:
        account, month = options["account"], options["month"]
        book = books.add_long_book(workspace, path, name=path.name, account=account, month=month, sheet=sheet)
    else:
        book = books.add_book(workspace, path, name=path.name, sheet=sheet)
    frame = books.book_frame(workspace, book)
    if options["schema_file"]:
        schema = _read_schema(options["schema_file"])
        check_columns(schema, frame)
    else:
        schema = books.inferred_schema(frame, book.name, books.book_path(workspace, book))[0]
    changes = {name: options[name] for name in OUTCOME_OPTIONS if options[name]}
    changed: dict[str, Any] = {
        name: value if name == "target" else tuple(value.split(",")) for name, value in changes.items()
    }
    if options["split"]:
        changed["roles"] = {options["split"]: "split"}
    schema = change_schema(schema, frame, **changed) if changed else schema
    if options["outcome_months"] is not None:
        schema = replace(schema, outcome_months=options["outcome_months"])
    books.keep_schema(workspace, schema)
    return book, schema, frame


def directed(
    workspace: Workspace, spec: TrainingSpec, schema: TableSchema, frame: pd.DataFrame, asked: str
) -> TrainingSpec:
    """The wish on a schema with the directions that were typed; proposals read its training rows alone."""
    if not asked:
        return spec
    from creditviz.experiment.directions import with_directions
    from creditviz.experiment.training import check_rows, training_rows
    from creditviz.runs import books

    check_rows(spec, frame, schema)
    with_them = with_directions(schema, asked, *training_rows(spec, frame, schema), name_of="--directions")
    books.keep_schema(workspace, with_them)
    return spec.model_copy(update={"schema_hash": with_them.hash})


def settings(pairs: tuple[str, ...], ranges: Any, label: str, option: str = "--set") -> dict[str, Any]:
    """`--set name=value ...` as typed values, checked against the ranges."""
    values = {}
    for pair in pairs:
        name, sign, text = pair.partition("=")
        if not sign or name not in ranges:
            raise SpecificationError(
                f"{option} takes name=value with a setting of {label} ({', '.join(ranges)}), however: {pair!r}. "
                "Choose one of these."
            )
        if name in values:
            raise SpecificationError(f"{option} names a setting once, however {name!r} stands twice. Keep one.")
        values[name] = ranges[name].parse(name, text)
    return values


def sampling(options: dict[str, Any]) -> dict[str, Any]:
    """The part of a specification that says how rows are sampled; "sampler" itself is not in it."""
    from creditviz.experiment.resampling import legal
    from creditviz.sampling import SAMPLERS

    if options["ratio"] is not None and options["rate"] is not None:
        raise SpecificationError("rows are counted by --ratio or by --rate, however both came. Keep one.")
    entry = SAMPLERS[options["sampler"]]
    if options["sampler"] == "none":
        _check_nothing_sampled(options)
    entry.preset(options["sampler_preset"])
    return {
        "sampler_preset": options["sampler_preset"],
        "sampler_parameters": settings(options["sampler_changes"], legal(entry), entry.label, "--sampler-set"),
        "rate": options["rate"],
        **({} if options["ratio"] is None else {"ratio": options["ratio"]}),
    }


def _check_nothing_sampled(options: dict[str, Any]) -> None:
    """Raise where an option that only a sampler reads was typed without one."""
    asked = [
        option
        for option, name in (("--ratio", "ratio"), ("--rate", "rate"), ("--sampler-set", "sampler_changes"))
        if options[name] not in (None, ())
    ]
    asked += ["--sampler-preset"] if options["sampler_preset"] != "default" else []
    asked += ["--resample before-split"] if options.get("resample") == "before-split" else []
    if not asked:
        return
    if options.get("balancing"):
        raise SpecificationError(f"--balancing settles what is sampled, however {asked[0]} came too. Leave it out.")
    raise SpecificationError(f"{asked[0]} belongs to a sampler, however none was asked for. Add --sampler KEY.")


def place(out: str, what: str = "OUT") -> Path:
    """The path that a file is written to, checked before anything is computed: its folder is there."""
    path = Path(out)
    if not path.parent.is_dir():
        raise SpecificationError(f"{what} must lie in a folder that exists, however: {str(path.parent)!r}. Make it.")
    return path


def table_place(out: str) -> Path:
    """As `place`, of a table: its name ends with a format that can be written."""
    from creditviz.data.files.export import check_name

    path = Path(out)
    check_name(path)
    return place(out)


def _read_schema(file: str) -> TableSchema:
    return TableSchema.from_json(read_text(Path(file), "--schema"))
