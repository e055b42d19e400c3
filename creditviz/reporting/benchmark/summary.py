"""Mean, spread and interval of every line of a benchmark, and which lines the leader is told apart from."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from creditviz.evaluation.significance import holm, resampled, resampled_interval
from creditviz.metrics.thresholds import limit
from creditviz.reporting.benchmark.lines import AFTER, Line, Where, entries
from creditviz.reporting.benchmark.words import bounded, lower_is_better
from creditviz.results import Benchmark, Interval
from creditviz.specification import BenchmarkSpec

ALPHA = limit("test")
NEW_SPLIT = ("holdout", "kfold")  # protocols under which each seed splits the book anew
LEADERS = {("worse",): "best", ("not tested",): "first", (): "first"}  # by what all others are; else it "leads"


class Summary(NamedTuple):
    """One figure of one line in one place and order."""

    value: Interval  # mean over seeds
    sd: float  # over seeds, or over folds; nan where there is one
    n_seeds: int
    n_splits: int  # that the interval is over; 0 where it comes from the rows


def overlap(spec: BenchmarkSpec, protocol: str) -> float:
    """Test rows per training row, by which intervals over splits are widened."""
    return 1.0 / (spec.folds - 1) if protocol == "kfold" else spec.test_share / (1.0 - spec.test_share)


def summarise(
    benchmark: Benchmark,
    spec: BenchmarkSpec,
    line: Line,
    where: Where,
    metric: str,
    *,
    order: str = AFTER,
    of_rows: Interval | None = None,
) -> Summary:
    """Mean over seeds with an interval over splits; of one split, the interval that the test rows give.

    Parameters
    ----------
    of_rows : value with its interval over the test rows of the one split, where it is known; of several seeds on
        that split it is the first one's, moved to their mean.
    """
    whole = benchmark.metrics[metric][entries(benchmark, line, where, order)]
    mean = float(np.nanmean(whole)) if np.isfinite(whole).any() else math.nan
    values = splits(benchmark, line, where, metric, order)
    values = values[np.isfinite(values)]
    if where.protocol in NEW_SPLIT and len(values) > 1:
        found = resampled_interval(values, overlap(spec, where.protocol))
        half = (found.high - found.low) / 2
        ends = bounded(metric, mean - half, mean + half)
        return Summary(Interval(mean, *ends), float(values.std(ddof=1)), len(whole), len(values))
    low, high = (of_rows.low, of_rows.high) if of_rows is not None else (math.nan, math.nan)
    move = mean - of_rows.value if of_rows is not None and len(whole) > 1 else 0.0
    return Summary(Interval(mean, *bounded(metric, low + move, high + move)), math.nan, len(whole), 0)


def splits(benchmark: Benchmark, line: Line, where: Where, metric: str, order: str = AFTER) -> np.ndarray:
    """The metric on every split: one a seed, or one a fold and seed; in the same order for every line."""
    return np.array(list(_by_split(benchmark, line, where, metric, order).values()))


def _by_split(
    benchmark: Benchmark, line: Line, where: Where, metric: str, order: str = AFTER
) -> dict[tuple[int, int], float]:
    """(seed, fold) -> the metric."""
    positions = entries(benchmark, line, where, order)
    if where.protocol == "kfold":
        cells = set(benchmark.number[positions].tolist())
        positions = np.flatnonzero(np.isin(benchmark.number, list(cells)) & (benchmark.fold >= 0))
    found = {(int(benchmark.seed[i]), int(benchmark.fold[i])): float(benchmark.metrics[metric][i]) for i in positions}
    return dict(sorted(found.items()))


class Standing(NamedTuple):
    """How a line compares with the leader."""

    word: str  # "best", "leads", "first", "not told apart", "worse", "not tested"
    p: float  # against the leader, by Holm; nan for the leader and where there is no test


def standings(
    benchmark: Benchmark, spec: BenchmarkSpec, chosen: Sequence[Line], where: Where, metric: str
) -> dict[str, Standing]:
    """Label -> how it stands; the leader is called best only when it is told apart from every other line.

    Nadeau and Bengio's paired t over the splits, with Holm's correction for the number of other lines. The leader is
    the line with the best mean, which the same splits chose. Of 400 simulated grids of eight equal lines none had a
    "best" one, but 9 to 13 in 100 had a line called "worse" where 5 should: read single words with that in mind. Where
    no test can be made (one split, or one for all seeds) the leader is "first" and the others are "not tested".
    """
    by_line = {one.label: _by_split(benchmark, one, where, metric) for one in chosen}
    means = {label: np.nanmean(list(found.values())) for label, found in by_line.items() if _known(found)}
    if not means:
        return {}
    leader = (min if lower_is_better(metric) else max)(means, key=lambda label: means[label])
    others = [label for label in means if label != leader]
    p = dict(zip(others, holm([_p(by_line[leader], by_line[label], spec, where) for label in others]), strict=True))
    found = {label: Standing(_word(p[label]), float(p[label])) for label in others}
    words = {one.word for one in found.values()}
    return {leader: Standing(LEADERS.get(tuple(words), "leads"), math.nan), **found}


def _word(p: float) -> str:
    if math.isnan(p):
        return "not tested"
    return "worse" if p < ALPHA else "not told apart"


def _known(found: Mapping[tuple[int, int], float]) -> bool:
    return any(math.isfinite(value) for value in found.values())


def _p(
    a: Mapping[tuple[int, int], float], b: Mapping[tuple[int, int], float], spec: BenchmarkSpec, where: Where
) -> float:
    """Two-sided p over the splits that both have; nan where every seed has the same split."""
    if where.protocol not in NEW_SPLIT:
        return math.nan
    both = [key for key in a if key in b]
    first, second = (np.array([part[key] for key in both]) for part in (a, b))
    return resampled(first, second, overlap(spec, where.protocol)).p
