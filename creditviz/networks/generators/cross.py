"""Cross layers: products of the features of a row, learned at the price of a vector each."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class CrossStack(nn.Module):
    """x_{l+1} = x_0 (x_l . w_l) + b_l + x_l: polynomials of degree n_layers + 1 in the features.

    The product x_0 x_l' is never built: x_0 x_l' w = x_0 (x_l . w), a number a row. 2 n_layers d weights.

    Shape
    -----
    (n, d) -> (n, d)

    Parameters
    ----------
    d : features of a row.
    n_layers : raising it allows products of more features; 0 hands the row on.

    References
    ----------
    Wang, Fu, Fu, Wang (2017), section 2.2; Engelmann & Lessmann (2021), section 3.3.
    """

    def __init__(self, d: int, n_layers: int):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(n_layers, d) * (2 / d) ** 0.5)
        self.bias = nn.Parameter(torch.zeros(n_layers, d))

    def forward(self, x: Tensor) -> Tensor:
        """The crossed row."""
        return self.keep(x)[0]

    def keep(self, x: Tensor) -> tuple[Tensor, list[Tensor]]:
        """The crossed row, and x_l . w_l of each layer (n, 1), which `back` needs."""
        crossed, dots = x, []
        for weight, bias in zip(self.weight, self.bias, strict=True):
            dots.append((crossed @ weight).unsqueeze(1))
            crossed = torch.addcmul(crossed + bias, x, dots[-1])
        return crossed, dots

    def back(self, x: Tensor, dots: list[Tensor], slope: Tensor) -> Tensor:
        """The slope with respect to x of a function whose slope at the output is `slope`, (n, d)."""
        at_first = torch.zeros_like(slope)
        for weight, dot in zip(self.weight.flip(0), reversed(dots), strict=True):
            at_first = torch.addcmul(at_first, slope, dot)
            slope = torch.addcmul(slope, (slope * x).sum(1, keepdim=True), weight)
        return at_first + slope
