"""The bins of greatest information value, exactly, by dynamic programming over finer bins."""

from __future__ import annotations

import numpy as np


def evidence(n: np.ndarray, n_bad: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weight of evidence of bins, ln(share of goods / share of bads), and what each adds to the information value.

    Half an account is added to both outcomes of a bin that lacks one, so that its weight is finite; an empty bin says
    nothing.

    Parameters
    ----------
    n, n_bad : accounts and bad ones of each bin, (n_bins,); both outcomes occur.

    References
    ----------
    Siddiqi (2006), Credit Risk Scorecards, chapter 6.

    >>> woe, parts = evidence(np.array([50, 50]), np.array([5, 20]))
    >>> woe.round(4).tolist(), round(float(parts.sum()), 4)
    ([1.0986, -0.6931], 0.7167)
    """
    bad = np.asarray(n_bad, dtype=np.float64)
    good = np.asarray(n, dtype=np.float64) - bad
    all_good, all_bad = good.sum(), bad.sum()
    lacking = ((good == 0) | (bad == 0)) & (good + bad > 0)
    share_good, share_bad = (good + 0.5 * lacking) / all_good, (bad + 0.5 * lacking) / all_bad
    filled = good + bad > 0
    woe = np.zeros(len(good))
    woe[filled] = np.log(share_good[filled] / share_bad[filled])
    return woe, (share_good - share_bad) * woe


def best_bins(
    n: np.ndarray,
    n_bad: np.ndarray,
    totals: tuple[float, float],
    *,
    direction: str = "free",
    least: float = 1,
    least_bad: float = 1,
    most_bins: int = 8,
) -> tuple[int, ...]:
    """Where to cut finer bins so that the information value is greatest under the constraints, exactly.

    Parameters
    ----------
    n, n_bad : accounts and bad ones of the finer bins, in order, (m,).
    totals : good and bad accounts of the whole column, special bins included.
    direction : "up", "down" (the bad rate strictly rises or falls from bin to bin) or "free".
    least, least_bad : accounts and bad ones a bin must have; one good one is always asked for. Raising them makes bins
        coarser.
    most_bins : raising it follows the data more closely.

    Returns
    -------
    Numbers of the finer bins that begin a bin, the first left out; empty where no cut is allowed.

    NOTE[DIFF]: optimal binning is usually a mixed-integer program (Navas-Palencia 2020); over finer bins in one order
    the same optimum is the best path, found here in m^3 steps.
    """
    n, n_bad = np.asarray(n, dtype=np.float64), np.asarray(n_bad, dtype=np.float64)
    m = len(n)
    rows, bad = _sums(n), _sums(n_bad)
    allowed = (rows >= least) & (bad >= least_bad) & (rows - bad >= 1)
    worth = np.where(allowed, _worth(rows - bad, bad, totals), -np.inf)
    value = np.full((m, m, most_bins), -np.inf)  # last bin i..j, number of bins - 1
    before = np.zeros((m, m, most_bins), dtype=np.int64)
    for j in range(m):
        for i in np.flatnonzero(allowed[: j + 1, j]):
            if i == 0:
                value[0, j, 0] = worth[0, j]
                continue
            fits = _fits(bad[:i, i - 1], rows[:i, i - 1], bad[i, j], rows[i, j], direction)
            earlier = np.where(fits[:, None], value[:i, i - 1, :-1], -np.inf)
            before[i, j, 1:] = earlier.argmax(0)
            value[i, j, 1:] = earlier.max(0) + worth[i, j]
    return _way_back(value[:, m - 1], before)


def _sums(counts: np.ndarray) -> np.ndarray:
    """Counts of every stretch i..j, (m, m); 0 where j < i."""
    up_to = np.concatenate([[0.0], np.cumsum(counts)])
    return np.maximum(up_to[None, 1:] - up_to[:-1, None], 0.0)


def _worth(good: np.ndarray, bad: np.ndarray, totals: tuple[float, float]) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        share_good, share_bad = good / totals[0], bad / totals[1]
        return (share_good - share_bad) * np.log(share_good / share_bad)


def _fits(bad: np.ndarray, rows: np.ndarray, next_bad: float, next_rows: float, direction: str) -> np.ndarray:
    """Which stretches may stand before the next one; whole numbers are compared, so that nothing is rounded."""
    if direction == "free":
        return rows > 0
    step = next_bad * rows - bad * next_rows
    return step > 0 if direction == "up" else step < 0


def _way_back(last: np.ndarray, before: np.ndarray) -> tuple[int, ...]:
    if not np.isfinite(last).any():
        return ()
    j, k = len(before) - 1, int(last.max(0).argmax())  # of equal values the one of fewest bins
    i = int(last[:, k].argmax())
    cuts: list[int] = []
    while i > 0:
        cuts.append(i)
        i, j, k = int(before[i, j, k]), i - 1, k - 1
    return tuple(reversed(cuts))
