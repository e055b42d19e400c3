"""Fields: every column of an encoded row as a vector of one width.

What networks over fields (AFCC, AutoInt, convolutions and recurrent nets over a row, ARM, NCF) read. The
matrix comes in the "codes" encoding. A month of a channel is a field of its own, so that every book works.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from creditviz.networks.inputs import Codes, HeadRow, InputPlan, Pairs, Tokens


def field_codes(plan: InputPlan) -> Pairs:
    """(column, number of codes) of every matrix column that holds codes, months included.

    >>> field_codes(InputPlan(2, n_steps=2, n_channels=2, static_codes=((1, 5),), channel_codes=((0, 3),)))
    ((1, 5), (2, 3), (4, 3))
    """
    first = range(plan.n_static, plan.n_static + plan.n_months, max(plan.n_channels, 1))
    return (*plan.static_codes, *((start + channel, size) for start in first for channel, size in plan.channel_codes))


class QuantileBins(nn.Module):
    """Numbers as codes from 0 to n_bins - 1, cut at the quantiles of the training rows.

    A number of at most n_bins distinct values keeps them all: each is a code.

    Shape
    -----
    (n, n_numbers) -> codes (n, n_numbers), long
    """

    def __init__(self, n_numbers: int, n_bins: int):
        super().__init__()
        self.n_bins = n_bins
        self.register_buffer("edges", torch.full((n_numbers, n_bins - 1), torch.inf))  # inf: no such bin

    @torch.no_grad()
    def learn(self, x: Tensor) -> None:
        """Take the quantiles of training rows."""
        for edges, column in zip(self.edges, x.numpy().T, strict=True):
            values = np.unique(column)
            inner = values[:-1]
            if len(values) > self.n_bins:
                inner = np.quantile(column, np.linspace(0, 1, self.n_bins + 1)[1:-1])
            edges.fill_(torch.inf)
            edges[: len(inner)] = torch.from_numpy(inner)

    def forward(self, x: Tensor) -> Tensor:
        """How many edges lie below each number."""
        return torch.searchsorted(self.edges, x.T.contiguous()).T


class FieldEmbedding(nn.Module):
    """Every column of a row becomes a vector: a field.

    A code looks its vector up (a code that is out of range is read as 0, "other"). A number is standardised
    by the training rows and multiplied with a learned vector (plus a learned vector); with `n_bins` it is cut
    into quantile bins first, and a bin looks its vector up.

    Shape
    -----
    (n, n_columns) -> (n, n_columns, width), in the order of the columns

    Parameters
    ----------
    n_columns : columns of the matrix, months included.
    codes : (column, number of codes), as `field_codes` gives them.
    width : numbers that stand for a field, at least 2.
    n_bins : quantile bins a number is cut into; 0 keeps numbers as numbers.

    Examples
    --------
    >>> fields = FieldEmbedding(3, ((2, 4),), width=8)
    >>> x = torch.tensor([[0.5, -1.0, 3.0], [1.5, 2.0, 0.0]])
    >>> fields.learn(x)  # once, on training rows
    >>> fields(x).shape, fields.numbers(x).shape
    (torch.Size([2, 3, 8]), torch.Size([2, 2]))
    """

    def __init__(self, n_columns: int, codes: Pairs, width: int, n_bins: int = 0):
        super().__init__()
        self.width = width
        self.reader = Codes(n_columns, codes, embed=True)
        self.standard = HeadRow(self.reader.n_numbers, (), False, 0)
        self.bins = QuantileBins(self.reader.n_numbers, n_bins) if n_bins else None
        binned = tuple((column, n_bins) for column in self.reader.numbers.tolist() if n_bins)
        self.lookup = Codes(n_columns, (*binned, *codes), embed=True)
        self.tokens = Tokens(self.lookup, width)

    @property
    def n_numbers(self) -> int:
        """How many of the columns hold numbers."""
        return self.reader.n_numbers

    @property
    def discrete(self) -> Tensor:
        """The columns that are looked up in a table, ascending: all of them with bins, else those that hold codes."""
        return self.lookup.index.sort().values

    @torch.no_grad()
    def learn(self, x: Tensor) -> None:
        """Take means, spreads and quantiles of training rows."""
        numbers, _ = self.reader(x)
        self.standard.learn(numbers)
        if self.bins is not None:
            self.bins.learn(numbers)

    def numbers(self, x: Tensor) -> Tensor:
        """The columns that hold numbers, standardised and held within 6 spreads, (n, n_numbers)."""
        return self.standard(self.reader(x)[0])

    def forward(self, x: Tensor) -> Tensor:
        """Embed the columns."""
        numbers, codes = self.reader(x)
        if self.bins is None:
            return self.tokens(self.standard(numbers), codes)
        cut = x.index_copy(1, self.reader.numbers, self.bins(numbers).to(x.dtype))
        return self.tokens(*self.lookup(cut))
