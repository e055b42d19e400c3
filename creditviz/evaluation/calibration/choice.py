"""Which calibration validation rows speak for: each curve is judged on rows that it was not learned on."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from creditviz.evaluation.calibration.calibrations import CURVES, fit_calibrations
from creditviz.metrics import z_of
from creditviz.results import Interval, ScoredRows

FOLDS = 5


class CalibrationChoice(NamedTuple):
    """What validation rows say of the calibrations of a run; test rows have no part in it."""

    brier: dict[str, float]  # name -> mean squared error, out of fold; those that every fold could learn
    best: str  # the lowest
    gain: Interval  # squared error of `base` less that of `best`, paired by row; for all names together
    base: str  # the calibration in use
    n_rows: int

    @property
    def better(self) -> str:
        """The calibration to change to: `best` where the interval of its gain leaves out 0, else `base`."""
        return self.best if self.gain.low > 0 else self.base


def choose_on_validation(validation: ScoredRows, base: str, *, seed: int = 0) -> CalibrationChoice | None:
    """Squared errors of all calibrations on validation rows, curves learned on four fifths and judged on the rest.

    None where the rows hold one outcome only, or `base` cannot be judged on them.

    Parameters
    ----------
    base : the calibration in use.
    seed : of the folds. A row that came several times (k-fold) is in one fold.

    References
    ----------
    Platt (1999), section 2.1: curves are learned on rows other than those that judge them.
    """
    y = (np.asarray(validation.y_true) == 1).astype(np.float64)
    if len(np.unique(y)) < 2:
        return None
    losses = {name: (pd - y) ** 2 for name, pd in _out_of_fold(validation, y, seed).items()}
    if base not in losses:
        return None
    brier = {name: float(loss.mean()) for name, loss in losses.items()}
    best = min(brier, key=lambda name: (brier[name], name != base))
    gain = losses[base] - losses[best]
    half = z_of(len(losses) - 1) * float(gain.std(ddof=1)) / math.sqrt(len(gain))
    value = float(gain.mean())
    return CalibrationChoice(brier, best, Interval(value, value - half, value + half), base, len(y))


def _out_of_fold(rows: ScoredRows, y: np.ndarray, seed: int) -> dict[str, np.ndarray]:
    """PDs by calibration: a curve's from the other folds, all others as they are."""
    distinct, position = np.unique(rows.row_id, return_inverse=True)
    fold = (np.random.default_rng(seed).permutation(len(distinct)) % FOLDS)[position]
    found = {name: np.array(pd, dtype=np.float64) for name, pd in rows.calibrated.items()}
    curves = [name for name in found if name in CURVES]
    for name in curves:
        found[name] = np.full(len(y), np.nan)
    for number in range(FOLDS):
        held = fold == number
        if not held.any() or len(np.unique(y[~held])) < 2:
            continue
        learned = fit_calibrations(y[~held], rows.y_score[~held])
        for name in curves:
            if name in learned:
                found[name][held] = learned[name].apply(rows.y_score[held])
    return {name: pd for name, pd in found.items() if np.isfinite(pd).all()}
