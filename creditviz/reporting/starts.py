"""Three good starts for a book: which model, what it is for, and what it costs to find out how good it is here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from creditviz.models import MODELS
from creditviz.models.needs import why_not
from creditviz.runs.shelves.rows import Run
from creditviz.schema import TableSchema

# Seconds of one training per 10,000 accounts on two idle cores, hold-out, from docs/benchmarks.md (UCI Taiwan; tuned
# by its ratio to XGBoost): said only until this machine has trained the model itself, and then with a wide range.
ELSEWHERE = {
    "xgboost": 0.7,
    "months-xgboost": 2.0,
    "focal-xgboost": 1.5,
    "tuned-xgboost": 15.0,
    "resnet-lstm-xgboost": 27.0,
}
LEAST = 1.0  # seconds that reading, encoding and judging take for any model
WIDE = (0.5, 3.0)  # of a time measured on another machine
NEAR = (0.7, 1.6)  # of a time measured here on another book, brought to this one's size


@dataclass(frozen=True)
class Start:
    """One way to begin.

    Parameters
    ----------
    name : "Fast", "Balanced" or "Thorough".
    model : key of the registry.
    purpose : what it is for, one sentence.
    """

    name: str
    model: str
    purpose: str


@dataclass(frozen=True)
class Cost:
    """How long a start takes.

    Parameters
    ----------
    seconds : the same number twice where this book was measured, else lowest and highest.
    ground : where the numbers come from, in words.
    """

    seconds: tuple[float, float]
    ground: str


_WITH_MONTHS = {"Fast": "xgboost", "Balanced": "months-xgboost", "Thorough": "resnet-lstm-xgboost"}
_WITHOUT = {"Fast": "xgboost", "Balanced": "focal-xgboost", "Thorough": "tuned-xgboost"}
_PURPOSE = {
    "xgboost": "A first look at a book, and the line that every other model has to beat.",
    "months-xgboost": "Trees that also read what the months come to: mean, extremes, steps.",
    "focal-xgboost": "Trees that look harder at the accounts they get wrong.",
    "resnet-lstm-xgboost": "Networks describe how an account moved over the months; trees decide.",
    "tuned-xgboost": "Trees whose settings are searched on validation rows.",
}


def good_starts(schema: TableSchema) -> tuple[Start, ...]:
    """Fast, balanced and thorough, as far as the book can serve them.

    Parameters
    ----------
    schema : what the models may see; without months no start reads months.
    """
    models = _WITH_MONTHS if schema.sequences else _WITHOUT
    return tuple(
        Start(name, key, _PURPOSE[key]) for name, key in models.items() if why_not(MODELS[key], schema) is None
    )


def cost_of(model: str, n_rows: int, book: str, trained: Iterable[tuple[Run, int]]) -> Cost:
    """How long a training takes, from the nearest thing that was measured.

    Parameters
    ----------
    model : key of the registry.
    n_rows : accounts of the book.
    book : its hash.
    trained : finished trainings of this workspace with the accounts of their books, newest first.
    """
    same = [(run, n) for run, n in trained if run.specification.model == model and "seconds" in run.figures]
    here = next((run.figures["seconds"] for run, _ in same if run.specification.book == book), None)
    if here is not None:
        return Cost((here, here), "measured on this book")
    if same:
        run, n = same[0]
        seconds = LEAST + max(run.figures["seconds"] - LEAST, 0.0) * n_rows / max(n, 1)
        return Cost(_between(seconds, NEAR), f"from {n:,} accounts of another book on this machine")
    return Cost(_between(LEAST + ELSEWHERE[model] * n_rows / 1e4, WIDE), "a guess, measured on another machine")


def _between(seconds: float, factors: tuple[float, float]) -> tuple[float, float]:
    low, high = (seconds * factor for factor in factors)
    return low, high
