"""Whether synthetic rows stand nearer to the rows that they were learned from than honest rows would."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pandas as pd

from creditviz.evaluation.likeness.distance import MixedRows, Nearest, RowDistance, nearest
from creditviz.evaluation.tables import columns_of, row_keys
from creditviz.metrics import wilson
from creditviz.results import Interval, PrivacyResult
from creditviz.schema import TableSchema


def privacy(
    synthetic: pd.DataFrame,
    training: pd.DataFrame,
    held_out: pd.DataFrame,
    schema: TableSchema,
    *,
    seed: int = 0,
    check: Callable[[], None] = lambda: None,
) -> PrivacyResult:
    """Exact copies, distances to the closest record, and the share nearer to training than to a hold-out.

    Parameters
    ----------
    synthetic, training, held_out : rows of one outcome; `training` is what was learned from, `held_out`
        real rows that were not.
    seed : which rows of the larger real set are left out where equal numbers are compared.
    check : called for each block of distances; may raise `RunCancelled`.
    """
    columns_of(schema, training, held_out, synthetic)
    keys = row_keys(schema, synthetic, training, held_out)
    copies, real_copies = (int(np.isin(part, keys[1]).sum()) for part in (keys[0], keys[2]))
    measure = RowDistance(schema, training, held_out)
    made, learned, other = (measure.encode(frame) for frame in (synthetic, training, held_out))
    to_training = nearest(made, learned, 2, check=check)
    held_to_training = nearest(other, learned, 2, check=check)
    return PrivacyResult(
        exact_copies=copies,
        exact_copies_real=round(real_copies * len(made) / len(other)),
        n_synthetic=len(made),
        distance=to_training.distance[:, 0],
        distance_held_out=held_to_training.distance[:, 0],
        nearer_share=nearer_share(made, learned, other, seed=seed, check=check),
        neighbour_ratio=_ratio(to_training),
        neighbour_ratio_held_out=_ratio(held_to_training),
    )


def _ratio(found: Nearest) -> np.ndarray:
    """Distance to the closest over distance to the second closest, (n,): near 0 points at one person.

    1 where both are 0, nan where there is no second.
    """
    first, second = found.distance.T
    ratio = np.divide(first, second, out=np.ones_like(first), where=second > 0)
    return np.where(np.isfinite(second), ratio, np.nan)


def nearer_share(
    rows: MixedRows, training: MixedRows, held_out: MixedRows, *, seed: int, check: Callable[[], None]
) -> Interval:
    """Share of `rows` nearer to training than to an equal-sized hold-out, ties counting half, with its 95% interval.

    The larger real set is thinned at random to the size of the smaller. The interval knows that many rows
    may lean on few real ones: the real rows are the units that were drawn, each with the number of rows
    that it is nearest to, and Wilson's interval is taken for the number of independent rows that carries as
    much. A plain interval of the share would be too narrow as soon as more rows are made than were held out.
    """
    m = min(len(training), len(held_out))
    random = np.random.default_rng(seed)
    real = [part.take(np.sort(random.permutation(len(part))[:m])) for part in (training, held_out)]
    to_training, to_held = (nearest(rows, part, 1, check=check) for part in real)
    nearer = np.where(
        to_training.distance == to_held.distance, 0.5, (to_training.distance < to_held.distance).astype(np.float64)
    )[:, 0]
    share, n = float(nearer.mean()), len(nearer)
    if m < 2 or n < 2:
        return Interval(share, math.nan, math.nan)
    won_by_training = np.bincount(to_training.position[:, 0], weights=nearer, minlength=m)
    won_by_held = np.bincount(to_held.position[:, 0], weights=1.0 - nearer, minlength=m)
    variance = m * (won_by_training.var(ddof=1) * (1 - share) ** 2 + won_by_held.var(ddof=1) * share**2) / n**2
    independent = min(float(n), share * (1 - share) / variance) if variance > 0 else float(n)
    low, high = wilson(share * independent, independent)
    return Interval(share, float(low), float(high))
