"""The chain rule on boosted trees: each column's class from the columns before it. xgboost is imported inside."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from creditviz.sampling.chains.chain_lessons import Lessons
from creditviz.sampling.chains.value_classes import Anchor, TiedClasses, ValueClasses

PRIOR_ROWS = 5.0  # an outcome's own shares count as rows, the shares of all rows count as so many
TIGHT = 0.5  # a column is tied to an earlier one when that leaves at most half of its spread,
LOOSE = 0.9  # or most of it, if what is left is spread evenly along the earlier one: then it is a straight line
EVEN = 0.1  # rank correlation of the size of what is left with the distance from the earlier one's median
UNLIKE_1 = 1.25  # a slope other than 1 must leave so many times less
FOR_TIES = 2000  # rows that ties are looked for in
MOST_THREADS = 4


@dataclass(frozen=True, eq=False)
class Change:
    """Which codes were ever seen after which codes of an earlier column: a status after last month's status."""

    column: int  # position of the earlier column
    seen: np.ndarray  # (n_earlier_codes, n_codes) bool, some True in every line


@dataclass(frozen=True, eq=False)
class Link:
    """One column of the chain: its classes and how often each occurs in each outcome."""

    classes: ValueClasses | TiedClasses
    prior: np.ndarray  # (n_outcomes, n_classes) log shares, float32
    change: Change | None = None

    def possible(self, shares: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """`shares` without the classes that no real row had after the row's earlier code, (n, n_classes).

        Without its earlier number a value has no difference to be drawn from.
        """
        if isinstance(self.classes, TiedClasses):
            return shares * self.classes.possible(rows)
        if self.change is None or len(self.classes.others_):
            return shares
        seen = self.change.seen[:, self.classes.shared_.astype(np.int64)]
        return shares * seen[rows[:, self.change.column].astype(np.int64)]

    def draw(self, classes: np.ndarray, rows: np.ndarray, random: np.random.Generator) -> np.ndarray:
        """A value of each class, (n,)."""
        if isinstance(self.classes, TiedClasses):
            return self.classes.draw(classes, rows, random)
        return self.classes.draw(classes, random)


class BoostedChain:
    """Softmax-boosted trees, one booster a column, all grown by one round at a time.

    Trees have vector leaves (one tree a round for all classes), so that drawing a row costs one tree a
    column and round. The first thing that every booster reads is the outcome; its margins begin at the
    outcome's own log shares, so that no round is spent on them.

    Parameters
    ----------
    rows : (n, n_columns) float64 in chain order, nan where missing; codes as numbers.
    outcome : (n,) outcome numbers from 0.
    is_code : (n_columns,) bool.
    weight : (n,) of each row in the trees.
    held : (n,) bool, rows that only judge; none is allowed.
    n_bins : classes of a number, about.
    legal : the nearest legal values of (values, column).
    changes : for columns that continue an earlier one, what may follow what.
    settings : of the library.
    """

    def __init__(
        self,
        rows: np.ndarray,
        outcome: np.ndarray,
        *,
        is_code: np.ndarray,
        weight: np.ndarray,
        held: np.ndarray,
        n_bins: int,
        legal: Callable[[np.ndarray, int], np.ndarray],
        changes: Mapping[int, Change],
        settings: Mapping[str, Any],
        check: Callable[[], None],
    ) -> None:
        self.n_columns = rows.shape[1]
        self.legal = legal
        self.settings = {
            "objective": "multi:softprob",
            "multi_strategy": "multi_output_tree",
            "tree_method": "hist",
            "verbosity": 0,
            **settings,
        }
        self.links: list[Link] = []
        self.boosters: list[Any] = []
        self.best: list[int] = []  # rounds that a booster draws with
        self._best_loss = np.zeros(self.n_columns)
        self._found: list[np.ndarray] = []
        self._lessons: Lessons | None = Lessons(rows, outcome, weight, held, self.settings["nthread"])
        ties = find_ties(rows, is_code, check)
        for column in range(self.n_columns):
            check()
            before = rows[:, :column]
            tie = ties[column]
            if tie is None:
                learned: Any = ValueClasses(n_bins, as_they_are=bool(is_code[column])).fit(rows[:, column])
                found = learned.classes(rows[:, column])
            else:
                learned = TiedClasses(tie, n_bins + n_bins // 3).fit(rows[:, column], before)
                found = learned.classes(rows[:, column], before)
            link = Link(learned, log_shares(found, outcome, learned.n_classes), changes.get(column))
            self._add(link, found)

    def _add(self, link: Link, found: np.ndarray) -> None:
        grows = link.classes.n_classes > 1
        self._best_loss[len(self.links)] = np.inf if grows else 0.0
        self.links.append(link)
        self.best.append(0)
        self._found.append(found.astype(np.int32))
        self.boosters.append(self._booster(link) if grows else None)

    def _booster(self, link: Link) -> Any:
        import xgboost

        matrices = self._matrices(len(self.links) - 1)
        booster = xgboost.Booster(
            {**self.settings, "num_class": link.classes.n_classes}, [part for part in matrices if part is not None]
        )
        booster.reset()  # it knows the number of columns now, and lets go of the matrices
        return booster

    def _matrices(self, column: int) -> tuple[Any, Any]:
        assert self._lessons is not None, "a finished chain has let go of its training rows"
        return self._lessons.of(column, self._found[column], self.links[column].prior)

    def grow(self, number: int, check: Callable[[], None]) -> float:
        """Add round `number` (from 1) to every column; the mean loss of a column at its best round so far.

        The loss is minus the log likelihood of held rows; without such rows of the learned ones, whose last
        round is the best.
        """
        for column, booster in enumerate(self.boosters):
            if booster is None:
                continue
            check()
            train, judge = self._matrices(column)
            booster.update(train, number - 1)
            said = booster.eval_set([(train if judge is None else judge, "rows")], number - 1)
            loss = float(said.rsplit(":", 1)[1])
            if judge is None or loss < self._best_loss[column]:
                self._best_loss[column], self.best[column] = loss, number
            booster.reset()  # the sums of its last tree: those of all columns grow with the square of the columns
        return float(self._best_loss.mean())

    def draw(
        self,
        n: int,
        outcome: int,
        random: np.random.Generator,
        *,
        rounds: int | None = None,
        check: Callable[[], None] = lambda: None,
    ) -> np.ndarray:
        """`n` rows of an outcome, (n, n_columns) float64, with the trees of the first `rounds` rounds."""
        values = np.empty((n, self.n_columns))
        X = np.empty((n, 1 + self.n_columns), dtype=np.float32)
        X[:, 0] = outcome
        for column, link in enumerate(self.links):
            check()
            shares = link.possible(self._shares(X, column, link.prior[outcome], rounds), values)
            cumulative = shares.cumsum(axis=1)
            pick = random.random((n, 1), dtype=np.float32) * cumulative[:, -1:]
            found = np.minimum((cumulative <= pick).sum(axis=1), link.classes.n_classes - 1)
            values[:, column] = X[:, column + 1] = self.legal(link.draw(found, values, random), column)
        return values

    def _shares(self, X: np.ndarray, column: int, prior: np.ndarray, rounds: int | None) -> np.ndarray:
        """How likely each class of a column is, (n, n_classes)."""
        margin = np.tile(prior, (len(X), 1))
        n_rounds = self.best[column] if rounds is None else min(rounds, self.best[column])
        if self.boosters[column] is None or n_rounds == 0 or not len(X):
            return np.exp(margin)
        before = np.ascontiguousarray(X[:, : column + 1])
        return self.boosters[column].inplace_predict(before, iteration_range=(0, n_rounds), base_margin=margin)

    def finish(self) -> None:
        """Let go of the training rows, which drawing does not need, and draw on several cores."""
        self._lessons, self._found = None, []
        for booster in self.boosters:
            if booster is not None:
                booster.set_param({"nthread": min(os.cpu_count() or 1, MOST_THREADS)})  # the same rows, sooner

    def state(self) -> dict[str, np.ndarray]:
        """The trees so far as bytes, and which rounds were best."""
        raw = {
            f"trees/{column}": np.frombuffer(bytes(booster.save_raw("ubj")), dtype=np.uint8)
            for column, booster in enumerate(self.boosters)
            if booster is not None
        }
        return raw | {"best": np.array(self.best), "best_loss": self._best_loss.copy()}

    def load_state(self, arrays: Mapping[str, np.ndarray]) -> None:
        """Go on from such a state."""
        self.best = [int(number) for number in arrays["best"]]
        self._best_loss = np.array(arrays["best_loss"], dtype=np.float64)
        for column, booster in enumerate(self.boosters):
            if booster is not None:
                booster.load_model(bytearray(np.asarray(arrays[f"trees/{column}"]).tobytes()))
                booster.set_param({**self.settings, "num_class": self.links[column].classes.n_classes})


def log_shares(classes: np.ndarray, outcome: np.ndarray, n_classes: int) -> np.ndarray:
    """Log share of each class in each outcome, (n_outcomes, n_classes).

    Drawn towards the shares of all rows where an outcome has few; a class that an outcome never had keeps a
    share worth 1 in 1,000 of a row.
    """
    n_outcomes = int(outcome.max()) + 1 if len(outcome) else 1
    count = np.zeros((n_outcomes, n_classes))
    np.add.at(count, (outcome, classes), 1.0)
    overall = count.sum(axis=0) / max(count.sum(), 1.0)
    shares = (count + PRIOR_ROWS * overall + 1e-3) / (count.sum(axis=1, keepdims=True) + PRIOR_ROWS)
    return np.log(shares).astype(np.float32)


def find_ties(rows: np.ndarray, is_code: np.ndarray, check: Callable[[], None]) -> list[Anchor | None]:
    """For each number the earlier number that leaves least of it open, where that is less than `TIGHT` and `LOOSE` say.

    Spread is the mean distance from the median. The slope is 1, or one learned: exact for a column that is a
    multiple of another.
    """
    few = rows[:: max(len(rows) // FOR_TIES, 1)]
    ties: list[Anchor | None] = []
    for column in range(rows.shape[1]):
        check()
        earlier = [] if is_code[column] else [c for c in range(column) if not is_code[c]]
        ties.append(_tightest(few, column, earlier))
    return ties


def _tightest(rows: np.ndarray, column: int, earlier: Sequence[int]) -> Anchor | None:
    values = rows[:, column]
    best, least = None, LOOSE
    for other in earlier:
        whole = _spread(np.where(np.isnan(rows[:, other]), np.nan, values))  # of the rows that the rest is known for
        for slope in dict.fromkeys((1.0, _slope(rows[:, other], values))):
            anchor = Anchor(other, slope)
            rest = anchor.rest(values, rows)
            # a plain difference is preferred: where a number often stays the same it is often exactly 0
            left = _spread(rest) * (1.0 if slope == 1.0 else UNLIKE_1)
            if slope and left < least * whole and (left < TIGHT * whole or _is_even(rest, rows[:, other])):
                best, least = anchor, left / whole
    return best


def _is_even(rest: np.ndarray, other: np.ndarray) -> bool:
    """Whether the size of `rest` does not hang on how far `other` is from its middle."""
    from scipy.stats import spearmanr

    known = ~np.isnan(rest)
    distances = [np.abs(part[known] - np.median(part[known])) for part in (rest, other)]
    return all(np.ptp(part) > 0 for part in distances) and abs(spearmanr(*distances).statistic) < EVEN


def _spread(values: np.ndarray) -> float:
    known = values[~np.isnan(values)]
    if len(known) < 2 or len(known) < len(values) / 2:
        return np.inf
    return float(np.abs(known - np.median(known)).mean())


def _slope(x: np.ndarray, y: np.ndarray) -> float:
    """Median ratio of the deviations where that is exact for most rows; else the least squares slope."""
    known = ~np.isnan(x) & ~np.isnan(y)
    if not known.any():
        return 1.0
    x, y = x[known], y[known]
    dx, dy = x - np.median(x), y - np.median(y)
    moved = dx != 0
    if not moved.any():
        return 1.0
    ratio = float(np.median(dy[moved] / dx[moved]))
    if np.isclose(dy, ratio * dx, rtol=1e-6, atol=1e-9).mean() > 0.5:
        return ratio
    return float(np.cov(x, y)[0, 1] / x.var(ddof=1))
