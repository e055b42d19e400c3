"""How right PDs are, not only their order."""

from __future__ import annotations

import math

import numpy as np

N_BINS = 10  # of the calibration error: tenths of [0, 1]
NEAREST = float(np.finfo(np.float64).eps)  # a PD of 0 or 1 counts as this far from it: one wrong row is no infinity


def brier(y: np.ndarray, pd: np.ndarray) -> float:
    """Mean squared distance between PD and outcome: 0 is perfect, the constant bad rate p scores p (1 - p)."""
    y, pd = np.asarray(y, dtype=np.float64), np.asarray(pd, dtype=np.float64)
    return float(np.mean((pd - y) ** 2)) if len(y) else math.nan


def log_loss(y: np.ndarray, pd: np.ndarray) -> float:
    """Mean -log of the probability given to what happened: 0 is perfect; certain and wrong costs most."""
    y, pd = np.asarray(y), np.asarray(pd, dtype=np.float64)
    return float(np.mean(log_losses(y, pd))) if len(y) else math.nan


def log_losses(y: np.ndarray, pd: np.ndarray) -> np.ndarray:
    """The loss of each row, (n,)."""
    given = np.where(np.asarray(y) == 1, pd, 1.0 - np.asarray(pd, dtype=np.float64))
    return -np.log(np.clip(given, NEAREST, 1.0 - NEAREST))


def ece(y: np.ndarray, pd: np.ndarray) -> float:
    """Expected calibration error: mean gap between PD and bad rate over tenths of [0, 1], weighted by rows.

    It shrinks when PDs are crowded into few tenths, whatever they are worth: read it beside the Brier score.
    """
    y, pd = np.asarray(y, dtype=np.float64), np.asarray(pd, dtype=np.float64)
    if not len(y):
        return math.nan
    return float(np.abs(np.bincount(calibration_bin(pd), weights=pd - y)).sum() / len(y))


def calibration_bin(pd: np.ndarray) -> np.ndarray:
    """Which tenth of [0, 1] each PD lies in, int64 (n,)."""
    return np.clip((np.asarray(pd) * N_BINS).astype(np.int64), 0, N_BINS - 1)
