"""Layers of a network that first learn, one after the other, to give back what they read."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class LayerAutoencoder(nn.Module):
    """One full layer with a decoder of its own, trained to give back rows of which it sees a part.

    Shape
    -----
    (n, d_in) -> (n, d_in)

    Parameters
    ----------
    layer : the layer that is kept; ReLU follows it.
    mask : share of the numbers that are hidden, set to 0, in training.

    References
    ----------
    Vincent, Larochelle, Lajoie, Bengio, Manzagol 2010, section 3.
    """

    def __init__(self, layer: nn.Linear, mask: float):
        super().__init__()
        self.layer, self.mask = layer, mask
        self.decode = nn.Linear(layer.out_features, layer.in_features)

    def forward(self, x: Tensor) -> Tensor:
        """The rows, given back."""
        return self.decode(F.relu(self.layer(x)))

    def loss(self, x: Tensor, y: Tensor, bad_weight: Tensor | None) -> Tensor:
        """Mean squared error of the whole rows, given back from what is left of them; outcomes are not looked at."""
        return F.mse_loss(self(x * (torch.rand_like(x) >= self.mask)), x)
