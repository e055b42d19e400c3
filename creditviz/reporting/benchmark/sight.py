"""What of a benchmark is looked at, and the digits that its figures support."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from creditviz.reporting.benchmark.lines import AFTER, BEFORE, Line, Where, entries
from creditviz.reporting.benchmark.summary import NEW_SPLIT, Standing, Summary, splits, standings, summarise
from creditviz.reporting.words import digits_of
from creditviz.results import Benchmark, Interval
from creditviz.specification import BenchmarkSpec

SMALL = 3.55  # leading digits of an error below this earn one decimal more (rounding of the Particle Data Group)


@dataclass(frozen=True, eq=False)
class Sight:
    """A part of a benchmark with all that stands beside its figures.

    Parameters
    ----------
    chosen : lines of the table.
    of_rows : (label, metric) -> value with its interval over the test rows, for benchmarks of one split.
    published : (label, metric) -> the number that a paper prints; None where no paper's table is replayed.
    """

    benchmark: Benchmark
    spec: BenchmarkSpec
    where: Where
    chosen: tuple[Line, ...]
    of_rows: Mapping[tuple[str, str], Interval] = field(default_factory=dict)
    published: Mapping[tuple[str, str], float] | None = None

    def summary(self, line: Line, metric: str, order: str = AFTER) -> Summary:
        """One figure of one line."""
        rows = self.of_rows.get((line.label, metric)) if order == AFTER else None
        return summarise(self.benchmark, self.spec, line, self.where, metric, order=order, of_rows=rows)

    def digits(self, metric: str) -> int:
        """As many digits as the interval of one of the lines supports: one count for a whole column or figure."""
        return max((fine_digits(self.summary(line, metric).value) for line in self.chosen), default=3)

    def standings(self, metric: str) -> dict[str, Standing]:
        """Label -> how every line stands against the leader."""
        return standings(self.benchmark, self.spec, self.chosen, self.where, metric)

    def finished(self, line: Line, order: str = AFTER) -> bool:
        """Whether a line has a finished cell; without sampling there is none before the split."""
        return (order == AFTER or line.sampler != "none") and bool(
            len(entries(self.benchmark, line, self.where, order))
        )

    def printed(self, line: Line, metric: str) -> float:
        """The number that the paper prints; nan where it prints none."""
        return (self.published or {}).get((line.label, metric), math.nan)

    @property
    def both_orders(self) -> bool:
        """Whether a line was sampled before the split as well."""
        return any(self.finished(line, BEFORE) for line in self.chosen)

    @property
    def new_splits(self) -> bool:
        """Whether every seed splits the book anew."""
        return self.where.protocol in NEW_SPLIT

    @property
    def n_splits(self) -> int:
        """Splits that the line with most of them has finished."""
        return max((len(splits(self.benchmark, one, self.where, "auc")) for one in self.chosen), default=0)

    @property
    def rows_words(self) -> str:
        """Book, test rows, bad and seeds of what is looked at."""
        positions = [int(i) for one in self.chosen for i in entries(self.benchmark, one, self.where)]
        if not positions:
            return self.where.book
        n, n_bad = (float(np.median(self.benchmark.metrics[key][positions])) for key in ("n", "n_bad"))
        n_seeds = len(set(self.benchmark.seed[positions].tolist()))
        rows = "out-of-fold rows" if self.where.protocol == "kfold" else "test rows"
        words = f"{self.where.book} · {n:,.0f} {rows}, {n_bad:,.0f} bad"
        return words + (f" · {n_seeds} seeds" if n_seeds > 1 else "")


def intervals_over_rows(
    benchmark: Benchmark, chosen: Sequence[Line], where: Where, of_entry: Callable[[int], Mapping[str, Interval]]
) -> dict[tuple[str, str], Interval]:
    """(label, metric) -> interval over the test rows, of lines with one split; several splits have their own.

    Parameters
    ----------
    of_entry : gives the intervals over the test rows of an entry, by metric.
    """
    found = {}
    for line in chosen:
        cells = entries(benchmark, line, where)
        if len(cells) and where.protocol != "kfold" and (where.protocol != "holdout" or len(cells) == 1):
            found.update({(line.label, key): value for key, value in of_entry(int(cells[0])).items()})
    return found


def fine_digits(interval: Interval) -> int:
    """Decimals that an interval supports, one more where its half-width begins with a small digit.

    >>> fine_digits(Interval(0.78, 0.765, 0.795)), fine_digits(Interval(0.78, 0.72, 0.84))
    (3, 2)
    """
    half = (interval.high - interval.low) / 2
    digits = digits_of(interval)
    if not math.isfinite(half) or half <= 0 or digits >= 4:
        return digits
    return digits + (half * 10.0**digits < SMALL)


def shown(interval: Interval, digits: int | None = None) -> str:
    """A value in the digits that its interval supports; "" where there is none yet.

    >>> shown(Interval(0.7812, 0.765, 0.797)), shown(Interval(float("nan"), 0.0, 0.0))
    ('0.781', '')
    """
    if not math.isfinite(interval.value):
        return ""
    return f"{interval.value:.{fine_digits(interval) if digits is None else digits}f}"


def ends(interval: Interval, digits: int | None = None) -> str:
    """Both ends of an interval, e.g. "0.765 to 0.797"; "" where it is not known."""
    if not (math.isfinite(interval.low) and math.isfinite(interval.high)):
        return ""
    digits = fine_digits(interval) if digits is None else digits
    return f"{interval.low:.{digits}f} to {interval.high:.{digits}f}"
