"""How many rows a wish means: ratios, totals, and what is said when there is nothing to do."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditviz.exceptions import CreditVizError, SpecificationError
from creditviz.sampling.strategy import check_classes, rows_to_leave, rows_to_make


def labels(n_good, n_bad):
    return np.r_[np.zeros(n_good, np.int8), np.ones(n_bad, np.int8)]


@pytest.mark.parametrize(("n_good", "n_bad", "n_new"), [(23_364, 6_636, 2_710), (13_307, 2_009, 3_314)])
def test_the_rows_of_the_two_published_books(n_good, n_bad, n_new):
    # 0.4 bad per good, as Zhang et al. (2022) enlarge both books
    assert rows_to_make(0.4, labels(n_good, n_bad)) == ({1: n_new}, [])


@given(st.integers(1, 3000), st.integers(1, 3000), st.floats(0.01, 10))
def test_making_rows_comes_within_half_a_row_of_the_ratio_or_does_nothing(n_good, n_bad, ratio):
    counts, notes = rows_to_make(ratio, labels(n_good, n_bad))
    if counts:
        assert abs(n_bad + counts[1] - ratio * n_good) <= 0.5 + 1e-9 and not notes
    else:
        assert n_bad + 1 > ratio * n_good and len(notes) == 1


@given(st.integers(1, 3000), st.integers(1, 3000), st.floats(0.01, 10))
def test_leaving_rows_out_keeps_a_good_one_and_comes_near_the_ratio(n_good, n_bad, ratio):
    counts, notes = rows_to_leave(ratio, labels(n_good, n_bad))
    assert len(notes) == 1
    if counts:
        assert 1 <= counts[0] < n_good
        assert counts[0] == 1 or abs(counts[0] - n_bad / ratio) <= 0.5 + 1e-9
    else:
        assert n_good < n_bad / ratio + 1 or n_good == 1


@pytest.mark.parametrize("rows", [rows_to_make, rows_to_leave])
def test_less_than_one_row_is_no_row_and_says_so(rows):
    counts, (note,) = rows(0.2004, labels(100, 20))  # 20.04 bad are wanted
    assert counts == {}
    assert note.startswith("The training rows are less than one row from the ratio 0.2004: no row was ")


def test_totals_that_are_there_already_are_said():
    assert rows_to_make({1: 30, 0: 90}, labels(90, 20)) == (
        {1: 10},
        ["There are 90 rows of the outcome 0 already, 90 were asked for: no row was added."],
    )
    counts, (note,) = rows_to_make({1: 15}, labels(90, 20))
    assert counts == {} and "20 rows of the outcome 1 already, 15 were asked for" in note


def test_totals_of_rows_that_stay():
    assert rows_to_leave({0: 40, 1: 20}, labels(90, 20)) == ({0: 40}, [])
    with pytest.raises(SpecificationError, match="makes none, however 40 rows of the outcome 1 were asked for and 20"):
        rows_to_leave({1: 40}, labels(90, 20))


@pytest.mark.parametrize("rows", [rows_to_make, rows_to_leave])
@pytest.mark.parametrize("ratio", [0, -0.4, float("nan"), float("inf")])
def test_an_impossible_ratio_is_one_sentence(rows, ratio):
    with pytest.raises(SpecificationError, match="must be a number above 0, however"):
        rows(ratio, labels(90, 20))


@pytest.mark.parametrize("rows", [rows_to_make, rows_to_leave])
@pytest.mark.parametrize("wish", ["quite a few", [1], None, {1: 2.5}, {1: True}, {1: -3}, {7: 30}, {"1": 30}])
def test_a_wish_that_cannot_be_read_is_one_sentence(rows, wish):
    with pytest.raises(SpecificationError, match="however"):
        rows(wish, labels(90, 20))


@pytest.mark.parametrize("n_good", [0, 40])
def test_one_class_is_one_sentence(n_good):
    with pytest.raises(CreditVizError, match="1 class: all 40 training rows have the outcome"):
        check_classes(labels(n_good, 40 - n_good))


def test_auto_makes_the_classes_equal():
    assert rows_to_make("auto", labels(90, 20)) == ({1: 70}, [])
    assert rows_to_leave("auto", labels(90, 20)) == ({0: 20}, [])
