"""DeLong's paired difference: against the bootstrap and against itself."""

import numpy as np
import pytest

from creditviz.evaluation.significance import auc_difference
from creditviz.metrics import auc


def two_models(n=600, seed=0):
    rng = np.random.default_rng(seed)
    y = (rng.random(n) < 0.3).astype(int)
    shared = rng.normal(size=n)
    return y, y + shared + 0.5 * rng.normal(size=n), 0.7 * y + shared + 0.5 * rng.normal(size=n)


def test_a_model_does_not_differ_from_itself():
    y, a, _ = two_models()
    found = auc_difference(y, a, 3 * a + 1)
    assert (found.value, found.low, found.high) == (0, 0, 0)


def test_the_interval_is_the_bootstraps():
    y, a, b = two_models()
    rng = np.random.default_rng(1)
    gaps = []
    for _ in range(400):
        rows = rng.integers(0, len(y), len(y))
        gaps.append(auc(y[rows], a[rows]) - auc(y[rows], b[rows]))
    found = auc_difference(y, a, b)
    assert found.value == pytest.approx(auc(y, a) - auc(y, b), abs=1e-12)
    assert (found.high - found.low) / 3.92 == pytest.approx(np.std(gaps), rel=0.15)


def test_swapping_the_models_turns_the_sign():
    y, a, b = two_models()
    there, back = auc_difference(y, a, b), auc_difference(y, b, a)
    assert (there.value, there.low) == (pytest.approx(-back.value), pytest.approx(-back.high))
