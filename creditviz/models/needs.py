"""What a model cannot do without, and why it does not fit a book or this machine."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from typing import NamedTuple

from creditviz.exceptions import CreditVizError, SchemaError, SpecificationError
from creditviz.registry import ModelEntry
from creditviz.schema import TableSchema

PACKAGE = "package:"


class Lack(NamedTuple):
    """Something that a model needs and does not find."""

    need: str  # what it needs
    found: str  # what there is instead
    remedy: str
    error: type[CreditVizError] = SchemaError


_COLUMNS = {
    "months": Lack("months", "this book has none", "Choose another model, or form sequences on the Data page."),
    "static": Lack(
        "columns that are no months", "this book has none", "Choose another model, or give a column a role."
    ),
}


def why_not(entry: ModelEntry, schema: TableSchema) -> str | None:
    """Why a model does not fit, in one sentence; None where it does.

    Parameters
    ----------
    schema : what the model may see (protected attributes already left out).

    >>> from creditviz.models import MODELS
    >>> why_not(MODELS["xgboost"], TableSchema(numeric=("income",)))
    """
    lack = next(_lacks(entry, schema), None)
    return None if lack is None else f"{entry.label} needs {lack.need}, {lack.found}."


def check_needs(entry: ModelEntry, schema: TableSchema) -> None:
    """Raise `SchemaError` where the book lacks what a model needs, `SpecificationError` where the machine does."""
    for lack in _lacks(entry, schema):
        raise lack.error(f"{entry.label} needs {lack.need}, however {lack.found}. {lack.remedy}")


def _lacks(entry: ModelEntry, schema: TableSchema) -> Iterator[Lack]:
    present = {"months": bool(schema.sequences), "static": bool(schema.numeric or schema.categorical)}
    for need in entry.needs:
        if need.startswith(PACKAGE):
            name = need.removeprefix(PACKAGE)
            if find_spec(name) is None:
                yield _missing_package(name)
        elif not present[need]:
            yield _COLUMNS[need]


def _missing_package(name: str) -> Lack:
    return Lack(
        f"the package {name}",
        "it is not installed on this machine",
        f"Choose another model, or run `pip install {name}`.",
        SpecificationError,
    )
