"""TabM: shared weights, members of their own, the mean of their probabilities."""

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from creditviz.networks.classification import Classification, Optimisation
from creditviz.networks.scores.tabm import SharedLinear, TabM, log_odds_of_mean
from tests.models.books import book


def network(n_members=4, dropout=0.0):
    torch.manual_seed(0)
    net = TabM(15, ((1, 3), (3, 5)), 4, n_members, 2, 8, dropout)
    net.learn(torch.as_tensor(book()[0]))
    return net


def test_a_shared_layer_is_one_full_layer_a_member():
    torch.manual_seed(0)
    layer = SharedLinear(3, 5, 2, signs=True)
    with torch.no_grad():
        layer.write.normal_()
    x = torch.randn(7, 1, 5)
    for i, found in enumerate(layer(x).unbind(1)):
        own = torch.diag(layer.read[i]) @ layer.weight @ torch.diag(layer.write[i])
        torch.testing.assert_close(found, x[:, 0] @ own + layer.bias[i])


def test_members_share_the_matrices_and_differ():
    net = network(n_members=32)
    one = network(n_members=1)
    matrices = sum(layer.weight.numel() for layer in net.layers)
    assert matrices == sum(layer.weight.numel() for layer in one.layers)
    margins, _ = net.members(torch.as_tensor(book()[0]))
    different = (margins[:, :, None] - margins[:, None]).abs().amax(0)[~torch.eye(32, dtype=bool)]
    assert different.min() > 0.01


def test_the_score_is_the_mean_of_the_members_probabilities():
    net = network().double().eval()
    x = torch.as_tensor(book()[0]).double()
    margin, _ = net(x)
    torch.testing.assert_close(margin.sigmoid(), net.members(x)[0].sigmoid().mean(1))


def test_the_log_odds_of_a_mean_stay_exact_far_out():
    margins = torch.tensor([[-800.0, -700.0], [700.0, 800.0], [-1.0, 1.0]], dtype=torch.float64)
    expected = torch.tensor([-700 - np.log(2), 700 + np.log(2), 0.0], dtype=torch.float64)
    torch.testing.assert_close(log_odds_of_mean(margins), expected)


@pytest.mark.parametrize("weight", [None, torch.tensor(3.0)])
def test_the_loss_is_the_mean_of_the_members_losses(weight):
    net, (X, y) = network(), book()
    x, y = torch.as_tensor(X), torch.as_tensor(y, dtype=torch.float32)
    each = [F.binary_cross_entropy_with_logits(m, y, pos_weight=weight) for m in net.members(x)[0].unbind(1)]
    torch.testing.assert_close(net.loss(x, y, weight), torch.stack(each).mean())


def test_no_member_learns_from_another():
    net = network()
    x, y = (torch.as_tensor(part, dtype=torch.float32) for part in book())
    net.loss(x, y, None).backward()
    whole = net.score.grad[0].clone()
    net.zero_grad()
    F.binary_cross_entropy_with_logits(net.members(x)[0][:, 0], y).backward()
    torch.testing.assert_close(whole, net.score.grad[0] / 4)


def test_a_network_that_offers_a_loss_is_trained_on_it():
    X, y = book()
    task = Classification(network(), X, y, None, Optimisation(bad_weight=2.0), torch.device("cpu"))
    with torch.no_grad():
        expected = float(task.network.loss(task.X, task.y, torch.tensor(2.0)))
    assert float(task.step(torch.arange(len(y)))["loss"]) == pytest.approx(expected, rel=1e-5)
