"""One account: from the PD of the reference to its own, and the reasons against it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from creditviz.results import AccountShap, ShapResult, Waterfall

N_STEPS = 8  # columns of a waterfall; the others are one step
TINY = 1e-9


def as_shap(result: AccountShap) -> ShapResult:
    """The same values as a beeswarm takes them."""
    return ShapResult(
        row_id=result.row_id,
        values=result.values,
        base=np.full(len(result.row_id), result.base),
        margin=result.margin,
        features=result.features,
        names=result.names,
        sources=result.columns,
        n_available=result.n_available,
        unit=result.unit,
    )


def waterfall(
    names: Sequence[str],
    values: np.ndarray,
    *,
    start: float,
    end: float,
    shown: Sequence[str] = (),
    n_steps: int = N_STEPS,
) -> Waterfall:
    """Steps from the PD of the reference to the account's, the largest first.

    The PD is a curve of the margin, so a step has no PD of its own; all are scaled by one factor, so that they keep
    their proportions and end where they must. Where margin and reference are equal there are no steps.

    Parameters
    ----------
    names, values : of the columns, (n_columns,) each; contributions to the margin.
    start, end : PD of the reference, PD of the account.
    shown : the account's value of each column in words.
    n_steps : columns with a step of their own.
    """
    total = float(values.sum())
    factor = (end - start) / total if abs(total) > TINY else 0.0
    order = [c for c in np.argsort(-np.abs(values), kind="stable") if abs(values[c]) > 0]
    own, rest = order[:n_steps], order[n_steps:]
    said = [f"{names[c]}: {shown[c]}" if len(shown) and shown[c] else names[c] for c in own]
    steps = [float(values[c] * factor) for c in own]
    if rest:
        said.append(f"{len(rest)} other column{'s' if len(rest) > 1 else ''}")
        steps.append(float(values[rest].sum() * factor))
    return Waterfall(tuple(said), tuple(steps), start, end)


def adverse(values: np.ndarray, n: int) -> list[int]:
    """The columns that raised the score most, strongest first, at most `n`."""
    return [int(c) for c in np.argsort(-values, kind="stable")[:n] if values[c] > 0]
