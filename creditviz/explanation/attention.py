"""Where a network looked: at which months, and at which static features."""

from __future__ import annotations

from typing import Any

import numpy as np

from creditviz.exceptions import SpecificationError
from creditviz.explanation.names import business_names, step_words
from creditviz.metrics import Z95
from creditviz.results import AttentionMap, AttentionProfile, AttentionResult, Layout
from creditviz.schema import TableSchema

MAX_ACCOUNTS = 300  # rows of a heat map that a screen can tell apart


def attention(
    model: Any,
    X: np.ndarray,
    layout: Layout,
    schema: TableSchema,
    *,
    row_id: np.ndarray,
    y_true: np.ndarray,
    pd: np.ndarray,
    n_available: int,
) -> AttentionResult:
    """Attention weights of encoded test rows.

    Parameters
    ----------
    model : fitted, with `attention_weights(X)` giving temporal (n, n_steps) and spatial (n, n_static) or None.
    X : encoded rows, (n, n_features).
    layout, schema : of the encoder; they name the months and the features.
    row_id, y_true, pd : of these rows, (n,) each.
    n_available : test rows that the sample was drawn from.

    Raises
    ------
    SpecificationError
        When the model has no attention.
    """
    if not hasattr(model, "attention_weights"):
        raise SpecificationError(
            f"attention is drawn for networks that have it, however this run is a {type(model).__name__}. "
            "Choose a run of a network with attention."
        )
    temporal, spatial = model.attention_weights(X)
    return AttentionResult(
        row_id=np.asarray(row_id),
        y_true=np.asarray(y_true),
        pd=np.asarray(pd, dtype=np.float64),
        temporal=None if temporal is None else np.asarray(temporal, dtype=np.float64),
        spatial=None if spatial is None else np.asarray(spatial, dtype=np.float64),
        step_names=tuple(step_words(step) for step in layout.step_names),
        position_names=business_names(layout, schema)[: layout.n_static],
        n_available=n_available,
    )


def temporal_profile(result: AttentionResult) -> AttentionProfile | None:
    """Mean attention by month and outcome; None without months or without the attention."""
    return None if result.temporal is None else _profile(result.temporal, result.y_true, result.step_names)


def spatial_profile(result: AttentionResult) -> AttentionProfile | None:
    """Mean attention by static feature and outcome; None without the attention."""
    return None if result.spatial is None else _profile(result.spatial, result.y_true, result.position_names)


def _profile(weights: np.ndarray, y: np.ndarray, names: tuple[str, ...]) -> AttentionProfile:
    (good, good_error), (bad, bad_error) = (_mean_and_error(weights[y == outcome]) for outcome in (0, 1))
    return AttentionProfile(names, good, bad, good_error, bad_error, int((y == 0).sum()), int((y == 1).sum()))


def _mean_and_error(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean over the rows and half of its 95% interval; nan without rows, no interval for one row."""
    if not len(weights):
        nothing = np.full(weights.shape[1], np.nan)
        return nothing, nothing
    spread = weights.std(axis=0, ddof=1) if len(weights) > 1 else np.zeros(weights.shape[1])
    return weights.mean(axis=0), Z95 * spread / np.sqrt(len(weights))


def account_map(result: AttentionResult, n_accounts: int = MAX_ACCOUNTS) -> AttentionMap | None:
    """Accounts evenly drawn over the PDs, riskiest first; None without temporal attention."""
    if result.temporal is None:
        return None
    order = np.argsort(-result.pd, kind="stable")
    if len(order) > n_accounts:
        order = order[np.linspace(0, len(order) - 1, n_accounts).round().astype(int)]
    return AttentionMap(
        result.temporal[order], result.y_true[order], result.pd[order], result.row_id[order], result.step_names
    )


def by_group(result: AttentionResult, group: np.ndarray, n_groups: int) -> np.ndarray | None:
    """Mean attention by month of each group of customers, (n_groups, n_steps), nan without rows; None without months.

    `group` is each row's number, (n,).
    """
    if result.temporal is None:
        return None
    return np.stack([_mean_and_error(result.temporal[group == number])[0] for number in range(n_groups)])
