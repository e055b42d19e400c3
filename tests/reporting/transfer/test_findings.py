"""What is said of a transfer: negative transfer first, chance never called a gain, nothing best without a test."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from creditviz.reporting.transfer.cards import auc_card, divider_card, gain_card
from creditviz.reporting.transfer.findings import finding, further, is_told, standings
from creditviz.reporting.transfer.table import transfer_numbers, transfer_table
from creditviz.reporting.transfer.vote import rules_table, share_words, vote_card
from creditviz.reporting.transfer.words import method_name
from creditviz.results import Pairing, Rule, Vote
from tests.transfer_runs import N, made


def test_a_method_that_harms_is_named_before_one_that_helps():
    found = standings(made({"source-only": 1.0, "fdat": 0.5, "subspace-alignment": 1.6}))
    assert finding(found).startswith("Negative transfer: FDAT is worse than the old product's model used as it is by ")
    assert any("Better than source-only beyond chance: Subspace alignment" in s for s in further(found))


def test_a_loss_that_may_be_chance_is_said_to_be_so():
    found = standings(made({"source-only": 1.0, "fdat": 0.99}, n=400, seed=3))
    assert found.gains["fdat"].low < 0 < found.gains["fdat"].high
    said = finding(found)
    assert said.startswith("No difference that these rows can tell: FDAT") and "Negative transfer" not in said
    assert not is_told(found)


@pytest.mark.parametrize(("strength", "words"), [(1.6, "better than"), (1.02, "No difference that")])
def test_a_gain_is_claimed_only_where_its_interval_leaves_out_zero(strength, words):
    found = standings(made({"source-only": 1.0, "fdat": strength}, n=400, seed=4))
    assert found.gains["fdat"].value > 0 and words in finding(found)


def test_guesses_are_counted_before_anything_else():
    transfer = made({"source-only": 1.0, "fdat": 0.5})
    pairs = tuple(replace(pair, how="guess") for pair in transfer.pairing.pairs)
    said = finding(standings(replace(transfer, pairing=Pairing(pairs))))
    assert said.startswith("1 of 2 pairs is a guess. Negative transfer"), "columns of one name are no guess"


def test_every_method_is_listed_once():
    for strengths in (
        {"source-only": 1.0, "fda": 1.8, "fnn": 1.7, "subspace-alignment": 0.4},
        {"source-only": 1.0, "fda": 1.8, "fnn": 1.7},
        {"source-only": 1.0, "fda": 1.0, "fnn": 1.0},
    ):
        found = standings(made(strengths))
        said = " ".join([finding(found), *further(found)])
        assert all(said.count(method_name(key)) == 1 for key in strengths if key != "source-only"), said


def test_without_source_only_nothing_is_claimed():
    assert "nothing says what it gains" in finding(standings(made({"fdat": 1.0})))
    assert finding(standings(made({"source-only": 1.0}))).startswith("Source only ranks the new product with AUC")


def test_few_bad_rows_say_nothing():
    assert "too few" in finding(standings(made({"source-only": 1.0, "fdat": 0.0}, n=60)))


def test_ranking_the_wrong_way_round_is_said():
    found = standings(made({"source-only": -1.0, "fdat": -0.9}))
    assert any("worse than a coin" in s and "direction of risk" in s for s in further(found))


def test_best_is_marked_only_where_it_is_told_from_every_other():
    clear = standings(made({"source-only": 1.0, "fdat": 1.8, "fnn": 1.0}))
    assert clear.best == "fdat"
    assert "best" in list(transfer_table(clear)["standing"])
    assert standings(made({"source-only": 1.0, "fdat": 1.8, "fnn": 1.801})).best == ""


def test_the_upper_bound_is_no_contender_while_all_outcomes_are_known():
    known = standings(made({"source-only": 1.0, "fdat": 1.5, "target": 2.5}, labels=4 * N))
    few = standings(made({"source-only": 1.0, "fdat": 1.5, "target": 2.5}, labels=200))
    assert (known.best, few.best) == ("fdat", "target")
    assert transfer_table(known)["standing"].iloc[-1].startswith("upper bound")
    assert any("trained on 200 outcomes" in s for s in further(few))


def test_the_gain_of_the_table_is_that_of_the_rows():
    from creditviz.evaluation.significance import auc_difference

    found = standings(made({"fdat": 1.3, "source-only": 1.0}))  # whatever the order they ran in
    fdat, bar = found.transfer.scores
    assert found.gains["fdat"] == auc_difference(found.transfer.y_true, fdat.y_score, bar.y_score)
    table = transfer_table(found).set_index("method")
    assert table.loc["Source only", "standing"] == "the bar" and table.loc["FDAT", "over source-only"].startswith("+0.")
    assert f"({found.transfer.majority_accuracy:.3f})" in table.loc["FDAT", "accuracy"]


def test_the_file_holds_what_failed_and_why():
    numbers = transfer_numbers(standings(made({"fdat": 1.0}, failed={"target": "no outcomes are known"})))
    assert list(numbers["failed"]) == ["", "no outcomes are known"]


def test_cards_name_both_columns_and_count():
    found = standings(made({"source-only": 1.0, "fdat": 0.5}))
    card = divider_card(found.transfer.division, found.transfer.pairing)
    assert card.finding == "1 of 2 pairs shifted and go to the network, 1 to the tree"
    assert "debt ← loan" in card.figure.layout.yaxis.ticktext
    assert "1 harm" in gain_card(found).finding and "AUC" in auc_card(found).finding
    assert gain_card(standings(made({"fdat": 1.0}))) is None


def test_a_vote_is_said_in_points_that_add_up():
    found = made({"fdat": 1.0})
    network, tree = np.full(N, 0.2), np.full(N, 0.1)
    vote = Vote("fdat", network, tree, 0.3, ("debt",), ("age",), (Rule(("age above 3",), 0.4, 120),))
    assert "Of an average PD of 13%, 6.0 points come from the network" in share_words(vote)
    assert vote_card(found, vote).finding == "The network has 30% of the vote, the tree 70%"
    assert rules_table(vote).to_dict("records") == [
        {"if": "age above 3", "the tree says": "40%", "learned from": "120"}
    ]
    alone = Vote("fda", network, 0 * tree, 1.0, ("debt",))
    assert vote_card(found, alone).finding == "The network decides alone, on 1 column" and share_words(alone) == ""
