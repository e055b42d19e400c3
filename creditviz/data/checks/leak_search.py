"""What a small tree sees of the outcome in one column, two, or all: learned on half the rows, judged on the other.

A rank sees a column that rises with the risk. A tree of depth 3 also sees a column that is high on both sides, a level,
a gap, a month, a word; and two halves keep it from learning names by heart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from creditviz.data.dates import to_dates
from creditviz.data.scaling import as_numbers
from creditviz.data.values import spelled_levels
from creditviz.metrics.thresholds import limit

DEPTH, PAIR_DEPTH = 3, 4
STRONGEST = 20  # columns whose pairs are tried
PAIR_ROWS, WHOLE_ROWS, TEXT_ROWS = 6_000, 20_000, 20_000
PURE, OF_BAD, OF_GOOD, EXPECTED = 0.98, 0.1, 0.1, 50.0  # a group that only one outcome has; see `_pure_group`
TOO_GOOD, ABOVE_EXPECTED = (
    limit("too-good"),
    0.1,
)  # AUC of a model; AUC that honest interactions do not add
CARRIERS = 3  # columns that are named
MANY_LEVELS = 50  # from here on words are read, not levels


@dataclass(frozen=True)
class Seen:
    """What a tree sees: its AUC on rows that it did not learn from, and the share of an outcome it has for itself."""

    auc: float
    alone: float  # of the bad (or good) accounts, in a group without any of the others; 0 without such a group


def halves(y: np.ndarray) -> np.ndarray:
    """True for every second row of each outcome, (n,): the rows to learn from; the others judge."""
    learn = np.zeros(len(y), dtype=bool)
    for outcome in (0, 1):
        learn[np.random.default_rng(0).permutation(np.flatnonzero(y == outcome))[::2]] = True
    return learn


def views(column: pd.Series, y: np.ndarray, learn: np.ndarray) -> np.ndarray:
    """What a tree may ask of a column, (n, k): numbers, being filled in, levels, date parts, words.

    Levels and words stand by their bad rate on the rows to learn from.
    """
    if column.dtype.kind in "iufb":
        values = as_numbers(column)
        return np.column_stack([np.nan_to_num(values, nan=-1e30, posinf=1e30, neginf=-1e30), np.isnan(values)])
    codes, spellings = spelled_levels(column)
    filled = (codes >= 0) & ~np.isin(codes, [i for i, text in enumerate(spellings) if not text.strip()])
    parts = [filled.astype(float), _rates(np.where(codes < 0, len(spellings), codes), len(spellings) + 1, y, learn)]
    if len(spellings) > MANY_LEVELS:
        texts = np.array([*spellings, ""], dtype=object)[codes]
        parts += [*_date_parts(column), *_words(texts, y, learn)]
    return np.column_stack(parts)


def _rates(codes: np.ndarray, n_levels: int, y: np.ndarray, learn: np.ndarray) -> np.ndarray:
    """Bad rate of each row's level; rows to learn from get it from the other half of these, else a name would tell."""
    position = np.cumsum(learn) % 2 == 0
    found = np.empty(len(y))
    for to, of in ((~learn, learn), (learn & position, learn & ~position), (learn & ~position, learn & position)):
        count = np.bincount(codes[of], minlength=n_levels)
        bad = np.bincount(codes[of], weights=y[of], minlength=n_levels)
        found[to] = ((bad + y[learn].mean()) / (count + 1))[codes[to]]
    return found


