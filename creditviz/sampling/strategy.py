"""How many rows a sampler makes or leaves out: the wish in words, numbers by class and a note out."""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Integral, Real
from typing import Any

import numpy as np

from creditviz.exceptions import DataError, SpecificationError

Counts = dict[Any, int]


class OneClassError(DataError, ValueError):
    """Rows of one class only; scikit-learn's contract asks for a ValueError."""


def check_classes(labels: np.ndarray) -> None:
    """Raise `OneClassError` unless there are rows of two classes at least."""
    classes = np.unique(labels).tolist()
    if len(classes) < 2:
        raise OneClassError(
            "balancing needs rows of two classes, good and bad, however there is 1 class: "
            f"all {len(labels):,} training rows have the outcome {classes[0] if classes else None}. "
            "Choose another book, or more training rows."
        )


def rows_to_make(strategy: Any, labels: np.ndarray) -> tuple[Counts, list[str]]:
    """New rows by class, and what a reader must know when there are none.

    Parameters
    ----------
    strategy : a number is bad / good after sampling, a dict the rows wanted by class, a word as in
        imbalanced-learn ("auto" makes the classes equal).
    labels : outcomes of shape (n,).

    Raises
    ------
    SpecificationError
        A wish that cannot be read.
    """
    if isinstance(strategy, Mapping):
        return _to_totals(strategy, labels)
    if not _is_ratio(strategy, labels):
        return _by_imbalanced_learn(strategy, labels, "over-sampling"), []
    n_good, n_bad = int((labels == 0).sum()), int((labels == 1).sum())
    n_new = round(strategy * n_good) - n_bad
    if n_new > 0:
        return {1: n_new}, []
    return {}, [_nothing(n_good, n_bad, strategy, "added")]


def rows_to_leave(strategy: Any, labels: np.ndarray) -> tuple[Counts, list[str]]:
    """Rows that stay, by class, for a sampler that leaves rows out; the other classes stay whole.

    Parameters and errors are those of `rows_to_make`.
    """
    if isinstance(strategy, Mapping):
        return _down_to_totals(strategy, labels)
    if not _is_ratio(strategy, labels):
        return _by_imbalanced_learn(strategy, labels, "under-sampling"), []
    n_good, n_bad = int((labels == 0).sum()), int((labels == 1).sum())
    n_stay = max(1, round(n_bad / strategy))
    if n_stay < n_good:
        return {0: n_stay}, [f"Of {n_good:,} good training rows {n_stay:,} stay, drawn at random."]
    return {}, [_nothing(n_good, n_bad, strategy, "removed")]


def _is_ratio(strategy: Any, labels: np.ndarray) -> bool:
    """Whether `strategy` is a ratio of bad to good rows; raises for an impossible one."""
    if isinstance(strategy, bool) or not isinstance(strategy, Real):
        return False
    if not 0 < float(strategy) < float("inf"):
        raise SpecificationError(
            f"the ratio of bad to good rows must be a number above 0, however: {strategy}. Choose 0.4, for example."
        )
    return set(np.unique(labels).tolist()) == {0, 1}


def _nothing(n_good: int, n_bad: int, ratio: float, what: str) -> str:
    if n_bad < ratio * n_good:
        return f"The training rows are less than one row from the ratio {ratio:g}: no row was {what}."
    return (
        f"The training rows have {n_bad / n_good:.2f} bad per good already, the ratio asked for is {ratio:g}: "
        f"no row was {what}."
    )


def _to_totals(wanted: Mapping, labels: np.ndarray) -> tuple[Counts, list[str]]:
    present = _present(wanted, labels)
    counts = {label: int(n) - present[label] for label, n in wanted.items()}
    notes = [
        f"There are {present[label]:,} rows of the outcome {label} already, {wanted[label]:,} were asked for: "
        "no row was added."
        for label, n in counts.items()
        if n <= 0
    ]
    return {label: n for label, n in counts.items() if n > 0}, notes


def _down_to_totals(wanted: Mapping, labels: np.ndarray) -> tuple[Counts, list[str]]:
    present = _present(wanted, labels)
    short = [label for label, n in wanted.items() if n > present[label]]
    if short:
        raise SpecificationError(
            f"undersampling leaves rows out and makes none, however {wanted[short[0]]:,} rows of the outcome "
            f"{short[0]} were asked for and {present[short[0]]:,} are there. Give a ratio of bad to good instead."
        )
    return {label: int(n) for label, n in wanted.items() if n < present[label]}, []


def _present(wanted: Mapping, labels: np.ndarray) -> Counts:
    """Rows of each class that is there; raises for a wish about another, or one that is no count."""
    present = {label: int(n) for label, n in zip(*np.unique(labels, return_counts=True), strict=True)}
    for label, n in wanted.items():
        if label not in present:
            raise SpecificationError(
                f"the outcomes are {', '.join(map(str, present))}, however rows of {label!r} are asked for. "
                "Name an outcome of the book."
            )
        if isinstance(n, bool) or not isinstance(n, Integral) or n < 1:
            raise SpecificationError(f"a class needs a whole number of rows above 0, however: {n!r}. Choose one.")
    return present


def _by_imbalanced_learn(strategy: Any, labels: np.ndarray, kind: str) -> Counts:
    from imblearn.utils import check_sampling_strategy

    try:
        return dict(check_sampling_strategy(strategy, labels, kind))
    except (ValueError, TypeError) as error:
        raise SpecificationError(f"the sampling strategy cannot be read, however: {strategy!r} ({error})") from error
