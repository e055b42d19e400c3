"""The table of a benchmark, on screen and as a file."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pandas as pd

from creditviz.reporting.benchmark.lines import AFTER, BEFORE, Line
from creditviz.reporting.benchmark.sight import Sight, ends, shown
from creditviz.reporting.benchmark.summary import Standing, Summary
from creditviz.reporting.benchmark.words import metric_label

STANDING = {"leads": "leads, may be chance", "first": "leads, not tested"}  # the other words stand for themselves
NOT_AVAILABLE, TO_COME, UNDEFINED = "not available", "to come", "undefined"


def result_table(sight: Sight, metric: str, others: Sequence[str] = ()) -> pd.DataFrame:
    """The chosen metric in full, the others as mean and deviation.

    The figures of a column are texts with as many digits as the interval of one of them supports.
    """
    stands = sight.standings(metric)
    digits = {key: sight.digits(key) for key in (metric, *others)}
    return pd.DataFrame([_row(sight, line, metric, digits, stands) for line in sight.chosen])


def _row(
    sight: Sight, line: Line, metric: str, digits: Mapping[str, int], stands: Mapping[str, Standing]
) -> dict[str, object]:
    found, n = sight.summary(line, metric), digits[metric]
    row: dict[str, object] = {
        "model": line.label,
        metric_label(metric): shown(found.value, n) or _missing(found),
        "sd": f"{found.sd:.{n}f}" if math.isfinite(found.sd) else "",
        "95% interval": ends(found.value, n),
        "against the best": _standing(stands, line),
    }
    if sight.both_orders:
        row |= _leaky(sight, line, metric, n)
    if sight.published is not None:
        printed = sight.printed(line, metric)
        row["published"] = f"{printed:.4g}" if math.isfinite(printed) else NOT_AVAILABLE
    for other in list(digits)[1:]:
        row[metric_label(other)] = _beside(sight, line, other, digits[other])
    row["seeds"] = found.n_seeds
    return row


def _leaky(sight: Sight, line: Line, metric: str, digits: int) -> dict[str, object]:
    if not sight.finished(line, BEFORE):
        return {"before the split": "", "made up": ""}
    honest, leaky = sight.summary(line, metric).value, sight.summary(line, metric, BEFORE).value
    gap = leaky.value - honest.value
    return {
        "before the split": shown(leaky, digits),
        "made up": f"{gap:+.{digits}f}" if math.isfinite(gap) else "",
    }


def _standing(stands: Mapping[str, Standing], line: Line) -> str:
    word = stands[line.label].word if line.label in stands and len(stands) > 1 else ""
    return STANDING.get(word, word)


def _beside(sight: Sight, line: Line, metric: str, digits: int) -> str:
    """A further figure as mean and deviation, and what the paper prints for it."""
    text, printed = mean_sd(sight.summary(line, metric), digits), sight.printed(line, metric)
    return f"{text} (paper {printed:.4g})" if math.isfinite(printed) else text


def mean_sd(found: Summary, digits: int) -> str:
    """Mean with its deviation over splits; the mean alone of one split.

    >>> from creditviz.results import Interval
    >>> mean_sd(Summary(Interval(0.7712, 0.756, 0.787), 0.0061, 3, 3), 3)
    '0.771 ± 0.006'
    """
    text = shown(found.value, digits)
    return f"{text} ± {found.sd:.{digits}f}" if text and math.isfinite(found.sd) else text or _missing(found)


def _missing(found: Summary) -> str:
    """Why there is no figure: nothing has finished, or what has defines none (an F1 of 0 implies no bad rate)."""
    return UNDEFINED if found.n_seeds else TO_COME


def result_numbers(sight: Sight, metrics: Sequence[str]) -> pd.DataFrame:
    """Every figure with all its digits, one row a line, order and metric: what is downloaded."""
    return pd.DataFrame(
        [
            {
                "book": sight.where.book,
                "protocol": sight.where.protocol,
                "order": order,
                "model": line.arm,
                "sampler": line.sampler,
                "metric": metric,
                **_numbers(sight.summary(line, metric, order)),
                "published": sight.printed(line, metric),
            }
            for order in (AFTER, BEFORE)
            for line in sight.chosen
            if sight.finished(line, order)
            for metric in metrics
        ]
    )


def _numbers(found: Summary) -> dict[str, float]:
    return {
        "mean": found.value.value,
        "sd": found.sd,
        "low": found.value.low,
        "high": found.value.high,
        "seeds": found.n_seeds,
        "splits": found.n_splits,
    }


def marking_words(sight: Sight) -> str:
    """Which test marks the best line, and what the intervals are over."""
    if not sight.new_splits:
        return "All seeds share one split: intervals are over its test rows. DeLong's test compares lines row by row."
    if sight.n_splits < 2:
        return (
            "One split: intervals are over its test rows, and no test over splits can be made. DeLong's and McNemar's "
            "tests on the same rows say which difference is more than chance."
        )
    return (
        f"Intervals and deviations are over {sight.n_splits} splits. A line is called best only where a paired t test "
        "over the splits (Nadeau and Bengio 2003, which counts the rows that splits share; Holm for the number of "
        "lines) tells it from every other line."
    )
