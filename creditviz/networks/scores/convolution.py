"""Two convolutions over the values of the months, and a full layer."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from creditviz.networks.blocks import Dropout
from creditviz.networks.fields import field_codes
from creditviz.networks.inputs import Codes, HeadRow, InputPlan, Tokens
from creditviz.networks.months import MonthReader


@dataclass(frozen=True)
class ConvolutionSize:
    """The free sizes; `creditviz.models.months.cnn` says what each does."""

    slide_over: str = "values"
    n_first: int = 32
    n_second: int = 64
    first_width: int = 8
    second_width: int = 4
    d_hidden: int = 32
    code_width: int = 8
    month_bins: int = 0
    head_static: bool = False
    static_bins: int = 0
    dropout: float = 0.0


class PaddedConv(nn.Conv1d):
    """A convolution of any width that keeps the number of positions: (n, n_in, length) -> (n, n_out, length)."""

    def forward(self, x: Tensor) -> Tensor:
        """Slide over the positions; of an even width the right side is padded by one more."""
        width = self.kernel_size[0]
        return super().forward(F.pad(x, ((width - 1) // 2, width // 2)))


class ValueReader(nn.Module):
    """Every value of the months is a position, month after month; on a book without months every static column.

    Shape
    -----
    (n, n_columns) -> (n, n_columns, d_in)
    """

    def __init__(self, n_columns: int, codes, embed: bool, width: int):
        super().__init__()
        self.reader = Codes(n_columns, codes, embed)
        self.d_in = width if self.reader.embed else 1
        self.tokens = Tokens(self.reader, self.d_in)

    def learn(self, x: Tensor) -> None:
        """Nothing to learn: numbers come standardised."""

    def read(self, x: Tensor) -> Tensor:
        """Values as positions."""
        return self.tokens(*self.reader(x))


class ConvolutionNetwork(nn.Module):
    """Convolution, convolution, the largest answer of each filter, a full layer, a score.

    Shape
    -----
    (n, n_features) -> margin (n,), the full layer (n, d_hidden)

    Parameters
    ----------
    plan : which columns are static and which are months.
    size : the free sizes.
    """

    def __init__(self, plan: InputPlan, size: ConvolutionSize):
        super().__init__()
        self.plan = plan
        self.reader = self._reader(plan, size)
        self.first = PaddedConv(self.reader.d_in, size.n_first, size.first_width)
        self.second = PaddedConv(size.n_first, size.n_second, size.second_width)
        self.row = None
        if size.head_static and plan.n_static and plan.has_months:
            self.row = HeadRow(plan.n_static, plan.static_codes, plan.embed_codes, size.static_bins)
        d_row = 0 if self.row is None else self.row.d_out
        self.hidden = nn.Linear(size.n_second + d_row, size.d_hidden)
        self.dropout = Dropout(size.dropout)
        self.score = nn.Linear(size.d_hidden, 1)

    def _reader(self, plan: InputPlan, size: ConvolutionSize) -> MonthReader | ValueReader:
        if plan.has_months and size.slide_over == "months":
            return MonthReader(plan, size.code_width, size.month_bins)
        if not plan.has_months:
            return ValueReader(plan.n_static, plan.static_codes, plan.embed_codes, size.code_width)
        codes = field_codes(InputPlan(0, plan.n_steps, plan.n_channels, (), plan.channel_codes))
        return ValueReader(plan.n_months, codes, plan.embed_codes, size.code_width)

    def _slid_over(self, x: Tensor) -> Tensor:
        """The columns that the filters slide over."""
        return x[:, self.plan.n_static :] if self.plan.has_months else x

    def learn(self, x: Tensor) -> None:
        """Take means and quantiles from training rows, once, before training."""
        self.reader.learn(self._slid_over(x))
        if self.row is not None:
            self.row.learn(x[:, : self.plan.n_static])

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Margin and vector."""
        read = self.reader.read(self._slid_over(x)).transpose(1, 2)  # (n, d_in, n_positions)
        found = F.relu(self.second(F.relu(self.first(read)))).amax(2)  # (n, n_second)
        parts = [found] if self.row is None else [found, self.row(x[:, : self.plan.n_static])]
        vector = F.relu(self.hidden(torch.cat(parts, 1)))
        return self.score(self.dropout(vector)).squeeze(1), vector
