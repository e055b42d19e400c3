"""The feature divider: which pairs shifted so far that an adversarial network should read them (Xu and Zhang 2025)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from creditviz.exceptions import DataError
from creditviz.results.transfer.run import Division
from creditviz.transfer.columns import unit_quantiles

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
    distance = np.array([np.abs(unit_quantiles(source[:, i]) - unit_quantiles(target[:, i])).mean() for i in range(k)])
    spread = float(distance.max() - distance.min())
    alike = spread < 1e-12
    relative = np.ones(k) if alike else (distance - distance.min()) / spread
    few = FEW.format(n="1 pair" if k == 1 else f"{k} pairs")
    by_chance = not alike and distance.max() < CHANCE_AT_MOST * np.sqrt(1 / len(source) + 1 / len(target))
    notes = [ALIKE if alike else RELATIVE, *([CHANCE] if by_chance else []), *([few] if k < FEW_PAIRS else [])]
    shifted = np.ones(k, dtype=bool) if alike else relative > threshold
    known = tuple(names) if names is not None else tuple(f"pair {i + 1}" for i in range(k))
    return Division(known, distance, relative, float(threshold), shifted, tuple(notes))
