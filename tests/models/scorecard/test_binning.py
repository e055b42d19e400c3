import numpy as np
import pytest

from creditviz.models.scorecard.binning import BinRules, count_bins, learn_bins
from creditviz.results import ColumnBins

N = 4000


@pytest.fixture(scope="module")
def risk():
    draw = np.random.default_rng(0)
    amount = draw.gamma(2.0, 500.0, N)
    return amount, (draw.uniform(size=N) < 0.02 + 0.3 * (amount > 900) + 0.1 * (amount > 1800)).astype(int)


@pytest.mark.parametrize("direction", ["up", "either", "free"])
def test_every_bin_keeps_the_rules(risk, direction):
    rules = BinRules(most_bins=5, least_share=0.08, least_bad=12)
    found = learn_bins(*risk, rules, direction=direction)
    k = found.bins.n_regular
    assert 2 <= k <= 5
    assert (found.n[:k] >= 0.08 * N).all() and (found.n_bad[:k] >= 12).all()
    assert found.n.sum() == N and found.n_bad.sum() == risk[1].sum()
    if direction != "free":
        assert (np.diff(found.bad_rate[:k]) > 0).all()


def test_the_wrong_direction_leaves_one_bin(risk):
    assert learn_bins(*risk, BinRules(), direction="down").bins.n_regular == 1


def test_codes_and_missing_values_have_bins_of_their_own(risk):
    amount, y = risk[0].copy(), risk[1]
    amount[:30], amount[30:50] = -7.0, np.nan
    found = learn_bins(amount, y, BinRules(), specials=(-7.0, -8.0))
    assert found.bins.specials == (-7.0,)
    assert found.n[-2:].tolist() == [30, 20]
    assert found.n_bad[-2:].tolist() == [y[:30].sum(), y[30:50].sum()]


def test_levels_are_merged_by_bad_rate():
    draw = np.random.default_rng(1)
    code = draw.integers(1, 7, N).astype(float)
    y = (draw.uniform(size=N) < np.where(np.isin(code, (2, 5)), 0.5, 0.05)).astype(int)
    found = learn_bins(code, y, BinRules(most_bins=2), is_category=True)
    assert found.bins.groups == ((1.0, 3.0, 4.0, 6.0), (2.0, 5.0))
    assert found.bins.place(np.array([9.0])).tolist() == [found.bins.n_bins - 1]  # a level that training had not
    assert found.woe[-1] == 0


def test_noise_stays_below_what_chance_gives():
    draw = np.random.default_rng(2)
    above = 0
    for _ in range(40):
        y = (draw.uniform(size=1500) < 0.1).astype(int)
        found = learn_bins(draw.normal(size=1500), y, BinRules())
        above += found.iv > found.iv_by_chance
    assert above <= 4  # 5 in 100 at most; the chosen bins hold less than the finer ones


def test_bins_come_back_from_plain_text():
    bins = ColumnBins(edges=(1.5, 2.0), specials=(-1.0,), direction="up")
    assert ColumnBins.from_plain(bins.to_plain()) == bins
    counted = count_bins(np.array([1.0, 1.6, 3.0, -1.0]), np.array([0, 1, 1, 0]), bins)
    assert counted.n.tolist() == [1, 1, 1, 1, 0]


def test_edges_are_round():
    draw = np.random.default_rng(3)
    income = np.round(draw.gamma(4.0, 700.0, N), 2)
    y = (draw.uniform(size=N) < 0.3 * np.exp(-income / 2500)).astype(int)
    assert all(edge % 5 == 0 for edge in learn_bins(income, y, BinRules()).bins.edges)
