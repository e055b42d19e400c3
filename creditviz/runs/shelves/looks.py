"""Looks at test rows: one for every fitted model whose test figure was made visible. Added to, never taken away."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from creditviz.runs.shelves import tables as t
from creditviz.runs.shelves.chain import ChainShelf, append, digest_of, row_digest
from creditviz.specification import Specification, TransferSpec

NO_MATTER = {"device", "sealed"}  # fields that leave the fitted model as it is


@dataclass(frozen=True)
class Look:
    """One fitted model that was judged on test rows; no row of a book is in it.

    Parameters
    ----------
    model : `model_key` of what settles the fitted model; the same model again is no further look.
    split : how the test rows were chosen, e.g. "holdout 0.3".
    seed : of the split.
    value, standard_error : of the figure on test rows; None where nobody kept it.
    """

    model: str
    split: str
    seed: int
    value: float | None = None
    standard_error: float | None = None
    figure: str = "auc"


def model_key(spec: Specification, *part: Any) -> str:
    """SHA-256 of all that settles a fitted model: its specification, and which part of it where it fits several."""
    settled = spec.model_dump(mode="json", exclude_defaults=True, exclude=NO_MATTER)  # fields to come change no key
    return digest_of([spec.kind, settled, *part])


def method_key(spec: TransferSpec, method: str) -> str:
    """`model_key` of one method of a transfer: the other methods change nothing of it."""
    own = {method: spec.parameters[method]} if method in spec.parameters else {}
    return model_key(spec.model_copy(update={"methods": (), "parameters": own}), method)


class LookShelf(ChainShelf):
    """The part of the store that holds looks. Neither a deleted run nor a deleted book takes one away."""

    def look(self, book: str, looks: Sequence[Look]) -> None:
        """Note that models were judged on test rows of a book, and say so in the audit log; known ones add nothing."""
        if looks:
            self.transaction(lambda connection: add_looks(connection, book, looks))

    def looks(self, book: str) -> list[Look]:
        """Every look at test rows of a book, the oldest first; seeds and splits count together."""
        query = select(t.looks).where(t.looks.c.book == book).order_by(t.looks.c.id)
        return [Look(row.model, row.split, row.seed, row.value, row.se, row.figure) for row in self._all(query)]


def add_looks(connection: Connection, book: str, looks: Sequence[Look]) -> None:
    """Add those that are new, each with an entry of the audit log that holds its digest."""
    known = set(connection.execute(select(t.looks.c.model).where(t.looks.c.book == book)).scalars())
    for look in {look.model: look for look in looks if look.model not in known}.values():
        row = {**asdict(look), "book": book, "at": time.time()}
        row["se"] = row.pop("standard_error")
        key = connection.execute(insert(t.looks).values(**row)).inserted_primary_key
        assert key is not None, "one row has one key"
        kept = connection.execute(select(t.looks).where(t.looks.c.id == key[0])).one()
        append(connection, "looked", book, digest=row_digest(kept), detail={"model": look.model})
