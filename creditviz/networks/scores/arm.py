"""ARM-Net: exponential neurons, each a product of the few fields that it attends to."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from creditviz.networks.blocks import Dropout
from creditviz.networks.entmax import entmax15
from creditviz.networks.fields import FieldEmbedding

LARGEST_EXPONENT = 8.0


class ARM(nn.Module):
    """Sparse attention chooses fields for each neuron; the neuron multiplies them; full layers give the score.

    Neuron o of a row is exp(sum over fields f of w_of e_f): a product of powers of exp(e_f), as in a multiplicative
    model, with powers w_of = gate_of * value_of. The gates are an entmax, most of them 0.

    Shape
    -----
    (n, n_columns) -> margins (n,), the last hidden layer (n, sizes[-1])

    Parameters
    ----------
    fields : (n, n_columns) -> (n, n_fields, width).
    n_fields, width : of the fields.
    n_neurons : products that are formed.
    sizes : units of the hidden layers behind them.
    dropout : share of their units that a training step leaves out.

    References
    ----------
    Cai et al. 2021, eqs. 3 to 8.
    NOTE[DIFF]: exponents are held within 8 of 0, or a product of large numbers overflows; no second, plain network.
    """

    def __init__(
        self, fields: FieldEmbedding, n_fields: int, width: int, n_neurons: int, sizes: Sequence[int], dropout: float
    ):
        super().__init__()
        self.fields = fields
        self.query = nn.Parameter(torch.randn(n_neurons, width) * width**-0.5)
        self.bilinear = nn.Parameter(torch.randn(width, width) * width**-0.5)
        self.value = nn.Parameter(torch.randn(n_neurons, n_fields) * n_fields**-0.5)
        self.norm = nn.BatchNorm1d(n_neurons)
        layers: list[nn.Module] = []
        for a, b in zip([n_neurons * width, *sizes], sizes, strict=False):
            layers += [nn.Linear(a, b), nn.ReLU(), Dropout(dropout)]
        self.hidden = nn.Sequential(*layers)
        self.score = nn.Linear(sizes[-1], 1)

    def learn(self, x: Tensor) -> None:
        """Take means and spreads of training rows."""
        self.fields.learn(x)

    def gates(self, e: Tensor) -> Tensor:
        """How much each neuron attends to each field, (n, n_neurons, n_fields); the gates of a neuron sum to 1."""
        return entmax15((self.query @ self.bilinear) @ e.transpose(1, 2))

    def neurons(self, x: Tensor) -> Tensor:
        """The products, (n, n_neurons, width), all above 0."""
        e = self.fields(x)
        exponent = (self.gates(e) * self.value) @ e
        return exponent.clamp(-LARGEST_EXPONENT, LARGEST_EXPONENT).exp()

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Score the rows."""
        found = self.hidden(self.norm(self.neurons(x)).flatten(1))
        return self.score(found).squeeze(1), found
