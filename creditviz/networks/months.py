"""How a recurrent network reads the months: numbers, numbers in bins, embedded codes."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from creditviz.networks.inputs import Codes, InputPlan, PiecewiseLinear


class MonthReader(nn.Module):
    """The months as what a recurrent network reads of each.

    Shape
    -----
    `read`: (n, n_steps * n_channels), time-major, oldest first -> (n, n_steps, d_in)

    Parameters
    ----------
    plan : which columns are months, and which of their channels hold codes.
    code_width : numbers that stand for one code.
    n_bins : quantile bins per number; 0 leaves them out.
    """

    def __init__(self, plan: InputPlan, code_width: int, n_bins: int):
        super().__init__()
        self.shape = (plan.n_steps, plan.n_channels)
        self.reader = Codes(plan.n_channels, plan.channel_codes, plan.embed_codes)
        if self.reader.embed:
            self.table = nn.Parameter(torch.randn(self.reader.n_rows, code_width) * 0.3)
        n = self.reader.n_numbers
        self.bins = PiecewiseLinear(n, n_bins) if n_bins and n else None
        self.d_in = n * (1 + (n_bins if n else 0)) + self.reader.n_codes * code_width

    def learn(self, x: Tensor) -> None:
        """Take quantiles from training rows, one set for all months: a rise is a rise."""
        if self.bins is not None:
            self.bins.learn(self.reader(x.reshape(-1, self.shape[1]))[0])

    def read(self, x: Tensor) -> Tensor:
        """Numbers, bins and embedded codes of each month, side by side."""
        numbers, codes = self.reader(x.reshape(-1, *self.shape))
        parts = [numbers] if self.bins is None else [numbers, self.bins(numbers)]
        parts += [] if codes is None else [nn.functional.embedding(codes, self.table).flatten(2)]
        return torch.cat(parts, 2)
