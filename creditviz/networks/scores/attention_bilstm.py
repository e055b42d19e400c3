"""An LSTM over the months whose attention asks with who the customer is (Ala'raj, Abbod, Majdalawieh 2021)."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from creditviz.networks.blocks import Dropout, TemporalAttention
from creditviz.networks.inputs import HeadRow, InputPlan
from creditviz.networks.months import MonthReader


@dataclass(frozen=True)
class Architecture:
    """The free sizes of the network; `creditviz.models.months.attention_bilstm` says what each does."""

    direction: str = "both"
    attention: str = "static"
    code_width: int = 8
    month_bins: int = 0
    static_bins: int = 0
    d_hidden: int = 64
    d_context: int = 64
    d_attention: int = 64
    d_head: int = 64
    dropout: float = 0.2


class QueriedAttention(TemporalAttention):
    """How much each month counts for a customer of this kind; the weights of a row sum to 1.

    Shape
    -----
    months (n, n_steps, n_channels), query (n, d_query) -> (n, n_steps)

    References
    ----------
    Bahdanau, Cho, Bengio 2015, additive attention: e_i = v tanh(W_h h_i + W_q q + b).
    """

    def __init__(self, n_channels: int, d_query: int, d_attention: int):
        super().__init__(n_channels, d_attention)
        self.query = nn.Linear(d_query, d_attention, bias=False)  # `hidden` has the b

    def forward(self, h: Tensor, query: Tensor) -> Tensor:  # type: ignore[override]
        """Weigh the months."""
        asked = self.hidden(h) + self.query(query).unsqueeze(1)  # (n, n_steps, d_attention)
        return torch.softmax(self.context(torch.tanh(asked)).squeeze(2), 1)


class MonthBranch(MonthReader):
    """An LSTM over the months, and what the attention makes of its states.

    Shape
    -----
    months (n, n_steps * n_channels), context (n, d_context) or None -> memory (n, d_out), weights (n, n_steps) or None
    """

    def __init__(self, plan: InputPlan, size: Architecture):
        super().__init__(plan, size.code_width, size.month_bins)
        both = size.direction == "both"
        self.lstm = nn.LSTM(self.d_in, size.d_hidden, batch_first=True, bidirectional=both)
        self.dropout = Dropout(size.dropout)
        self.d_out = size.d_hidden * (2 if both else 1)
        self.asks = size.attention == "static" and plan.n_static > 0
        if self.asks:
            self.attention: nn.Module | None = QueriedAttention(self.d_out, size.d_context, size.d_attention)
        else:
            self.attention = None if size.attention == "none" else TemporalAttention(self.d_out, size.d_attention)

    def forward(self, x: Tensor, context: Tensor | None) -> tuple[Tensor, Tensor | None]:
        """Read the months."""
        h, (last, _) = self.lstm(self.read(x))  # h: (n, n_steps, d_out); last: (directions, n, d_hidden)
        if self.attention is None:
            return self.dropout(torch.cat(list(last), 1)), None
        h = self.dropout(h)
        weights = self.attention(h, context) if self.asks else self.attention(h)
        return torch.bmm(weights.unsqueeze(1), h).squeeze(1), weights


class AttentionBiLSTM(nn.Module):
    """The context of the static columns asks the months; a small head scores both.

    Shape
    -----
    (n, n_features) -> margin (n,), the head's hidden layer (n, d_head)

    Parameters
    ----------
    plan : which columns are static and which are months. Without months the context stands alone, without
        static columns the attention asks with nothing. Columns behind the months go to the head alone.
    size : the free sizes.
    """

    def __init__(self, plan: InputPlan, size: Architecture):
        super().__init__()
        self.plan = plan
        self.static = self.context = self.months = self.behind = None
        if plan.n_static:
            self.static = HeadRow(plan.n_static, plan.static_codes, plan.embed_codes, size.static_bins)
            self.context = nn.Linear(self.static.d_out, size.d_context)
        if plan.has_months:
            self.months = MonthBranch(plan, size)
        if plan.n_extra:
            self.behind = HeadRow(plan.n_extra, (), False, size.static_bins)
        widths = (
            size.d_context if self.context else 0,
            getattr(self.months, "d_out", 0),
            getattr(self.behind, "d_out", 0),
        )
        self.hidden = nn.Linear(sum(widths), size.d_head)
        self.dropout = Dropout(size.dropout)
        self.score = nn.Linear(size.d_head, 1)

    def learn(self, x: Tensor) -> None:
        """Take means, spreads and quantiles from training rows, once, before training."""
        for part, columns in zip((self.static, self.months, self.behind), self._parts(x), strict=True):
            if part is not None:
                part.learn(columns)

    def _parts(self, x: Tensor) -> tuple[Tensor, ...]:
        """Static columns, months, and what stands behind them."""
        return x.split([self.plan.n_static, self.plan.n_months, self.plan.n_extra], 1)

    def look(self, x: Tensor) -> tuple[Tensor, Tensor | None]:
        """What the head reads, (n, d), and the weights of the months, (n, n_steps) or None."""
        static, months, behind = self._parts(x)
        parts, context, weights = [], None, None
        if self.static is not None and self.context is not None:
            context = torch.tanh(self.context(self.static(static)))  # (n, d_context)
        if self.months is not None:
            memory, weights = self.months(months, context)
            parts.append(memory)
        parts += [] if context is None else [context]
        parts += [] if self.behind is None else [self.behind(behind)]
        return torch.cat(parts, 1), weights

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Margin and hidden layer."""
        hidden = torch.relu(self.hidden(self.look(x)[0]))
        return self.score(self.dropout(hidden)).squeeze(1), hidden
