"""A calibration is chosen on validation rows, by squared errors of curves on rows that they were not learned on."""

import numpy as np
import pytest
from sklearn.isotonic import IsotonicRegression

from creditviz.evaluation.calibration.calibrations import fit_calibrations
from creditviz.evaluation.calibration.choice import FOLDS, choose_on_validation
from creditviz.results import ScoredRows


def scored(n: int, *, power: float, seed: int = 0) -> ScoredRows:
    """Scores whose true PD is the score to a power."""
    rng = np.random.default_rng(seed)
    score = rng.uniform(0.01, 0.9, n)
    y = (rng.random(n) < score**power).astype(np.int8)
    curves = fit_calibrations(y, score)
    return ScoredRows(np.arange(n), y, score, {name: curve.apply(score) for name, curve in curves.items()})


def test_a_staircase_is_judged_on_rows_that_it_was_not_learned_on():
    rows = scored(600, power=1.0)
    fold = np.random.default_rng(0).permutation(600) % FOLDS
    pd = np.empty(600)
    for k in range(FOLDS):
        fitted = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip")
        fitted.fit(rows.y_score[fold != k], rows.y_true[fold != k])
        pd[fold == k] = fitted.predict(rows.y_score[fold == k])
    found = choose_on_validation(rows, "model")
    assert found.brier["isotonic"] == pytest.approx(np.mean((pd - rows.y_true) ** 2))
    own = np.mean((rows.calibrated["isotonic"] - rows.y_true) ** 2)
    assert own < found.brier["model"] < found.brier["isotonic"], "on its own rows it would win without being better"


def test_right_scores_are_kept_and_wrong_ones_are_told():
    kept = [choose_on_validation(scored(600, power=1.0, seed=seed), "model").better for seed in range(20)]
    assert kept.count("model") >= 18
    assert choose_on_validation(scored(2000, power=2.5), "model").better in ("platt", "beta", "isotonic")


def test_one_outcome_or_an_unknown_calibration_chooses_nothing():
    rows = scored(100, power=1.0)
    assert choose_on_validation(rows, "unknown") is None
    one = ScoredRows(rows.row_id, np.zeros(100, np.int8), rows.y_score, rows.calibrated)
    assert choose_on_validation(one, "model") is None
