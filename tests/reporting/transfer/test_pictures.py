"""What the cards of a domain map say is written from its figures."""

from dataclasses import replace

import numpy as np
import pytest

from creditviz.reporting.transfer.learning import domain_accuracy_card, loss_card, seconds_table, transfer_ranks_card
from creditviz.reporting.transfer.pictures import (
    feature_map_card,
    last_layer_card,
    layer_table,
    missing_words,
    silhouette_card,
    swarm_card,
)
from creditviz.results import Division, Interval, Pairing, ShapResult, Transfer, TransferScore
from tests.domain_maps import domain_map, layer


def test_the_auc_stands_in_the_finding_and_over_every_panel():
    card = feature_map_card(domain_map())
    assert card.finding == "A classifier tells the products apart with AUC 0.97 before and 0.61 after"
    titles = [annotation.text for annotation in card.figure.layout.annotations[:3]]
    assert titles == ["Raw columns · AUC 0.99", "Before: FNN · AUC 0.97", "After: FDAT · AUC 0.61"]
    assert "30 old accounts that the methods learned from, 30 of 200 new test accounts" in card.subtitle
    assert "mean W1 0.99 / 0.97 / 0.61" in card.subtitle
    assert card.help.count(". ") == 2 and len(card.numbers["product"]) == 60


@pytest.mark.parametrize(("before", "after"), [(0.97, 0.98), (0.9, 0.89)])
def test_adaptation_that_changed_nothing_is_said_so(before, after):
    finding = last_layer_card(domain_map(before, after)).finding
    assert finding.startswith("Adaptation did not make the products alike")


def test_distances_that_fell_without_the_auc_are_said_too():
    layers = (layer("fnn-last", 0.9, wasserstein=0.4), layer("fdat-last", 0.91, wasserstein=0.1))
    finding = last_layer_card(domain_map(layers=layers)).finding
    assert finding.endswith("0.91 after, though their distributions came nearer (mean W1 0.40 to 0.10)")
    layers = (layers[0], layer("fdat-last", 0.91, wasserstein=0.39))
    assert "nearer" not in last_layer_card(domain_map(layers=layers)).finding


def test_no_finding_before_anything_is_measured():
    bare = domain_map(layers=(layer("raw", None, wasserstein=None, mmd=None, by_domain=None, by_outcome=None),))
    assert "is being worked out" in feature_map_card(bare).finding
    assert "is being worked out" in feature_map_card(bare, "outcome").finding
    assert silhouette_card(bare) is None and last_layer_card(bare) is None
    assert layer_table(bare)["mean W1"] == [""]


def test_silhouettes_are_named_by_what_they_group():
    assert silhouette_card(domain_map()).finding.startswith("Mean silhouette by product: 0.")
    card = silhouette_card(domain_map(), "outcome")
    assert "0.10 in the raw columns" in card.finding and "5 of them without a known outcome" in card.subtitle


def test_methods_that_are_missing_are_named():
    assert "no FNN and no subspace alignment" in missing_words(domain_map(missing=("fnn", "subspace-alignment")))
    assert missing_words(domain_map()) == ""


def shap(first):
    values = np.zeros((40, 2))
    values[:, first], values[:, 1 - first] = 3.0, -1.0
    rows, names = np.arange(40), ("age \u2190 years", "sum \u2190 limit")
    return ShapResult(rows, values, rows * 0.0, rows * 0.0, values, names, ("age", "sum"), 500, "points")


def test_the_swarms_say_which_pair_moves_each_pd():
    card = swarm_card({"fnn": shap(0), "fdat": shap(1)})
    assert "age \u2190 years moves the PD of FNN most, 75% of it" in card.finding
    assert "40 of 500 new test accounts" in card.subtitle and "100 training accounts" in card.subtitle
    assert "moves both PDs most" in swarm_card({"fnn": shap(0), "fdat": shap(0)}).finding
    assert swarm_card({}) is None and swarm_card({"fdat": shap(1)}).figure is not None


def score(method, auc=0.7, **more):
    return TransferScore(method, np.zeros(2), {"auc": auc}, Interval(auc, auc, auc), **more)


def transfer(*scores):
    nothing = Division((), np.zeros(0), np.zeros(0), 0.35, np.zeros(0, dtype=bool))
    return Transfer(Pairing(()), nothing, np.arange(2), np.zeros(2), scores, {"source": 600, "target": 400})


def test_curves_are_those_of_methods_with_epochs_and_seconds_those_of_all():
    epochs = tuple({"epoch": e, "loss": 1.0 / e, "domain_accuracy": 0.9 / e} for e in (1, 2))
    found = transfer(score("fdat", history=epochs, seconds=4.0, seconds_per_epoch=2.0), score("source-only-xgboost"))
    assert loss_card(found).finding == "The loss of FDAT goes from 1.000 to 0.500 in 2 epochs"
    assert "45% of the rows in the last epoch, 90% in the first" in domain_accuracy_card(found).finding
    seconds = seconds_table(found)
    assert seconds["method"] == ["Source only, boosted trees", "FDAT"], "the quickest first"
    assert seconds["epochs or trees"] == ["", "2"] and seconds["seconds each"] == ["", "2.000"]
    assert loss_card(transfer(score("source-only-xgboost"))) is None


def test_ranks_need_three_transfers_and_print_their_number():
    found = transfer(score("fdat", 0.8), score("source-only", 0.7))
    assert transfer_ranks_card([found, found]) is None
    card = transfer_ranks_card([found, found, replace(found)])
    assert "FDAT ranks first with 1.00" in card.finding and "N = 3 transfers" in card.subtitle
