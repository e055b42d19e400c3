"""Pairs by meaning: what names pair, what stays a guess, and how well it does against pairs written by hand."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from benchmarks.transfer_books import find, open_books, pairing
from creditviz.exceptions import SchemaError
from creditviz.experiment.transfer.methods import Book
from creditviz.schema import TableSchema
from creditviz.transfer.pairing import Domain
from creditviz.transfer.words.proposal import AGAINST, BACKWARDS, CODES, MIXED, Named, match_names, pair_by_meaning

# Columns of the books of the replay that are no outcome, but for those whose codes are not documented: their pairs
# are not known (benchmarks/transfer/README.md).
COLUMNS = {
    "south-german-credit": "status duration credit_history amount savings employment_duration installment_rate "
    "personal_status_sex other_debtors present_residence property age number_credits job people_liable telephone "
    "foreign_worker",
    "give-me-some-credit": "RevolvingUtilizationOfUnsecuredLines age NumberOfTime30-59DaysPastDueNotWorse DebtRatio "
    "MonthlyIncome NumberOfOpenCreditLinesAndLoans NumberOfTimes90DaysLate NumberRealEstateLoansOrLines "
    "NumberOfTime60-89DaysPastDueNotWorse NumberOfDependents",
    "tianchi": "loanAmnt term interestRate installment grade subGrade employmentLength annualIncome dti "
    "delinquency_2years ficoRangeLow ficoRangeHigh openAcc pubRec pubRecBankruptcies revolBal revolUtil totalAcc "
    "applicationType earliesCreditLine",
}
MOST_WRONG, FEWEST_FOUND = 0.1, 0.7


def against_hand(found):
    """Share of the hand's pairs that were found, and share of the proposed ones that are not the hand's."""
    hit = sum(pairing(*books)["pairs"].get(new) == old for books, pairs in found.items() for new, old in pairs.items())
    by_hand = sum(len(pairing(*books)["pairs"]) for books in found)
    proposed = sum(map(len, found.values()))
    return hit / by_hand, 1 - hit / proposed


def test_names_alone_find_most_pairs_of_the_replay_and_few_wrong_ones():
    named = {key: [Named(name, name) for name in text.split()] for key, text in COLUMNS.items()}
    found = {
        books: {m.target: m.source for m in match_names(*(named[key] for key in books))}
        for books in permutations(COLUMNS, 2)
    }
    share, wrong = against_hand(found)
    assert share >= FEWEST_FOUND and wrong <= MOST_WRONG, (share, wrong)


def test_the_real_books_of_the_replay_are_paired_as_by_hand():
    from creditviz.data.outcome import outcomes

    if any(find(key) is None for key in COLUMNS):
        pytest.skip("a real book of the replay is not on this machine")
    domains = {}
    for key, book in open_books(1_000, COLUMNS).items():
        rows, y = outcomes(book.frame, book.schema)
        domains[key] = Domain(book.frame.iloc[rows].reset_index(drop=True), book.schema), y
    found = {}
    for old, new in permutations(COLUMNS, 2):
        made = pair_by_meaning(domains[old][0], domains[new][0], y=domains[old][1])
        found[old, new] = {p.target: p.source for p in made.pairs}
    share, wrong = against_hand(found)
    assert share >= FEWEST_FOUND and wrong <= MOST_WRONG, (share, wrong)


def domain(frame, **schema):
    frame = pd.DataFrame(frame)
    roles = schema or {"numeric": tuple(frame.columns)}
    return Domain(frame, TableSchema(**roles))


def column(seed=0, n=400):
    return np.random.default_rng(seed).lognormal(size=n)


def test_names_come_before_meaning_and_meaning_before_shape():
    old = domain({"age": column(0), "income": column(1), "x1": column(2), "left": column(3)})
    new = domain({"Age": column(4), "Gehalt": column(5), "q9": column(6)})
    found = pair_by_meaning(old, new)
    assert [(p.target, p.source, p.how, p.why) for p in found.pairs] == [
        ("Age", "age", "name", ""), ("Gehalt", "income", "meaning", "income"),
    ]  # fmt: skip
    assert [(p.target, p.how) for p in found.guesses] == [("q9", "guess")]
    assert found.unpaired_target == ("q9",) and set(found.unpaired_source) == {"x1", "left"}
    assert not found.warnings


def test_guesses_are_used_where_they_are_asked_for_and_confirmed_ones_are_none():
    old, new = domain({"income": column(1), "x1": column(2)}), domain({"salary": column(5), "q9": column(6)})
    asked = pair_by_meaning(old, new, guess=True)
    assert {p.target: p.is_guess for p in asked.pairs} == {"salary": False, "q9": True}
    assert not asked.guesses and "borrow" in asked.warnings[0]
    confirmed = pair_by_meaning(old, new, keep={"q9": "x1"})
    assert {p.target: p.how for p in confirmed.pairs} == {"salary": "meaning", "q9": "given"}


def test_of_several_columns_of_one_term_the_numbers_in_their_names_decide():
    old = domain({"dpd_30": column(0), "dpd_60": column(1)})
    new = domain({"late60": column(2), "late30": column(3)})
    assert {p.target: p.source for p in pair_by_meaning(old, new).pairs} == {"late60": "dpd_60", "late30": "dpd_30"}


def test_a_unit_alone_pairs_nothing_and_with_a_common_word_it_does():
    old = domain({"probation_months": column(0)})
    assert [p.how for p in pair_by_meaning(old, domain({"months_probation": column(1)})).pairs] == ["unit"]
    with pytest.raises(SchemaError, match="guessed by their shape"):
        pair_by_meaning(old, domain({"holiday_months": column(1)}))


def test_what_speaks_against_the_names_leaves_a_guess():
    words = np.resize(["rent", "own"], 400)
    old = domain(
        {"income": column(0), "housing": np.resize(["1", "2"], 400), "job": words, "dpd": column(1), "age": column(2)},
        numeric=("income", "dpd", "age"), categorical=("housing", "job"),
    )  # fmt: skip
    new = domain(
        {"salary": -column(0), "homeOwnership": np.resize(["2", "1"], 400), "occupation": column(3), "Age": column(4)},
        numeric=("salary", "occupation", "Age"), categorical=("homeOwnership",),
    )  # fmt: skip
    found = pair_by_meaning(old, new)
    assert [p.target for p in found.pairs] == ["Age"]
    assert {p.target: p.why for p in found.guesses} == {
        "salary": BACKWARDS,
        "homeOwnership": CODES,
        "occupation": MIXED,
    }


def test_categories_that_share_words_are_paired_by_meaning():
    old, new = (
        domain({name: np.resize(["rent", "own"], 400)}, categorical=(name,)) for name in ("housing", "home_ownership")
    )
    assert [p.how for p in pair_by_meaning(old, new).pairs] == ["meaning"]


def test_old_outcomes_that_contradict_a_term_leave_a_guess_and_new_ones_are_never_read():
    income = column(0, 2000)
    random = np.random.default_rng(5)
    y = (np.log(income) + random.logistic(size=2000) > 0.5).astype(int)  # the richer default
    old, new = domain({"income": income, "age": column(1, 2000)}), domain({"salary": column(2), "age": column(3)})
    found = pair_by_meaning(old, new, y=y)
    assert [p.target for p in found.pairs] == ["age"]
    assert found.guesses[0].why == AGAINST.format(more="more", less="fewer", term="income")
    assert {p.target for p in pair_by_meaning(old, new, y=1 - y).pairs} == {"age", "salary"}


def test_a_run_says_how_many_pairs_are_guesses_and_keeps_the_old_way():
    from creditviz.experiment.transfer.methods import prepare
    from tests.experiment.transfer.test_methods import books, spec

    source, target = books()
    assert isinstance(source, Book)
    hows = {
        way: {p.target: p.how for p in prepare(spec(pairing=way), source, target)[1].pairs}
        for way in ("by-meaning", "guess", "proposed")
    }
    assert hows["by-meaning"] == {"salary": "meaning", "region": "name"}
    assert hows["guess"] == {"salary": "meaning", "region": "name", "years": "guess", "has_phone": "guess"}
    assert set(hows["proposed"].values()) == {"proposed"}, "runs of older versions say what they did"
