"""Stacked autoencoder: layers learn to give back, travel into the network, and a break changes nothing."""

import numpy as np
import pytest
import torch

from creditviz.exceptions import RunCancelled
from creditviz.models.plain.stacked_autoencoder import StackedAutoencoderClassifier
from creditviz.networks.scores.stacked_autoencoder import LayerAutoencoder
from tests.models.books import book

QUICK = {
    "d_first": 16,
    "d_second": 8,
    "d_third": 4,
    "pretraining_epochs": 3,
    "n_epochs": 4,
    "learning_rate": 0.01,
    "random_state": 0,
}


def stage_losses(model, stage):
    return [row["loss"] for row in model.history_ if row["stage"] == stage]


def test_pre_training_lowers_the_error_of_giving_back():
    model = StackedAutoencoderClassifier(**{**QUICK, "pretraining_epochs": 15}).fit(*book(n=600))
    for number in (1, 2, 3):
        losses = stage_losses(model, f"layer {number} of 3")
        assert len(losses) == 15
        assert losses[-1] < 0.9 * losses[0]


def test_the_network_starts_from_the_pre_trained_layers():
    X, y = book()
    started = StackedAutoencoderClassifier(**{**QUICK, "n_epochs": 1, "learning_rate": 1e-6})
    kept = []
    started.fit(X, y, on_epoch=lambda report: kept.append(report.state()))
    layer = next(k for k in kept if k.stage == "layer 1 of 3" and k.epoch == 3)
    np.testing.assert_allclose(
        started.networks_[0].hidden[0].weight.detach().numpy(), layer.arrays["state/network/layer.weight"], atol=1e-3
    )


def test_what_is_hidden_is_to_be_given_back():
    torch.manual_seed(0)
    task = LayerAutoencoder(torch.nn.Linear(3, 8), mask=0.5)
    x = torch.randn(4000, 3)
    plain = float(((task(x) - x) ** 2).detach().mean())
    task.mask = 0.0
    assert task.loss(x, x[:, 0], None).item() == pytest.approx(plain, rel=1e-6)
    task.mask = 1.0
    blind = float(((task(torch.zeros_like(x)) - x) ** 2).detach().mean())
    assert task.loss(x, x[:, 0], None).item() == pytest.approx(blind, rel=1e-6)


@pytest.mark.parametrize("stage, epoch", [("layer 2 of 3", 2), ("network 1 of 2", 2), ("network 2 of 2", 3)])
def test_resumed_equals_uninterrupted(stage, epoch):
    X, y = book()
    whole = StackedAutoencoderClassifier(**QUICK, n_networks=2).fit(X, y)
    kept = []

    def stop(report):
        if (report.stage, report.epoch) == (stage, epoch):
            kept.append(report.state())
            raise RunCancelled("stop")

    with pytest.raises(RunCancelled):
        StackedAutoencoderClassifier(**QUICK, n_networks=2).fit(X, y, on_epoch=stop)
    resumed = StackedAutoencoderClassifier(**QUICK, n_networks=2).fit(X, y, resume_from=kept[0])
    assert np.array_equal(whole.predict_proba(X), resumed.predict_proba(X))
    assert whole.history_ == resumed.history_


def test_stages_are_counted_in_order_and_pre_training_can_be_left_out():
    told = []
    StackedAutoencoderClassifier(**QUICK).fit(*book(), on_epoch=told.append)
    assert sorted({(r.stage_number, r.stage, r.n_stages) for r in told}) == [
        (1, "layer 1 of 3", 4),
        (2, "layer 2 of 3", 4),
        (3, "layer 3 of 3", 4),
        (4, "network", 4),
    ]
    alone = StackedAutoencoderClassifier(**{**QUICK, "pretraining_epochs": 0}).fit(*book())
    assert {row["stage"] for row in alone.history_} == {"network"}
