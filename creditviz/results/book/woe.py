"""How much one feature alone tells of the outcome."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class InformationValue:
    """Weight of evidence per bin of one feature, and their sum weighted by the difference of shares.

    `woe[b] = ln(share of goods in bin b / share of bads in bin b)`: positive bins are safer than the book.
    """

    feature: str  # raw column
    name: str  # business name
    labels: tuple[str, ...]  # one a bin, in order
    count: np.ndarray  # (n_bins,) accounts
    n_bad: np.ndarray  # (n_bins,)
    bad_rate: np.ndarray  # (n_bins,)
    woe: np.ndarray  # (n_bins,)
    iv: float
    strength: str  # "within noise", "none", "weak", "medium", "strong", "very strong"
    n_rows: int  # rows that were read
    noise: float = 0.0  # what the same bins reach with shuffled outcomes in 95 of 100 shuffles
