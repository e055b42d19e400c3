"""1.5-entmax: like softmax it gives weights that sum to 1, unlike softmax most of them are exactly 0."""

from __future__ import annotations

import torch
from torch import Tensor


class _Entmax15(torch.autograd.Function):
    """The exact solution by sorting, and its closed-form slope."""

    @staticmethod
    def forward(ctx, x: Tensor) -> Tensor:
        half = (x - x.amax(-1, keepdim=True)) / 2
        ordered = half.sort(-1, descending=True).values
        n = torch.arange(1, x.shape[-1] + 1, dtype=x.dtype, device=x.device)  # weights that may be above 0
        mean = ordered.cumsum(-1) / n
        scatter = ordered.square().cumsum(-1) - n * mean.square()
        threshold = mean - ((1 - scatter) / n).clamp(min=0).sqrt()
        n_above = (threshold <= ordered).sum(-1, keepdim=True)
        root = (half - threshold.gather(-1, n_above - 1)).clamp(min=0)
        ctx.save_for_backward(root)
        return root.square()

    @staticmethod
    def backward(ctx, *gradients: Tensor) -> Tensor:
        (root,) = ctx.saved_tensors
        slope = gradients[0] * root
        return slope - root * (slope.sum(-1, keepdim=True) / root.sum(-1, keepdim=True))


def entmax15(x: Tensor) -> Tensor:
    """Weights over the last axis: max(x / 2 - t, 0) ** 2, with the t that makes them sum to 1.

    Shape
    -----
    (..., n) -> (..., n)

    References
    ----------
    Peters, Niculae, Martins 2019, algorithm 2 and appendix A.

    Examples
    --------
    >>> entmax15(torch.tensor([0.0, 0.0, -9.0]))
    tensor([0.5000, 0.5000, 0.0000])
    """
    return _Entmax15.apply(x)
