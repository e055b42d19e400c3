"""Distribution of one feature by outcome, binned on the server."""

from __future__ import annotations

import numpy as np
import pandas as pd

from creditviz.data.features.binning import even_bins, level_bins
from creditviz.data.outcome import outcomes
from creditviz.exceptions import SchemaError
from creditviz.results import FeatureDistribution
from creditviz.schema import TableSchema


def feature_distribution(
    frame: pd.DataFrame,
    schema: TableSchema,
    feature: str,
    *,
    row_id: np.ndarray | None = None,
    y: np.ndarray | None = None,
    most_bins: int = 30,
) -> FeatureDistribution:
    """Share of good and of bad accounts by bin of `feature`, with the bad rate of each bin.

    Parameters
    ----------
    frame : the book, or its columns `feature` and target.
    row_id, y : as `outcomes` gives them; computed where left out.
    most_bins : bins of an amount. Raising it shows more detail and more noise.

    Raises
    ------
    SchemaError
        If `feature` is no feature of the schema.
    """
    if feature not in schema.features(use_protected=True):
        raise SchemaError(f"a distribution is drawn of a feature, however {feature!r} is none. Choose a feature.")
    if row_id is None or y is None:
        row_id, y = outcomes(frame, schema)
    column = frame[feature].iloc[row_id]
    is_code = feature in schema.categorical or any(s.kind == "code" and feature in s.columns for s in schema.sequences)
    bins = level_bins(column) if is_code else even_bins(column, most=most_bins)
    count, n_bad = bins.counts(), bins.counts(y.astype(float))
    n_good = count - n_bad
    return FeatureDistribution(
        feature=feature,
        name=schema.label(feature),
        labels=bins.labels,
        edges=bins.edges,
        share_good=n_good / max(n_good.sum(), 1),
        share_bad=n_bad / max(n_bad.sum(), 1),
        bad_rate=np.divide(n_bad, count, out=np.full(len(count), np.nan), where=count > 0),
        count=count.astype(np.int64),
        n_rows=len(y),
        n_bad=int(y.sum()),
    )
