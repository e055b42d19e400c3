"""What a transfer would pair and divide, before a method is fitted: the rows and rules of `run_transfer` themselves."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from creditviz.experiment.transfer.methods import Book, prepare
from creditviz.results import Division, Pairing
from creditviz.specification import TransferSpec
from creditviz.transfer.divider import divide

MOST_ROWS = 200_000  # of each book; of a larger one rows evenly spread over it are looked at
FEWER = "Looked at {n:,} rows of each book; the run itself reads all."


@dataclass(frozen=True, eq=False)
class Preview:
    """The pairs of two books and how far they lie apart."""

    pairing: Pairing
    division: Division
    notes: tuple[str, ...] = ()


def preview(spec: TransferSpec, source: Book, target: Book) -> Preview:
    """Pair and divide as the run will; raises what `run_transfer` would raise before its first method."""
    ground, pairing, notes = prepare(spec, _thinned(source), _thinned(target))
    is_source = ground.domain > 0
    names = [pair.target for pair in pairing.pairs]
    few = any(len(book.frame) > MOST_ROWS for book in (source, target))
    return Preview(
        pairing,
        divide(ground.X[is_source], ground.X[~is_source], names),
        (*notes, *([FEWER.format(n=MOST_ROWS)] if few else [])),
    )


def at_threshold(division: Division, threshold: float) -> Division:
    """The same distances under another threshold; where nothing divides the pairs, nothing changes."""
    alike = bool((division.relative == 1.0).all())
    shifted = np.ones(len(division.names), dtype=bool) if alike else division.relative > threshold
    return replace(division, threshold=threshold, shifted=shifted)


def _thinned(book: Book) -> Book:
    n = len(book.frame)
    if n <= MOST_ROWS:
        return book
    rows = np.linspace(0, n - 1, MOST_ROWS).round().astype(int)
    return Book(book.frame.iloc[rows].reset_index(drop=True), book.schema)
