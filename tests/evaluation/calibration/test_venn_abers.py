"""Venn-Abers against isotonic regression of scikit-learn, and one of the two PDs is calibrated."""

import numpy as np
import pytest
from sklearn.isotonic import IsotonicRegression

from creditviz.evaluation.calibration.venn_abers import venn_abers


def simulated(n, seed):
    """True PDs, scores that turn them in a wrong but rising way, outcomes."""
    draw = np.random.default_rng(seed)
    pd = draw.beta(1.0, 6.0, n)
    return pd, pd**0.3, (draw.uniform(size=n) < pd).astype(int)


def test_it_is_isotonic_regression_with_the_account_added():
    _, score, y = simulated(80, 0)
    asked = np.r_[score[:3], 0.01, 0.5, 0.99]
    low, high = venn_abers(score, y, asked)
    for number, one in enumerate(asked):
        for outcome, found in ((0, low), (1, high)):
            wanted = IsotonicRegression().fit(np.r_[score, one], np.r_[y, outcome]).predict([one])[0]
            assert found[number] == pytest.approx(wanted, abs=1e-9)


def test_intervals_are_in_order_rise_with_the_score_and_shrink_with_rows():
    asked = np.linspace(0.2, 0.95, 50)
    widths = []
    for n in (200, 5000):
        _, score, y = simulated(n, 1)
        low, high = venn_abers(score, y, asked)
        assert (low <= high).all() and (np.diff(low) >= -1e-12).all() and (np.diff(high) >= -1e-12).all()
        widths.append((high - low).mean())
    assert widths[1] < widths[0] / 3


def test_the_mean_pd_lies_between_the_two_means():
    _, score, y = simulated(2000, 2)
    pd, asked, _ = simulated(4000, 3)
    low, high = venn_abers(score, y, asked)
    slack = 2 * np.sqrt(y.var() / len(y))  # the validation rows' own chance
    assert low.mean() - slack < pd.mean() < high.mean() + slack
