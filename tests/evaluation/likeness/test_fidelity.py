"""Fidelity: closed forms, independent implementations, and what identical and shuffled tables must give."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from creditviz.evaluation.likeness.associations import associations, correlation_ratios, correlations, cramers_v
from creditviz.evaluation.likeness.fidelity import column_fidelity, fidelity, pair_trend
from creditviz.evaluation.tables import columns_of
from creditviz.exceptions import RunCancelled
from creditviz.schema import TableSchema
from tests.evaluation.mixed import FEATURES, SCHEMA, rows, shuffled


def nothing():
    pass


def one(made, real, kind="numeric"):
    schema = TableSchema(**{kind: ("x",)})
    return column_fidelity(pd.DataFrame({"x": made}), pd.DataFrame({"x": real}), schema)[0]


def test_identical_tables_are_equal_in_everything():
    real = rows(400)
    found = fidelity(real, real, real, SCHEMA)
    assert [column.feature for column in found.columns] == FEATURES
    for column in found.columns:
        assert column.coverage == 1
        distances = (column.w1, column.ks) if column.kind == "numeric" else (column.total_variation,)
        assert distances == (0,) * len(distances)
    assert found.pair_trend == 1 and found.w1 == 0 and found.coverage == 1
    assert abs(found.two_sample.auc.value - 0.5) < 0.06
    assert found.smote is None and math.isnan(found.smote_coverage) and math.isnan(found.agreement)


def test_shuffled_columns_keep_the_marginals_and_lose_the_pairs():
    real = rows(600)
    found = fidelity(shuffled(real), rows(600, 1), real, SCHEMA, smote=rows(600, 2))
    assert found.w1 == pytest.approx(0, abs=1e-12) and found.coverage == 1
    assert found.pair_trend < 0.95
    assert found.two_sample.auc.low > 0.9 > 0.6 > found.floor.auc.value
    assert found.smote is not None and 0 < found.smote_coverage <= 1
    assert (found.n_real, found.n_held_out, found.n_synthetic) == (600, 600, 600)
    assert found.association_real.shape == found.association_synthetic.shape == (len(FEATURES),) * 2
    assert found.names[0] == "Credit limit" and found.names[-1] == "Bill, latest month"


def test_agreement_is_the_share_that_the_judge_calls_bad():
    real, made = rows(100), rows(50, 1)
    found = fidelity(made, real, real, SCHEMA, judge=lambda frame: frame["age"].to_numpy() / 100, threshold=0.4)
    assert found.agreement == (made["age"] >= 40).mean()
    assert found.agreement_held_out == (real["age"] >= 40).mean()


def test_pairs_of_few_rows_have_no_trend():
    real = rows(100)
    assert math.isnan(fidelity(rows(9, 1), real, real, SCHEMA).pair_trend)
    assert math.isfinite(fidelity(rows(10, 1), real, real, SCHEMA).pair_trend)


VALUES = st.lists(st.integers(-5, 5), min_size=1, max_size=30)


@given(VALUES, VALUES.filter(lambda values: len(set(values)) > 1))
@settings(deadline=None)
def test_distances_of_a_column_are_scipys(made, real):
    found = one(np.array(made, dtype=float), np.array(real, dtype=float))
    assert found.w1 == pytest.approx(stats.wasserstein_distance(made, real) / np.std(real), abs=1e-9)
    assert found.ks == pytest.approx(stats.ks_2samp(made, real, method="asymp").statistic, abs=1e-12)
    assert math.isnan(found.total_variation)


def test_a_shift_by_one_standard_deviation_is_one():
    real = np.random.default_rng(0).normal(3, 7, 500)
    assert one(real + real.std(), real).w1 == pytest.approx(1)


def test_categories_in_closed_form():
    found = one(["a", "a", "b", "z"], ["a", "b", "b", "c"], "categorical")
    assert found.total_variation == pytest.approx((0.25 + 0.25 + 0.25 + 0.25) / 2)
    assert found.coverage == pytest.approx(2 / 3)
    assert one([1.0, 2.0], [1, 2], "categorical").total_variation == 0  # 1.0 and 1 are one code
    assert one([1.0, np.nan], [1.0, 1.0], "categorical").total_variation == 0.5


def test_coverage_of_a_range():
    assert one([2.0, 4.0], [0.0, 10.0]).coverage == pytest.approx(0.2)
    assert one([-5.0, 50.0], [0.0, 10.0]).coverage == 1
    assert one([50.0], [0.0, 10.0]).coverage == 0


def test_missing_and_constant_columns():
    some = np.array([1.0, np.nan, 3.0, 5.0])
    assert one(some, some).ks == 0
    assert one(np.array([1.0, 1, 3, 5]), np.array([np.nan, 1, 3, 5])).ks == 0.25
    empty = one(np.full(4, np.nan), some)
    assert math.isnan(empty.w1) and empty.ks == 0.75 and empty.coverage == 0
    assert math.isnan(one(some, np.full(4, np.nan)).coverage)
    flat = one(np.array([2.0, 2.0, 3.0, 2.0]), np.full(5, 2.0))
    assert (flat.w1, flat.coverage) == (0.25, 1)


@given(st.integers(0, 1000))
@settings(max_examples=20, deadline=None)
def test_associations_are_those_of_other_libraries(seed):
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(40, 3))
    values[:, 1] += values[:, 0]
    values[rng.random((40, 3)) < 0.2] = np.nan
    expected = pd.DataFrame(values).corr().to_numpy()
    assert correlations(values) == pytest.approx(expected, abs=1e-9)
    a, b = rng.integers(0, 3, 40), rng.integers(0, 4, 40)
    table = pd.crosstab(a, b)
    v = stats.contingency.association(table.to_numpy(), method="cramer")
    assert cramers_v(a, b) == pytest.approx(v, abs=1e-9)
    known = ~np.isnan(values[:, 0])
    groups = [values[known & (a == level), 0] for level in np.unique(a[known])]
    f = stats.f_oneway(*groups).statistic
    k, n = len(groups), known.sum()
    ratio = np.sqrt(f * (k - 1) / (f * (k - 1) + n - k))  # the correlation ratio in terms of the F of an ANOVA
    assert correlation_ratios(values[:, :1], a)[0] == pytest.approx(ratio, abs=1e-9)


def test_associations_in_closed_form():
    a = np.array([0, 0, 1, 1])
    assert cramers_v(a, 1 - a) == 1 and cramers_v(a, np.array([0, 1, 0, 1])) == 0
    assert cramers_v(a, np.zeros(4, dtype=int)) == 0
    assert correlation_ratios(np.c_[[1.0, 1, 5, 5], [1.0, 5, 1, 5], [2.0] * 4], a) == pytest.approx([1, 0, 0])
    assert correlations(np.c_[[1.0, 2, 3], [3.0, 2, 1], [4.0] * 3]) == pytest.approx(
        np.array([[1, -1, 0], [-1, 1, 0], [0, 0, 0]])
    )


def test_the_matrix_is_symmetric_with_ones_on_its_diagonal():
    real = rows(200)
    (matrix,) = associations([real], columns_of(SCHEMA, real), check=nothing)
    assert np.array_equal(matrix, matrix.T) and (np.diag(matrix) == 1).all()
    assert np.abs(matrix).max() <= 1
    at = {name: i for i, name in enumerate(FEATURES)}
    assert matrix[at["job"], at["limit"]] > 0.4 > 0.25 > matrix[at["age"], at["limit"]]


def test_a_long_tail_makes_no_association():
    real = rows(200)
    stretched = real.assign(limit=np.exp(real["limit"] / real["limit"].max() * 20))  # the order stays
    columns = columns_of(SCHEMA, real)
    before, after = (associations([frame], columns, check=nothing)[0] for frame in (real, stretched))
    assert after == pytest.approx(before, abs=1e-12)


def test_pair_trend_of_opposite_worlds():
    ones = np.array([[1.0, 1.0], [1.0, 1.0]])
    assert pair_trend(ones, ones) == 1
    assert pair_trend(ones, np.array([[1.0, -1.0], [-1.0, 1.0]])) == 0
    assert math.isnan(pair_trend(np.ones((1, 1)), np.ones((1, 1))))


@pytest.mark.parametrize("n", [1, 2, 30])
def test_few_rows_are_reported_and_nothing_fails(n):
    found = fidelity(rows(n, 1), rows(3, 2), rows(1, 3), SCHEMA, smote=rows(2, 4))
    assert math.isnan(found.two_sample.auc.value) and found.n_synthetic == n
    assert np.isfinite(found.association_synthetic).all()


def test_500_categories_all_numbers_all_categories():
    rng = np.random.default_rng(0)
    wide = pd.DataFrame({"a": rng.integers(0, 500, 300).astype(str), "b": ["x"] * 300})
    found = fidelity(wide, wide, wide, TableSchema(categorical=("a", "b")))
    assert math.isnan(found.w1) and found.pair_trend == 1
    numbers = rows(100)[["limit", "age"]]
    assert fidelity(numbers, numbers, numbers, TableSchema(numeric=("limit", "age"))).w1 == 0


def test_it_stops_when_asked():
    def stop():
        raise RunCancelled("stopped")

    with pytest.raises(RunCancelled):
        fidelity(rows(50), rows(50), rows(50), SCHEMA, check=stop)
