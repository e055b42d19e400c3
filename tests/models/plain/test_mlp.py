"""The plain network: its printed shape, its weight of defaults, stop and resume."""

import numpy as np
import pytest
import torch

from creditviz.exceptions import RunCancelled
from creditviz.metrics import auc
from creditviz.models.plain.mlp import MLPClassifier
from creditviz.networks.classification import Classification, Optimisation
from creditviz.networks.scores.mlp import MLP
from tests.models.books import book

QUICK = {"d_first": 16, "d_second": 8, "n_epochs": 6, "batch_size": 64, "learning_rate": 0.01, "random_state": 0}


def test_the_network_has_the_stated_layers():
    X, y = book()
    network = MLPClassifier(n_epochs=1).fit(X, y).networks_[0]
    assert [(layer.in_features, layer.out_features) for layer in (network.hidden[0], network.hidden[3])] == [
        (15, 128),
        (128, 64),
    ]
    assert network.score.out_features == 1 and network.hidden[2].p == 0.3


def test_it_ranks_and_the_weight_of_defaults_moves_scores_up():
    X, y = book(n=800)
    other, truth = book(n=800, seed=1)
    plain, heavy = (MLPClassifier(**QUICK, scale_pos_weight=w).fit(X, y).predict_proba(other)[:, 1] for w in (1.0, 10))
    assert auc(truth, plain) > 0.7
    assert heavy.mean() > plain.mean() + 0.1


def test_the_weight_multiplies_the_loss_of_defaults():
    X, y = book()
    how = Optimisation(bad_weight=3.0)
    task = Classification(MLP(15, (8,), 0.0), X, y, None, how, torch.device("cpu"))
    with torch.no_grad():
        log_odds = task.network(task.X)[0].numpy()
    loss = np.logaddexp(0, np.where(y == 1, -log_odds, log_odds)) * np.where(y == 1, 3.0, 1.0)
    assert float(task.step(torch.arange(len(y)))["loss"]) == pytest.approx(loss.mean(), rel=1e-5)


def test_resumed_equals_uninterrupted():
    X, y = book()
    whole = MLPClassifier(**QUICK).fit(X, y)
    kept = []

    def stop(report):
        kept.append(report.state())
        if report.epoch == 3:
            raise RunCancelled("stop")

    with pytest.raises(RunCancelled):
        MLPClassifier(**QUICK).fit(X, y, on_epoch=stop)
    resumed = MLPClassifier(**QUICK).fit(X, y, resume_from=kept[-1])
    assert np.array_equal(whole.predict_proba(X), resumed.predict_proba(X))
    assert whole.history_ == resumed.history_
