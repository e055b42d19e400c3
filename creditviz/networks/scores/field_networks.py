"""Networks over the fields of a row: convolutions, a recurrent net, residual layers, self-attention.

All give margins (n,) and the last hidden vector (n, d). A row of fields has no order in time; convolutions
and recurrent nets over it take the order of the columns, which stays the same for all rows.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from creditviz.networks.blocks import Dropout, PositionNorm, SameConv
from creditviz.networks.fields import FieldEmbedding


class OverFields(nn.Module):
    """Fields, a body that makes one vector of them, and a score.

    Shape
    -----
    (n, n_columns) -> margins (n,), vectors (n, d_out)

    Parameters
    ----------
    fields : (n, n_columns) -> (n, n_fields, width).
    body : (n, n_fields, width) -> (n, d_out).
    d_out : length of what `body` gives.
    """

    def __init__(self, fields: FieldEmbedding, body: nn.Module, d_out: int):
        super().__init__()
        self.fields, self.body = fields, body
        self.score = nn.Linear(d_out, 1)

    def learn(self, x: Tensor) -> None:
        """Take means, spreads and quantiles of training rows."""
        self.fields.learn(x)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Score the rows."""
        found = self.body(self.fields(x))
        return self.score(found).squeeze(1), found


class Convolutions(nn.Module):
    """Two convolutions along the fields, the largest answer of each channel, a full layer.

    Shape
    -----
    (n, n_fields, width) -> (n, d_hidden)
    """

    def __init__(self, width: int, d_hidden: int, dropout: float):
        super().__init__()
        self.convolutions = nn.Sequential(
            SameConv(width, 2 * width), PositionNorm(2 * width), nn.ReLU(),
            SameConv(2 * width, 4 * width), PositionNorm(4 * width), nn.ReLU(),
        )  # fmt: skip
        self.full = nn.Sequential(Dropout(dropout), nn.Linear(4 * width, d_hidden), nn.ReLU())

    def forward(self, fields: Tensor) -> Tensor:
        """Read the fields."""
        return self.full(self.convolutions(fields).amax(1))


class Recurrence(nn.Module):
    """A recurrent net along the fields; its last state.

    Shape
    -----
    (n, n_fields, width) -> (n, d_hidden)
    """

    def __init__(self, cell: str, width: int, d_hidden: int, dropout: float):
        super().__init__()
        self.net = {"rnn": nn.RNN, "lstm": nn.LSTM}[cell](width, d_hidden, batch_first=True)
        self.dropout = Dropout(dropout)

    def forward(self, fields: Tensor) -> Tensor:
        """Read the fields one after the other."""
        states, _ = self.net(fields)  # (n, n_fields, d_hidden)
        return self.dropout(states[:, -1])


class ResidualLayers(nn.Module):
    """Full layers with shortcuts on the fields side by side.

    Shape
    -----
    (n, n_fields, width) -> (n, d_hidden)

    References
    ----------
    Gorishniy et al. 2021, section 3.2.
    """

    def __init__(self, d_in: int, d_hidden: int, n_blocks: int, dropout: float):
        super().__init__()
        self.first = nn.Linear(d_in, d_hidden)
        self.blocks = nn.ModuleList(
            nn.Sequential(
                nn.BatchNorm1d(d_hidden),
                nn.Linear(d_hidden, 2 * d_hidden),
                nn.ReLU(),
                Dropout(dropout),
                nn.Linear(2 * d_hidden, d_hidden),
            )
            for _ in range(n_blocks)
        )
        self.last = nn.Sequential(nn.BatchNorm1d(d_hidden), nn.ReLU())

    def forward(self, fields: Tensor) -> Tensor:
        """Read all fields at once."""
        found = self.first(fields.flatten(1))
        for block in self.blocks:
            found = found + block(found)
        return self.last(found)


class SelfAttention(nn.Module):
    """Each field looks at all fields, once a head, and keeps a part of itself.

    Shape
    -----
    (n, n_fields, d_in) -> (n, n_fields, n_heads * d_head)

    References
    ----------
    Song et al. 2019, eqs. 5 to 8. Products are not scaled, as there.
    """

    def __init__(self, d_in: int, n_heads: int, d_head: int):
        super().__init__()
        self.n_heads = n_heads
        self.look = nn.Linear(d_in, 3 * n_heads * d_head, bias=False)  # queries, keys, values
        self.keep = nn.Linear(d_in, n_heads * d_head, bias=False)

    def _heads(self, fields: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        parts = self.look(fields).unflatten(2, (3, self.n_heads, -1))
        queries, keys, values = parts.permute(2, 0, 3, 1, 4)  # each (n, n_heads, n_fields, d_head)
        return queries, keys, values

    def weights(self, fields: Tensor) -> Tensor:
        """How much each field looks at each, (n, n_heads, n_fields, n_fields); every row sums to 1."""
        queries, keys, _ = self._heads(fields)
        return torch.softmax(queries @ keys.transpose(2, 3), 3)

    def forward(self, fields: Tensor) -> Tensor:
        """Let the fields look at each other."""
        seen = F.scaled_dot_product_attention(*self._heads(fields), scale=1.0)
        return F.relu(seen.transpose(1, 2).flatten(2) + self.keep(fields))


class StackedAttention(nn.Module):
    """Layers of self-attention, side by side at the end.

    Shape
    -----
    (n, n_fields, width) -> (n, n_fields * n_heads * d_head)
    """

    def __init__(self, width: int, n_layers: int, n_heads: int, d_head: int, dropout: float):
        super().__init__()
        widths = [width, *[n_heads * d_head] * n_layers]
        self.layers = nn.Sequential(*(SelfAttention(d_in, n_heads, d_head) for d_in in widths[:-1]))
        self.dropout = Dropout(dropout)

    def forward(self, fields: Tensor) -> Tensor:
        """Read the fields."""
        return self.dropout(self.layers(fields).flatten(1))
