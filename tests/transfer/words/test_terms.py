"""The dictionary of credit terms: what names in several languages say, and what they do not."""

import pytest

from creditviz.transfer.words.terms import term_of, terms, unit_of

UNITS = {"money", "share", "years", "months", "count", "points", "level"}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("annual_inc", "income"), ("Monatseinkommen", "income"), ("revenu_mensuel", "income"), ("月收入", "income"),
        ("reddito", "income"), ("AMT_INCOME_TOTAL", "income"), ("Alter", "age"), ("idade", "age"),
        ("loanAmnt", "loan_amount"), ("Laufzeit", "term"), ("plazo", "term"), ("int_rate", "interest_rate"),
        ("DaysPastDue", "arrears"), ("delinq_2yrs", "arrears"), ("DPD30", "arrears"),
        ("mths_since_charge_off", "serious_arrears"),
        ("debt_to_income", "debt_to_income"), ("debt", "debt"), ("emp_length", "employment_time"),
        ("open_acc", "open_credits"),
    ],
)  # fmt: skip
def test_a_name_says_its_term_in_the_main_languages(name, key):
    assert term_of(name).key == key


@pytest.mark.parametrize("name", ["V14", "x1", "usage", "manager", "percentage", "", "%%", "page", "storage"])
def test_a_name_that_says_nothing_has_no_term(name):
    assert term_of(name) is None


@pytest.mark.parametrize(("name", "not_this"), [("OWN_CAR_AGE", "age"), ("NAME_INCOME_TYPE", "income"),
                                                ("earliesCreditLine", "credit_limit")])  # fmt: skip
def test_a_longer_name_is_not_taken_for_the_word_in_it(name, not_this):
    assert term_of(name).key != not_this


def test_the_business_name_is_asked_where_the_column_says_nothing():
    assert term_of("c17", "Monthly income").key == "income"


def test_the_dictionary_is_whole():
    phrases = {}
    for key, term in terms().items():
        assert term.unit in UNITS and term.risk in (-1, 0, 1) and set(term.near) <= set(terms()), key
        for phrase in term.phrases:
            assert phrase not in phrases or key == phrases[phrase], f"{phrase} stands under {key} and {phrases[phrase]}"
            phrases[phrase] = key


@pytest.mark.parametrize(("name", "unit"), [("DAYS_EMPLOYED", "days"), ("tenure_months", "months"), ("Jahre", "years"),
                                            ("limit_eur", "eur"), ("x", None)])  # fmt: skip
def test_units_are_read_where_they_are_spoken_out(name, unit):
    assert unit_of(name) == unit
