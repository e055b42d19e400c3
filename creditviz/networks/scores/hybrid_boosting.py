"""A network that reads a row and the leaves of boosted trees in which it falls."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from creditviz.networks.inputs import HeadRow, Pairs


class HybridBoosting(nn.Module):
    """The vectors of a row's leaves are summed and stand beside its columns; full layers give the score.

    Several boosters tell leaves, each with vectors of its own. A booster whose leaves are below 0 tells nothing of
    the row; the margins that the others give are averaged.

    Shape
    -----
    (n, n_columns + n_boosters * n_trees) -> margins (n,), the last hidden layer (n, sizes[-1])

    Parameters
    ----------
    n_columns, codes : the row's own columns, and which of them hold codes.
    n_boosters, n_trees, n_leaves : leaves of a tree are numbered below `n_leaves`.
    width : numbers that stand for a leaf.
    sizes : units of the hidden layers.
    dropout : share of the units of each hidden layer that a training step leaves out.
    """

    def __init__(
        self,
        n_columns: int,
        codes: Pairs,
        n_boosters: int,
        n_trees: int,
        n_leaves: int,
        width: int,
        sizes: Sequence[int],
        dropout: float,
    ):
        super().__init__()
        self.n_columns, self.shape = n_columns, (n_boosters, n_trees)
        self.reader = HeadRow(n_columns, codes, True, 0)
        start = torch.arange(n_boosters * n_trees).view(n_boosters, n_trees) * n_leaves
        self.register_buffer("start", start, persistent=False)
        self.table = nn.Parameter(torch.randn(n_boosters * n_trees * n_leaves, width) * n_trees**-0.5)
        layers: list[nn.Module] = []
        for a, b in zip([self.reader.d_out + width, *sizes], sizes, strict=False):
            layers += [nn.Linear(a, b), nn.ReLU(), nn.Dropout(dropout)]
        self.hidden = nn.Sequential(*layers)
        self.score = nn.Linear(sizes[-1], 1)

    @torch.no_grad()
    def learn(self, x: Tensor) -> None:
        """Take means and spreads of training rows."""
        self.reader.learn(x[:, : self.n_columns])

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Score the rows."""
        leaves = x[:, self.n_columns :].long().view(len(x), *self.shape)
        row, booster = (leaves[:, :, 0] >= 0).nonzero(as_tuple=True)  # who tells something of which row
        told = F.embedding_bag(leaves[row, booster] + self.start[booster], self.table, mode="sum")
        columns = self.reader(x[:, : self.n_columns])
        hidden = self.hidden(torch.cat([columns[row], told], 1))
        share = 1 / torch.bincount(row, minlength=len(x)).to(hidden.dtype)[row].unsqueeze(1)
        mean = torch.zeros(len(x), hidden.shape[1], dtype=hidden.dtype, device=x.device)
        mean = mean.index_add(0, row, hidden * share)
        return self.score(mean).squeeze(1), mean  # the score is linear: this is the mean of the margins
