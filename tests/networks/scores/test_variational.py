"""The variational autoencoder: its divergence in closed form, its loss term by term."""

import numpy as np
import pytest
import torch
from torch.distributions import Normal, kl_divergence
from torch.nn import functional as F

from creditviz.networks.scores.variational import VariationalClassifier, divergence
from tests.models.books import book


def network(weight=0.1):
    torch.manual_seed(0)
    net = VariationalClassifier(15, (16, 8), 4, 8, 0.0, weight)
    net.learn(torch.as_tensor(book()[0]))
    return net


def test_the_divergence_is_that_of_two_normals():
    torch.manual_seed(0)
    mean, log_variance = torch.randn(50, 4), torch.randn(50, 4)
    known = kl_divergence(Normal(mean, (0.5 * log_variance).exp()), Normal(0.0, 1.0)).sum(1)
    torch.testing.assert_close(divergence(mean, log_variance), known)
    assert divergence(torch.zeros(1, 4), torch.zeros(1, 4)).item() == 0.0


def test_without_weight_it_is_the_cross_entropy_of_the_score():
    net, (X, y) = network(weight=0.0), book()
    x, y = torch.as_tensor(X), torch.as_tensor(y, dtype=torch.float32)
    torch.testing.assert_close(net.loss(x, y, None), F.binary_cross_entropy_with_logits(net(x)[0], y))


def test_the_bound_is_counted_per_column():
    net, (X, y) = network(weight=0.1), book()
    x, y = torch.as_tensor(X), torch.as_tensor(y, dtype=torch.float32)
    with torch.no_grad():
        net.log_variance.weight.zero_()
        net.log_variance.bias.fill_(-9.0)  # so little noise that the code is its mean
        rows, mean, log_variance = net.encode(x)
        error = 0.5 * ((net.decoder(mean) - rows) ** 2).sum(1)
        expected = F.binary_cross_entropy_with_logits(net(x)[0], y)
        expected = expected + 0.1 * (error + divergence(mean, log_variance)).mean() / 15
        assert float(net.loss(x, y, None)) == pytest.approx(float(expected), rel=1e-3)


def test_scores_are_not_drawn():
    net, (X, _) = network(), book()
    x = torch.as_tensor(X)
    assert np.array_equal(net(x)[0].detach(), net(x)[0].detach())
