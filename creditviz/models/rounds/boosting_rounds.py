"""The rounds of discrete adaptive boosting: each small tree learns where the ones before it erred.

What a tree learns from may differ from the rows that are weighed: synthetic rows may come, good accounts may
be left out. That is for one round only; errors and weights are always those of all the real rows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from creditviz.metrics import auc
from creditviz.models.base import Rows
from creditviz.progress import EpochReport, checker

STAGE = "rounds"
THROWN_AWAY = "Trees that erred on half the weight of the training rows or more and were thrown away: {}."
STANDS_ALONE = "The first tree erred on half the weight of the training rows or more: it stands alone."
Weighted = tuple[np.ndarray, np.ndarray, np.ndarray]  # rows (m, n_features), outcomes (m,), weights (m,)


class RoundRows(Protocol):
    """What the tree of one round learns from."""

    def __call__(self, weights: np.ndarray, generator: np.random.Generator) -> Weighted:
        """Rows for this round, given the weights (n,) of the real training rows."""


def votes(tree: Any, X: np.ndarray) -> np.ndarray:
    """1 for default and -1 for good, (n,)."""
    return np.where(tree.predict(X) == 1, 1.0, -1.0)


def say_of(error: float, n: int) -> float:
    """What a tree has to say: ln((1 - error) / error). One without error counts as if it erred on half a row.

    >>> bool(say_of(0.25, 100) == np.log(3))
    True
    """
    error = error or 0.5 / n
    return float(np.log((1.0 - error) / error))


def reweighed(weights: np.ndarray, wrong: np.ndarray, say: float) -> np.ndarray:
    """The weights after a round, of sum 1: rows that the tree got wrong come to weigh one half together.

    >>> reweighed(np.full(4, 0.25), np.array([True, False, False, False]), np.log(3)).round(3)
    array([0.5  , 0.167, 0.167, 0.167])
    """
    weights = weights * np.exp(say * wrong)
    return weights / weights.sum()


def exponential_loss(y: np.ndarray, said: np.ndarray) -> float:
    """The loss that adaptive boosting minimises, of what the trees say together; 1 before the first.

    >>> exponential_loss(np.array([1, 0]), np.zeros(2))
    1.0
    """
    return float(np.exp(-0.5 * np.where(y == 1, said, -said)).mean())


class Rounds:
    """The trees so far, and the weights of the real rows.

    Parameters
    ----------
    rows : all real training rows.
    validation : rows to judge the trees on, or None.
    round_rows : what the tree of each round learns from.
    max_depth : of a tree.
    learning_rate : share of a tree's say that is used.
    restart : after a tree that erred on half the weight go on with equal weights (Bauer and Kohavi 1999), or end.
    generator : of all draws.

    Attributes
    ----------
    trees, says, errors : lists, an element a round.
    weights : array of shape (n,), of sum 1.
    n_failures : trees that were thrown away.
    over : whether another round makes no sense.
    """

    def __init__(
        self,
        rows: Rows,
        validation: Rows | None,
        round_rows: RoundRows,
        *,
        max_depth: int,
        learning_rate: float,
        restart: bool,
        generator: np.random.Generator,
    ):
        self.X, self.y = rows
        self.validation, self.round_rows = validation, round_rows
        self.max_depth, self.learning_rate, self.restart = max_depth, learning_rate, restart
        self.generator = generator
        self.weights = self._equal()
        self.trees: list[Any] = []
        self.says: list[float] = []
        self.errors: list[float] = []
        self.notes: list[str] = []
        self.n_failures = 0
        self.over = False
        self._fresh = True  # the weights are equal
        self._seen = np.zeros(len(self.y))  # sum of what the trees say of training rows
        self._held = np.zeros(0 if validation is None else len(validation[1]))  # and of validation rows

    def _equal(self) -> np.ndarray:
        return np.full(len(self.y), 1.0 / len(self.y))

    def step(self) -> dict[str, float] | None:
        """One more tree and how the trees stand; None where it errs on half the weight and is thrown away."""
        tree = self._learn()
        said = votes(tree, self.X)
        wrong = (said > 0) != (self.y == 1)
        error = float(self.weights @ wrong)
        if error >= 0.5:
            return self._no_better_than_chance(tree, said, error)
        self.over = error == 0.0
        say = self.learning_rate * say_of(error, len(self.y))
        self.weights, self._fresh = reweighed(self.weights, wrong, say), False
        return self._keep(tree, said, say, error)

    def _learn(self) -> Any:
        from sklearn.tree import DecisionTreeClassifier

        X, y, weights = self.round_rows(self.weights, self.generator)
        seed = int(self.generator.integers(2**31 - 1))
        return DecisionTreeClassifier(max_depth=self.max_depth, random_state=seed).fit(X, y, sample_weight=weights)

    def _no_better_than_chance(self, tree: Any, said: np.ndarray, error: float) -> dict[str, float] | None:
        if not self.trees:
            self.over = True
            self.notes.append(STANDS_ALONE)
            return self._keep(tree, said, 1.0, error)
        self.over, self.n_failures = self._fresh or not self.restart, self.n_failures + 1
        self.weights, self._fresh = self._equal(), True
        return None

    def _keep(self, tree: Any, said: np.ndarray, say: float, error: float) -> dict[str, float]:
        self.trees.append(tree)
        self.says.append(say)
        self.errors.append(error)
        self._seen += say * said
        log = {"loss": exponential_loss(self.y, self._seen), "error": error}
        if self.validation is not None:
            X, y = self.validation
            self._held += say * votes(tree, X)
            log |= {"validation_loss": exponential_loss(y, self._held), "validation_auc": auc(y, self._held)}
        return log


def boost_rounds(
    rounds: Rounds, *, n_rounds: int, patience: int, on_epoch: Callable[[EpochReport], None] | None = None
) -> tuple[int, list[dict]]:
    """Let trees vote, one a round, until one errs on half the weight, one is without error, or patience ends.

    Parameters
    ----------
    n_rounds : at most.
    patience : rounds without a smaller exponential loss of the validation rows before stopping; 0 never stops.
    on_epoch : told after every round; its `check`, where it has one, is called before every tree.

    Returns
    -------
    the round to keep the trees up to (with patience the best one, else the last), and the log of each round.

    References
    ----------
    Freund and Schapire 1997; Zhu et al. 2009 (SAMME, of which this is the case of two classes).
    """
    check, best, least = checker(on_epoch), 0, np.inf
    history: list[dict] = []
    while len(history) < n_rounds and not rounds.over and not 0 < patience <= len(history) - best:
        check()
        log = rounds.step()
        if log is None:  # thrown away; the next one starts from equal weights, or there is none
            continue
        history.append({"stage": STAGE, "epoch": len(history) + 1, **log})
        if not patience or log["validation_loss"] < least:
            best, least = len(history), log.get("validation_loss", least)
        if on_epoch is not None:
            on_epoch(EpochReport(STAGE, len(history), n_rounds, log))
    return best, history


def vote(trees: list[Any], says: list[float], X: np.ndarray) -> np.ndarray:
    """sum(a * vote) / sum(a) of the trees, (n,) in [-1, 1]."""
    total = np.zeros(len(X))
    for tree, say in zip(trees, says, strict=True):
        total += say * votes(tree, X)
    return total / sum(says)
