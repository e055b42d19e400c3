"""ResNet-LSTM: a residual network reads who the customer is, a recurrent one how the months went."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from creditviz.networks.blocks import (
    Dropout,
    PositionNorm,
    ResidualBlock,
    SameConv,
    SpatialAttention,
    TemporalAttention,
)
from creditviz.networks.inputs import Codes, HeadRow, InputPlan, Tokens
from creditviz.networks.months import MonthReader


@dataclass(frozen=True)
class Architecture:
    """The free sizes of the network; `creditviz.models.months.resnet_lstm` says what each does."""

    attention: str = "both"
    sam_output: str = "weighted"
    token_width: int = 1
    n_channels: int = 16
    n_stages: int = 4
    code_width: int = 8
    month_bins: int = 0
    d_hidden: int = 128
    d_attention: int = 64
    d_embedding: int = 128
    head_static: bool = False
    head_bins: int = 0
    input_dropout: float = 0.0
    dropout: float = 0.5
    head_dropout: float = 0.5


class StaticBranch(nn.Module):
    """Residual convolutions over the static columns, and spatial attention (Zhang et al. 2022).

    Shape
    -----
    (n, n_static) -> features (n, d_out), weights (n, n_static) or None

    NOTE[DIFF]: the paper's eq. 7 hands on the attention map alone; here it weighs what the convolutions
    found (`sam_output="map"` is the print). Four stages have 16, 32, 64, 128 *channels*, kernel 3.
    """

    def __init__(self, plan: InputPlan, size: Architecture):
        super().__init__()
        self.reader = Codes(plan.n_static, plan.static_codes, plan.embed_codes)
        self.tokens = Tokens(self.reader, size.token_width)
        widths = [size.n_channels * 2**stage for stage in range(size.n_stages)]
        self.stack = nn.Sequential(
            SameConv(size.token_width, widths[0]),
            PositionNorm(widths[0]),
            nn.ReLU(),
            *(ResidualBlock(a, b, size.dropout) for a, b in zip([widths[0], *widths], widths, strict=False)),
        )
        self.spatial = SpatialAttention(plan.n_static) if size.attention in ("both", "spatial") else None
        self.map_only = self.spatial is not None and size.sam_output == "map"
        self.d_out = plan.n_static if self.map_only else widths[-1]

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor | None]:
        """Read the static columns."""
        return self.follow(self.read(x))

    def read(self, x: Tensor) -> Tensor:
        """Every column as a position of its own, (n, n_static, token_width)."""
        return self.tokens(*self.reader(x))

    def follow(self, tokens: Tensor) -> tuple[Tensor, Tensor | None]:
        """What becomes of the positions."""
        found = self.stack(tokens)  # (n, n_static, n_channels)
        if self.spatial is None:
            return found.mean(1), None
        weights = self.spatial(found)
        return weights if self.map_only else (weights.unsqueeze(2) * found).mean(1), weights


class SequenceBranch(MonthReader):
    """A bidirectional LSTM over the months, and temporal attention (Zhang et al. 2022).

    Shape
    -----
    (n, n_steps * n_channels), time-major, oldest first -> features (n, d_out), weights (n, n_steps) or None
    """

    def __init__(self, plan: InputPlan, size: Architecture):
        super().__init__(plan, size.code_width, size.month_bins)
        self.lstm = nn.LSTM(self.d_in, size.d_hidden, batch_first=True, bidirectional=True)
        self.input_dropout = Dropout(size.input_dropout)
        self.dropout = Dropout(size.dropout)
        self.d_out = 2 * size.d_hidden
        wanted = size.attention in ("both", "temporal")
        self.temporal = TemporalAttention(self.d_out, size.d_attention) if wanted else None

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor | None]:
        """Read the months."""
        return self.follow(self.read(x))

    def follow(self, months: Tensor) -> tuple[Tensor, Tensor | None]:
        """What becomes of the months."""
        h, (last, _) = self.lstm(self.input_dropout(months))  # h: (n, n_steps, d_out); last: (2, n, d_hidden)
        if self.temporal is None:
            return self.dropout(torch.cat([last[0], last[1]], 1)), None
        h = self.dropout(h)
        weights = self.temporal(h)
        return torch.bmm(weights.unsqueeze(1), h).squeeze(1), weights


class ResNetLSTM(nn.Module):
    """Both branches, fused into one vector and one margin (Zhang et al. 2022).

    Shape
    -----
    (n, n_features) -> margin (n,), embedding (n, d_embedding)

    Parameters
    ----------
    plan : which columns are static and which are months. Without months the static branch stands alone.
    size : the free sizes.
    """

    def __init__(self, plan: InputPlan, size: Architecture):
        super().__init__()
        self.plan = plan
        self.static = StaticBranch(plan, size) if plan.n_static else None
        self.sequence = SequenceBranch(plan, size) if plan.has_months else None
        n_row = (plan.n_static if size.head_static else 0) + plan.n_extra
        codes = plan.static_codes if size.head_static else ()
        self.row = HeadRow(n_row, codes, plan.embed_codes, size.head_bins) if n_row else None
        self.head_static = size.head_static
        parts = (self.static, self.sequence, self.row)
        self.d_branches = sum(part.d_out for part in parts if part is not None)
        self.fuse = nn.Linear(self.d_branches, size.d_embedding)
        self.dropout = Dropout(size.head_dropout)
        self.out = nn.Linear(size.d_embedding, 1)

    def learn(self, x: Tensor) -> None:
        """Take means and quantiles from training rows, once, before training."""
        if self.row is not None:
            self.row.learn(self._row(x))
        if self.sequence is not None:
            self.sequence.learn(x[:, self.plan.n_static : self.plan.n_static + self.plan.n_months])

    def _row(self, x: Tensor) -> Tensor:
        """What goes straight to the head: the static columns, if wanted, and those behind the months."""
        static = self.plan.n_static if self.head_static else 0
        return torch.cat([x[:, :static], x[:, self.plan.n_static + self.plan.n_months :]], 1)

    def branches(self, x: Tensor) -> tuple[Tensor, Tensor | None, Tensor | None]:
        """Concatenated features (n, d_branches), temporal and spatial weights."""
        parts, temporal, spatial = [], None, None
        static, behind = self.plan.n_static, self.plan.n_static + self.plan.n_months
        if self.static is not None:
            features, spatial = self.static(x[:, :static])
            parts.append(features)
        if self.sequence is not None:
            features, temporal = self.sequence(x[:, static:behind])
            parts.append(features)
        if self.row is not None:
            parts.append(self.row(self._row(x)))
        return torch.cat(parts, 1), temporal, spatial

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Margin and embedding."""
        embedding = torch.relu(self.fuse(self.branches(x)[0]))
        return self.out(self.dropout(embedding)).squeeze(1), embedding
