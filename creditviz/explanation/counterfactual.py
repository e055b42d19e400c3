"""The smallest changes of one account that bring its PD below a cut-off, for any model, by trying them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from creditviz.data.scaling import as_numbers
from creditviz.data.values import is_number_column
from creditviz.exceptions import SpecificationError
from creditviz.results import Change, Counterfactual, Counterfactuals
from creditviz.schema import TableSchema

Direction = Literal["up", "down"]
N_VALUES, N_FINE = 12, 60  # values of a column that later rounds try, and that the first and the last try
MOST_LEVELS = 20
RARE = 0.01  # a level that fewer of the rows have is not offered
BEAM, MOST_CHANGES, MOST_FOUND = 10, 4, 3
DRAWN_BACK = 8  # combinations whose changes are made smaller
CODED = 0.5  # how far a level is at most; a common one is nearer


@dataclass(frozen=True, eq=False)
class Candidates:
    """Values of one column that real rows have, and where they lie among these rows."""

    column: str
    values: np.ndarray  # (n_values,) as they stand in the rows, numbers rising
    place: np.ndarray  # (n_values,) share of rows below, in the middle of ties; of a level its share of the rows
    number: bool
    limits: tuple[float, float] = (-np.inf, np.inf)  # of a new number; distances are those of all rows
    codes: tuple[float, ...] = ()  # numbers that are no amounts: nobody can change to one, or from one

    def distance(self, before: Any) -> np.ndarray:
        """From a value to each of the values: the share of rows between, a half from a missing one.

        Of codes, half the share of the rows without the new level.
        """
        if not self.number:
            return CODED * (1.0 - self.place)
        if pd.isna(before):
            return np.full(len(self.place), CODED)
        return np.abs(self.place - np.interp(float(before), self.values.astype(float), self.place))

    def within(self, low: float, high: float) -> Candidates:
        """The same column of numbers, whose new value must lie from `low` to `high`."""
        return replace(self, limits=(low, high))

    def allowed(self, before: Any, direction: Direction | None, most: int) -> np.ndarray:
        """Positions of values other than `before` in the direction and the limits, thinned evenly to `most`."""
        other = self.values != before
        if self.number and before in self.codes:
            return np.array([], dtype=np.int64)
        if self.number:
            other &= (self.values >= self.limits[0]) & (self.values <= self.limits[1])
        if direction is not None and self.number and pd.notna(before):
            other &= (self.values > before) if direction == "up" else (self.values < before)
        at = np.flatnonzero(other)
        return at if len(at) <= most else at[np.unique(np.linspace(0, len(at) - 1, most).round().astype(int))]


@dataclass(frozen=True)
class _State:
    """Changes so far: column -> position of its new value."""

    changes: tuple[tuple[int, int], ...]  # (place of the column, position of the value), by column
    pd: float = np.nan
    distance: float = 0.0

    @property
    def columns(self) -> frozenset[int]:
        return frozenset(column for column, _ in self.changes)


def learn_candidates(rows: pd.DataFrame, schema: TableSchema, *, held: Collection[str] = ()) -> list[Candidates]:
    """Values that real rows have, of every feature that may change.

    Parameters
    ----------
    rows : training rows; numbers are taken at 60 evenly spaced ranks between the 1st and the 99th percentile, of codes
        every level that at least one row in a hundred has.
    held : columns that stay as they are; protected ones always do.
    """
    names = [name for name in schema.features() if name in rows.columns and name not in held]
    codes = {*schema.categorical}
    special = {name: tuple(map(float, schema.codes.get(name, ()))) for name in names}
    found = (_learn(name, rows[name].dropna(), name in codes, special[name]) for name in names)
    return [one for one in found if one is not None and len(one.values) > 1]


def _learn(name: str, known: pd.Series, coded: bool, special: tuple[float, ...]) -> Candidates | None:
    known = known[~known.isin(special)] if special else known
    if not len(known):
        return None
    if coded or not is_number_column(known):
        counts = known.value_counts()
        kept = counts[counts >= RARE * len(known)].iloc[:MOST_LEVELS]
        return Candidates(name, kept.index.to_numpy(), kept.to_numpy() / len(known), False)
    ordered = np.sort(as_numbers(known))
    ranks = np.linspace(0.01, 0.99, N_FINE) * (len(ordered) - 1)
    values = np.unique(ordered[ranks.round().astype(int)])
    below, upto = (np.searchsorted(ordered, values, side=side) for side in ("left", "right"))
    return Candidates(name, values, (below + upto) / (2 * len(ordered)), True, codes=special)


def counterfactuals(
    score: Callable[[pd.DataFrame], np.ndarray],
    row: pd.DataFrame,
    candidates: Sequence[Candidates],
    cut_off: float,
    *,
    directions: Mapping[str, Direction] | None = None,
    most_changes: int = MOST_CHANGES,
    check: Callable[[], None] = lambda: None,
) -> Counterfactuals:
    """Changes of fewest columns, and among these the smallest, after which the PD lies below the cut-off.

    The first round tries every value of every column, each later one twelve values of every further column on the most
    promising combinations, in one call of the model. The first round in which the PD falls below the cut-off ends the
    search, and the changes of its nearest combinations are then drawn back towards the account as far as they hold. Up
    to three answers, each by other columns. One column is searched exhaustively; of several a better combination may be
    missed. No step is random.

    Parameters
    ----------
    score : raw rows -> PDs, (n,).
    row : the account, one raw row.
    candidates : of the columns that may change.
    cut_off : PD under which an account is approved.
    directions : column -> "up" or "down" where a number may move one way only.
    most_changes : columns at most; raising it finds more and takes a round each.
    check : called between rounds; may raise to stop.

    Raises
    ------
    SpecificationError
        `most_changes` is below 1.

    References
    ----------
    Wachter, Mittelstadt, Russell (2018) for the idea; Poyiadzi et al. (2020) for staying with values of real rows;
    Karimi et al. (2021) for what such changes do not say: that they can be made, or would cause the outcome.
    """
    if most_changes < 1:
        raise SpecificationError(f"at least one column changes, however {most_changes} was asked for. Raise it.")
    search = _Search(score, row, candidates, cut_off, directions or {})
    states, below = [_State((), search.start)], []
    for number in range(min(most_changes, len(candidates)) if search.start >= cut_off else 0):
        check()
        tried = search.widen(states, N_VALUES if number else N_FINE)
        below = [state for state in tried if state.pd < cut_off]
        if below or not tried:
            break
        states = search.beam(tried)
    nearer = [search.drawn_back(state) for state in _by_columns(below)[:DRAWN_BACK]]
    return Counterfactuals(
        tuple(search.said(state) for state in _by_columns(nearer)[:MOST_FOUND]),
        search.start,
        cut_off,
        len(candidates),
        most_changes,
        search.lowest,
        search.n_tried,
    )


def _by_columns(states: Sequence[_State]) -> list[_State]:
    """The nearest state of each set of columns, nearest first."""
    ordered = sorted(states, key=lambda state: (state.distance, state.pd, state.changes))
    first: dict[frozenset[int], _State] = {}
    for state in ordered:
        first.setdefault(state.columns, state)
    return list(first.values())


class _Search:
    """Tries changes of one account; every call of the model scores many rows."""

    def __init__(
        self,
        score: Callable[[pd.DataFrame], np.ndarray],
        row: pd.DataFrame,
        candidates: Sequence[Candidates],
        cut_off: float,
        directions: Mapping[str, Direction],
    ) -> None:
        self.score, self.row, self.candidates, self.cut_off = score, row, candidates, cut_off
        self.before = [row[one.column].iloc[0] for one in candidates]
        self.directions = [directions.get(one.column) for one in candidates]
        self.distances = [one.distance(value) for one, value in zip(candidates, self.before, strict=True)]
        self.start = self.lowest = float(score(row)[0])
        self.n_tried = 0

    def widen(self, states: Sequence[_State], most: int) -> list[_State]:
        """Every state with one further column changed to one of at most so many values."""
        made = dict.fromkeys(
            tuple(sorted((*state.changes, (place, position))))
            for state in states
            for place in range(len(self.candidates))
            if place not in state.columns
            for position in self._values(place, most)
        )
        return self._scored(list(made))

    def _values(self, place: int, most: int) -> list[int]:
        found = self.candidates[place].allowed(self.before[place], self.directions[place], most)
        return [int(position) for position in found]

    def beam(self, states: Sequence[_State]) -> list[_State]:
        """Where to go on: the lowest PD of each set of columns, and the most that a small change brings."""
        by_pd = sorted(states, key=lambda state: (state.pd, state.distance, state.changes))
        first: dict[frozenset[int], _State] = {}
        for state in by_pd:
            first.setdefault(state.columns, state)
        lowest = list(first.values())[:BEAM]
        gain = sorted(states, key=lambda s: (-(self.start - s.pd) / (s.distance + 0.05), s.changes))
        return list(dict.fromkeys([*lowest, *gain[: BEAM // 2]]))

    def drawn_back(self, state: _State) -> _State:
        """Each change as near to the account as the PD stays below the cut-off, column by column."""
        for place in sorted(state.columns, key=lambda place: -self.distances[place][dict(state.changes)[place]]):
            others = [change for change in state.changes if change[0] != place]
            far = self.distances[place][dict(state.changes)[place]]
            nearer = [at for at in self._values(place, N_FINE) if self.distances[place][at] < far]
            tried = self._scored([tuple(sorted((*others, (place, at)))) for at in nearer])
            below = [one for one in tried if one.pd < self.cut_off]
            state = min([state, *below], key=lambda one: (one.distance, one.pd))
        return state

    def _scored(self, changes: Sequence[tuple[tuple[int, int], ...]]) -> list[_State]:
        """States with their PDs, in one call."""
        if not changes:
            return []
        rows = self.row.iloc[np.zeros(len(changes), dtype=int)].reset_index(drop=True)
        for place, one in enumerate(self.candidates):
            said = [(at, position) for at, made in enumerate(changes) for p, position in made if p == place]
            if said:
                where, positions = map(list, zip(*said, strict=True))
                column = rows[one.column].to_numpy(copy=True)
                column[where] = one.values[positions]
                rows[one.column] = pd.Series(column, index=rows.index).astype(self.row[one.column].dtype)
        pds = np.asarray(self.score(rows), dtype=np.float64)
        self.n_tried += len(pds)
        self.lowest = min(self.lowest, float(pds.min()))
        far = [sum(float(self.distances[place][position]) for place, position in made) for made in changes]
        return [_State(made, float(p), d) for made, p, d in zip(changes, pds, far, strict=True)]

    def said(self, state: _State) -> Counterfactual:
        """A state in the columns' own values, the widest change first."""
        changes = [self._change(place, position) for place, position in state.changes]
        return Counterfactual(tuple(sorted(changes, key=lambda change: -change.distance)), state.pd)

    def _change(self, place: int, position: int) -> Change:
        one, far = self.candidates[place], float(self.distances[place][position])
        return Change(one.column, self.before[place], one.values[position], far)
