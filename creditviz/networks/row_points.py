"""Encoded rows as points that a generator can reach, and points as a critic sees them best."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from creditviz.networks.inputs import one_hot

EDGE = 1e-5  # no rank comes nearer to 0 or 1
TAIL = 0.003  # of the points beyond the outermost bins
LEARNED_FROM = 20_000  # points that bins and shares are learned from
BIN_WEIGHT = 0.5  # of a bin beside a number of standard deviation 1: measured, 1 is as good


class PlainPoints(nn.Module):
    """Numbers as they are, codes as 0/1 blocks: (n, n_numbers + n_blocks) -> (n, width)."""

    def __init__(self, n_numbers: int, blocks: tuple[int, ...]):
        super().__init__()
        self.n_numbers, self.n_ones = n_numbers, sum(blocks)
        starts = torch.tensor([0, *blocks], dtype=torch.long).cumsum(0)[:-1]
        self.register_buffer("starts", starts, persistent=False)

    def forward(self, rows: Tensor) -> Tensor:
        """Points of encoded rows."""
        return self._with_codes(rows[:, : self.n_numbers], rows[:, self.n_numbers :])

    def _with_codes(self, numbers: Tensor, codes: Tensor) -> Tensor:
        if not self.n_ones:
            return numbers
        return torch.cat([numbers, one_hot(codes.long() + self.starts, self.n_ones, numbers)], 1)


class RankPoints(PlainPoints):
    """Ranks as uncorrelated normal numbers, drawn anew each time; codes as 0/1 blocks.

    A value that many rows share owns a stretch of ranks and is a random place in it: a payment of zero becomes
    a smooth part of a normal curve, which a generator can reach, and not a spike, which it cannot.

    Shape
    -----
    (n, 2 n_numbers + n_blocks): lower ends, widths, codes -> (n, width)

    Parameters
    ----------
    center, whiten : numbers = (normal scores - center) @ whiten, (n_numbers,) and (n_numbers, n_numbers).
    """

    def __init__(self, center, whiten, blocks: tuple[int, ...]):
        super().__init__(len(center), blocks)
        self.register_buffer("center", torch.as_tensor(center, dtype=torch.float32), persistent=False)
        self.register_buffer("whiten", torch.as_tensor(whiten, dtype=torch.float32), persistent=False)

    def forward(self, rows: Tensor) -> Tensor:
        """Points of encoded rows, each time others."""
        n = self.n_numbers
        rank = torch.addcmul(rows[:, :n], rows[:, n : 2 * n], torch.rand(len(rows), n, device=rows.device))
        scores = torch.special.ndtri(rank.clamp_(EDGE, 1 - EDGE))
        return self._with_codes((scores - self.center) @ self.whiten, rows[:, 2 * n :])


class BinnedView(nn.Module):
    """A point, and beside it each number in bins: before and after the correlations were taken out.

    A critic of slope 1 hardly sees the edge of a group of accounts in the number itself; in the share of each
    bin that the number has passed (Gorishniy et al., 2022) it does.

    Shape
    -----
    (n, width) -> (n, width + 2 n_numbers n_bins)

    Parameters
    ----------
    center, colour : normal scores = numbers @ colour + center.
    n_bins : bins of each number; 0 leaves the point as it is.
    """

    def __init__(self, center, colour, n_bins: int):
        super().__init__()
        self.n_numbers, self.n_bins = len(center), n_bins
        self.register_buffer("center", torch.as_tensor(center, dtype=torch.float32), persistent=False)
        self.register_buffer("colour", torch.as_tensor(colour, dtype=torch.float32), persistent=False)
        shape = 2 * self.n_numbers, n_bins
        self.register_buffer("low", torch.zeros(shape), persistent=False)
        self.register_buffer("per_width", torch.zeros(shape), persistent=False)

    @property
    def d_more(self) -> int:
        """Columns that are added."""
        return self.low.numel()

    @torch.no_grad()
    def learn(self, points: Tensor) -> None:
        """Take the bins of such points: as many of them in each bin."""
        if self.d_more:
            shares = torch.linspace(TAIL, 1 - TAIL, self.n_bins + 1).numpy()
            edges = torch.from_numpy(np.quantile(self._both(points).cpu().numpy(), shares, axis=0).T)
            self.low.copy_(edges[:, :-1])
            self.per_width.copy_(1 / edges.diff(dim=1).clamp(min=1e-6))

    def _both(self, points: Tensor) -> Tensor:
        numbers = points[:, : self.n_numbers]
        return torch.cat([torch.addmm(self.center, numbers, self.colour), numbers], 1)

    def forward(self, points: Tensor) -> Tensor:
        """What the critic reads."""
        if not self.d_more:
            return points
        passed = ((self._both(points).unsqueeze(2) - self.low) * self.per_width).clamp(0, 1)
        return torch.cat([points, BIN_WEIGHT * passed.flatten(1)], 1)


@torch.no_grad()
def balanced_points(to_points: nn.Module, X: np.ndarray, y: np.ndarray) -> Tensor:
    """Points of real rows drawn with replacement, every class as often as any other.

    Parameters
    ----------
    X, y : encoded rows and class numbers.
    """
    share = 1.0 / np.bincount(y)[y]
    chosen = np.random.default_rng(0).choice(len(X), LEARNED_FROM, p=share / share.sum())
    return to_points(torch.from_numpy(X[chosen]))
