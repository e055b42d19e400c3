"""What the metrics of a benchmark are called, which way is better, and at which threshold labels were made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from creditviz.exceptions import SpecificationError
from creditviz.metrics.catalogue import FACTS, METRICS, metric

FIRST_SHOWN = ("auc", "ks", "h_measure", "brier")


def metric_label(key: str) -> str:
    """Head of a metric's column.

    >>> metric_label("h_measure"), metric_label("my_metric")
    ('H', 'My metric')
    """
    return metric(key).label


def metric_about(key: str) -> str:
    """What a metric says, in one sentence; "" for one that is not known here."""
    return metric(key).about


def bounded(key: str, low: float, high: float) -> tuple[float, float]:
    """Ends of an interval, brought to what a metric can be; those of an unknown metric stay.

    >>> bounded("auc", 0.93, 1.02), bounded("gini", -0.2, 0.1)
    ((0.93, 1.0), (-0.2, 0.1))
    """
    return max(low, metric(key).least), min(high, metric(key).most)


def lower_is_better(key: str) -> bool:
    """Whether a small figure is a good one."""
    return metric(key).lower


def shown_metrics(keys: Iterable[str]) -> list[str]:
    """Those that a table may show, in the order of the screen; counts and thresholds are no figures of a model."""
    known = set(keys)
    return [key for key in METRICS if key in known]


def table_metrics(asked: Sequence[str], there: Iterable[str]) -> list[str]:
    """What a table opens with, the first in full: what the benchmark asks for, else the usual four.

    >>> table_metrics((), ["brier", "auc", "gini"]), table_metrics(("ks",), ["auc", "ks"])
    (['auc', 'brier'], ['ks'])
    """
    known = set(there)
    return [key for key in dict.fromkeys(asked or FIRST_SHOWN) if key in known]


def check_metrics(asked: Sequence[str]) -> None:
    """Raise `SpecificationError` for a metric that a table cannot show."""
    unknown = next((key for key in asked if key not in METRICS and key not in FACTS), None)
    if unknown is not None:
        raise SpecificationError(
            f"metrics may be {', '.join([*METRICS, *FACTS])}, however: {unknown!r}. Choose among these."
        )
    if asked and asked[0] in FACTS:
        raise SpecificationError(
            f"the first metric compares models, however {asked[0]!r} is a fact of the test rows. Put another one first."
        )
