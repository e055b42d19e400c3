"""Neural collaborative filtering: the borrower as a vector, the loan as a vector, and how well they go together."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from creditviz.networks.blocks import Dropout
from creditviz.networks.fields import FieldEmbedding


class NeuMF(nn.Module):
    """A vector of the borrower and one of the loan; their product and a network over both give the score.

    Shape
    -----
    (n, n_columns) -> margins (n,), product and last hidden layer side by side (n, d_tower + d_tower)

    Parameters
    ----------
    fields : (n, n_columns) -> (n, n_fields, width).
    width : of a field.
    borrower, loan : the fields of each side, at least one each.
    d_tower : length of both vectors.
    dropout : share of the hidden units that a training step leaves out.

    References
    ----------
    He et al. 2017, section 3.4. NOTE[DIFF]: there, users and items have numbers to look up; a book of loans has
    neither, so that each side is described by its columns.
    """

    def __init__(
        self,
        fields: FieldEmbedding,
        width: int,
        borrower: Sequence[int],
        loan: Sequence[int],
        d_tower: int,
        dropout: float,
    ):
        super().__init__()
        self.fields = fields
        for name, side in (("borrower", borrower), ("loan", loan)):
            self.register_buffer(f"{name}_fields", torch.tensor(list(side)), persistent=False)
        self.borrower, self.loan = (_tower(len(side) * width, d_tower, dropout) for side in (borrower, loan))
        self.both = nn.Sequential(
            nn.Linear(2 * d_tower, 2 * d_tower), nn.ReLU(), Dropout(dropout), nn.Linear(2 * d_tower, d_tower), nn.ReLU()
        )
        self.score = nn.Linear(2 * d_tower, 1)

    def learn(self, x: Tensor) -> None:
        """Take means and spreads of training rows."""
        self.fields.learn(x)

    def sides(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """The vectors of the borrower and of the loan, (n, d_tower) each."""
        e = self.fields(x)
        return self.borrower(e[:, self.borrower_fields].flatten(1)), self.loan(e[:, self.loan_fields].flatten(1))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Score the rows."""
        borrower, loan = self.sides(x)
        found = torch.cat([borrower * loan, self.both(torch.cat([borrower, loan], 1))], 1)
        return self.score(found).squeeze(1), found


def _tower(d_in: int, d_out: int, dropout: float) -> nn.Module:
    return nn.Sequential(nn.Linear(d_in, 2 * d_out), nn.ReLU(), Dropout(dropout), nn.Linear(2 * d_out, d_out))