def _date_parts(column: pd.Series) -> list[np.ndarray]:
    """Day, month, day of the month and of the week, where most of the column are dates."""
    dates = to_dates(column)
    known = dates.notna().to_numpy()
    if known.sum() < 0.5 * max(1, column.notna().sum()):
        return []
    found = (dates.astype("int64") // 86_400_000_000_000, dates.dt.month, dates.dt.day, dates.dt.day_of_week)
    return [np.where(known, pd.Series(part).fillna(-1).to_numpy(dtype=np.float64), -1e30) for part in found]


def _words(texts: np.ndarray, y: np.ndarray, learn: np.ndarray) -> list[np.ndarray]:
    """Of every row the highest and the lowest bad rate of its words."""
    base = float(y[learn].mean())
    seen: dict[str, list[int]] = {}
    rows = [set(str(text).lower().split()[:40]) for text in texts]
    for at in np.flatnonzero(learn)[:TEXT_ROWS]:
        for word in rows[at]:
            count = seen.setdefault(word, [0, 0])
            count[0] += 1
            count[1] += int(y[at])
    rate = {word: (bad + 5 * base) / (n + 5) for word, (n, bad) in seen.items() if n >= 5}
    found = [[rate[word] for word in row if word in rate] or [base] for row in rows]
    return [np.array([max(row) for row in found]), np.array([min(row) for row in found])]


def tree_sees(X: np.ndarray, y: np.ndarray, learn: np.ndarray, depth: int = DEPTH) -> Seen:
    """A tree of this depth learned on one half, judged on the other."""
    from sklearn.tree import DecisionTreeClassifier

    tree = DecisionTreeClassifier(max_depth=depth, min_samples_leaf=5, random_state=0).fit(X[learn], y[learn])
    judged, truth = X[~learn], y[~learn]
    score = tree.predict_proba(judged)[:, 1]
    return Seen(area(score, truth), _pure_group(tree.apply(judged), score, truth))


def _pure_group(leaf: np.ndarray, score: np.ndarray, y: np.ndarray) -> float:
    """Largest share of an outcome in leaves that the tree called pure, and that are pure on the other half too.

    For bad accounts: at least 98% bad, where fewer than half of all are. For good ones: none bad where 50 were to be
    expected. An honest column has no such group that holds a tenth of an outcome.
    """
    n = np.bincount(leaf)
    bad = np.bincount(leaf, weights=y, minlength=len(n))
    told = np.bincount(leaf, weights=score, minlength=len(n)) / np.maximum(n, 1)
    bads = bad[(told > PURE) & (bad >= PURE * n) & (n >= 10)].sum() / max(1, y.sum()) if y.mean() < 0.5 else 0.0
    clean = (told < 1e-9) & (bad == 0) & (n > 0)
    goods = n[clean].sum() / max(1, len(y) - y.sum()) if n[clean].sum() * y.mean() >= EXPECTED else 0.0
    return float(max(bads if bads >= OF_BAD else 0.0, goods if goods >= OF_GOOD else 0.0))


def leaking_pairs(
    seen: Mapping[str, np.ndarray], strength: Mapping[str, float], y: np.ndarray, least: float
) -> list[tuple[str, str, float]]:
    """Pairs of the strongest columns that tell the outcome together with an AUC above `least`, the clearest first."""
    few = _some(y, PAIR_ROWS)
    strongest = sorted(strength, key=strength.__getitem__, reverse=True)[:STRONGEST]
    first = {name: _bounded(seen[name][few, 0 if len(seen[name][0]) == 2 else 1]) for name in strongest}
    truth, learn = y[few], halves(y[few])
    found = []
    for a, b in combinations(strongest, 2):
        one, two = first[a], first[b]
        together = (one - np.median(one)) * (two - np.median(two))
        auc = tree_sees(np.column_stack([one, two, one - two, together]), truth, learn, PAIR_DEPTH).auc
        if auc > least:
            found.append((a, b, auc))
    return sorted(found, key=lambda pair: -pair[2])


@dataclass(frozen=True)
class Whole:
    """All columns at once: a booster's AUC, that of the columns one by one, and the columns that carry it."""

    auc: float
    expected: float  # of the same model without interactions of columns
    carried_by: tuple[str, ...]  # () unless it is too good

    @property
    def too_good(self) -> bool:
        """Whether no honest book is told so well: a Gini above .95, or far above the columns one by one."""
        return self.auc > TOO_GOOD or self.auc > self.expected + ABOVE_EXPECTED


def whole_model(seen: Mapping[str, np.ndarray], y: np.ndarray) -> Whole:
    """What all columns tell together, and what was to be expected of them one by one.

    The expectation is the same booster without interactions, so that chance and over-fitting weigh on both alike. On
    random parts of five honest books (560 and 2,000 rows, 60 parts) they are .068 apart at most.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier

    few = _some(y, WHOLE_ROWS)
    truth, learn = y[few], halves(y[few])
    parts = {name: np.clip(matrix[few], -1e6, 1e30) for name, matrix in seen.items()}
    X = np.hstack(list(parts.values()))
    ends = np.cumsum([part.shape[1] for part in parts.values()])
    alone = [set(range(end - part.shape[1], end)) for end, part in zip(ends, parts.values(), strict=True)]
    full, additive = (
        HistGradientBoostingClassifier(max_iter=60, interaction_cst=groups, random_state=0).fit(X[learn], truth[learn])
        for groups in (None, alone)
    )
    auc, expected = (area(model.decision_function(X[~learn]), truth[~learn]) for model in (full, additive))
    whole = Whole(auc, expected, ())
    if not whole.too_good:
        return whole
    judged = {name: part[~learn] for name, part in parts.items()}
    return replace(whole, carried_by=_carriers(full, judged, truth[~learn]))


def _carriers(model: Any, parts: Mapping[str, np.ndarray], y: np.ndarray) -> tuple[str, ...]:
    """The columns whose mixing up costs a model most, the dearest first."""
    order = np.random.default_rng(0).permutation(len(y))
    left = {}
    for name in parts:
        mixed = [part[order] if other == name else part for other, part in parts.items()]
        left[name] = area(model.decision_function(np.hstack(mixed)), y)
    return tuple(sorted(left, key=left.__getitem__)[:CARRIERS])


def _some(y: np.ndarray, most: int) -> np.ndarray:
    """Positions of at most so many rows, drawn at random."""
    every = np.arange(len(y))
    return every if len(y) <= most else np.sort(np.random.default_rng(0).permutation(len(y))[:most])


def _bounded(values: np.ndarray) -> np.ndarray:
    """Numbers without the stand-in of a missing one, for a difference and a product."""
    known = values > -1e29
    return np.where(known, values, np.median(values[known]) if known.any() else 0.0)


def area(score: np.ndarray, y: np.ndarray) -> float:
    """AUC, (score high = bad); .5 with one outcome."""
    from scipy.stats import rankdata

    n_bad = int(y.sum())
    n_good = len(y) - n_bad
    if not min(n_bad, n_good):
        return 0.5
    return float((rankdata(score)[y == 1].sum() - n_bad * (n_bad + 1) / 2) / (n_bad * n_good))


def columns_of(parts: Sequence[tuple[str, str, float]]) -> tuple[str, ...]:
    """The columns of pairs, each once."""
    return tuple(dict.fromkeys(name for pair in parts for name in pair[:2]))


def all_views(frame: pd.DataFrame, names: Sequence[str], y: np.ndarray, learn: np.ndarray) -> dict[str, Any]:
    """Column -> its views."""
    return {name: views(frame[name], y, learn) for name in names}
