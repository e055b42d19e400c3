"""How a network reads an encoded matrix: numbers, codes and months."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from creditviz.exceptions import SpecificationError

Pairs = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class InputPlan:
    """Which columns of a matrix are static and which are months, and which hold codes.

    `static_codes` and `channel_codes` are (index, number of codes). With `embed_codes` off a code is read
    as a number, in the order of the codes. `n_extra` columns behind the months go to the head alone.
    """

    n_static: int
    n_steps: int = 0
    n_channels: int = 0
    static_codes: Pairs = ()
    channel_codes: Pairs = ()
    embed_codes: bool = True
    n_extra: int = 0

    @property
    def n_months(self) -> int:
        """Columns that are months."""
        return self.n_steps * self.n_channels

    @classmethod
    def of(cls, n_features: int, sequence_shape=None, static_codes=None, channel_codes=None, embed_codes=True):
        """The plan of a matrix with `n_features` columns; raises `SpecificationError` if it does not fit."""
        n_steps, n_channels = (int(n) for n in sequence_shape or (0, 0))
        n_static = n_features - n_steps * n_channels
        if n_static < 0 or n_steps < 0 or n_channels < 0:
            raise SpecificationError(
                f"sequence_shape {tuple(sequence_shape)} takes {n_steps * n_channels} columns, however the matrix has "
                f"{n_features}. Set it from the layout of the encoder."
            )
        static, channels = (
            tuple((int(i), int(size)) for i, size in codes or ()) for codes in (static_codes, channel_codes)
        )
        for name, codes, n in (("features", static, n_static), ("channels", channels, n_channels)):
            if any(not 0 <= index < n or size < 1 for index, size in codes):
                raise SpecificationError(
                    f"categorical_{name} names (index, number of codes) with an index below {n}, however: {codes}. "
                    "Set it from the layout of the encoder."
                )
        if not n_channels or not n_steps:
            n_steps = n_channels = 0
        return cls(n_static, n_steps, n_channels, static, channels, bool(embed_codes))

    @property
    def has_months(self) -> bool:
        """Whether there is a sequence to read."""
        return self.n_steps > 0


class Codes(nn.Module):
    """Columns of codes beside columns of numbers.

    Shape
    -----
    (..., n_columns) -> numbers (..., n_numbers), codes (..., n_codes) as rows of one common table.
    An unknown code is read as code 0.
    """

    def __init__(self, n_columns: int, codes: Pairs, embed: bool):
        super().__init__()
        sizes = torch.tensor([size for _, size in codes], dtype=torch.long)
        index = torch.tensor([i for i, _ in codes], dtype=torch.long)
        is_code = torch.zeros(n_columns, dtype=torch.bool)
        is_code[index] = embed
        shift, scale = torch.zeros(n_columns), torch.ones(n_columns)
        if not embed:  # as numbers: standardised as if every code were equally frequent
            shift[index] = (sizes - 1) / 2
            scale[index] = (12**-0.5 * sizes).clamp(min=0.5)
        self.embed = embed and len(codes) > 0
        for name, value in {
            "numbers": torch.arange(n_columns)[~is_code],
            "index": index,
            "sizes": sizes,
            "start": sizes.cumsum(0) - sizes,
            "shift": shift,
            "scale": scale,
        }.items():
            self.register_buffer(name, value, persistent=False)
        self.n_codes = len(codes) if self.embed else 0
        self.n_rows = int(sizes.sum()) if self.embed else 0
        self.n_numbers = n_columns - self.n_codes
        self.plain = not codes

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor | None]:
        """Tell numbers from codes."""
        if self.plain:
            return x, None
        if not self.embed:
            return (x - self.shift) / self.scale, None
        codes = x[..., self.index].long()
        codes = torch.where((codes >= 0) & (codes < self.sizes), codes, 0) + self.start
        return x[..., self.numbers], codes


class Tokens(nn.Module):
    """Every static column becomes a position of `width` channels.

    A number is multiplied with a learned vector (plus a learned vector), a code looks its vector up.
    With `width` 1 a number is taken as it is, as the paper does.

    Shape
    -----
    numbers (n, n_numbers), codes (n, n_codes) -> (n, n_columns, width)
    """

    def __init__(self, reader: Codes, width: int):
        super().__init__()
        self.width = width
        order = torch.cat([reader.numbers, reader.index if reader.embed else reader.numbers[:0]])
        self.register_buffer("order", torch.argsort(order), persistent=False)
        if width > 1:
            self.weight = nn.Parameter(torch.randn(reader.n_numbers, width) * 0.3)
            self.bias = nn.Parameter(torch.zeros(reader.n_numbers, width))
        if reader.embed:
            self.table = nn.Parameter(torch.randn(reader.n_rows, width) * 0.3)

    def forward(self, numbers: Tensor, codes: Tensor | None) -> Tensor:
        """Numbers and codes as positions, in the order of the columns."""
        x = numbers.unsqueeze(2)
        if self.width > 1:
            x = torch.addcmul(self.bias, x, self.weight)
        if codes is None:
            return x
        return torch.cat([x, F.embedding(codes, self.table)], 1)[:, self.order]


class PiecewiseLinear(nn.Module):
    """Every number as how far it has come through each of `n_bins` quantile bins of the training rows.

    Lets one linear layer bend at the quantiles (Gorishniy et al. 2022). Bins without width stay 0.

    Shape
    -----
    (..., n_numbers) -> (..., n_numbers * n_bins), of mean 0 on the training rows
    """

    def __init__(self, n_numbers: int, n_bins: int):
        super().__init__()
        self.register_buffer("edges", torch.zeros(n_numbers, n_bins + 1))
        self.register_buffer("center", torch.zeros(n_numbers, n_bins))

    @torch.no_grad()
    def learn(self, x: Tensor) -> None:
        """Take the quantiles of training rows, (n, n_numbers)."""
        shares = torch.linspace(0, 1, self.edges.shape[1]).numpy()
        self.edges.copy_(torch.from_numpy(np.quantile(x.numpy(), shares, axis=0).T))
        self.center.zero_()
        total = sum(self(rows).sum(0) for rows in x.split(4096))  # by parts: an encoded book may not fit in memory
        self.center.copy_((total / (2 * len(x))).view_as(self.center))

    def forward(self, x: Tensor) -> Tensor:
        """Encode."""
        low, width = self.edges[:, :-1], self.edges.diff(dim=1)
        through = ((x.unsqueeze(-1) - low) / width.clamp(min=1e-12)).clamp(0, 1) * (width > 0)
        return (2 * (through - self.center)).flatten(-2)


class HeadRow(nn.Module):
    """The short way to the head: numbers standardised (and in bins), codes as ones.

    Shape
    -----
    (n, n_columns) -> (n, d_out)

    Parameters
    ----------
    n_columns, codes, embed : as for `Codes`.
    n_bins : quantile bins per number; 0 leaves them out.
    """

    def __init__(self, n_columns: int, codes: Pairs, embed: bool, n_bins: int):
        super().__init__()
        self.reader = Codes(n_columns, codes, embed)
        n = self.reader.n_numbers
        self.register_buffer("mean", torch.zeros(n))
        self.register_buffer("scale", torch.ones(n))
        self.bins = PiecewiseLinear(n, n_bins) if n_bins and n else None
        self.d_out = n * (1 + (n_bins if n else 0)) + self.reader.n_rows

    @torch.no_grad()
    def learn(self, x: Tensor) -> None:
        """Take means, spreads and quantiles of training rows."""
        numbers, _ = self.reader(x)
        if not numbers.shape[1]:
            return
        self.mean.copy_(numbers.double().mean(0))
        spread = numbers.double().std(0, correction=0)
        self.scale.copy_(torch.where(spread > 1e-6, spread, 1.0))
        if self.bins is not None:
            self.bins.learn(numbers)

    def forward(self, x: Tensor) -> Tensor:
        """Read the columns."""
        numbers, codes = self.reader(x)
        parts = [((numbers - self.mean) / self.scale).clamp(-6, 6)]
        if self.bins is not None:
            parts.append(self.bins(numbers))
        if codes is not None:
            parts.append(one_hot(codes, self.reader.n_rows, numbers))
        return torch.cat(parts, 1)


def one_hot(codes: Tensor, n_rows: int, like: Tensor) -> Tensor:
    """Codes of a common table as ones: (n, n_codes) -> (n, n_rows)."""
    return torch.zeros(len(codes), n_rows, dtype=like.dtype, device=like.device).scatter_(1, codes, 1.0)
