"""Beside each synthetic row the real defaulter that it resembles most, and how near that is for honest rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from creditviz.evaluation.likeness.distance import RowDistance, nearest
from creditviz.evaluation.rules.kept import Rule, broken
from creditviz.evaluation.tables import columns_of
from creditviz.results import Neighbours
from creditviz.schema import TableSchema


def neighbours(
    synthetic: pd.DataFrame,
    training: pd.DataFrame,
    training_row_id: np.ndarray,
    schema: TableSchema,
    rules: Sequence[Rule],
    *,
    check: Callable[[], None] = lambda: None,
) -> Neighbours:
    """Find the closest training row of each synthetic one.

    Parameters
    ----------
    synthetic, training : defaulters with every feature of the schema.
    training_row_id : row of the book of each training row, (n_training,).
    rules : as `learn_rules` gives them.
    check : called for each block of distances; may raise `RunCancelled`.

    Returns
    -------
    Neighbours
        The percentile is the share of real training rows that have another real row nearer than the synthetic
        row's neighbour is to it (ties count half); nan with one training row.
    """
    columns_of(schema, training, synthetic)
    assert len(training_row_id) == len(training), "one row id a training row"
    measure = RowDistance(schema, training)
    real = measure.encode(training)
    closest = nearest(measure.encode(synthetic), real, 1, check=check)
    own = np.sort(nearest(real, real, 1, check=check, without_self=True).distance[:, 0])
    distance = closest.distance[:, 0]
    rank = (np.searchsorted(own, distance, "left") + np.searchsorted(own, distance, "right")) / (2 * len(own))
    return Neighbours(
        nearest=np.asarray(training_row_id)[closest.position[:, 0]],
        distance=distance,
        percentile=rank if len(own) > 1 else np.full(len(distance), np.nan),
        broken=broken(rules, synthetic),
    )
