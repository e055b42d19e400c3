"""The sample book: what its description says of it is true."""

import gzip

import numpy as np
import pandas as pd
import pytest

from creditviz.data.known import SAMPLE_MONTHS
from creditviz.data.simulation import CardBookSettings, simulate_card_book


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
