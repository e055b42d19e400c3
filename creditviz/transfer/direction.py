"""Does a pair turn the direction of risk round? Outcomes of the old product are read, those of the new one never."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from creditviz.data.values import listed
from creditviz.metrics import auc_interval
from creditviz.results.transfer.run import Pair, Pairing
from creditviz.transfer.columns import NUMBER, kind_of
from creditviz.transfer.encoding import PairedEncoder
from creditviz.transfer.pairing import Domain, spread
from creditviz.transfer.words.terms import term_of

SURE = 3.3  # standard errors that a correlation must lie from 0 (99.9%)
TELLING = 0.1  # correlations nearer to 0 say nothing of a direction, however many rows there are
CLEAR = 2.0  # evidence against a direction must weigh so many times what speaks for it

BY_NAME = (
    "{what}: in the old book higher values of the right-hand column meant {more} risk, while a column named like the "
    "left-hand one usually means {less}. The pair may reverse the direction of risk: pair the column with another, or "
    "leave it out."
)
BY_OTHERS = (
    "{what}: moving with the other pairs in one direction in the old book and in the other direction in the new "
    "one, a pair may reverse the direction of risk. Pair the column with another, or leave it out."
)
UNTIED = (
    "No column is paired by its name, so nothing ties high risk in the old book to high risk in the new one: without "
    "outcomes of the new product, scores that rank the wrong way round are about as likely as right ones. Pair a few "
    "columns by what they mean."
)


@dataclass(frozen=True, eq=False)
class Evidence:
    """What is known of a pair's direction without outcomes of the new product."""

    pair: Pair
    risk: int  # 1: higher values of the old column, as the methods read them, default more often; -1; 0: not clear
    expected: int  # what the new column's name suggests: 1, -1, or 0
    agrees: float  # sum over the pairs that tell of products of correlations old x new; below 0: turned round


def with_direction(pairing: Pairing, source: Domain, target: Domain, y: np.ndarray) -> Pairing:
    """The pairing with a warning for every pair that seems to reverse the direction of risk.

    Parameters
    ----------
    pairing : of the two books.
    source, target : training rows; outcomes of the target are never read.
    y : outcomes of the source rows, (n,).

    Notes
    -----
    Two signs are read. The name of a number ("income") tells which direction of risk is expected of it; the old
    outcomes tell the direction of the column that stands for it. And rank correlations with the other pairs must
    have one sign in both books; where columns are paired by name, only these are asked. Neither proves a direction.
    """
    found = [e for e in evidence(pairing, source, target, y) if e.risk]
    against_name = [e for e in found if e.expected == -e.risk]
    against_others = [e for e in found if e.agrees < 0 and e not in against_name]
    said = [
        BY_NAME.format(
            what=listed([e.pair.words for e in against_name if e.risk == risk]),
            more="more" if risk > 0 else "less",
            less="less" if risk > 0 else "more",
        )
        for risk in (1, -1)
        if any(e.risk == risk for e in against_name)
    ]
    if against_others:
        said.append(BY_OTHERS.format(what=listed([e.pair.words for e in against_others])))
    if not any(_is_tied(pair) for pair in pairing.pairs):
        said.append(UNTIED)
    return replace(pairing, warnings=(*pairing.warnings, *said))


def evidence(pairing: Pairing, source: Domain, target: Domain, y: np.ndarray) -> list[Evidence]:
    """What speaks for or against the direction of every pair."""
    few = spread(len(source.frame))
    some_old = Domain(source.frame.iloc[few], source.schema)
    some_new = Domain(target.frame.iloc[spread(len(target.frame))], target.schema)
    encoder = PairedEncoder(pairing).fit(some_old, some_new)
    old, new = encoder.source(some_old.frame), encoder.target(some_new.frame)
    agrees = agreement(old, new, [_is_tied(pair) for pair in pairing.pairs])
    y_old = np.asarray(y)[few]
    return [
        Evidence(pair, _risk_of(old[:, i], y_old), _expected(pair, target), float(agrees[i]))
        for i, pair in enumerate(pairing.pairs)
    ]


def agreement(old: np.ndarray, new: np.ndarray, anchors: Sequence[bool]) -> np.ndarray:
    """How far the correlations of each column with the others have one sign in both books, (k,).

    Parameters
    ----------
    old, new : paired columns, (n, k) and (m, k).
    anchors : which pairs have a direction to hold others against, (k,); where none has, all are asked.

    Returns
    -------
    Below 0 where what speaks against one sign weighs twice what speaks for it; else 0 or more. A pair that has no
    clear correlation with any anchor gets 0.

    Examples
    --------
    >>> rows = np.random.default_rng(0).normal(size=(500, 1)) + np.random.default_rng(1).normal(size=(500, 3))
    >>> turned = rows * np.array([1, 1, -1])
    >>> agreement(rows, turned, [True, True, False]) < 0
    array([False, False,  True])
    """
    both = _clear_correlations(old) * _clear_correlations(new)  # (k, k), below 0 where the signs differ
    asked = np.asarray(anchors, dtype=bool) if any(anchors) else np.ones(len(both), dtype=bool)
    both = np.where(asked[None, :], both, 0.0)
    np.fill_diagonal(both, 0.0)
    pro, contra = np.maximum(both, 0.0).sum(axis=1), np.maximum(-both, 0.0).sum(axis=1)
    return np.where(contra > CLEAR * pro, -contra, pro)


def expected_risk(name: str) -> int:
    """What the name of a number suggests: 1 more risk with higher values, -1 less, 0 nothing or both.

    >>> expected_risk("MonthlyIncome"), expected_risk("NumberOfTimes90DaysLate"), expected_risk("V14")
    (-1, 1, 0)
    """
    term = term_of(name)
    return term.risk if term is not None else 0


def _is_tied(pair: Pair) -> bool:
    """Whether a name, its meaning, or somebody who knows the columns says what the pair means."""
    return not pair.is_guess


def _expected(pair: Pair, target: Domain) -> int:
    """Read for numbers that stand under another name only: equal names mean the same in both books."""
    if pair.target == pair.source or kind_of(target.frame, target.schema, pair.target) != NUMBER:
        return 0
    return expected_risk(pair.target) or expected_risk(target.schema.label(pair.target))


def _risk_of(column: np.ndarray, y: np.ndarray) -> int:
    found = auc_interval(y, column)
    return int(found.low > 0.5) - int(found.high < 0.5)


def _clear_correlations(rows: np.ndarray) -> np.ndarray:
    """Spearman's correlations of columns that differ clearly from 0; others are 0, (k, k)."""
    from scipy.stats import rankdata

    ranks = rankdata(rows, axis=0)
    ranks -= ranks.mean(axis=0)
    length = np.sqrt((ranks**2).sum(axis=0))
    r = (ranks.T @ ranks) / np.maximum(np.outer(length, length), 1e-12)
    far = np.abs(r) > max(TELLING, SURE / np.sqrt(max(4, len(rows)) - 3))
    return np.where(far, r, 0.0)
