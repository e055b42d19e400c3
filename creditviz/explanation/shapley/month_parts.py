"""The months' parts in the summaries of a channel, so that what a summary contributes reaches the months."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from creditviz.explanation.shapley.sharing import share_out

Slopes = Callable[[np.ndarray], np.ndarray]


def _at(position: np.ndarray, n_steps: int) -> np.ndarray:
    return np.eye(n_steps)[position]


def _step_slopes(position: np.ndarray, n_steps: int) -> np.ndarray:
    """Of the change that ends after `position`: the later month less the earlier one."""
    return _at(position + 1, n_steps) - _at(position, n_steps) if n_steps > 1 else np.zeros((*position.shape, n_steps))


def _spread(x: np.ndarray) -> np.ndarray:
    centred = x - x.mean(-1, keepdims=True)
    sd = x.std(-1, keepdims=True)
    return np.divide(centred, sd * x.shape[-1], out=np.zeros_like(centred), where=sd > 1e-9)


def _mean_step(x: np.ndarray) -> np.ndarray:
    n = x.shape[-1]
    signs = np.sign(np.diff(x, axis=-1)) / max(n - 1, 1)
    none = np.zeros((*x.shape[:-1], 1))
    return np.concatenate([none, signs], -1) - np.concatenate([signs, none], -1)


def _change(x: np.ndarray, pick: Callable) -> np.ndarray:
    n = x.shape[-1]
    position = pick(np.diff(x, axis=-1), axis=-1) if n > 1 else np.zeros(x.shape[:-1], int)
    return _step_slopes(position, n)


SLOPES: dict[str, Slopes] = {  # (..., n_steps) -> derivative by every month, (..., n_steps)
    "mean": lambda x: np.full(x.shape, 1 / x.shape[-1]),
    "highest": lambda x: _at(x.argmax(-1), x.shape[-1]),
    "lowest": lambda x: _at(x.argmin(-1), x.shape[-1]),
    "spread": _spread,
    "last less first": lambda x: np.broadcast_to(np.eye(x.shape[-1])[-1] - np.eye(x.shape[-1])[0], x.shape),
    "largest rise": lambda x: _change(x, np.argmax),
    "largest fall": lambda x: _change(x, np.argmin),
    "mean step": _mean_step,
}


def to_months(given: np.ndarray, X: np.ndarray, background: np.ndarray, plan: Any) -> np.ndarray:
    """What summaries contribute, handed on to the months, (n, n_steps, n_channels); sums stay.

    Parameters
    ----------
    given : (n, n_summaries), in the order of `summary_names`.
    X, background : encoded rows.
    plan : `InputPlan`.
    """
    from creditviz.models.months.summaries import STATISTICS

    months, others = (_months(rows, plan) for rows in (X, background))  # (n, n_channels, n_steps)
    out = np.zeros(months.shape)
    at = 0
    for name in STATISTICS:
        for channel in range(plan.n_channels):
            parts = _trapezoid(SLOPES[name], months[:, channel], others[:, channel])
            out[:, channel] += share_out(given[:, at], parts)
            at += 1
    for channel, size in plan.channel_codes:
        for code in range(size):
            parts = (months[:, channel] == code) - (others[:, channel] == code).mean(0)
            out[:, channel] += share_out(given[:, at], parts)
            at += 1
    return out.transpose(0, 2, 1)


def _months(X: np.ndarray, plan: Any) -> np.ndarray:
    flat = X[:, plan.n_static : plan.n_static + plan.n_months].astype(np.float64)
    return flat.reshape(len(X), plan.n_steps, plan.n_channels).transpose(0, 2, 1)


def _trapezoid(slopes: Slopes, x: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Mean over the background of (slopes at the row + slopes at the background row) / 2 times the step, (n, t)."""
    at_x, at_z = slopes(x), slopes(z)
    own = at_x * (x - z.mean(0))
    return (own + x * at_z.mean(0) - (at_z * z).mean(0)) / 2
