"""The optimum of the binning against every way to cut, and weights of evidence by hand."""

from itertools import combinations

import numpy as np
import pytest

from creditviz.models.scorecard.optimal import best_bins, evidence


def value(n, n_bad, cuts, totals):
    """Information value of a way to cut; independent of the code under test."""
    total = 0.0
    for start, stop in zip([0, *cuts], [*cuts, len(n)], strict=True):
        bad, good = sum(n_bad[start:stop]), sum(n[start:stop]) - sum(n_bad[start:stop])
        a, b = good / totals[0], bad / totals[1]
        total += (a - b) * np.log(a / b)
    return total


def legal(n, n_bad, cuts, direction, least, least_bad):
    parts = [(sum(n[a:b]), sum(n_bad[a:b])) for a, b in zip([0, *cuts], [*cuts, len(n)], strict=True)]
    steps = [d * a - c * b for (a, c), (b, d) in zip(parts, parts[1:], strict=False)]
    fits = all(rows >= least and bad >= least_bad and rows > bad for rows, bad in parts)
    sign = {"up": 1, "down": -1, "free": 0}[direction]
    return fits and (sign == 0 or all(sign * step > 0 for step in steps))


def by_hand(n, n_bad, totals, direction, least, least_bad, most_bins):
    every = [cuts for k in range(most_bins) for cuts in combinations(range(1, len(n)), k)]
    worth = [value(n, n_bad, c, totals) for c in every if legal(n, n_bad, c, direction, least, least_bad)]
    return max(worth, default=None)


@pytest.mark.parametrize("direction", ["up", "down", "free"])
@pytest.mark.parametrize("seed", range(25))
def test_no_way_to_cut_tells_more(direction, seed):
    draw = np.random.default_rng(seed)
    n = draw.integers(2, 40, 9)
    n_bad = draw.binomial(n, np.clip(draw.uniform(0.05, 0.6, 9), 0, 1))
    totals = float((n - n_bad).sum() + 7), float(n_bad.sum() + 3)  # a special bin besides
    limits = {"least": float(draw.integers(1, 60)), "least_bad": int(draw.integers(1, 6)), "most_bins": 4}
    cuts = best_bins(n, n_bad, totals, direction=direction, **limits)
    best = by_hand(n.tolist(), n_bad.tolist(), totals, direction, **limits)
    if best is None:
        assert cuts == ()
    else:
        assert legal(n.tolist(), n_bad.tolist(), cuts, direction, limits["least"], limits["least_bad"])
        assert value(n.tolist(), n_bad.tolist(), cuts, totals) == pytest.approx(best, abs=1e-12)


def test_weights_of_evidence_by_hand():
    woe, parts = evidence(np.array([100, 60, 40, 0]), np.array([5, 15, 20, 0]))
    shares = [(95 / 160, 5 / 40), (45 / 160, 15 / 40), (20 / 160, 20 / 40)]
    assert woe[:3] == pytest.approx([np.log(good / bad) for good, bad in shares], abs=1e-12)
    assert woe[3] == 0 == parts[3]
    assert parts.sum() == pytest.approx(sum((g - b) * np.log(g / b) for g, b in shares), abs=1e-12)


def test_a_bin_without_bads_has_a_finite_weight():
    woe, _ = evidence(np.array([10, 90]), np.array([0, 9]))
    assert woe[0] == pytest.approx(np.log((10.5 / 91) / (0.5 / 9)))
