"""What a study of samplers says: means over seeds, paired gains, and the inflation of the leaky order.

Splits of one book share rows, so that intervals over seeds are Nadeau and Bengio's. Where every seed has the same
split (`Study.same_split`), the seeds vary the sampler and the model alone. What they spread says nothing of other
rows, so that neither an interval nor a standard deviation is given (nan).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from creditviz.evaluation.significance.resampled import resampled_interval
from creditviz.results import Interval, Study

NONE, WEIGHTS = "none", "class-weight"
BASELINES = (NONE, WEIGHTS)  # no synthetic rows, so the same at every rate
AFTER, BEFORE = "after-split", "before-split"
LOWER_IS_BETTER = ("brier", "brier_corrected", "log_loss", "ece")
SAME_RATE = 0.02  # two rates closer than this, relatively, are one: ADASYN reaches its rate only about


class Cell(NamedTuple):
    """One sampler in one classifier at one rate: mean and standard deviation over seeds."""

    sampler: str
    order: str
    rate: float  # 0 for a baseline
    classifier: str
    mean: float
    sd: float  # nan for one seed, and for one split
    n_seeds: int


class Gain(NamedTuple):
    """What a sampler adds to a baseline, paired by seed; positive helps."""

    sampler: str
    classifier: str  # "" stands for the mean of all classifiers
    gain: Interval
    n_seeds: int


class Inflation(NamedTuple):
    """The same pipeline with the sampler before and after the split, paired by seed."""

    sampler: str
    classifier: str
    before: Interval
    after: Interval
    inflation: Interval  # before minus after; positive is what the leaky order makes up
    n_seeds: int


def over_seeds(values: Iterable[float], study: Study) -> Interval:
    """Mean over seeds with `resampled_interval`'s 95% interval; none for a single seed, or for seeds of one split.

    References
    ----------
    Nadeau and Bengio (2003).
    """
    found = resampled_interval(np.array(list(values), dtype=np.float64), study.overlap)
    return Interval(found.value, math.nan, math.nan) if study.same_split else found


def rates(study: Study) -> tuple[float, ...]:
    """The rates of the study, rising; baselines have none."""
    found: list[float] = []
    made = np.array([sampler not in BASELINES for sampler in study.sampler], dtype=bool)
    for rate in np.unique(np.asarray(study.rate, dtype=float)[made]):
        if math.isfinite(rate) and not (found and _same(rate, found[-1])):
            found.append(float(rate))
    return tuple(found)


def summarise(study: Study, metric: str) -> tuple[Cell, ...]:
    """Mean and standard deviation over seeds of every cell, in the order of the study."""
    groups: dict[tuple[str, str, float, str], list[float]] = {}
    known_rates = rates(study)
    for number, value in enumerate(study.metrics[metric]):
        rate = _rate(study, number, known_rates)
        key = (study.sampler[number], study.order[number], rate, study.classifier[number])
        groups.setdefault(key, []).append(float(value))
    return tuple(Cell(*key, *_mean_sd(values, study), len(values)) for key, values in groups.items())


def over_classifiers(study: Study, metric: str, *, order: str = AFTER) -> tuple[Cell, ...]:
    """As `summarise`, of the mean over classifiers of each seed; the classifier of the cells is "".

    A seed in which a classifier is missing is left out: a mean of fewer classifiers is another figure.
    """
    n_classifiers = len(set(study.classifier))
    groups: dict[tuple[str, float], dict[int, list[float]]] = {}
    known_rates = rates(study)
    for number, value in enumerate(study.metrics[metric]):
        if study.sampler[number] in BASELINES or study.order[number] == order:
            key = (study.sampler[number], _rate(study, number, known_rates))
            groups.setdefault(key, {}).setdefault(int(study.seed[number]), []).append(float(value))
    cells = []
    for (sampler, rate), seeds in groups.items():
        means = [float(np.mean(values)) for values in seeds.values() if len(values) == n_classifiers]
        cells.append(Cell(sampler, order, rate, "", *_mean_sd(means, study), len(means)))
    return tuple(cells)


def gains(
    study: Study, metric: str = "auc", *, baseline: str = NONE, order: str = AFTER, rate: float | None = None
) -> tuple[Gain, ...]:
    """Paired gain of every sampler over the baseline: the mean of all classifiers first, then each.

    Parameters
    ----------
    metric : of `study.metrics`; the sign is turned where lower is better, so that a gain is always good.
    baseline : sampler that is subtracted, same classifier and same seed.
    order : of the samplers; a baseline that was not run in this order is taken after the split.
    rate : which rate; the highest when None.
    """
    values = _by_fit(study, metric, order, _chosen(study, rate))
    base = values.get(baseline) or _by_fit(study, metric, AFTER, None).get(baseline, {})
    sign = -1.0 if metric in LOWER_IS_BETTER else 1.0
    found = []
    for sampler, fits in values.items():
        if sampler in (baseline, NONE):
            continue
        paired = {key: sign * (value - base[key]) for key, value in fits.items() if key in base}
        if paired:
            found += [Gain(sampler, "", *_of_all(paired, study)), *_of_each(sampler, paired, study)]
    return tuple(found)


def inflation(study: Study, metric: str = "auc", *, rate: float | None = None) -> tuple[Inflation, ...]:
    """Before minus after the split of every sampler and classifier that was run in both orders."""
    chosen = _chosen(study, rate)
    before, after = (_by_fit(study, metric, order, chosen) for order in (BEFORE, AFTER))
    found = []
    for sampler in (name for name in before if name in after and name not in BASELINES):
        both = [key for key in before[sampler] if key in after[sampler]]
        for classifier in dict.fromkeys(classifier for classifier, _ in both):
            a, b = (np.array([part[sampler][key] for key in both if key[0] == classifier]) for part in (before, after))
            intervals = [over_seeds(values, study) for values in (a, b, a - b)]
            found.append(Inflation(sampler, classifier, intervals[0], intervals[1], intervals[2], len(a)))
    return tuple(found)


def _of_all(paired: dict[tuple[str, int], float], study: Study) -> tuple[Interval, int]:
    """Mean over classifiers first, then the interval over seeds: classifiers of one seed share its split."""
    n_classifiers = len({classifier for classifier, _ in paired})
    seeds: dict[int, list[float]] = {}
    for (_, seed), value in paired.items():
        seeds.setdefault(seed, []).append(value)
    means = [float(np.mean(values)) for values in seeds.values() if len(values) == n_classifiers]
    return over_seeds(means, study), len(means)


def _of_each(sampler: str, paired: dict[tuple[str, int], float], study: Study) -> list[Gain]:
    each: dict[str, list[float]] = {}
    for (classifier, _), value in paired.items():
        each.setdefault(classifier, []).append(value)
    return [Gain(sampler, classifier, over_seeds(values, study), len(values)) for classifier, values in each.items()]


def _by_fit(study: Study, metric: str, order: str, rate: float | None) -> dict[str, dict[tuple[str, int], float]]:
    """Sampler -> (classifier, seed) -> value, of one order and one rate; values that are not known are left out."""
    found: dict[str, dict[tuple[str, int], float]] = {}
    for number, value in enumerate(study.metrics[metric]):
        sampler = study.sampler[number]
        right_rate = sampler in BASELINES or rate is None or _same(float(study.rate[number]), rate)
        if study.order[number] == order and right_rate and math.isfinite(value):
            found.setdefault(sampler, {})[study.classifier[number], int(study.seed[number])] = float(value)
    return found


def _chosen(study: Study, rate: float | None) -> float | None:
    known = rates(study)
    return rate if rate is not None else known[-1] if known else None


def _rate(study: Study, number: int, known: tuple[float, ...]) -> float:
    if study.sampler[number] in BASELINES:
        return 0.0
    return next((rate for rate in known if _same(float(study.rate[number]), rate)), float(study.rate[number]))


def _same(a: float, b: float) -> bool:
    return abs(a - b) <= SAME_RATE * max(abs(a), abs(b))


def _mean_sd(values: list[float], study: Study) -> tuple[float, float]:
    known = np.array([value for value in values if math.isfinite(value)])
    if not len(known):
        return math.nan, math.nan
    return float(known.mean()), float(known.std(ddof=1)) if len(known) > 1 and not study.same_split else math.nan
