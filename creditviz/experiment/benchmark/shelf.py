"""Where a benchmark keeps what is finished: a line for every fit, row-level scores beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from creditviz.results import BenchmarkFit, ScoredRows

Scores = Mapping[str, ScoredRows]  # "test", and for a fold "validation" too


class Shelf(Protocol):
    """What `run_benchmark` keeps its fits in; one that lasts makes a benchmark resumable."""

    def fits(self) -> Iterable[BenchmarkFit]:
        """All that was put so far, in that order."""

    def put(self, fit: BenchmarkFit, scores: Scores) -> None:
        """Keep a fit; when this returns, it survives the end of the process."""

    def scores(self, number: int, fold: int) -> Scores:
        """The scores of a fit."""

    def drop_folds(self, number: int) -> None:
        """Let go of the scores of a cell's single folds, which are pooled by now."""


class MemoryShelf:
    """A shelf that lasts as long as the process."""

    def __init__(self) -> None:
        self._fits: list[BenchmarkFit] = []
        self._scores: dict[tuple[int, int], Scores] = {}

    def fits(self) -> list[BenchmarkFit]:
        """All that was put so far, in that order."""
        return list(self._fits)

    def put(self, fit: BenchmarkFit, scores: Scores) -> None:
        """Keep a fit."""
        self._scores[fit.number, fit.fold] = scores
        self._fits.append(fit)

    def scores(self, number: int, fold: int) -> Scores:
        """The scores of a fit."""
        return self._scores[number, fold]

    def drop_folds(self, number: int) -> None:
        """Let go of the scores of a cell's single folds."""
        for key in [key for key in self._scores if key[0] == number and key[1] >= 0]:
            del self._scores[key]
