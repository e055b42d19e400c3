"""The table of synthetic rows: what filters let through, and how an exclusion is undone."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditviz.exceptions import SpecificationError
from creditviz.results import BalancingResult, Neighbours, RuleCount
from creditviz.runs import Workspace
from creditviz.schema import TableSchema
from creditviz.specification import TrainingSpec
from creditviz.ui.balancing.rows import exclusions
from creditviz.ui.balancing.rows.table import (
    ANY_RULE,
    DISTANCE,
    EXCLUDED,
    NO_RULE,
    ORDERS,
    ROW,
    RowFilter,
    in_order,
    matching,
    row_table,
)

SCHEMA = TableSchema(numeric=("income", "row"), categorical=("sex",))
ROWS = pd.DataFrame({"income": [10.0, 20.0, np.nan, 40.0], "row": [7, 8, 9, 10], "sex": ["f", "m", None, "f"]})
BROKEN = np.array([[1, 0], [0, 0], [1, 1], [0, 0]], dtype=bool)
NONE = np.zeros(0, dtype=np.int64)


def result(**parts):
    """A result of four rows."""
    known = Neighbours(np.zeros(4, dtype=np.int64), np.ones(4), np.array([0.5, 0.0, 1.0, 0.25]), BROKEN)
    return BalancingResult(
        sampler="smote",
        rows={"synthetic": 4, "bad": 2},
        **{"training": NONE, "judged": NONE, **parts},
        training_bad=NONE,
        held_out_bad=NONE,
        neighbours=known,
        rules=(RuleCount("first", 0.5, 0.0), RuleCount("second", 0.25, 0.0)),
        champion_pd=np.array([0.1, 0.2, 0.3, 0.4]),
    )


def found(excluded=(), **wanted):
    """Row numbers that a filter lets through."""
    table = row_table(ROWS, result(), set(excluded))
    return matching(table, ROWS, result(), SCHEMA, RowFilter(**wanted)).tolist()


def test_without_a_filter_every_row_is_listed():
    assert found() == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("wanted", "rows"),
    [
        ({"feature": "income", "values": (15.0, 40.0)}, [1, 3]),
        ({"feature": "sex", "values": ("f",)}, [0, 3]),
        ({"rule": ANY_RULE}, [0, 2]),
        ({"rule": NO_RULE}, [1, 3]),
        ({"rule": "second"}, [2]),
        ({"rule": "of another run"}, []),
        ({"distance": (0.0, 50.0)}, [0, 1, 3]),
        ({"pd": (15.0, 35.0)}, [1, 2]),
        ({"rule": ANY_RULE, "distance": (0.0, 50.0)}, [0]),
    ],
)
def test_a_filter_lets_through_what_it_says(wanted, rows):
    assert found(**wanted) == rows


@given(st.sets(st.integers(0, 3)))
def test_kept_and_excluded_rows_are_all_rows(excluded):
    assert found(excluded, state="excluded") == sorted(excluded)
    assert sorted(found(excluded, state="kept") + found(excluded, state="excluded")) == found(excluded)


def test_a_book_may_have_columns_of_our_names():
    table = row_table(ROWS, result(), {2})
    assert table[ROW].tolist() == [0, 1, 2, 3] and table[f"{ROW} "].tolist() == [7, 8, 9, 10]
    assert table[EXCLUDED].tolist() == [False, False, True, False]


@pytest.mark.parametrize("order", ORDERS)
def test_an_order_loses_no_row(order):
    table = in_order(row_table(ROWS, result(), set()), order)
    assert sorted(table[ROW]) == [0, 1, 2, 3]
    assert order != "Nearest to a real account first" or table[DISTANCE].is_monotonic_increasing


@pytest.fixture
def run(tmp_path, monkeypatch):
    """A workspace and the id of a run, with a session of our own."""
    monkeypatch.setattr(exclusions.st, "session_state", {})
    return Workspace(tmp_path), Workspace(tmp_path).store.add_run(
        TrainingSpec(book="b", schema_hash="s", model="xgboost"), name="any"
    ).id


def reasons(workspace, run_id):
    """Row -> reason."""
    return {row: one.reason for row, one in workspace.store.exclusions(run_id).items()}


def test_undo_puts_back_what_was_before(run):
    workspace, run_id = run
    exclusions.exclude(workspace, run_id, [1, 2], "too near", "Ann")
    exclusions.exclude(workspace, run_id, [2, 3], "breaks a rule", "Bob")
    assert reasons(workspace, run_id) == {1: "too near", 2: "breaks a rule", 3: "breaks a rule"}
    exclusions.undo(workspace, run_id)
    assert reasons(workspace, run_id) == {1: "too near", 2: "too near"}
    exclusions.include(workspace, run_id, [1])
    exclusions.undo(workspace, run_id)
    exclusions.undo(workspace, run_id)  # there is no more to undo
    assert reasons(workspace, run_id) == {1: "too near", 2: "too near"}


def test_only_a_balancing_run_gives_rows_to_a_training(run):
    from creditviz.runs.reading.synthetic import training_on

    workspace, run_id = run
    with pytest.raises(SpecificationError, match="however"):
        training_on(workspace, run_id)
