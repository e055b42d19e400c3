"""One account: steps that end where they must, and reasons that may be said."""

import json
from dataclasses import replace

import numpy as np
import pytest

from creditviz.exceptions import SpecificationError
from creditviz.explanation.one_account import adverse, waterfall
from creditviz.explanation.reasons import (
    Reason,
    fitting_reasons,
    main_reasons,
    read_reasons,
    reason_numbers,
    reasons_json,
    reasons_kept,
    refusal,
    usual_reasons,
)
from creditviz.results import AccountShap

COLUMNS = ("limit", "age", "pay")
NAMES = ("Credit limit", "Age", "Repayment status")


@pytest.fixture
def result():
    values = np.array([[0.5, -0.2, 1.0], [-0.4, 0.1, 0.2]])
    return AccountShap(
        row_id=np.array([7, 9]),
        y_true=np.array([1, 0]),
        pd=np.array([0.4, 0.1]),
        values=values,
        base=-2.0,
        base_pd=0.12,
        margin=values.sum(1) - 2.0,
        features=np.ones((2, 3)),
        names=NAMES,
        columns=COLUMNS,
        unit="log-odds",
        method="Shapley values",
        reference="the portfolio",
        n_available=10,
        n_background=5,
        error=0.0,
        again=values[:1],
    )


def test_steps_keep_their_proportions_and_end_at_the_pd(result):
    fall = waterfall(NAMES, result.values[0], start=0.12, end=0.4)
    assert fall.names == ("Repayment status", "Credit limit", "Age")
    assert fall.start + sum(fall.steps) == pytest.approx(fall.end)
    assert fall.steps[0] / fall.steps[1] == pytest.approx(2.0)


def test_what_does_not_fit_is_one_step_and_nothing_to_explain_has_none():
    fall = waterfall(["a", "b", "c", "d"], np.array([4.0, 3.0, 2.0, -1.0]), start=0.1, end=0.5, n_steps=2)
    assert fall.names[-1] == "2 other columns" and fall.start + sum(fall.steps) == pytest.approx(0.5)
    assert waterfall(["a"], np.zeros(1), start=0.1, end=0.1).steps == ()


def test_reasons_are_columns_that_raised_the_score_one_of_a_group(result):
    assert adverse(result.values[0], 3) == [2, 0]
    reasons = (Reason("pay", "Late", True, "history"), Reason("limit", "Low limit", False, "history"))
    assert main_reasons(result.values[0], COLUMNS, reasons) == [reasons[0]]
    assert main_reasons(-np.ones(3), COLUMNS, reasons) == []


def test_the_same_values_keep_every_reason_and_opposite_ones_none(result):
    reasons = usual_reasons(COLUMNS, NAMES)
    assert reasons_kept(result, reasons) == 1.0
    assert reasons_kept(replace(result, again=-result.again), reasons) == 0.0
    assert np.isnan(reasons_kept(replace(result, values=-np.ones((2, 3))), reasons))


def test_a_saved_file_of_reasons_reads_back():
    reasons = usual_reasons(COLUMNS, NAMES)
    assert read_reasons(reasons_json(reasons), COLUMNS) == reasons


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("no json", "cannot be read"),
        ("[1]", "cannot be read"),
        (json.dumps({"reasons": [{"column": "pay"}]}), "cannot be read"),
        (json.dumps({"reasons": [{"column": "pay", "sentence": " "}]}), "has a column and a sentence"),
        (json.dumps({"reasons": [{"column": "income", "sentence": "Low"}]}), "1 are unknown: income"),
        (json.dumps({"reasons": [{"column": "pay", "sentence": "Late"}] * 2}), "these have two: pay"),
    ],
)
def test_a_bad_file_of_reasons_is_refused_in_one_sentence(text, says):
    with pytest.raises(SpecificationError, match=says):
        read_reasons(text, COLUMNS)


def test_many_accounts_at_once_get_the_reasons_of_each():
    values = np.random.default_rng(0).normal(size=(200, 3)) - 0.3
    reasons = (Reason("pay", "Late", True, "use"), Reason("limit", "Low", False, "use"), Reason("age", "Young"))
    for row, numbers in zip(values, reason_numbers(values, COLUMNS, reasons, 2), strict=True):
        assert [reasons[n] for n in numbers if n >= 0] == main_reasons(row, COLUMNS, reasons, 2)
    assert (reason_numbers(values, COLUMNS, (), 2) == -1).all()


def test_what_was_kept_for_another_book_gives_way_column_by_column():
    usual = usual_reasons(COLUMNS, NAMES)
    late = Reason("pay", "Late", False, "history")
    found, note = fitting_reasons(reasons_json([late, Reason("income", "Low")]), COLUMNS, NAMES)
    assert found == (usual[0], usual[1], late)
    assert "does not read income" in note and "the usual one: Credit limit, Age" in note
    assert fitting_reasons(reasons_json(usual), COLUMNS, NAMES) == (usual, "")
    assert fitting_reasons("no json", COLUMNS, NAMES) == (
        usual,
        "The kept sentences cannot be read, so that the usual ones stand here.",
    )


def test_letters_are_refused_for_protected_columns_and_borrowed_names(result):
    names = dict(zip(COLUMNS, NAMES, strict=True))
    assert refusal(result, ("sex",), {}, names) is None
    assert "reads protected attributes: Age" in refusal(result, ("age",), {}, names)
    assert "automatic pairing: pay ← term" in refusal(result, (), {"pay": "pay ← term"}, names)
    unread = replace(result, values=result.values * [1, 0, 1])
    assert refusal(unread, ("age",), {}, names) is None


@pytest.mark.parametrize(("changes", "refused"), [(0.05, False), (0.06, True)])
def test_a_letter_is_refused_where_the_first_reason_is_chance(result, changes, refused):
    said = refusal(replace(result, first_changes=changes), (), {}, {})
    assert (said is not None) == refused and (not refused or "6% of accounts" in said)


def test_a_letter_is_refused_where_the_model_tells_nobody_apart(result):
    said = refusal(replace(result, values=np.zeros_like(result.values)), (), {}, {})
    assert said is not None and "it tells nobody apart" in said
