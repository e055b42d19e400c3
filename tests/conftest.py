"""Fixtures that every room uses."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

import creditviz  # noqa: F401  (sets the threads, before a test loads numpy)
from tests import order, quick

settings.register_profile(
    "creditviz", deadline=None, derandomize=True
)  # a landing depends neither on luck nor on speed
settings.register_profile(quick.NIGHTLY, deadline=None, print_blob=True)  # `make nightly` looks where nobody has looked
settings.load_profile(quick.NIGHTLY if quick.at_night_now() else "creditviz")

ROOT = Path(__file__).resolve().parent.parent
REAL_DATA = ROOT.parent / "shared" / "data"
SAMPLE_BOOK = ROOT / "sample_data" / "credit_card_book.csv.gz"

REAL_BOOKS = {
    "taiwan": "taiwan_default_credit_card.csv.gz",
    "gmsc": "give_me_some_credit_train.csv.gz",
    "german": "german_credit_statlog.csv.gz",
    "south-german": "south_german_credit.csv.gz",
    "tianchi": "tianchi_loan_default_train_first1999.csv.gz",
    "home-credit": "home_credit_application_train_first5000.csv.gz",
    "fraud": "creditcard_fraud_ulb_sample5000.csv.gz",
}


@pytest.hookimpl(tryfirst=True)  # before tests are chosen by their marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take longest begin first, so that workers end together; at night properties are tried at random."""
    order.longest_first(items)
    for item in items:
        if quick.at_night_now() and getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker(pytest.mark.nightly)


@pytest.fixture(scope="session", autouse=True)
def _remembered():
    """What is asked again and again of the same book is computed once a worker."""
    with quick.leaks_remembered():
        yield


@pytest.fixture(scope="module", autouse=True)
def _read_here(request):
    """Files are read in the test's own process, but for tests of the process that reads them."""
    with quick.read_in_a_process_of_its_own() if quick.tests_reading(request.path) else quick.read_here():
        yield


@pytest.fixture(scope="session")
def sample_book() -> Path:
    """The simulated credit-card book that the app opens with."""
    return SAMPLE_BOOK


@pytest.fixture(scope="session")
def small_book(tmp_path_factory) -> Path:
    """A third of the sample book, for what is slow and does not depend on the number of accounts."""
    import pandas as pd

    file = tmp_path_factory.mktemp("books") / "small_book.csv"
    pd.read_csv(SAMPLE_BOOK, nrows=2000).to_csv(file, index=False)
    return file


@pytest.fixture(scope="session")
def real_book():
    """`real_book("taiwan")`: the path of a real book, or of the sample book where the real one is missing."""

    def path(name: str) -> Path:
        real = REAL_DATA / REAL_BOOKS[name]
        return real if real.exists() else SAMPLE_BOOK

    return path


@pytest.fixture(scope="session")
def only_real():
    """`only_real("taiwan")`: the path of a real book; the test is skipped where it is missing."""

    def path(name: str) -> Path:
        real = REAL_DATA / REAL_BOOKS[name]
        if not real.exists():
            pytest.skip(f"the real book {name} is not on this machine")
        return real

    return path
