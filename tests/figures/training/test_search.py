"""The picture of a search: dots are trials, the line is the best so far."""

import json

import numpy as np
import pytest

from creditviz.figures.training.search import search_figure
from creditviz.models import MODELS
from creditviz.reporting.search import best_trials, search_card
from creditviz.results import Search, Trial

TRIALS = (
    Trial({"C": 1.0}, "finished", 0.7),
    Trial({"C": 2.0}, "pruned", 0.9),
    Trial({"C": 3.0}, "failed", reason="no"),
    Trial({"C": 0.0123456}, "finished", 0.8),
    Trial({"C": 5.0}, "finished", 0.75),
)


def search(trials=TRIALS, **more):
    return Search(**{"model": "svm", "method": "tpe", "metric": "auc", "n_trials": 8, "trials": trials, **more})


def test_dots_line_and_ring_are_the_trials():
    figure = search_figure(search())
    finished, pruned, line, best = figure.data
    assert finished.x == (1, 4, 5) and finished.y == (0.7, 0.8, 0.75)
    assert pruned.x == (2,) and pruned.marker.symbol == "circle-open"
    assert np.allclose(line.y, [0.7, 0.7, 0.7, 0.8, 0.8]), "a trial that was cut short is never the best"
    assert (best.x, best.y) == ((4,), (0.8,))


def test_of_a_loss_the_smallest_is_best():
    found = search(metric="log_loss")
    assert found.best == 0 and np.allclose(found.best_so_far(), 0.7)
    assert "log loss 0.7000, trial 1" in search_card(found, "SVM").finding
    assert best_trials(found, MODELS["svm"])["trial"] == [1, 5, 4]


@pytest.mark.parametrize("trials", [(), TRIALS[2:3]])
def test_without_a_finished_trial_it_still_draws(trials):
    found = search(trials)
    assert found.best is None and json.loads(search_figure(found).to_json())
    card = search_card(found, "SVM")
    assert "No trial has finished" in card.finding or "first trial" in card.finding
    assert card.to_csv().count("\n") >= 1 + len(trials) - (not trials)


def test_the_table_is_ordered_and_rounded_the_download_is_not():
    table = best_trials(search(), MODELS["svm"])
    assert table["trial"] == [4, 5, 1] and table["Cost"] == ["0.0123", "5", "1"]
    assert "0.0123456" in search_card(search(), "SVM").to_csv()
