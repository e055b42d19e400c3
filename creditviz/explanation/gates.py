"""Which fields a gate lets through."""

from __future__ import annotations

from typing import Any

import numpy as np

from creditviz.exceptions import SpecificationError
from creditviz.explanation.names import business_names
from creditviz.results import FieldImportance, Layout
from creditviz.schema import TableSchema


def gates(model: Any, X: np.ndarray, layout: Layout, schema: TableSchema, *, n_available: int) -> FieldImportance:
    """Mean opening of the gate for each column, over encoded test rows.

    Parameters
    ----------
    model : fitted, with `gate_openings(X)` giving (n, n_features) in (0, 1), NaN for columns without, or None.
    X : encoded rows, (n, n_features).
    layout, schema : of the encoder; they name the columns.
    n_available : test rows that the sample was drawn from.

    Raises
    ------
    SpecificationError
        When the model is of a kind without a gate.
    """
    if not hasattr(model, "gate_openings"):
        raise SpecificationError(
            f"gates are drawn for networks that have one, however this run is a {type(model).__name__}. "
            "Choose an AFCC run."
        )
    openings = model.gate_openings(X)
    if openings is None:
        openings = np.full(X.shape, np.nan)
    names = business_names(layout, schema)
    gated = np.isfinite(openings).all(axis=0)
    return FieldImportance(
        names=tuple(name for name, there in zip(names, gated, strict=True) if there),
        sources=tuple(source for source, there in zip(layout.sources, gated, strict=True) if there),
        importance=openings[:, gated].mean(axis=0, dtype=np.float64),
        spread=openings[:, gated].std(axis=0, dtype=np.float64),
        left_out=tuple(name for name, there in zip(names, gated, strict=True) if not there),
        n_rows=len(X),
        n_available=n_available,
    )
