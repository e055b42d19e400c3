"""TabM: many networks that share nearly all their weights, trained as one."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from creditviz.networks.blocks import Dropout
from creditviz.networks.inputs import HeadRow, Pairs


class SharedLinear(nn.Module):
    """One full layer for all members; each scales what it reads and what it writes by numbers of its own.

    Member i computes ((x * read_i) W) * write_i + bias_i (Wen et al. 2020, eq. 2).

    Shape
    -----
    (n, 1 or n_members, d_in) -> (n, n_members, d_out)

    Parameters
    ----------
    n_members, d_in, d_out : sizes.
    signs : whether `read` starts as random signs, which makes members differ from the start; else as ones.
    """

    def __init__(self, n_members: int, d_in: int, d_out: int, *, signs: bool = False):
        super().__init__()
        bound = d_in**-0.5
        self.weight = nn.Parameter(torch.empty(d_in, d_out).uniform_(-bound, bound))
        ones = torch.ones(n_members, d_in)
        self.read = nn.Parameter(torch.where(torch.rand_like(ones) < 0.5, -ones, ones) if signs else ones)
        self.write = nn.Parameter(torch.ones(n_members, d_out))
        self.bias = nn.Parameter(torch.empty(n_members, d_out).uniform_(-bound, bound))

    def forward(self, x: Tensor) -> Tensor:
        """Apply the layer for every member."""
        return torch.addcmul(self.bias, (x * self.read) @ self.weight, self.write)


class TabM(nn.Module):
    """Members read the same row; each gives a margin, and the mean of their probabilities is the score.

    Numbers enter standardised and in quantile bins (piecewise linear), codes as ones.

    Shape
    -----
    (n, n_columns) -> margins (n,), the members' mean last hidden layer (n, d_block)

    Parameters
    ----------
    n_columns, codes : the columns, and which of them hold codes.
    n_bins : quantile bins per number; 0 leaves them out.
    n_members : raising it steadies the score, and costs time in proportion.
    n_blocks, d_block : hidden layers and their units.
    dropout : share of the units of a hidden layer that a training step leaves out.

    References
    ----------
    Gorishniy, Kotelnikov, Babenko 2024, section 3; bins: Gorishniy, Rubachev, Babenko 2022, section 3.2.
    NOTE[DIFF]: every bin is an input of the first layer; the authors first map the bins of a number to a vector.
    """

    def __init__(
        self, n_columns: int, codes: Pairs, n_bins: int, n_members: int, n_blocks: int, d_block: int, dropout: float
    ):
        super().__init__()
        self.reader = HeadRow(n_columns, codes, True, n_bins)
        widths = [self.reader.d_out] + [d_block] * n_blocks
        self.layers = nn.ModuleList(
            SharedLinear(n_members, a, b, signs=number == 0)
            for number, (a, b) in enumerate(zip(widths, widths[1:], strict=False))
        )
        self.dropout = Dropout(dropout)
        bound = d_block**-0.5
        self.score = nn.Parameter(torch.empty(n_members, d_block).uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.zeros(n_members))

    @torch.no_grad()
    def learn(self, x: Tensor) -> None:
        """Take means, spreads and quantiles of training rows."""
        self.reader.learn(x)

    def members(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Margins of all members (n, n_members) and their last hidden layers (n, n_members, d_block)."""
        hidden = self.reader(x).unsqueeze(1)
        for layer in self.layers:
            hidden = self.dropout(F.relu(layer(hidden)))
        return (hidden * self.score).sum(2) + self.bias, hidden

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Score the rows."""
        margins, hidden = self.members(x)
        return log_odds_of_mean(margins), hidden.mean(1)

    def loss(self, x: Tensor, y: Tensor, bad_weight: Tensor | None) -> Tensor:
        """The mean of the members' losses: each learns by itself, none leans on the others."""
        margins, _ = self.members(x)
        return F.binary_cross_entropy_with_logits(margins, y.unsqueeze(1).expand_as(margins), pos_weight=bad_weight)


def log_odds_of_mean(margins: Tensor) -> Tensor:
    """Log-odds of the mean of the probabilities behind margins, (n, n_members) -> (n,); exact far out too."""
    return torch.logsumexp(F.logsigmoid(margins), 1) - torch.logsumexp(F.logsigmoid(-margins), 1)
