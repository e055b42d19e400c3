"""The gradient of a domain-adversarial network, written out: at its size autograd costs more than the products."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class ThreeParts(Protocol):
    """A network of full layers: features, and two heads that read them."""

    extractor: nn.Sequential
    classifier: nn.Sequential
    discriminator: nn.Sequential

    def parameters(self) -> Iterator[nn.Parameter]:
        """Those of the extractor, the classifier and the discriminator, in this order."""


class _Layer(NamedTuple):
    weight: Tensor  # (out, in)
    bias: Tensor
    d_weight: Tensor  # gradients, views of one long vector
    d_bias: Tensor


class Told(NamedTuple):
    """What a step says of a batch."""

    outcome_loss: Tensor
    domain_loss: Tensor | None = None
    domain_accuracy: Tensor | None = None


class DomainGradient:
    """Losses of a batch and their gradient, in one vector `gradient` beside the weights in one vector `values`.

    The network's weights become views of `values`, so that a step of descent is three operations on long vectors.

    Parameters
    ----------
    network : extractor (ReLU between its layers, a sigmoid behind the last), classifier and discriminator (ReLU
        between their layers, one logistic unit at the end).
    bad_weight : what a default counts in the loss of the outcomes; None is 1.

    Attributes
    ----------
    values, gradient : (n_weights,), in the order of `network.parameters()`.
    n_outcome : so many of them belong to extractor and classifier.

    References
    ----------
    Ganin et al. 2016, eqs. 13 to 15; a test holds it against autograd through `reverse_gradient`.
    """

    def __init__(self, network: ThreeParts, bad_weight: float | None = None) -> None:
        parameters = list(network.parameters())
        self.values = torch.cat([p.detach().flatten() for p in parameters])
        self.gradient = torch.zeros_like(self.values)
        self.bad_weight = bad_weight
        sizes = [p.numel() for p in parameters]
        views = zip(parameters, self.values.split(sizes), self.gradient.split(sizes), strict=True)
        gradients: dict[int, Tensor] = {}
        for parameter, value, gradient in views:
            parameter.data = value.view_as(parameter)
            gradients[id(parameter)] = gradient.view_as(parameter)
        self._extractor, self._classifier, self._discriminator = (
            [_Layer(m.weight, m.bias, gradients[id(m.weight)], gradients[id(m.bias)]) for m in part if _is_linear(m)]
            for part in (network.extractor, network.classifier, network.discriminator)
        )
        self.n_outcome = sum(p.numel() for part in (network.extractor, network.classifier) for p in part.parameters())

    @torch.no_grad()
    def outcomes(self, x: Tensor, y: Tensor) -> Told:
        """Source rows alone: extractor and classifier."""
        rows = self._features(x)
        loss, back = self._outcome(rows[-1], y)
        self._extract_back(rows, back)
        return Told(loss)

    @torch.no_grad()
    def domains(self, x: Tensor, y: Tensor, is_source: Tensor, strength: float) -> Told:
        """Rows of both domains, the source's first; the discriminator's gradient reaches the extractor turned round."""
        rows = self._features(x)
        features = rows[-1]
        loss, back = self._outcome(features[: len(y)], y)
        hidden = _forward(self._discriminator, features)
        told = hidden[-1].squeeze(1)
        slope = torch.sigmoid(told).sub_(is_source).div_(len(told))
        turned = _backward(self._discriminator, hidden, slope.unsqueeze(1)).mul_(-strength)
        turned[: len(y)] += back
        self._extract_back(rows, turned)
        right = ((told > 0) == (is_source > 0)).float().mean()
        return Told(loss, F.binary_cross_entropy_with_logits(told, is_source), right)

    def _features(self, x: Tensor) -> list[Tensor]:
        rows = _forward(self._extractor, x)
        rows[-1].sigmoid_()
        return rows

    def _outcome(self, features: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        """Loss of the outcomes, and its gradient at the features."""
        hidden = _forward(self._classifier, features)
        margin = hidden[-1].squeeze(1)
        weight = None if self.bad_weight is None else torch.tensor(self.bad_weight, device=y.device, dtype=y.dtype)
        loss = F.binary_cross_entropy_with_logits(margin, y, pos_weight=weight)
        slope = torch.sigmoid(margin)
        if weight is None:
            slope = slope.sub_(y)
        else:
            slope = slope * (1.0 + (weight - 1.0) * y) - weight * y
        return loss, _backward(self._classifier, hidden, slope.div_(len(y)).unsqueeze(1))

    def _extract_back(self, rows: list[Tensor], back: Tensor) -> None:
        _backward(self._extractor, rows, torch.ops.aten.sigmoid_backward(back, rows[-1]), to_input=False)


def _is_linear(module: nn.Module) -> bool:
    return isinstance(module, nn.Linear)


def _forward(layers: list[_Layer], x: Tensor) -> list[Tensor]:
    """What each layer reads, and what the last one says before its own activation."""
    rows = [x]
    for number, layer in enumerate(layers):
        x = torch.addmm(layer.bias, x, layer.weight.t())
        rows.append(x.relu_() if number < len(layers) - 1 else x)
    return rows


def _backward(layers: list[_Layer], rows: list[Tensor], slope: Tensor, *, to_input: bool = True) -> Tensor:
    """Write the layers' gradients; returns the gradient at what the first layer reads, unless nobody wants it."""
    for number in reversed(range(len(layers))):
        layer = layers[number]
        torch.mm(slope.t(), rows[number], out=layer.d_weight)
        torch.sum(slope, 0, out=layer.d_bias)
        if number or to_input:
            slope = slope @ layer.weight
        if number:
            slope = torch.ops.aten.threshold_backward(slope, rows[number], 0.0)
    return slope
