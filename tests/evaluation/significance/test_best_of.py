"""The luck of the best of k: closed forms, and the bootstrap against what a long simulation of equal models shows."""

import numpy as np
import pytest
from scipy.stats import norm

from creditviz.evaluation.significance.best_of import Judgement, expected_maximum, lead_of_best
from creditviz.metrics import auc


def test_the_mean_of_the_largest_normal_is_known_in_closed_form_for_few():
    """David and Nagaraja (2003), Order Statistics, section 3.2."""
    assert expected_maximum(1) == 0
    assert expected_maximum(2) == pytest.approx(1 / np.sqrt(np.pi))
    assert expected_maximum(3) == pytest.approx(1.5 / np.sqrt(np.pi))


@pytest.mark.parametrize("k", [5, 12, 500])
def test_it_is_what_a_simulation_shows(k):
    drawn = np.random.default_rng(k).random(20_000)  # the largest of k is distributed as F^k
    assert expected_maximum(k) == pytest.approx(np.mean(norm.ppf(drawn ** (1 / k))), abs=0.02)


def equal_models(random, k, shared, n=400):
    """k scores of one book that are equally good, and whose errors are as alike as `shared` says."""
    y = (random.random(n) < 0.3).astype(int)
    common = random.normal(size=n)
    return y, [y + np.sqrt(shared) * common + np.sqrt(1 - shared) * random.normal(size=n) for _ in range(k)]


@pytest.mark.parametrize("shared", [0.0, 0.9])
def test_the_bootstrap_finds_the_luck_of_the_best_of_equal_models(shared):
    random = np.random.default_rng(1)
    truth = norm.cdf(1 / np.sqrt(2))
    leads = []
    for _ in range(200):
        y, scores = equal_models(random, 6, shared)
        leads.append(max(auc(y, score) for score in scores) - truth)
    found = []
    for _ in range(5):
        y, scores = equal_models(random, 6, shared)
        found.append(lead_of_best([Judgement(np.arange(len(y)), y, score) for score in scores]))
    assert np.mean(found) == pytest.approx(np.mean(leads), abs=0.004)


def test_one_model_and_copies_of_it_lead_nobody():
    y, (score,) = equal_models(np.random.default_rng(2), 1, 0.0)
    one = Judgement(np.arange(len(y)), y, score)
    assert lead_of_best([one]) < 0.003
    assert lead_of_best([one, one, one]) == lead_of_best([one])


def test_models_of_other_test_rows_of_the_book_count_too():
    y, (first, second) = equal_models(np.random.default_rng(3), 2, 0.5, n=600)
    halves = [Judgement(np.arange(400), y[:400], first[:400]), Judgement(np.arange(200, 600), y[200:], second[200:])]
    assert 0.005 < lead_of_best(halves) < 0.03


def test_ties_count_half():
    y, score = np.array([0, 1, 0, 1]), np.array([1.0, 1.0, 2.0, 2.0])
    assert lead_of_best([Judgement(np.arange(4), y, score)] * 2, draws=20) >= 0
    from creditviz.evaluation.significance.best_of import _Ranked

    assert _Ranked(Judgement(np.arange(4), y, score), np.arange(4)).auc(np.ones(4)) == auc(y, score) == 0.5
