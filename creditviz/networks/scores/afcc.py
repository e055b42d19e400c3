"""AFCC: a gate says which fields count, a cross unit multiplies what passed it with what was there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from creditviz.networks.blocks import Dropout
from creditviz.networks.fields import FieldEmbedding


@dataclass(frozen=True)
class Architecture:
    """The free sizes of the network; `creditviz.models.fields.afcc` says what each does."""

    gate: bool = True
    cross: bool = True
    attention: bool = True
    gate_reduction: int = 3
    d_attention: int = 32
    d_first: int = 128
    d_second: int = 64
    d_numbers: int = 64
    dropout: float = 0.2


class Gate(nn.Module):
    """How far each field is let through, in (0, 1).

    A vector of importances per field, its mean, and two layers in which the fields bargain.

    Shape
    -----
    fields (n, f, k) -> (n, f)

    References
    ----------
    Zhang et al. 2023, section on the adaptive gate: A = sigmoid(W'E + b), pooled by its mean over k.
    NOTE[DIFF]: the paper does not say what ends the second layer; a sigmoid keeps the gate in (0, 1).
    """

    def __init__(self, n_fields: int, width: int, reduction: int):
        super().__init__()
        n_hidden = max(1, n_fields // reduction)
        self.weight = nn.Parameter(torch.randn(n_fields, width, width) * width**-0.5)
        self.bias = nn.Parameter(torch.zeros(n_fields, width))
        self.excite = nn.Sequential(
            nn.Linear(n_fields, n_hidden, bias=False), nn.ReLU(), nn.Linear(n_hidden, n_fields, bias=False)
        )

    def forward(self, fields: Tensor) -> Tensor:
        """Weigh the fields."""
        importance = torch.sigmoid(torch.einsum("nfk,fkj->nfj", fields, self.weight) + self.bias)
        return torch.sigmoid(self.excite(importance.mean(2)))


class CrossCompression(nn.Module):
    """All products of a field e with its gated self v, pressed back into two vectors.

    With C = e v': e becomes C w_ee + C' w_ve + b_e, v becomes C w_ev + C' w_vv + b_v. The k x k products are
    never built: C w = e (v . w) and C' w = v (e . w). One set of weights serves all fields.

    Shape
    -----
    e, v (n, f, k) -> two of (n, f, k)

    References
    ----------
    Zhang et al. 2023 name the unit; its form is that of Wang et al. 2019 (MKR), eqs. 1 and 2.
    """

    def __init__(self, width: int):
        super().__init__()
        self.by_v = nn.Parameter(torch.randn(width, 2))  # w_ee, w_ev: what v is multiplied with
        self.by_e = nn.Parameter(torch.randn(width, 2))  # w_ve, w_vv
        self.bias = nn.Parameter(torch.zeros(2, width))

    def forward(self, e: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
        """Cross and compress."""
        from_v, from_e = v @ self.by_v, e @ self.by_e  # (n, f, 2)
        crossed = (e * from_v[..., i : i + 1] + v * from_e[..., i : i + 1] + self.bias[i] for i in (0, 1))
        return next(crossed), next(crossed)


class FieldAttention(nn.Module):
    """How much each of the fused vectors counts; the weights of a row sum to 1.

    Shape
    -----
    (n, m, k) -> (n, m)
    """

    def __init__(self, width: int, d_attention: int):
        super().__init__()
        self.hidden = nn.Linear(width, d_attention)
        self.context = nn.Linear(d_attention, 1, bias=False)

    def forward(self, fused: Tensor) -> Tensor:
        """Weigh the vectors."""
        return torch.softmax(self.context(F.relu(self.hidden(fused))).squeeze(2), 1)


def _layers(widths: Sequence[int], dropout: float) -> nn.Sequential:
    """Full layers with ReLU and dropout."""
    pairs = zip(widths, widths[1:], strict=False)
    return nn.Sequential(*(part for a, b in pairs for part in (nn.Linear(a, b), nn.ReLU(), Dropout(dropout))))


class AFCC(nn.Module):
    """Gate, cross unit and attention over the fields, a network over the numbers, one score.

    Shape
    -----
    (n, n_columns) -> margins (n,), vectors (n, d_second + d_numbers // 2)

    Parameters
    ----------
    fields : the embedding of all columns. With bins every column passes the gate, without only codes do.
    size : the free sizes, and which parts stand.

    References
    ----------
    Zhang et al. 2023. NOTE[DIFF]: no sizes are printed; all of them are ours.
    """

    def __init__(self, fields: FieldEmbedding, size: Architecture):
        super().__init__()
        self.fields = fields
        self.register_buffer("columns", fields.discrete, persistent=False)
        n_fields, width, n_numbers = len(self.columns), fields.width, fields.n_numbers
        self.gate = Gate(n_fields, width, size.gate_reduction) if size.gate and n_fields else None
        self.cross = CrossCompression(width) if size.cross else None
        self.attention = FieldAttention(width, size.d_attention) if size.attention else None
        discrete = (2 * n_fields * width, size.d_first, size.d_second)
        self.discrete = _layers(discrete, size.dropout) if n_fields else None
        continuous = (n_numbers, size.d_numbers, max(1, size.d_numbers // 2))
        self.continuous = _layers(continuous, 0.0) if n_numbers else None
        self.score = nn.Linear((discrete[-1] if n_fields else 0) + (continuous[-1] if n_numbers else 0), 1)

    def learn(self, x: Tensor) -> None:
        """Take means, spreads and quantiles of training rows."""
        self.fields.learn(x)

    def openings(self, x: Tensor) -> tuple[Tensor]:
        """How far the gate opens for each field that passes it, (n, f); 1 without a gate."""
        return (self._gated(x)[1],)

    def _gated(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """The discrete fields (n, f, k) and how far the gate opens for them (n, f)."""
        e = self.fields(x)[:, self.columns]
        return e, e.new_ones(e.shape[:2]) if self.gate is None else self.gate(e)

    def fuse(self, e: Tensor, q: Tensor) -> Tensor:
        """What attention and the full layers read of fields e (n, f, k) behind a gate q (n, f): (n, 2f, k)."""
        v = q.unsqueeze(2) * e
        fused = torch.cat((e, v) if self.cross is None else self.cross(e, v), 1)
        if self.attention is None:
            return fused
        return fused.shape[1] * self.attention(fused).unsqueeze(2) * fused

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Score the rows."""
        parts = []
        if self.discrete is not None:
            parts.append(self.discrete(self.fuse(*self._gated(x)).flatten(1)))
        if self.continuous is not None:
            parts.append(self.continuous(self.fields.numbers(x)))
        found = torch.cat(parts, 1)
        return self.score(found).squeeze(1), found
