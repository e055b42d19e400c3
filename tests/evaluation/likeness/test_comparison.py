"""Bins are learned from the real rows alone, and every row is in one."""

import numpy as np
import pandas as pd
import pytest

from creditviz.evaluation.likeness.comparison import compare_feature
from creditviz.exceptions import SchemaError
from tests.figures.balancing.results import SCHEMA, rows

FEATURES = SCHEMA.features()


@pytest.mark.parametrize("feature", FEATURES)
def test_shares_sum_to_one_and_bins_do_not_depend_on_the_synthetic_rows(feature):
    real, odd = rows(), rows(60, seed=3)
    odd[feature] = real[feature].dropna().iloc[0]
    a = compare_feature(real, {"A": rows(seed=1)}, SCHEMA, feature)
    b = compare_feature(real, {"A": odd}, SCHEMA, feature)
    for found in (a, b):
        assert found.share_real.sum() == pytest.approx(1) and found.shares["A"].sum() == pytest.approx(1)
        assert len(found.share_real) == len(found.labels) == len(found.shares["A"])
    np.testing.assert_array_equal(a.edges, b.edges)
    assert a.name == SCHEMA.label(feature) and a.n_real == 400 and b.n_synthetic == {"A": 60}


@pytest.mark.parametrize("feature", FEATURES)
def test_a_copy_has_nothing_misplaced_and_a_stranger_everything(feature):
    real = rows()
    assert compare_feature(real, {"A": real}, SCHEMA, feature).misplaced("A") == 0
    low, high = real.copy(), real.copy()
    low[feature], high[feature] = (0, 1) if feature != "job" else ("clerk", "smith")
    assert compare_feature(low, {"A": high}, SCHEMA, feature).misplaced("A") == pytest.approx(1)


def test_whole_numbers_share_bars_evenly():
    """Ages 21 to 80 once each: every bar but the outermost holds the same, no comb."""
    real = pd.DataFrame({"age": np.arange(21, 81)})
    found = compare_feature(real, {"A": real}, SCHEMA, "age")
    inner = found.share_real[1:-1]
    assert found.labels[1] == "22 to 23" and inner.std() == pytest.approx(0, abs=1e-12)
    few = compare_feature(real.iloc[:3], {"A": real.iloc[:3]}, SCHEMA, "age")
    assert few.labels == ("21", "22", "23")


def test_values_beyond_the_real_range_stay_in_the_outermost_bars():
    real, far = rows(), rows()
    far["share"] = 99.0
    found = compare_feature(real, {"A": far}, SCHEMA, "share")
    assert found.shares["A"][-1] == 1


def test_rare_and_unknown_categories_are_put_together_and_missing_ones_apart():
    real = pd.DataFrame({"job": [f"job {i}" for i in range(20) for _ in range(20 - i)]})
    made = pd.DataFrame({"job": ["job 0", "never seen", None, None]})
    found = compare_feature(real, {"A": made}, SCHEMA, "job", most_levels=5)
    assert found.labels == ("job 0", "job 1", "job 2", "job 3", "job 4", "missing", "all others")
    np.testing.assert_allclose(found.shares["A"], [0.25, 0, 0, 0, 0, 0.5, 0.25])
    assert found.share_real[-2] == 0


def test_a_code_is_the_same_level_however_it_is_written():
    real, made = pd.DataFrame({"job": [1, 2, 2]}), pd.DataFrame({"job": ["1", "2", "2.0"]})
    found = compare_feature(real, {"A": made}, SCHEMA, "job")
    assert found.labels[:2] == ("1", "2") and found.shares["A"][0] == pytest.approx(1 / 3)


def test_what_is_no_feature_is_refused():
    with pytest.raises(SchemaError, match="'bad' is none"):
        compare_feature(rows(), {}, SCHEMA, "bad")
