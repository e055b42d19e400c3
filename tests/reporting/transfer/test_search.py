"""What a search tried is all there: the best first, the one that was taken marked, refusals with their reason."""

from dataclasses import replace

import pytest

from creditviz.reporting.transfer.search import tries_numbers, tries_table, tries_words
from creditviz.results import TransferTry
from tests.transfer_runs import made

TRIES = (
    TransferTry({"n_epochs": 2}, 0.7, 1.0),  # the rate is FDAT's own, 0.1
    TransferTry({"rate": 0.9, "n_epochs": 2}, None, 0.1, "scores must be numbers"),
    TransferTry({"rate": 0.01, "n_epochs": 2}, 0.8, 1.0),
)


def with_tries(tries):
    found = made({"source-only": 0.3, "fdat": 0.5}, n=200)
    scores = tuple(replace(s, tries=tries if s.method == "fdat" else ()) for s in found.scores)
    return replace(found, scores=scores)


def test_the_best_try_comes_first_and_settings_that_never_changed_are_left_out():
    table = tries_table("fdat", TRIES)
    assert table["try"] == ["3", "1", "2"]
    assert table[""] == ["taken", "as set", "refused"]
    assert table["First learning rate"] == ["0.01", "0.1", "0.9"] and "Epochs" not in table


@pytest.mark.parametrize(("tries", "says"), [(TRIES, "takes try 3 of 3"), (TRIES[:2], "stays as set")])
def test_the_sentence_says_which_try_was_taken_and_on_which_rows(tries, says):
    words = tries_words(with_tries(tries).scores[1], "source")
    assert says in words and "old product that were held back" in words


def test_the_file_holds_every_try_with_all_settings():
    numbers = tries_numbers(with_tries(TRIES), "target")
    assert list(numbers["taken"]) == [False, False, True] and list(numbers["n_epochs"]) == [2, 2, 2]
    assert numbers["refused"][1] == "scores must be numbers" and "new product" in numbers["judged_on"][0]
