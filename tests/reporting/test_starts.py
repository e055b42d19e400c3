"""Three starts: what a book can serve, and times that say where they were measured."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from creditviz.data.meaning.inference import infer_schema
from creditviz.data.simulated.cards import CardBookSettings, simulate_card_book
from creditviz.models import MODELS
from creditviz.models.needs import why_not
from creditviz.reporting.starts import ELSEWHERE, cost_of, good_starts


@pytest.fixture(scope="module")
def months():
    return infer_schema(simulate_card_book(CardBookSettings(n_accounts=200, seed=1)))[0].for_model(use_protected=False)


def run(model, seconds, book):
    return SimpleNamespace(
        specification=SimpleNamespace(model=model, book=book), figures={"seconds": seconds} if seconds else {}
    )


def test_a_book_without_months_is_offered_no_months_model(months):
    plain = replace(months, sequences=(), derived=())
    assert [start.model for start in good_starts(months)] == ["xgboost", "months-xgboost", "resnet-lstm-xgboost"]
    assert [start.model for start in good_starts(plain)] == ["xgboost", "focal-xgboost", "tuned-xgboost"]
    for start in good_starts(months):
        assert why_not(MODELS[start.model], months) is None and start.model in ELSEWHERE


def test_a_time_is_the_one_of_this_book_else_a_range_that_says_its_ground():
    seen = [(run("xgboost", None, "a"), 100), (run("xgboost", 9.0, "b"), 1000), (run("xgboost", 12.0, "a"), 2000)]
    assert cost_of("xgboost", 2000, "a", seen).seconds == (12.0, 12.0)
    other = cost_of("xgboost", 4000, "c", seen)
    assert other.seconds[0] < 3 + 6 * 4 < other.seconds[1] and "1,000 accounts of another book" in other.ground
    nothing = cost_of("xgboost", 10_000, "c", [])
    assert nothing.seconds[0] < nothing.seconds[1] and "another machine" in nothing.ground
    assert cost_of("xgboost", 10**6, "c", []).seconds[1] > nothing.seconds[1]
