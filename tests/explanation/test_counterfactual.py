"""Counterfactuals: known answers of a linear model, and what no answer may break."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from creditviz.exceptions import SpecificationError
from creditviz.explanation.counterfactual import counterfactuals, learn_candidates
from creditviz.reporting.explanation.counterfactual import counterfactual_card, finding_words
from creditviz.schema import TableSchema

SCHEMA = TableSchema(numeric=("a", "b", "age"), categorical=("job",), protected=("age",))
WEIGHTS = {"a": 0.04, "b": 0.02, "age": 0.05}


def linear(frame: pd.DataFrame) -> np.ndarray:
    """PD of a linear model; job "z" adds 1."""
    return expit(sum(w * frame[name] for name, w in WEIGHTS.items()) + (frame["job"] == "z") - 4.0).to_numpy()


@pytest.fixture(scope="module")
def rows():
    """a and b take 0 to 100, each value as often."""
    rng = np.random.default_rng(0)
    n = 5050
    values = np.tile(np.arange(101), 50)
    frame = pd.DataFrame({"a": rng.permutation(values), "b": rng.permutation(values), "age": rng.integers(20, 60, n)})
    return frame.assign(job=rng.choice(["x", "y", "z"], n, p=[0.6, 0.3995, 0.0005]))


@pytest.fixture(scope="module")
def candidates(rows):
    return learn_candidates(rows, SCHEMA)


def account(**values):
    return pd.DataFrame([{"a": 60, "b": 60, "age": 30, "job": "x"} | values])  # 2.4 + 1.2 + 1.5 - 4 = 1.1


def test_the_nearest_value_of_the_stronger_column_is_found(candidates):
    """a must fall by more than 1.1 / 0.04 = 27.5, so to 32 of the values tried; b alone would need 55 of its 60."""
    found = counterfactuals(linear, account(), candidates, 0.5)
    first = found.found[0]
    (change,) = first.changes
    tried = next(one.values for one in candidates if one.column == "a")
    assert (change.column, change.before) == ("a", 60) and change.after == tried[tried < 32.5].max()
    assert change.distance == pytest.approx((60 - change.after) / 101, abs=0.011)
    assert first.pd == pytest.approx(linear(account(a=change.after))[0]) and first.pd < 0.5 <= found.pd
    assert [one.changes[0].column for one in found.found] == ["a", "b"]


def test_a_new_value_lies_within_its_range_and_is_as_far_as_all_rows_say(candidates):
    bound = [one.within(0, 20) if one.column == "a" else one for one in candidates if one.column != "b"]
    (only,) = counterfactuals(linear, account(), bound, 0.5).found[0].changes
    assert only.after == max(value for value in bound[0].values if value <= 20)
    assert only.distance == pytest.approx((60 - only.after) / 101, abs=0.011), "rows beyond the range lie between, too"


def test_two_columns_change_only_where_one_is_not_enough(candidates):
    found = counterfactuals(linear, account(a=95, b=95), candidates, 0.3)
    assert [len(one.changes) for one in found.found] == [2]
    assert {change.column for change in found.found[0].changes} == {"a", "b"}
    alone = counterfactuals(linear, account(a=95, b=95), candidates, 0.3, most_changes=1)
    assert alone.found == () and alone.lowest >= 0.3


def test_every_value_occurs_and_nothing_protected_or_held_changes(rows, candidates):
    assert {one.column for one in candidates} == {"a", "b", "job"}
    for one in candidates:
        assert set(one.values) <= set(rows[one.column])
    job = next(one for one in candidates if one.column == "job")
    assert sorted(job.values) == ["x", "y"]  # "z" is rarer than one in a hundred
    held = counterfactuals(linear, account(), learn_candidates(rows, SCHEMA, held=("a",)), 0.5)
    assert {change.column for one in held.found for change in one.changes} == {"b"}


@pytest.mark.parametrize(("direction", "columns"), [("up", {"b"}), ("down", {"a", "b"})])
def test_a_column_that_may_move_one_way_keeps_to_it(candidates, direction, columns):
    found = counterfactuals(linear, account(), candidates, 0.5, directions={"a": direction})
    assert {change.column for one in found.found for change in one.changes} == columns
    up = counterfactuals(linear, account(), candidates, 0.01, directions={"a": "up", "b": "up"}, most_changes=2)
    assert up.found == () and up.lowest <= up.pd


def test_a_code_goes_to_a_common_level(candidates):
    found = counterfactuals(linear, account(a=50, b=50, job="z"), candidates, 0.63)
    jobs = [change.after for one in found.found for change in one.changes if change.column == "job"]
    assert jobs == ["x"]


def test_an_account_below_the_cut_off_and_one_without_a_way_say_so(candidates):
    good = counterfactuals(linear, account(a=0), candidates, 0.5)
    assert good.found == () and finding_words(good, {}, str).startswith("Nothing has to change")
    hopeless = counterfactuals(linear, account(age=500), candidates, 0.5)
    card = counterfactual_card("Linear", hopeless, {}, str, account="row 1", n_rows=5050)
    assert "lowest that was reached" in card.finding and card.figure is None and not card.numbers
    fixed = counterfactuals(linear, account(), [], 0.5)
    assert finding_words(fixed, {}, str) == "Every column is held fixed: nothing may change"
    with pytest.raises(SpecificationError, match="at least one column"):
        counterfactuals(linear, account(), candidates, 0.5, most_changes=0)


def test_a_round_is_one_call_and_the_same_question_has_the_same_answer(candidates):
    sizes = []

    def counting(frame):
        sizes.append(len(frame))
        return linear(frame)

    first = counterfactuals(counting, account(a=95, b=95), candidates, 0.3)
    assert len(sizes) <= 5 and sizes[0] == 1  # the account, two rounds, two columns drawn back
    assert first == counterfactuals(linear, account(a=95, b=95), candidates, 0.3)


def test_a_missing_value_may_be_filled(candidates):
    def risky(frame):
        return np.where(frame["a"].isna(), 0.9, 0.2)

    found = counterfactuals(risky, account(a=np.nan), candidates, 0.5)
    assert found.found[0].changes[0].column == "a" and found.found[0].changes[0].distance == 0.5


def test_the_card_says_what_the_model_would_say_and_draws_every_change(candidates):
    found = counterfactuals(linear, account(), candidates, 0.5)
    card = counterfactual_card("Linear", found, {"a": "Debt"}, str, account="row 1", n_rows=5050)
    assert card.finding.startswith("With Debt: ") and "the model would say" in card.finding
    assert "3 columns free to change" in card.subtitle and len(card.figure.data) == len(found.found)
    assert card.numbers["answer"] == [1, 2] and card.numbers["now"] == [60, 60]
