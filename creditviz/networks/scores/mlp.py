"""A plain network of full layers."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from creditviz.networks.inputs import HeadRow


class MLP(nn.Module):
    """Full layers with ReLU and dropout, and a score.

    Shape
    -----
    (n, n_columns) -> margins (n,), the last hidden layer (n, sizes[-1])

    Parameters
    ----------
    n_columns : all of them are read as numbers, standardised.
    sizes : units of the hidden layers, at least one.
    dropout : share of the units of each hidden layer that a training step leaves out.
    """

    def __init__(self, n_columns: int, sizes: Sequence[int], dropout: float):
        super().__init__()
        self.reader = HeadRow(n_columns, (), False, 0)
        widths = [n_columns, *sizes]
        layers: list[nn.Module] = []
        for a, b in zip(widths, widths[1:], strict=False):
            layers += [nn.Linear(a, b), nn.ReLU(), nn.Dropout(dropout)]
        self.hidden = nn.Sequential(*layers)
        self.score = nn.Linear(widths[-1], 1)

    @torch.no_grad()
    def learn(self, x: Tensor) -> None:
        """Take means and spreads of training rows."""
        self.reader.learn(x)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Score the rows."""
        found = self.hidden(self.reader(x))
        return self.score(found).squeeze(1), found
