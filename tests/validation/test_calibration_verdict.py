"""PDs are judged on average and in their spread (Cox 1958), then by grade (Jeffreys, Holm); each recomputed."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import expit, logit
from scipy.stats import beta, norm

from creditviz.evaluation.calibration.summary import calibration_summary, grade_gaps
from creditviz.reporting.performance.calibration import judged_words
from creditviz.reporting.performance.verdict import verdict_tiles
from creditviz.results import RunResult, ScoredRows


def scored(true, said, seed=0):
    """Rows of these true log-odds whose model says other ones."""
    y = (np.random.default_rng(seed).random(len(true)) < expit(true)).astype(np.int8)
    pd = expit(said)
    return ScoredRows(np.arange(len(y)), y, pd, {"model": pd})


def run(rows, **more):
    parts = {"train": 1000, "synthetic": 0, "validation": len(rows), "test": len(rows)}
    held = replace(rows, row_id=rows.row_id + 10**6)
    return RunResult(test=rows, validation=held, calibration="model", rows=parts, **more)


@pytest.fixture(scope="module")
def margins():
    return np.random.default_rng(7).normal(-1.8, 1.1, 20_000)


def cox(y, x, offset):
    """Peak and standard errors of a logistic regression: Nelder-Mead, and curvature by finite differences."""

    def unlikely(w):
        margin = x @ w + offset
        return np.sum(np.logaddexp(0, margin) - y * margin)

    k = x.shape[1]
    peak = minimize(unlikely, np.zeros(k), method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-8}).x
    e, h = np.eye(k), 1e-3
    curve = [
        [
            (unlikely(peak + h * (e[i] + e[j])) - unlikely(peak + h * (e[i] - e[j]))
             - unlikely(peak - h * (e[i] - e[j])) + unlikely(peak - h * (e[i] + e[j]))) / (4 * h * h)
            for j in range(k)
        ]
        for i in range(k)
    ]  # fmt: skip
    return peak, np.sqrt(np.diag(np.linalg.inv(np.array(curve))))


def test_intercept_and_slope_are_those_of_cox(margins):
    rows = scored(margins, 0.8 * margins + 0.2)
    found = calibration_summary(rows, "model")
    x, y = logit(rows.pd("model")), rows.y_true
    (shift,), (error,) = cox(y, np.ones((len(y), 1)), x)
    assert found.in_the_large.value == pytest.approx(shift, abs=1e-4)
    assert found.in_the_large.high - found.in_the_large.value == pytest.approx(norm.ppf(0.975) * error, rel=1e-3)
    (_, slope), (_, error) = cox(y, np.column_stack([np.ones(len(y)), x]), 0.0)
    assert found.slope.value == pytest.approx(slope, abs=1e-4)
    assert found.slope.high - found.slope.value == pytest.approx(norm.ppf(0.975) * error, rel=1e-3)


def test_right_on_average_is_the_interval_of_the_mean_of_outcome_less_pd(margins):
    rows = scored(margins, margins)
    gap = rows.y_true - rows.pd("model")
    half = norm.ppf(0.975) * gap.std(ddof=1) / np.sqrt(len(gap))
    found = calibration_summary(rows, "model").gap
    assert (found.value, found.low, found.high) == pytest.approx((gap.mean(), gap.mean() - half, gap.mean() + half))


def test_grades_are_jeffreys_on_both_sides_with_holm(margins):
    rows = scored(margins, margins + 0.1 * np.sin(3 * margins))
    pd, order = rows.pd("model"), np.argsort(rows.pd("model"))
    parts = np.array_split(order, 10)
    raw = []
    for part in parts:
        bad, n = rows.y_true[part].sum(), len(part)
        below = beta.cdf(pd[part].mean(), bad + 0.5, n - bad + 0.5)
        raw.append(2 * min(below, 1 - below))
    holm, worst = np.empty(10), 0.0
    for rank, at in enumerate(np.argsort(raw)):
        worst = max(worst, (10 - rank) * raw[at])
        holm[at] = min(worst, 1.0)
    found = [grade.p for grade in grade_gaps(rows, "model")]
    np.testing.assert_allclose(found, holm, atol=1e-9)


def test_all_ten_a_little_low_does_not_pass(margins):
    """Each grade by itself lies within its interval; the error is in all of them, and was called right."""
    rows = scored(margins[:6000], margins[:6000] - 0.09, seed=3)
    found = calibration_summary(rows, "model")
    assert not found.off and not found.average_holds and not found.holds
    tile = verdict_tiles(run(rows))[2]
    assert tile.verdict == "warning" and "points too low on average" in tile.sentence


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (lambda m: m + 0.3, "too high on average"),
        (lambda m: m - 0.3, "too low on average"),
        (lambda m: 1.4 * m + 0.6, "Spread too far"),
        (lambda m: 0.6 * m - 0.75, "Too close together"),
        (lambda m: np.where(m > np.quantile(m, 0.9), m - 0.9, m), "number 10 too low"),
    ],
)
def test_what_failed_and_in_which_direction_is_said(margins, said, words):
    assert words in judged_words(calibration_summary(scored(margins, said(margins)), "model"))


def test_right_pds_are_seldom_called_wrong(margins):
    """Three families of tests at 5% each: at least 80 of 100 right books pass, seldom more than 95."""
    held = [calibration_summary(scored(margins[:3000], margins[:3000], seed), "model").holds for seed in range(100)]
    assert 80 <= sum(held) <= 97


@pytest.mark.parametrize("protocol", ["holdout", "kfold", ""])
def test_a_random_split_cannot_test_stability(margins, protocol):
    tile = verdict_tiles(run(scored(margins, margins), protocol=protocol))[3]
    assert tile.verdict == "none" and tile.figure == "Not testable"
    assert "random split" in tile.sentence and "date" in tile.sentence and "second" in tile.sentence


@pytest.mark.parametrize(("shift", "verdict"), [(0.0, "good"), (1.5, "stop")])
def test_an_out_of_time_split_does(margins, shift, verdict):
    result = run(scored(margins[:5000], margins[:5000]), protocol="out-of-time")
    moved = scored(margins[5000:10_000] + shift, margins[5000:10_000] + shift, 1)
    assert verdict_tiles(replace(result, test=moved))[3].verdict == verdict
