"""The sample book: what its description says of it is true."""

import gzip

import numpy as np
import pandas as pd
import pytest

from creditviz.data.meaning.inference import infer_schema
from creditviz.data.meaning.known import SAMPLE_MONTHS
from creditviz.data.simulated.cards import CardBookSettings, simulate_card_book
from creditviz.data.simulated.loans import CARD_CUT, CARD_MEAN, CARD_SD, LoanBookSettings, simulate_loan_book


@pytest.fixture(scope="module")
def book():
    return simulate_card_book()


def test_the_committed_file_is_what_the_script_writes(book, sample_book):
    text = gzip.decompress(sample_book.read_bytes()).decode()
    assert text == book.to_csv(index=False, lineterminator="\n")
    assert sample_book.stat().st_size < 700_000


def test_the_seed_decides_everything():
    small = CardBookSettings(n_accounts=300)
    pd.testing.assert_frame_equal(simulate_card_book(small), simulate_card_book(small))
    other = simulate_card_book(CardBookSettings(n_accounts=300, seed=8))
    assert not other["balance_t-0"].equals(simulate_card_book(small)["balance_t-0"])


def test_size_bad_rate_and_missing_values(book):
    assert book.shape == (6000, 50)
    assert book["default_12m"].mean() == pytest.approx(0.08)
    assert set(book.columns[book.isna().any()]) == {"income", "education"}
    assert 0.03 < book["income"].isna().mean() < 0.08


def test_lateness_grows_by_one_month_at_most(book):
    status = book[[f"status_t-{i}" for i in range(SAMPLE_MONTHS - 1, -1, -1)]].to_numpy()
    assert status.min() == -1 and status.max() <= 8
    assert (np.diff(np.maximum(status, 0), axis=1) <= 1).all()


def test_payments_fit_statuses(book):
    for i in range(SAMPLE_MONTHS):
        status, paid, owed = (book[f"{name}_t-{i}"] for name in ("status", "payment", "balance"))
        assert (paid[status == -1] == owed[status == -1]).all(), "paid in full"
        assert (paid <= owed).all() and (paid >= 0).all()


def test_risk_shows_in_the_months_and_most_in_the_latest(book):
    bad = book["default_12m"] == 1
    late = [(book.loc[bad, f"status_t-{i}"] > 0).mean() - (book.loc[~bad, f"status_t-{i}"] > 0).mean() for i in (11, 0)]
    assert late[1] > late[0] > 0
    assert abs(bad[book["sex"] == "F"].mean() - bad[book["sex"] == "M"].mean()) < 0.02, "sex has no influence"


@pytest.fixture(scope="module")
def loans():
    return simulate_loan_book()


def test_the_committed_loans_are_what_the_script_writes(loans, sample_book):
    path = sample_book.with_name("instalment_loan_book.csv.gz")
    assert gzip.decompress(path.read_bytes()).decode() == loans.to_csv(index=False, lineterminator="\n")
    assert path.stat().st_size < 700_000
    small = LoanBookSettings(n_loans=200)
    pd.testing.assert_frame_equal(simulate_loan_book(small), simulate_loan_book(small))


def test_the_loans_are_recognised_and_share_part_of_their_columns(loans, book):
    schema, _ = infer_schema(loans)
    cards, _ = infer_schema(book)
    assert schema.target == "default_12m" and schema.date == "application_date"
    shared = set(schema.features()) & set(cards.features())
    assert {"income", "education", "status_t-0", "payment_t-11"} <= shared
    assert {"purpose", "interest_rate"} <= set(schema.features()) - shared and "credit_limit" not in schema.features()
    assert set(schema.protected) == {"sex", "marital_status", "age"}


def test_the_cards_meet_the_rule_that_the_loans_are_drawn_by(monkeypatch):
    """The constants of the loans are those of the cards: scale of the attributes' risk, and where a default begins."""
    import creditviz.data.simulated.cards as simulation

    seen = {}
    rule, draw = simulation.attribute_risk, simulation._draw_defaults
    monkeypatch.setattr(simulation, "attribute_risk", lambda *columns: seen.setdefault("attributes", rule(*columns)))
    monkeypatch.setattr(simulation, "_draw_defaults", lambda odds, *rest: draw(seen.setdefault("odds", odds), *rest))
    settings = CardBookSettings(n_accounts=60_000)
    simulate_card_book(settings)
    assert seen["attributes"].mean() == pytest.approx(CARD_MEAN, abs=0.02)
    assert np.sqrt(seen["attributes"].var() + 0.81) == pytest.approx(CARD_SD, abs=0.02)
    fate = seen["odds"] + settings.luck * np.random.default_rng(0).logistic(0, 1, len(seen["odds"]))
    assert (fate > CARD_CUT).mean() == pytest.approx(settings.bad_rate, abs=0.004)


def test_loans_are_repaid_by_what_was_paid(loans):
    status, paid, owed = (
        loans[[f"{name}_t-{i}" for i in range(SAMPLE_MONTHS - 1, -1, -1)]].to_numpy()
        for name in ("status", "payment", "outstanding")
    )
    assert status.min() == -1 and status.max() <= 8 and (np.diff(np.maximum(status, 0), axis=1) <= 1).all()
    interest = owed[:, :-1] * (1 + loans["interest_rate"].to_numpy()[:, None] / 1200)
    assert np.abs(np.maximum(interest - paid[:, :-1], 0) - owed[:, 1:]).max() < 2.5, "but for rounding"
    assert loans["default_12m"].mean() > 0.08, "a worse population under the same rule"
