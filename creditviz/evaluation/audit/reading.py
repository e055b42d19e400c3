"""A user's own table of published figures: one line a model, one column a figure."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

import pandas as pd

from creditviz.exceptions import DataError
from creditviz.results.benchmark.published import METRICS, PublishedBook, PublishedRow, PublishedTable

NAMES = {  # spellings in letters and digits alone
    "auc": ("auc", "auroc", "rocauc", "aucroc"),
    "ks": ("ks", "ksstatistic", "kolmogorovsmirnov"),
    "brier": ("brier", "brierscore", "bs"),
    "accuracy": ("accuracy", "acc"),
    "recall": ("recall", "sensitivity", "sens", "tpr"),
    "specificity": ("specificity", "spec", "tnr"),
    "precision": ("precision", "ppv"),
    "f1": ("f1", "f1score", "fmeasure"),
    "g_mean": ("gmean", "gmeans", "geometricmean"),
    "recall_at_precision": ("recallatprecision", "rp01", "rp"),
}
MOST_DIGITS = 6


def read_table(
    frame: pd.DataFrame, *, bad_rate: float = math.nan, auc: str = "unclear", precision: float = math.nan
) -> PublishedTable:
    """A table that can be audited; figures in percent (anything above 1) are read as such, all of them or none.

    Parameters
    ----------
    frame : the first column that holds no figure names the lines; columns are recognised by their usual names
        (AUC, Acc, Sensitivity, F1-score, G-mean, ...), others are left out.
    bad_rate : of the data that the figures were computed on, in (0, 1); nan where unknown.
    auc : "scores", "decisions" or "unclear".
    precision : q of a column recall at precision.

    Raises
    ------
    DataError
        When no column is a figure, a figure is no number or out of its range, or the bad rate is no share.
    """
    assert auc in ("scores", "decisions", "unclear"), auc
    if not (math.isnan(bad_rate) or 0 < bad_rate < 1):
        raise DataError(f"a bad rate lies between 0 and 1, however {bad_rate:g} came. Write 22% as 0.22.")
    columns = _columns(frame)
    numbers = {metric: _numbers(frame[column], column) for metric, column in columns.items()}
    unit = _unit(numbers)
    labels = _labels(frame, set(columns.values()))
    rows = tuple(
        PublishedRow("", label, {m: unit * v[i] for m, v in numbers.items() if not math.isnan(v[i])})
        for i, label in enumerate(labels)
    )
    digits = max((_digits(value) for values in numbers.values() for value in values), default=0)
    books = {"": PublishedBook("", bad_rate)}
    return PublishedTable("", "your table", rows, books, unit * 10.0**-digits, auc, precision)


def _columns(frame: pd.DataFrame) -> dict[str, object]:
    found: dict[str, object] = {}
    for column in frame.columns:
        plain = re.sub(r"[^a-z0-9]", "", str(column).lower())
        metric = next((metric for metric in METRICS if plain in NAMES[metric]), None)
        if metric in found:
            raise DataError(
                f"a figure has one column, however {found[metric]!r} and {column!r} are both {metric}. Leave one out."
            )
        if metric:
            found[metric] = column
    if not found or not len(frame):
        raise DataError(
            "an audit needs at least one line and one column that is a figure "
            f"(AUC, KS, Brier, accuracy, recall, specificity, precision, F1, G-mean), however the columns are "
            f"{[str(column) for column in frame.columns]} and {len(frame)} lines came. Rename them."
        )
    return found


def _numbers(column: pd.Series, name: object) -> list[float]:
    text = column.astype(str).str.strip().str.rstrip("%")
    missing = column.isna() | text.isin(("", "-", "–"))
    numbers = pd.to_numeric(text.where(~missing), errors="coerce")
    wrong = numbers.isna() & ~missing
    if wrong.any():
        raise DataError(
            f"figures are numbers, however {name} holds {column[wrong].iloc[0]!r}. Correct it or leave it empty."
        )
    return [float(value) for value in numbers]


def _unit(numbers: Mapping[str, list[float]]) -> float:
    """1, or a hundredth where the figures are in percent."""
    every = [(metric, value) for metric, values in numbers.items() for value in values if not math.isnan(value)]
    unit = 0.01 if any(value > 1 for _, value in every) else 1.0
    for metric, value in every:
        if not 0 <= value * unit <= 1:
            raise DataError(
                f"figures lie between 0 and 1, or all between 0 and 100 in percent, however {metric} holds {value:g}. "
                "Correct it."
            )
    return unit


def _labels(frame: pd.DataFrame, figures: set[object]) -> list[str]:
    text = next((c for c in frame.columns if c not in figures and not pd.api.types.is_numeric_dtype(frame[c])), None)
    if text is None:
        return [f"line {number}" for number in range(1, len(frame) + 1)]
    return [str(value) for value in frame[text]]


def _digits(value: float) -> int:
    """Digits after the point as printed."""
    if math.isnan(value):
        return 0
    return len(f"{value:.{MOST_DIGITS}f}".rstrip("0").partition(".")[2])
