"""A recurrent network over the months, beside full layers over the static columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from creditviz.networks.blocks import Dropout
from creditviz.networks.inputs import HeadRow, InputPlan
from creditviz.networks.months import MonthReader

CELLS = {"lstm": nn.LSTM, "gru": nn.GRU, "rnn": nn.RNN}


@dataclass(frozen=True)
class RecurrentSize:
    """The free sizes; `creditviz.models.months.lstm` and `creditviz.models.fused.rnn_rf` say what each does."""

    cell: str = "lstm"
    d_hidden: int = 128
    code_width: int = 8
    month_bins: int = 0
    static_layers: tuple[int, ...] | None = None  # None: static columns are read only where there are no months
    static_bins: int = 0
    dropout: float = 0.0


class MonthStates(MonthReader):
    """The last state of a recurrent network over the months: (n, n_steps * n_channels) -> (n, d_hidden)."""

    def __init__(self, plan: InputPlan, size: RecurrentSize):
        super().__init__(plan, size.code_width, size.month_bins)
        self.cell = CELLS[size.cell](self.d_in, size.d_hidden, batch_first=True)
        self.d_out = size.d_hidden

    def forward(self, x: Tensor) -> Tensor:
        """Read the months, the oldest first."""
        return self.cell(self.read(x))[0][:, -1]  # all states: (n, n_steps, d_hidden)


class StaticLayers(nn.Module):
    """Full layers with ReLU over a row of static columns: (n, n_columns) -> (n, d_out)."""

    def __init__(self, row: HeadRow, sizes: Sequence[int]):
        super().__init__()
        self.row = row
        widths = [row.d_out, *sizes]
        layers = [nn.Sequential(nn.Linear(a, b), nn.ReLU()) for a, b in zip(widths, widths[1:], strict=False)]
        self.layers = nn.Sequential(*layers)
        self.d_out = widths[-1]

    def learn(self, x: Tensor) -> None:
        """Take means, spreads and quantiles of training rows."""
        self.row.learn(x)

    def forward(self, x: Tensor) -> Tensor:
        """Read the columns."""
        return self.layers(self.row(x))


class RecurrentNetwork(nn.Module):
    """The last state of the months and what the static columns give, side by side, and a score.

    Shape
    -----
    (n, n_features) -> margin (n,), both parts side by side (n, d_vector)

    Parameters
    ----------
    plan : which columns are static and which are months. Without months the static columns stand alone, and
        without static columns the months.
    size : the free sizes.
    """

    def __init__(self, plan: InputPlan, size: RecurrentSize):
        super().__init__()
        self.plan = plan
        self.months = MonthStates(plan, size) if plan.has_months else None
        sizes = size.static_layers
        if sizes is None and not plan.has_months:
            sizes = (size.d_hidden,)
        self.static = None
        if plan.n_static and sizes is not None:
            row = HeadRow(plan.n_static, plan.static_codes, plan.embed_codes, size.static_bins)
            self.static = StaticLayers(row, sizes)
        parts = [part.d_out for part in (self.months, self.static) if part is not None]
        self.dropout = Dropout(size.dropout)
        self.score = nn.Linear(sum(parts), 1)

    def learn(self, x: Tensor) -> None:
        """Take means and quantiles from training rows, once, before training."""
        static, months = x.split([self.plan.n_static, self.plan.n_months], 1)
        for part, columns in ((self.months, months), (self.static, static)):
            if part is not None:
                part.learn(columns)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Margin and vector."""
        static, months = x.split([self.plan.n_static, self.plan.n_months], 1)
        parts = [part(columns) for part, columns in ((self.months, months), (self.static, static)) if part is not None]
        vector = self.dropout(torch.cat(parts, 1))
        return self.score(vector).squeeze(1), vector
