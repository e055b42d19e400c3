"""How a model's PD changes with one input."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Effect:
    """PDs over the values of one input: averaged over real accounts, account by account, and without its companions."""

    column: str
    grid: np.ndarray  # (n_grid,) values of real rows, rising
    partial: np.ndarray  # (n_grid,) mean PD with every account set to the value (partial dependence)
    lines: np.ndarray  # (n_lines, n_grid) PDs of single accounts (ICE)
    local: np.ndarray  # (n_grid,) accumulated local effects, their mean moved to the accounts' mean PD (ALE)
    values: np.ndarray  # (n_rows,) of the accounts, for the distribution
    n_left_out: int  # accounts without an amount in this input
