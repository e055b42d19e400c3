"""Friedman and Nemenyi: the printed accuracies of Xu and Zhang (2025), scipy, and what groups must be."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from creditviz.evaluation.significance import critical_difference, rank_test
from creditviz.exceptions import DataError

XU_ZHANG_TABLE_4 = {  # accuracy of 12 pairs of source and target
    "FDAT": (0.891, 0.673, 0.591, 0.711, 0.664, 0.642, 0.712, 0.859, 0.688, 0.727, 0.929, 0.695),
    "FNN": (0.798, 0.612, 0.562, 0.557, 0.604, 0.594, 0.628, 0.721, 0.611, 0.724, 0.821, 0.593),
    "FS1": (0.912, 0.667, 0.589, 0.723, 0.676, 0.634, 0.710, 0.848, 0.681, 0.736, 0.907, 0.671),
    "FS2": (0.889, 0.636, 0.590, 0.702, 0.662, 0.627, 0.701, 0.815, 0.684, 0.733, 0.911, 0.668),
    "FDA": (0.824, 0.655, 0.579, 0.708, 0.631, 0.588, 0.711, 0.805, 0.679, 0.724, 0.913, 0.653),
}


def test_the_printed_accuracies_of_xu_and_zhang():
    found = rank_test(XU_ZHANG_TABLE_4, alpha=0.10)
    assert found.ranks == pytest.approx([1.4167, 4.8750, 2.0833, 3.0000, 3.6250], abs=5e-5)
    assert found.statistic == pytest.approx(34.96, abs=0.005)
    assert found.p == pytest.approx(5e-7, rel=0.1)
    assert found.critical_difference == pytest.approx(1.588, abs=5e-4)
    assert found.n_blocks == 12
    names = [{found.names[i] for i in group} for group in found.groups]
    assert names == [{"FDAT", "FS1", "FS2"}, {"FS1", "FS2", "FDA"}, {"FDA", "FNN"}]  # the best is not alone


@pytest.mark.parametrize(("k", "alpha", "q"), [(4, 0.05, 2.569), (5, 0.05, 2.728), (4, 0.10, 2.291), (5, 0.10, 2.460)])
def test_critical_values_of_demsars_table(k, alpha, q):
    assert critical_difference(k, 1, alpha) / np.sqrt(k * (k + 1) / 6) == pytest.approx(q, abs=1e-3)


@settings(max_examples=30, deadline=None)
@given(st.integers(3, 7), st.integers(3, 10), st.integers(0, 9999))
def test_friedman_is_scipys_with_ties(k, n, seed):
    table = np.random.default_rng(seed).integers(0, 4, (n, k))
    if all(len(set(row)) == 1 for row in table.tolist()):
        return
    found = rank_test({str(j): table[:, j] for j in range(k)})
    expected = stats.friedmanchisquare(*table.T)
    assert found.statistic == pytest.approx(expected.statistic, rel=1e-9, abs=1e-9)
    assert found.p == pytest.approx(expected.pvalue, rel=1e-6, abs=1e-12)
    assert found.ranks.sum() == pytest.approx(k * (k + 1) / 2)


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 14), st.integers(2, 12), st.integers(0, 9999))
def test_groups_hold_what_is_close_and_nothing_else(k, n, seed):
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(n, k)) + rng.normal(size=k) * 2
    found = rank_test({str(j): values[:, j] for j in range(k)})
    for group in found.groups:
        assert np.ptp(found.ranks[list(group)]) < found.critical_difference
        assert not any(set(group) < set(other) for other in found.groups)
    together = {frozenset((i, j)) for g in found.groups for i in g for j in g if i != j}
    close = {
        frozenset((i, j)) for i in range(k) for j in range(i)
        if abs(found.ranks[i] - found.ranks[j]) < found.critical_difference
    }  # fmt: skip
    assert together == close


def test_low_is_best_for_losses_and_a_gap_in_the_table_is_left_out():
    values = {"a": [0.1, 0.2, 0.3], "b": [0.2, 0.3, np.nan]}
    assert rank_test(values, higher_is_better=False).ranks.tolist() == [1, 2]
    assert rank_test(values).n_blocks == 2


def test_equal_models_do_not_differ():
    found = rank_test({"a": [0.7, 0.71, 0.72], "b": [0.7, 0.71, 0.72], "c": [0.7, 0.71, 0.72]})
    assert (found.statistic, found.p) == (0, 1) and found.groups == ((0, 1, 2),)


def test_too_few_models_or_blocks_are_named():
    with pytest.raises(DataError, match="at least two models, however 1 came"):
        rank_test({"a": [1, 2]})
    with pytest.raises(DataError, match="at least two blocks .* however 1 came"):
        rank_test({"a": [1, np.nan], "b": [1, 2]})
