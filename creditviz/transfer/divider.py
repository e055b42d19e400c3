"""The feature divider: which pairs shifted so far that an adversarial network should read them (Xu and Zhang 2025)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from creditviz.exceptions import DataError
from creditviz.results.transfer.run import Division
from creditviz.transfer.columns import HIGH, LOW, unit_quantiles

THRESHOLD = 0.35
FEW_PAIRS = 4
RELATIVE = (
    "The rule is relative: however well two books match, the pair that shifted most counts as shifted, and the one "
    "that shifted least does not."
)
ALIKE = "All pairs lie equally far apart: nothing divides them, and the network reads all of them."
CHANCE = (
    "No pair lies further apart than two samples of one book may by chance: nothing need have shifted, and the line "
    "may divide noise. A rare flag can have changed all the same."
)
CHANCE_AT_MOST = 0.98  # times sqrt(1/n + 1/m): 95% of the gaps between two samples of the widest spread, half 0 half 1
SURE = 3.3  # standard errors that a column must have moved or stretched by to count
FEW = "With {n} the division rests on very few columns."


def divide(
    source: np.ndarray, target: np.ndarray, names: Sequence[str] | None = None, *, threshold: float = THRESHOLD
) -> Division:
    """Divide paired columns by how far their distributions lie apart.

    Parameters
    ----------
    source, target : paired columns of training rows, (n, k) and (m, k).
    names : of the k pairs.
    threshold : on the min-max scale of the distances. Raising it gives the network fewer columns and the tree more.

    Raises
    ------
    DataError
        When there is no pair, or no row of one of the domains.

    Notes
    -----
    The distance is W1 of the two shapes, each column between its own 1st and 99th percentile; and, as shares of their
    joint range, how far the mean has moved and the standard deviation has grown or shrunk. The latter two count only
    beyond 3.3 standard errors, and are 0 for columns that are standardised by their own book.

    References
    ----------
    Xu and Zhang 2025, section 3.1, threshold 0.35. NOTE[DIFF]: the paper does not say on which scale distances are
    taken; here every column lies between its own 1st and 99th percentile.

    Examples
    --------
    >>> import numpy as np
    >>> old = np.random.default_rng(0).normal(size=(500, 4))
    >>> new = old.copy()
    >>> new[:, 1] = new[:, 1] ** 2
    >>> divide(old, new).shifted
    array([False,  True, False, False])
    """
    k = source.shape[1]
    if not k or not len(source) or not len(target):
        raise DataError(
            f"the divider compares columns of two books, however there are {k} pairs, {len(source)} old and "
            f"{len(target)} new rows. Pair at least one column."
        )
    shape = np.array([np.abs(unit_quantiles(source[:, i]) - unit_quantiles(target[:, i])).mean() for i in range(k)])
    location, scale = np.array([_moved(source[:, i], target[:, i]) for i in range(k)]).T
    distance = shape + location + scale
    spread = float(distance.max() - distance.min())
    alike = spread < 1e-12
    relative = np.ones(k) if alike else (distance - distance.min()) / spread
    few = FEW.format(n="1 pair" if k == 1 else f"{k} pairs")
    by_chance = not alike and distance.max() < CHANCE_AT_MOST * np.sqrt(1 / len(source) + 1 / len(target))
    notes = [ALIKE if alike else RELATIVE, *([CHANCE] if by_chance else []), *([few] if k < FEW_PAIRS else [])]
    shifted = np.ones(k, dtype=bool) if alike else relative > threshold
    known = tuple(names) if names is not None else tuple(f"pair {i + 1}" for i in range(k))
    return Division(known, distance, relative, float(threshold), shifted, tuple(notes), location, scale)


def _moved(old: np.ndarray, new: np.ndarray) -> tuple[float, float]:
    """How far mean and standard deviation lie apart beyond chance, as shares of the joint range."""
    both = np.concatenate([old, new]).astype(np.float64)
    low, high = np.quantile(both, (LOW, HIGH))
    if high - low < 1e-12:
        low, high = float(both.min()), float(both.max())
    if high - low < 1e-12:
        return 0.0, 0.0
    a, b = ((side.astype(np.float64) - low) / (high - low) for side in (old, new))  # not cut off: means stay equal
    mean_error = np.sqrt(a.var() / len(a) + b.var() / len(b))
    sd_error = np.hypot(_sd_error(a), _sd_error(b))
    location = max(0.0, abs(a.mean() - b.mean()) - SURE * mean_error)
    return min(1.0, location), min(1.0, max(0.0, abs(a.std() - b.std()) - SURE * sd_error))


def _sd_error(values: np.ndarray) -> float:
    """Standard error of a standard deviation, by the fourth moment."""
    sd = float(values.std())
    if sd < 1e-12:
        return 0.0
    fourth = float(((values - values.mean()) ** 4).mean()) / sd**4
    return float(sd * np.sqrt(max(fourth - 1.0, 0.0) / (4 * len(values))))
