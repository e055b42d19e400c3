"""Blocks of the networks. Tensors keep channels last, (n, n_positions, n_channels), all the way through."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def _window(n_positions: int, offset: int) -> tuple[int, int]:
    """Positions whose neighbour at `offset` lies inside the row."""
    return max(0, -offset), min(n_positions, n_positions - offset)


class _SlidingProduct(torch.autograd.Function):
    """Convolution with "same" padding as one matrix product.

    On rows of a few positions the library's convolution spends its time outside the product: measured
    on one core, residual stack of 5 positions and batch 256, forward and backward: 39 ms with
    `Conv1d`, 26 ms like this.
    """

    @staticmethod
    def forward(ctx, x: Tensor, weight: Tensor, width: int) -> Tensor:
        n, length, channels = x.shape
        windows = x.new_zeros(n, length, width * channels)
        for tap in range(width):
            offset = tap - width // 2
            start, stop = _window(length, offset)
            if start < stop:
                windows[:, start:stop, tap * channels : (tap + 1) * channels] = x[:, start + offset : stop + offset]
        windows = windows.view(n * length, width * channels)
        ctx.save_for_backward(windows, weight)
        ctx.shape, ctx.width = x.shape, width
        return (windows @ weight).view(n, length, -1)

    @staticmethod
    def backward(ctx, *gradients: Tensor):
        windows, weight = ctx.saved_tensors
        (n, length, channels), width = ctx.shape, ctx.width
        gradient = gradients[0].reshape(n * length, -1)
        to_weight = windows.t() @ gradient
        if not ctx.needs_input_grad[0]:
            return None, to_weight, None
        back = (gradient @ weight.t()).view(n, length, width * channels)
        middle = width // 2
        to_x = back[:, :, middle * channels : (middle + 1) * channels].contiguous()
        for tap in range(width):
            offset = tap - middle
            start, stop = _window(length, offset)
            if offset and start < stop:
                to_x[:, start + offset : stop + offset] += back[:, start:stop, tap * channels : (tap + 1) * channels]
        return to_x, to_weight, None


class Dropout(nn.Module):
    """Dropout that draws one random byte per number on the CPU: (...) -> (...).

    The library draws every number on its own, which took a sixth of a training step; bytes are six
    times quicker. The rate is rounded to 1/256, and the scale to match, so the mean stays exact.
    """

    def __init__(self, rate: float):
        super().__init__()
        self.rate = rate

    def forward(self, x: Tensor) -> Tensor:
        """Set a share of the numbers to zero, in training only."""
        dropped = round(self.rate * 256)
        if not self.training or not dropped:
            return x
        if x.device.type != "cpu":
            return F.dropout(x, self.rate)
        words = torch.empty((x.numel() + 7) // 8, dtype=torch.int64).random_(-(2**63), None)
        kept = words.view(torch.uint8)[: x.numel()].view(x.shape) >= dropped
        return x * kept.to(x.dtype).mul_(256 / (256 - dropped))


class SameConv(nn.Module):
    """1-D convolution with stride 1 and "same" padding, without bias.

    Shape
    -----
    (n, n_positions, n_in) -> (n, n_positions, n_out)

    Parameters
    ----------
    n_in, n_out : channels read and written.
    width : positions under the kernel, odd.
    """

    def __init__(self, n_in: int, n_out: int, width: int = 3):
        super().__init__()
        assert width % 2 == 1, "same padding needs an odd width"
        self.width = width
        bound = 1 / math.sqrt(width * n_in)  # as Conv1d starts
        self.weight = nn.Parameter(torch.empty(width * n_in, n_out).uniform_(-bound, bound))

    def forward(self, x: Tensor) -> Tensor:
        """Slide the kernel over the positions."""
        return _SlidingProduct.apply(x, self.weight, self.width)


class PositionNorm(nn.BatchNorm1d):
    """Batch normalisation per channel over rows and positions: (n, n_positions, n_channels) -> the same."""

    def forward(self, x: Tensor) -> Tensor:
        """Normalise each channel."""
        return super().forward(x.flatten(0, 1)).view(x.shape)


class ResidualBlock(nn.Module):
    """Two convolutions and a shortcut (He et al. 2016).

    Shape
    -----
    (n, n_positions, n_in) -> (n, n_positions, n_out)
    """

    def __init__(self, n_in: int, n_out: int, dropout: float):
        super().__init__()
        self.first = nn.Sequential(SameConv(n_in, n_out), PositionNorm(n_out), nn.ReLU(), Dropout(dropout))
        self.second = nn.Sequential(SameConv(n_out, n_out), PositionNorm(n_out))
        same = n_in == n_out
        self.shortcut = nn.Identity() if same else nn.Sequential(SameConv(n_in, n_out, 1), PositionNorm(n_out))

    def forward(self, x: Tensor) -> Tensor:
        """Add what two convolutions found to what came in."""
        return F.relu(self.second(self.first(x)) + self.shortcut(x))


class SpatialAttention(nn.Module):
    """How much each position counts, in (0, 1), from the mean and the maximum over its channels.

    Shape
    -----
    (n, n_positions, n_channels) -> (n, n_positions)

    References
    ----------
    Zhang et al. 2022, eq. 5; kernel 7 from Woo et al. 2018, 3 where a row has fewer than 7 positions.
    """

    def __init__(self, n_positions: int):
        super().__init__()
        self.conv = SameConv(2, 1, 7 if n_positions >= 7 else 3)

    def forward(self, x: Tensor) -> Tensor:
        """Weigh the positions."""
        summary = torch.stack([x.mean(2), x.amax(2)], 2)  # (n, n_positions, 2)
        return torch.sigmoid(self.conv(summary)).squeeze(2)


class TemporalAttention(nn.Module):
    """How much each month counts; the weights of a row sum to 1.

    Shape
    -----
    (n, n_steps, n_channels) -> (n, n_steps)

    References
    ----------
    Zhang et al. 2022, eq. 6.
    NOTE[DIFF]: the paper takes a softmax of a vector per month, which gives no weight per month; a
    context vector v makes it one number first (Yang et al. 2016).
    """

    def __init__(self, n_channels: int, d_attention: int):
        super().__init__()
        self.hidden = nn.Linear(n_channels, d_attention)
        self.context = nn.Linear(d_attention, 1, bias=False)

    def forward(self, h: Tensor) -> Tensor:
        """Weigh the months."""
        return torch.softmax(self.context(torch.tanh(self.hidden(h))).squeeze(2), 1)
