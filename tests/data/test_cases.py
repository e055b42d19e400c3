"""Every shape in which real files came: what an analyst expects of it, on a twin made here and on the file itself."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import pytest

from creditviz.data.book import read_frame
from creditviz.data.checks.findings import check_book
from creditviz.data.dates import to_dates
from creditviz.data.files.reading import LandedBook
from creditviz.data.meaning.inference import infer_schema
from creditviz.data.outcome import outcomes
from creditviz.results import Finding, Guess
from creditviz.schema import TableSchema
from tests.conftest import ROOT
from tests.data.books import land_here as land
from tests.data.shapes import N_BAD, SHAPES, N

CASES = ROOT.parent / "shared" / "cases"


@dataclass
class Opened:
    """A file as `inspect` sees it."""

    book: LandedBook
    frame: pd.DataFrame
    schema: TableSchema
    guesses: tuple[Guess, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        return check_book(self.frame, self.schema)

    def found(self, check: str) -> Finding:
        return next(f for f in self.findings if f.check == check)

    @property
    def said(self) -> str:
        return "\n".join(note.what for note in self.book.notes)

    @property
    def n_bad(self) -> int:
        return int(outcomes(self.frame, self.schema)[1].sum())


def opened(content: bytes, name: str, folder, **options) -> Opened:
    book = land(io.BytesIO(content), name=name, folder=folder, **options)
    frame = read_frame(book.path)
    return Opened(book, frame, *infer_schema(frame, name=name, readings=book.readings))


@pytest.fixture(params=["twin", "file"])
def case(request, tmp_path) -> Callable[..., Opened]:
    """`case("01_outcome_spaces.csv")`: the book as opened, from the twin or from the file where there is one."""

    def open_(name: str, **options) -> Opened:
        if request.param == "file" and not (CASES / name).exists():
            pytest.skip("the file is not on this machine")
        content = SHAPES[name]() if request.param == "twin" else (CASES / name).read_bytes()
        return opened(content, name, tmp_path, **options)

    return open_


OUTCOMES = {  # file: (target, bad, good, certainty)
    "01_outcome_spaces.csv": ("loan_status", ("Rejected",), ("Approved",), "check"),
    "02_creditability_first.csv": ("Creditability", (0,), (1,), "taken"),
    "04_not_fully_paid.csv": ("not.fully.paid", (1,), (0,), "taken"),
    "06_loan_status_yn.csv": ("Loan_Status", ("N",), ("Y",), "check"),
    "07_riskperformance_first.csv": ("RiskPerformance", ("Bad",), ("Good",), "taken"),
    "09_mis_status.csv": ("MIS_Status", ("CHGOFF",), ("P I F",), "check"),
    "19_money_parentheses.csv": ("MIS_Status", ("CHGOFF",), ("P I F",), "check"),
    "25_base.csv": ("default", (1,), (0,), "taken"),
    "27_title_and_footer.csv": ("loan_status", ("Charged Off",), ("Fully Paid",), "taken"),
}


@pytest.mark.parametrize("name", OUTCOMES)
def test_the_outcome_is_found_by_name_and_values(case, name):
    book = case(name)
    target, bad, good, certainty = OUTCOMES[name]
    assert (book.schema.target, book.schema.bad, book.schema.good) == (target, bad, good)
    assert book.n_bad == N_BAD and len(book.frame) == N
    assert book.schema.certainty == certainty
    doubts = [f for f in book.findings if f.check == "outcome"]
    assert len(doubts) == (certainty != "taken")
    if doubts:
        assert doubts[0].verdict == "warning"
        assert "15.6%" in doubts[0].what and "84.4%" in doubts[0].what, "the two readings side by side"


def test_blanks_round_names_and_cells_are_trimmed_and_counted(case):
    book = case("01_outcome_spaces.csv")
    assert book.frame["self_employed"].nunique() == 2
    assert not any(name != name.strip() for name in book.frame.columns)
    assert sum("blanks" in note.what for note in book.book.notes) == 1


def test_statuses_that_are_proposed_are_asked_about(case):
    book = case("10_unmapped_statuses.csv")
    assert book.schema.target == "LoanStatus" and book.schema.certainty == "asked"
    assert set(book.schema.bad) == {"Defaulted", "Chargedoff"} and book.schema.good == ("Completed",)
    assert set(book.schema.exclude) == {"Cancelled", "Past Due (1-15 days)"}
    assert book.findings[0].verdict == "stop" and "mean bad" in book.findings[0].what + book.findings[0].remedy
    assert "Past Due (1-15 days)" in book.findings[0].what
    assert "amount" in book.schema.numeric, "the schema is shown all the same"


def test_special_codes_are_named_with_share_and_bad_rate(case):
    book = case("11_special_codes.csv")
    codes = book.found("special codes")
    columns = ("months_since_delinq", "fico")
    assert codes.columns == columns and "of them bad" in codes.what
    for name in columns:
        there = {str(v) for v in book.frame[name].unique() if v < 0}
        assert set(book.schema.codes[name]) == there and all(code in codes.what for code in there)


def test_being_filled_in_for_bad_loans_alone_is_a_leak(case):
    leak = case("12_leak_text.csv").found("leakage")
    assert leak.verdict == "stop" and leak.columns == ("closing_note",)
    assert "filled in" in leak.what


@pytest.mark.parametrize("name", ["14_us_first_of_month.csv", "16_us_short_year.csv"])
def test_month_first_is_decided_by_the_whole_column(case, name):
    book = case(name)
    assert book.schema.date == "issue_d"
    days = to_dates(book.frame["issue_d"], book.schema.reading("issue_d"))
    assert days.notna().all()
    assert days.dt.year.min() == 2012 and days.dt.year.max() == 2015
    if name.startswith("14"):
        assert (days.min(), days.max()) == (pd.Timestamp("2012-01-01"), pd.Timestamp("2015-12-01"))
        assert (days.dt.day == 1).all() and days.dt.month.nunique() == 12
    assert "month first" in next(g.reason for g in book.guesses if g.column == "issue_d")


@pytest.mark.parametrize("name", ["17_eu_money.csv", "19_money_parentheses.csv"])
def test_money_in_its_usual_spellings_is_a_number(case, name):
    book = case(name)
    assert {"amount", "income"} <= set(book.schema.numeric) and book.n_bad == N_BAD
    if name.startswith("17"):
        assert "rate" in book.schema.numeric
        assert 5 < book.frame["rate"].median() < 20 and 2e4 < book.frame["income"].median() < 6e4
        assert "R$" in book.schema.label("income") and "€" in book.schema.label("amount")
    else:
        assert book.frame["income"].min() < 0 < book.frame["income"].median()
    assert "income" in book.said


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("20_blank_between.csv", "blank"),
        ("22_commas_end.csv", "40"),
        ("27_title_and_footer.csv", "line 1"),
        ("29_two_sheets.xlsx", "README"),
        ("30_stata.dta", ""),
        ("38_space_separated.txt", "blanks"),
    ],
)
def test_lines_and_sheets_that_are_no_accounts_are_left_out_with_a_note(case, name, says):
    book = case(name)
    assert len(book.frame) == N and book.n_bad == N_BAD
    assert says in book.said
    assert book.frame["income"].notna().all() and book.frame["income"].dtype == float


def test_letters_in_a_few_identifiers_keep_the_column_text(case):
    book = case("23_id_letters.csv")
    assert len(book.frame) == N and book.schema.identifier == "ID"
    assert book.frame["ID"].str.contains("[*a-z]$").sum() == 3


def test_identifiers_and_codes_keep_their_zeros(case):
    book = case("24_leading_zeros.csv")
    assert book.frame["loan_id"].str.len().eq(10).all() and book.schema.identifier == "loan_id"
    assert book.frame["branch_code"].str.len().eq(4).all() and "branch_code" in book.schema.categorical


def test_a_word_in_a_number_column_of_a_scored_file_is_a_missing_cell(case):
    book = case("26_score_one_word.csv", min_rows=1, may_mix=True)
    assert book.frame["income"].dtype == float and book.frame["income"].isna().sum() == 1
    assert "'n.a.'" in book.said and "1 cell" in book.said


def test_protected_attributes_in_portuguese(case):
    assert set(case("32_protected_portuguese.csv").schema.protected) == {"idade", "sexo", "estado_civil"}


def test_impossible_ages_and_tenures_are_named(case):
    found = case("34_age144.csv").found("implausible values")
    assert found.verdict == "warning" and set(found.columns) == {"person_age", "person_emp_length"}
    assert "144" in found.what and "123" in found.what


def test_question_marks_are_missing_numbers(case):
    book = case("36_question_marks.csv")
    assert book.frame["income"].dtype == float and book.frame["income"].isna().sum() == 134
    assert "'?'" in book.said and "134" in book.said


def test_empty_lines_at_the_end_are_no_applicants(case):
    book = case("39_score_blank_tail.csv", min_rows=1, may_mix=True)
    assert len(book.frame) == 59
    assert book.frame.notna().all().all()
