"""How much each field counts, by a gate or a forest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class FieldImportance:
    """Importance of each column that a model reads, on a sample of untouched test rows."""

    names: tuple[str, ...]  # (n_fields,) business names
    sources: tuple[str, ...]  # (n_fields,) the raw column behind each
    importance: np.ndarray  # (n_fields,); empty when the model has none
    spread: np.ndarray  # (n_fields,) standard deviation over the rows
    left_out: tuple[str, ...]  # columns that have no importance: not selected, or not for this part of the model
    n_rows: int
    n_available: int  # test rows that the sample was drawn from
    what: str = "mean opening of the gate"  # the axis
