"""Declined applicants: one book becomes two, the decision is read by no method, outcomes of the declined only judge."""

import numpy as np
import pandas as pd
import pytest

from creditviz.data.meaning.inference import infer_schema
from creditviz.data.simulated.loans import LoanBookSettings, simulate_loan_book
from creditviz.exceptions import DataError, SpecificationError
from creditviz.experiment.transfer.declined import has_judges, score_declined, split_by_decision
from creditviz.experiment.transfer.methods import Book, prepare, run_transfer
from creditviz.metrics import auc
from tests.experiment.transfer.test_methods import spec


@pytest.fixture(scope="module")
def applicants():
    """Loans, two fifths declined by a lender who looks at income and housing; the declined's truth is kept apart."""
    frame = simulate_loan_book(LoanBookSettings(n_loans=3000, seed=5))
    months = [name for name in frame if "_t-" in name]
    frame = frame.drop(columns=[*months, "customer_months", "other_loans"])
    looks = np.log(frame["income"].fillna(2000).astype(float)) + 0.4 * (frame["housing"] == "owner")
    frame["decision"] = np.where(looks > looks.quantile(0.4), "yes", "no")
    truth = frame["default_12m"].copy()
    frame["default_12m"] = frame["default_12m"].astype("Float64").mask(frame["decision"] == "no")
    schema, _ = infer_schema(frame.assign(default_12m=truth))
    return Book(frame, schema), truth


def test_every_applicant_is_in_one_of_the_two_books_and_no_method_reads_the_decision(applicants):
    book, _ = applicants
    accepted, declined = split_by_decision(book, "decision", "yes")
    assert len(accepted.frame) + len(declined.frame) == 3000 and len(declined.frame) == pytest.approx(1200, abs=60)
    assert all("decision" not in part.schema.features(use_protected=True) for part in (accepted, declined))
    assert accepted.frame["default_12m"].notna().all() and not has_judges(declined)


def test_declined_without_outcomes_are_scored_and_the_simulation_knows_how_well(applicants):
    book, truth = applicants
    accepted, declined = split_by_decision(book, "decision", "yes")
    scores = score_declined(spec("source-only-xgboost", "target", pairing="by-name"), accepted, declined)
    assert list(scores) == ["contract", "source-only-xgboost"], (
        "methods that need outcomes of the declined are left out"
    )
    unknown = truth[book.frame["decision"] == "no"].to_numpy()
    assert auc(unknown, scores["source-only-xgboost"].to_numpy()) > 0.55


def test_declined_whose_outcome_became_known_judge_and_the_others_are_adapted_to(applicants):
    book, truth = applicants
    frame = book.frame.copy()
    declined_rows = np.flatnonzero(frame["decision"] == "no")
    known = np.random.default_rng(0).choice(declined_rows, 400, replace=False)
    frame.loc[known, "default_12m"] = truth[known]
    accepted, declined = split_by_decision(Book(frame, book.schema), "decision", "yes")
    assert has_judges(declined)
    asked = spec("source-only-xgboost", pairing="by-name", adapt_to_unknown=True, test_share=0.5)
    found = run_transfer(asked, accepted, declined)
    assert found.rows["test"] == 200 and found.rows["target"] == len(declined_rows) - 200
    assert found.rows["target_labels"] == 200
    ground, _, _ = prepare(asked, accepted, declined)
    assert not set(ground.row_id) & set(ground.target_id), "a row that judges is not adapted to"
    assert declined.frame["default_12m"].iloc[found.row_id].notna().all()


@pytest.mark.parametrize(
    ("column", "value", "kind", "says"),
    [
        ("verdict", "yes", SpecificationError, "the decision is a column of the book, however 'verdict'"),
        ("decision", "ja", SpecificationError, "however 'ja' is none of 'decision': "),
        ("default_12m", "0", SpecificationError, "no other step reads"),
    ],
)
def test_a_decision_that_is_none_is_refused(applicants, column, value, kind, says):
    with pytest.raises(kind, match=says):
        split_by_decision(applicants[0], column, value)


def test_a_book_of_accepted_alone_is_refused(applicants):
    book, _ = applicants
    only = book.frame[book.frame["decision"] == "yes"]
    with pytest.raises(DataError, match="every row of 'decision' is accepted"):
        split_by_decision(Book(pd.DataFrame(only), book.schema), "decision", "yes")
