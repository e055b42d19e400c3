"""The suggested champion: best on the rows that candidates share; the simplest where rows tell no difference."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from creditviz.metrics import auc
from creditviz.models import MODELS
from creditviz.reporting.suggestion import simplest_alike, suggestion_words
from creditviz.results import ScoredRows

N = 400
RNG = np.random.default_rng(5)
Y = (RNG.random(N) < 0.3).astype(np.int8)
COMMON = RNG.normal(size=N)


def scored(signal, noise=0.05):
    score = signal * Y + COMMON + noise * RNG.normal(size=N)
    order = RNG.permutation(N)  # rows come in any order
    return ScoredRows(np.arange(N)[order], Y[order], score[order])


def interval(best, other):
    """DeLong's paired interval written out: every bad against every good."""

    def places(rows):
        order = np.argsort(rows.row_id)
        y, s = rows.y_true[order], rows.y_score[order]
        wins = (s[y == 1][:, None] > s[y == 0]) + 0.5 * (s[y == 1][:, None] == s[y == 0])
        return wins.mean(1), wins.mean(0)

    (b1, g1), (b2, g2) = places(best), places(other)
    error = np.sqrt(np.var(b1 - b2, ddof=1) / len(b1) + np.var(g1 - g2, ddof=1) / len(g1))
    gap = b1.mean() - b2.mean()
    return gap - stats.norm.ppf(0.975) * error, gap + stats.norm.ppf(0.975) * error


def test_of_models_that_rows_cannot_tell_apart_the_simplest_is_suggested():
    scores = {"forest": scored(1.01), "logistic": scored(1.0), "worse": scored(0.2)}
    best = max(scores, key=lambda run: auc(scores[run].y_true, scores[run].y_score))
    found = simplest_alike(scores, {"forest": 4, "logistic": 1, "worse": 1})
    assert found.run == "logistic" and found.best == best and found.compared == 3
    assert interval(scores["forest"], scores["worse"])[0] > 0, "rows tell these two apart"
    if found.difference is not None:
        low, high = interval(scores[best], scores["logistic"])
        assert low <= 0 <= high and (found.difference.low, found.difference.high) == pytest.approx((low, high))
        assert "Forest" in suggestion_words(found, {best: "Forest"})


def test_a_better_model_is_suggested_however_complex():
    scores = {"network": scored(2.0), "logistic": scored(0.3)}
    found = simplest_alike(scores, {"network": 5, "logistic": 1})
    assert found.run == found.best == "network" and found.difference is None
    assert suggestion_words(found, {}) == "best of 2 on the same validation rows"


def test_every_model_has_a_complexity_with_a_reason():
    for key, entry in MODELS.items():
        rank, reason = entry.complexity
        assert 1 <= rank <= 6 and len(reason) > 10, key
    assert MODELS["logistic-regression"].complexity[0] < MODELS["xgboost"].complexity[0] < MODELS["mlp"].complexity[0]
