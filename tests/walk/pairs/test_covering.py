"""The design holds every pair that may meet, no pair that may not, and is far smaller than all combinations."""

import pytest

from tests.walk.pairs.covering import _held, all_pairs, pairs

FACTORS = {"a": [1, 2, 3], "b": ["x", "y"], "c": [True, False], "d": range(5)}


def legal(row):
    return not (row.get("a") == 1 and row.get("b") == "x") and not (row.get("c") and row.get("d") == 4)


@pytest.mark.parametrize("seed", range(5))
def test_every_legal_pair_is_in_a_row_and_no_other(seed):
    rows = all_pairs(FACTORS, legal, seed=seed)
    held = set().union(*(_held(row, FACTORS) for row in rows))
    assert held == pairs(FACTORS, legal) and all(legal(row) for row in rows)
    assert 15 <= len(rows) <= 20, "3 x 5 is the least; all combinations are 60"


def test_a_seed_says_which_design():
    assert all_pairs(FACTORS, seed=1) == all_pairs(FACTORS, seed=1) != all_pairs(FACTORS, seed=2)


def test_what_can_be_completed_by_no_third_level_is_left_out():
    three = {"a": [1, 2], "b": [1, 2], "c": [0]}
    rows = all_pairs(three, lambda row: row.get("c") is None or row.get("a") != 1 or row.get("b") != 1)
    assert {(row["a"], row["b"]) for row in rows} == {(1, 2), (2, 1), (2, 2)}
