"""Two books as two matrices of the same columns: one a pair, in one unit or each standardised by its own book."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from creditviz.data.scaling import Scale, as_numbers, signed_log
from creditviz.data.values import listed, spelled_levels
from creditviz.results.transfer.run import COMMON, RANKS, Pair, Pairing
from creditviz.transfer.columns import CATEGORY, CategoryOrder, NumberScale, RankScale, by_frequency, kind_of
from creditviz.transfer.pairing import Domain

SHARED_LEVELS = 0.5  # of the target's rows: so many must have a level that the source knows by name
ALIGNED = "Categories of the same name are aligned: {what}."
ORDINAL = "Categories without common names are left in the order of their frequency, each by its own book: {what}."


Side = NumberScale | RankScale | CategoryOrder


@dataclass(frozen=True)
class PairedColumn:
    """How the two sides of a pair become numbers."""

    source: Side
    target: Side
    aligned: bool | None  # of categories: by name, or by frequency alone; None of numbers


class PairedEncoder:
    """The columns of a pairing, each as its pair's unit says.

    "own": source and target each on the scale of its own training rows; "common": both on the source's, so that a
    column that moved has moved; "ranks": each as its rank within its own book.
    Medians for missing numbers; a signed log where it makes either side less skewed; standard deviations. Categories
    become the rank of their frequency, in the source's order where names are shared. No label is read.

    Parameters
    ----------
    pairing : which columns, in which order.

    Attributes
    ----------
    notes_ : tuple of str
        Which categories were aligned by name and which were not.
    """

    def __init__(self, pairing: Pairing) -> None:
        self.pairing = pairing

    def fit(self, source: Domain, target: Domain) -> PairedEncoder:
        """Learn scales and orders from training rows of both books."""
        self.columns_ = [
            _learn(p.unit, source.frame[p.source], target.frame[p.target], *_kinds(p, source, target))
            for p in self.pairing.pairs
        ]
        aligned, ordinal = (
            [p.words for p, c in zip(self.pairing.pairs, self.columns_, strict=True) if c.aligned is wanted]
            for wanted in (True, False)
        )
        notes = [ALIGNED.format(what=listed(aligned))] if aligned else []
        self.notes_ = tuple(notes + ([ORDINAL.format(what=listed(ordinal))] if ordinal else []))
        return self

    def source(self, frame: pd.DataFrame) -> np.ndarray:
        """Rows of the old book, (n, n_pairs) float32."""
        parts = zip(self.pairing.pairs, self.columns_, strict=True)
        return _matrix((c.source.apply(frame[p.source]) for p, c in parts), len(frame), len(self.columns_))

    def target(self, frame: pd.DataFrame) -> np.ndarray:
        """Rows of the new book, (n, n_pairs) float32."""
        parts = zip(self.pairing.pairs, self.columns_, strict=True)
        return _matrix((c.target.apply(frame[p.target]) for p, c in parts), len(frame), len(self.columns_))

    def to_json(self) -> str:
        """The fitted encoder as JSON text; numbers keep all their digits."""
        state = {"pairing": asdict(self.pairing), "columns": [asdict(c) for c in self.columns_], "notes": self.notes_}
        return json.dumps(state, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> PairedEncoder:
        """The encoder that `to_json` wrote; it transforms as the original does."""
        state = json.loads(text)
        pairing = {name: tuple(values) for name, values in state["pairing"].items()}
        made = {name: tuple(Pair(**pair) for pair in pairing.get(name, ())) for name in ("pairs", "guesses")}
        encoder = cls(Pairing(**{**pairing, **made}))
        encoder.columns_ = [
            PairedColumn(_side_from(c["source"]), _side_from(c["target"]), c["aligned"]) for c in state["columns"]
        ]
        encoder.notes_ = tuple(state["notes"])
        return encoder


def _side_from(state: dict) -> Side:
    if "knots" in state:
        return RankScale(tuple(state["knots"]), state["median"])
    if "scale" in state:
        return NumberScale(Scale(**state["scale"]))
    return CategoryOrder(**{**state, "levels": tuple(state["levels"])})


def _kinds(pair, source: Domain, target: Domain) -> tuple[str, str]:
    return kind_of(source.frame, source.schema, pair.source), kind_of(target.frame, target.schema, pair.target)


def _learn(unit: str, old: pd.Series, new: pd.Series, kind_old: str, kind_new: str) -> PairedColumn:
    if kind_old == kind_new == CATEGORY:
        order = by_frequency(old)
        aligned = _share_known(new, order) >= SHARED_LEVELS
        theirs = CategoryOrder.learn(new, order if aligned else ())
        return PairedColumn(CategoryOrder.learn(old, order), theirs, aligned)
    if unit == RANKS and kind_old == kind_new:
        return PairedColumn(RankScale.learn(old), RankScale.learn(new), None)
    either = any(_wants_log(c) for c, kind in ((old, kind_old), (new, kind_new)) if kind != CATEGORY)
    if unit == COMMON and kind_old == kind_new:
        one = NumberScale(_scale(old, either))
        return PairedColumn(one, one, None)
    return PairedColumn(
        _side(old, kind_old, either), _side(new, kind_new, either), None if kind_old == kind_new else False
    )


def _side(column: pd.Series, kind: str, log: bool) -> Side:
    return CategoryOrder.learn(column) if kind == CATEGORY else NumberScale(_scale(column, log))


def _share_known(column: pd.Series, levels: tuple[str, ...]) -> float:
    codes, spellings = spelled_levels(column)
    known = np.array([name in set(levels) for name in spellings] + [False])
    return float(known[codes].mean())


def _wants_log(column: pd.Series) -> bool:
    return Scale.learn(as_numbers(column)).log


def _scale(column: pd.Series, log: bool) -> Scale:
    """The column's own scale, on the log scale that both sides of the pair share."""
    values = as_numbers(column)
    own = Scale.learn(values)
    filled = np.where(np.isnan(values), own.median, values)
    used = signed_log(filled) if log else filled
    sd = float(used.std())
    return Scale(own.median, log, float(used.mean()), sd if sd > 1e-12 else 1.0, own.indicator)


def _matrix(columns: Iterable[np.ndarray], n_rows: int, n_columns: int) -> np.ndarray:
    """Columns side by side; one at a time is in memory twice, however long the book is."""
    matrix = np.empty((n_rows, n_columns), dtype=np.float32)
    for number, column in enumerate(columns):
        matrix[:, number] = column
    return matrix
