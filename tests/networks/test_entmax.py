"""1.5-entmax against its definition, brute force and its slope."""

import numpy as np
import pytest
import torch
from scipy.optimize import brentq, minimize

from creditviz.networks.entmax import entmax15


def test_weights_sum_to_1_and_most_are_exactly_0():
    torch.manual_seed(0)
    weights = entmax15(3 * torch.randn(200, 30, dtype=torch.float64))
    torch.testing.assert_close(weights.sum(-1), torch.ones(200, dtype=torch.float64))
    assert (weights >= 0).all()
    assert (weights == 0).double().mean() > 0.5


def test_it_is_the_threshold_that_bisection_finds():
    generator = np.random.default_rng(0)
    for _ in range(20):
        x = generator.normal(size=9) * 3

        def surplus(threshold, x=x):
            return (np.maximum(x / 2 - threshold, 0) ** 2).sum() - 1

        threshold = brentq(surplus, x.max() / 2 - 1, x.max() / 2, xtol=1e-15)
        expected = np.maximum(x / 2 - threshold, 0) ** 2
        np.testing.assert_allclose(entmax15(torch.from_numpy(x)).numpy(), expected, atol=1e-12)


def test_it_maximises_inner_product_plus_tsallis_entropy():
    """The definition: argmax over the simplex of p.x + sum(p - p ** 1.5) / (1.5 * 0.5)."""
    x = np.array([0.3, -0.4, 1.1, 0.9])

    def worth(p):
        p = np.maximum(p, 0)
        return -(p @ x + (p - p**1.5).sum() / 0.75)

    simplex = {"type": "eq", "fun": lambda p: p.sum() - 1}
    best = minimize(worth, np.full(4, 0.25), bounds=[(0, 1)] * 4, constraints=simplex, tol=1e-12)
    np.testing.assert_allclose(entmax15(torch.from_numpy(x)).numpy(), best.x, atol=1e-4)


def test_equal_scores_are_weighed_equally_and_a_shift_changes_nothing():
    torch.testing.assert_close(entmax15(torch.zeros(5)), torch.full((5,), 0.2))
    x = torch.randn(4, 6, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(entmax15(x), entmax15(x + 7))


def test_for_close_scores_its_slope_is_that_of_a_softmax():
    """Near equal scores both are linear: softmax by (x - mean) / n, entmax by (x - mean) / sqrt(n)."""
    x = 1e-4 * torch.randn(5, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    soft, sparse = torch.softmax(x, 0) - 0.2, entmax15(x) - 0.2
    torch.testing.assert_close(sparse, soft * 5**0.5, rtol=1e-3, atol=1e-8)  # slopes are of 1e-5, squares of 1e-9


def test_its_slope_is_that_of_differences():
    torch.manual_seed(0)
    x = torch.randn(3, 5, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(entmax15, (x,))


def test_one_field_gets_all():
    assert entmax15(torch.tensor([[2.0]])).item() == pytest.approx(1.0)
