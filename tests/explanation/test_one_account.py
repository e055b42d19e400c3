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
    least_steps,
    main_reasons,
    read_reasons,
    reason_numbers,
    reasons_json,
    reasons_kept,
    refusal,
    sensitive_reasons,
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
    reasons = (Reason("pay", "Late", "history"), Reason("limit", "Low limit", "history"), Reason("age", "Young"))
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
    reasons = (Reason("pay", "Late", "use"), Reason("limit", "Low", "use"), Reason("age", "Young"))
    for row, numbers in zip(values, reason_numbers(values, COLUMNS, reasons, 2), strict=True):
        assert [reasons[n] for n in numbers if n >= 0] == main_reasons(row, COLUMNS, reasons, 2)


def test_what_was_kept_for_another_book_gives_way_column_by_column():
    usual = usual_reasons(COLUMNS, NAMES)
    late = Reason("pay", "Late", "history")
    found, note = fitting_reasons(reasons_json([late, Reason("income", "Low")]), COLUMNS, NAMES)
    assert found == (usual[0], usual[1], late)
    assert "does not read income" in note and "the usual one: Credit limit, Age" in note
    assert fitting_reasons(reasons_json(usual), COLUMNS, NAMES) == (usual, "")
    assert fitting_reasons("no json", COLUMNS, NAMES) == (
        usual,
        "The kept sentences cannot be read, so that the usual ones stand here.",
    )


def test_a_file_of_an_older_version_says_what_can_be_changed_and_still_reads():
    old = '{"reasons": [{"column": "pay", "sentence": "Late", "actionable": true, "group": "history"}]}'
    assert read_reasons(old, COLUMNS) == (Reason("pay", "Late", "history"),)


def test_a_column_without_a_sentence_gives_its_place_to_no_other(result):
    with pytest.raises(SpecificationError, match="however pay has none"):
        main_reasons(result.values[0], COLUMNS, (Reason("limit", "Low"), Reason("age", "Young")))


def test_what_adds_less_than_a_tenth_of_the_way_from_the_cut_off_is_no_reason():
    values = np.array([[0.1, 0.05, 1.85], [0.1, 0.05, 1.85], [-0.1, 0.05, -1.95]])  # sums 2, 2, -2
    pds, reasons = np.array([0.5, 0.25, 0.05]), usual_reasons(COLUMNS, NAMES)
    least = least_steps(values, pds, 0.1, 0.3)
    # From .1 to .5 lie 2 of margin, so that the .2 over the cut-off are 1, and a tenth .1; approved ones have no way.
    np.testing.assert_allclose(least, [0.1, 0.0, 0.0])
    found = reason_numbers(values, COLUMNS, reasons, least=least)
    assert found[:, :3].tolist() == [[2, 0, -1], [2, 0, 1], [1, -1, -1]]


def test_a_declined_account_under_the_reference_has_a_least_step_too():
    least = least_steps(np.array([[-1.0, 0.5, -0.5]]), np.array([0.3]), 0.4, 0.2)
    np.testing.assert_allclose(least, [0.1])  # .1 of PD are 1 of margin, the way is .1


def test_a_sensitive_reason_is_seen_when_it_is_told_or_hidden_behind_a_group_and_not_below_the_last_told():
    values = np.array([[0.5, 0.9, 1.0], [0.5, 0.1, 1.0], [0.5, -0.2, 1.0]])
    grouped = (Reason("limit", "Low"), Reason("age", "Young", "one"), Reason("pay", "Late", "one"))
    for reasons, n, expected in (
        (usual_reasons(COLUMNS, NAMES), 3, [["age"], ["age"], []]),
        (usual_reasons(COLUMNS, NAMES), 2, [["age"], [], []]),
        (grouped, 2, [["age"], [], []]),
    ):
        numbers = reason_numbers(values, COLUMNS, reasons, n)
        assert sensitive_reasons(values, COLUMNS, numbers, reasons, {"age"}) == expected
        assert sensitive_reasons(values, COLUMNS, numbers, reasons, {"sex"}) == [[], [], []]


def test_letters_are_refused_for_borrowed_names(result):
    assert refusal(result, {}) is None
    assert "automatic pairing: pay ← term" in refusal(result, {"pay": "pay ← term"})


@pytest.mark.parametrize(("changes", "refused"), [(0.05, False), (0.06, True)])
def test_a_letter_is_refused_where_the_first_reason_is_chance(result, changes, refused):
    said = refusal(replace(result, first_changes=changes), {})
    assert (said is not None) == refused and (not refused or "6% of accounts" in said)


def test_a_letter_is_refused_where_the_model_tells_nobody_apart(result):
    said = refusal(replace(result, values=np.zeros_like(result.values)), {})
    assert said is not None and "it tells nobody apart" in said
