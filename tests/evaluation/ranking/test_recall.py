"""Precision-recall and the cumulative accuracy profile against scikit-learn and closed forms."""

import numpy as np
import pytest
from sklearn.metrics import precision_recall_curve as librarys_curve

from creditviz.evaluation.ranking.recall import cap_curve, cut_off_table, precision_recall_curve
from creditviz.metrics import gini, lift
from creditviz.results import ScoredRows


def scored(y, score):
    y, score = np.asarray(y, dtype=np.int8), np.asarray(score, dtype=float)
    return ScoredRows(np.arange(len(y)), y, score, {"model": score})


def drawn(n=600, seed=0, digits=9):
    rng = np.random.default_rng(seed)
    y = (rng.random(n) < 0.2).astype(int)
    return scored(y, np.clip((rng.normal(size=n) + y + 4) / 9, 0, 1).round(digits))


@pytest.mark.parametrize("digits", [9, 1])
def test_precision_recall_is_scikit_learns(digits):
    rows = drawn(digits=digits)
    precision, recall, threshold = librarys_curve(rows.y_true, rows.y_score)
    some = recall[:-1] > 0
    found = precision_recall_curve(rows)
    np.testing.assert_allclose(found.recall[::-1], recall[:-1][some])
    np.testing.assert_allclose(found.precision[::-1], precision[:-1][some])
    np.testing.assert_allclose(found.threshold[::-1], threshold[some])


@pytest.mark.parametrize("digits", [9, 1])
def test_the_accuracy_ratio_is_gini(digits):
    """Engelmann, Hayden, Tasche 2003: AR = 2 AUC - 1, also where scores tie."""
    rows = drawn(digits=digits)
    found = cap_curve(rows)
    assert found.accuracy_ratio == pytest.approx(gini(rows.y_true, rows.y_score), abs=1e-12)
    assert found.lift_at_10 == pytest.approx(lift(rows.y_true, rows.y_score, 0.1))
    assert 0.1 * found.lift_at_10 == pytest.approx(np.interp(0.1, found.share, found.caught))


def test_a_perfect_ranking_runs_along_the_perfect_line():
    found = cap_curve(scored([0, 0, 0, 1], [0.1, 0.2, 0.3, 0.9]))
    np.testing.assert_allclose(found.share, [0, 0.25, 0.5, 0.75, 1])
    np.testing.assert_allclose(found.caught, [0, 1, 1, 1, 1])
    assert found.accuracy_ratio == 1 and found.bad_rate == 0.25 and found.lift[1] == 4


def test_a_constant_score_is_chance():
    rows = scored([0, 1, 0, 0], [0.3] * 4)
    assert cap_curve(rows).accuracy_ratio == 0
    np.testing.assert_allclose(precision_recall_curve(rows).precision, [0.25])


def test_many_rows_are_thinned_without_losing_the_ends():
    rows = drawn(20_000)
    cap, curve = cap_curve(rows), precision_recall_curve(rows)
    assert len(cap.share) <= 2000 and len(curve.recall) <= 2000
    assert (cap.share[0], cap.share[-1], curve.recall[-1]) == (0, 1, 1)
    assert cap.accuracy_ratio == pytest.approx(gini(rows.y_true, rows.y_score), abs=1e-12)


def test_the_four_counts_hold_every_row_once():
    table = cut_off_table(scored([0, 0, 1, 1, 1], [0.1, 0.6, 0.6, 0.2, 0.9]), "model", 0.6)
    assert (table.bad_flagged, table.good_flagged, table.good_passed, table.bad_passed) == (2, 1, 1, 1)
    assert (table.n_bad, table.n_good, table.n_rows, table.outside) == (3, 2, 5, False)


@pytest.mark.parametrize(("cut_off", "flagged"), [(0.95, 0), (0.1, 5), (0.0, 5)])
def test_a_cut_off_outside_the_scores_is_known_as_such(cut_off, flagged):
    table = cut_off_table(scored([0, 0, 1, 1, 1], [0.1, 0.6, 0.6, 0.2, 0.9]), "model", cut_off)
    assert table.outside and table.bad_flagged + table.good_flagged == flagged
