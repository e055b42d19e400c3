"""The support vector machine: its hard labels, its slope, its limit on rows."""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from creditviz.models.plain.svm import SVMClassifier, likeliest_slope
from tests.models.books import book


def test_hard_labels_are_the_machines_own():
    X, y = book()
    model = SVMClassifier().fit(X, y)
    other, _ = book(seed=1)
    assert np.array_equal(model.predict(other), model.machine_.predict(other))
    assert np.array_equal(model.predict_proba(other)[:, 1] > 0.5, model.machine_.decision_function(other) > 0)


@pytest.mark.parametrize("truth", [0.3, 1.0, 7.0])
def test_the_slope_is_the_likeliest(truth):
    generator = np.random.default_rng(0)
    margin = generator.normal(size=4000)
    y = generator.random(4000) < 1 / (1 + np.exp(-truth * margin))
    wanted = np.where(y, (y.sum() + 1) / (y.sum() + 2), 1 / ((~y).sum() + 2))  # Platt's smoothed outcomes
    best = minimize_scalar(
        lambda a: (np.logaddexp(0, a * margin) - wanted * a * margin).sum(), bounds=(0, 50), method="bounded"
    ).x
    assert likeliest_slope(margin, y, []) == pytest.approx(best, rel=1e-3)
    assert likeliest_slope(margin, y, []) == pytest.approx(truth, rel=0.1)


def test_margins_that_mislead_keep_a_ranking():
    margin = np.linspace(-1, 1, 50)
    notes: list[str] = []
    assert likeliest_slope(margin, margin < 0, notes) == 1.0
    assert "does not rise" in notes[0]


def test_too_many_rows_are_sampled_and_said():
    X, y = book(n=1200)
    model = SVMClassifier(max_rows=300, slope=1.0, random_state=0).fit(X, y)
    assert model.notes_ == ["The support vector machine learned from 300 of 1,200 training rows."]
    assert model.machine_.shape_fit_[0] == 300
    assert not SVMClassifier(max_rows=1200).fit(X, y, eval_set=[book(seed=1)]).notes_


def test_weight_of_defaults_flags_more_accounts():
    X, y = book()
    other, _ = book(seed=1)
    flagged = [SVMClassifier(scale_pos_weight=w, slope=1.0).fit(X, y).predict(other).sum() for w in (0.1, 1.0, 10.0)]
    assert flagged == sorted(flagged) and flagged[0] < flagged[-1]
