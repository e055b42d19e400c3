"""Which columns a card has: enough information, not told twice, and a sign that agrees with their own bins."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from creditviz.results import BinnedColumn


@dataclass(eq=False)
class Chosen:
    """Columns of the card with their weights, and why the others are not on it."""

    columns: list[int]
    weights: np.ndarray  # (n_columns,), below 0: more evidence of being good, less risk
    intercept: float
    weak: list[int] = field(default_factory=list)  # information value too low, or no more than chance gives
    repeated: list[int] = field(default_factory=list)  # move with a stronger column
    beyond: list[int] = field(default_factory=list)  # more columns than a card may have
    turned: list[int] = field(default_factory=list)  # a weight of the wrong sign beside the others

    @property
    def why(self) -> dict[int, str]:
        """Column -> why it is not on the card."""
        groups = {
            "says too little": self.weak,
            "repeats a stronger one": self.repeated,
            "beyond the longest card": self.beyond,
            "its weight turns": self.turned,
        }
        return {column: words for words, columns in groups.items() for column in columns}


def choose_columns(
    binned: list[BinnedColumn],
    woe: np.ndarray,
    y: np.ndarray,
    *,
    least_iv: float,
    most_alike: float,
    most_columns: int,
    C: float,
) -> Chosen:
    """The strongest columns first, each unless a kept one repeats it; then those whose sign turns leave one by one.

    Parameters
    ----------
    binned : every column of the matrix.
    woe : weights of evidence of the training rows, (n, n_columns).
    y : outcomes, (n,).
    least_iv : a column needs more, and more than chance gives its finer bins.
    most_alike : correlation of two columns' weights of evidence above which the weaker one goes.
    most_columns : on the card. Raising it tells more and is harder to defend.
    C : freedom of the weights.
    """
    order = sorted(range(len(binned)), key=lambda j: -binned[j].iv)
    enough = [j for j in order if binned[j].iv > max(least_iv, binned[j].iv_by_chance)]
    chosen = Chosen([], np.zeros(0), 0.0, weak=sorted(set(order) - set(enough)))
    spread = np.std(woe, axis=0)
    standard = (woe - woe.mean(0)) / np.where(spread > 0, spread, 1.0)
    for j in enough:
        if len(chosen.columns) == most_columns:
            chosen.beyond.append(j)
        elif any(abs(standard[:, j] @ standard[:, k]) / len(y) > most_alike for k in chosen.columns):
            chosen.repeated.append(j)
        else:
            chosen.columns.append(j)
    _check_signs(chosen, woe, y, C)
    return chosen


def _check_signs(chosen: Chosen, woe: np.ndarray, y: np.ndarray, C: float) -> None:
    while True:
        chosen.weights, chosen.intercept = fit_weights(woe[:, chosen.columns], y, C)
        if not (chosen.weights > 0).any():
            return
        chosen.turned.append(chosen.columns.pop(int(chosen.weights.argmax())))


def fit_weights(woe: np.ndarray, y: np.ndarray, C: float) -> tuple[np.ndarray, float]:
    """Weights (k,) and intercept of the log-odds of default, L2 penalty 1 / C; the bad rate alone without columns."""
    from sklearn.linear_model import LogisticRegression

    if not woe.shape[1]:
        rate = float(y.mean())
        return np.zeros(0), float(np.log(rate) - np.log1p(-rate))
    found = LogisticRegression(C=C, tol=1e-8, max_iter=2000).fit(woe, y)
    return found.coef_[0].astype(np.float64), float(found.intercept_[0])
