"""Public data sets by key: what they are called and in which file they usually lie."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class KnownFile:
    """A data set that can be asked for by key instead of by path."""

    name: str  # on screen
    file: str  # "" for a book that is simulated on the spot
    rows: int


KNOWN_FILES = {
    "uci-taiwan": KnownFile("UCI Taiwan", "taiwan_default_credit_card.csv.gz", 30_000),
    "give-me-some-credit": KnownFile("Give Me Some Credit", "give_me_some_credit_train.csv.gz", 150_000),
    "german-credit": KnownFile("German credit", "german_credit_statlog.csv.gz", 1000),
    "south-german-credit": KnownFile("South German credit", "south_german_credit.csv.gz", 1000),
    "tianchi": KnownFile("Tianchi (first 1,999 loans)", "tianchi_loan_default_train_first1999.csv.gz", 1999),
    "home-credit": KnownFile("Home Credit (first 5,000)", "home_credit_application_train_first5000.csv.gz", 5000),
    "sample-book": KnownFile("Sample credit-card book", "credit_card_book.csv.gz", 6000),
    "sample-loans": KnownFile("Sample instalment loans", "instalment_loan_book.csv.gz", 4000),
    "simulated-bank": KnownFile("Simulated bank", "", 15_316),
}
