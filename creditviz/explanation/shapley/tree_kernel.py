"""The inner loops of interventional tree SHAP, compiled. Imported inside functions only: numba takes half a second.

A hybrid of a row and a background row reaches a leaf if each column on its path fits from one of the two. With p
columns that fit from the row alone and q from the background alone, the Shapley values of a leaf are closed forms:
value (p - 1)! q! / (p + q)! for each of the p, and -value p! (q - 1)! / (p + q)! for each of the q. `gain` and
`loss` hold these factors by the two bit masks (which columns fit), and 0 where the leaf is out of reach.
"""
# mypy: ignore-errors

from __future__ import annotations

import numpy as np
from numba import njit


@njit(nogil=True, cache=True)
def add_pairs(mine, theirs, watched, values, columns, gain, loss, first, out):  # pragma: no cover - compiled
    """Add the shares of the watched columns of every leaf, for every pair of rows.

    Parameters
    ----------
    mine, theirs : (n, n_leaves), (m, n_leaves); a bit per column on the path, 1 where the row's value fits.
        Bits beyond the path are 1.
    watched : (n_leaves,); the bits whose columns are wanted.
    values : (n_leaves,) float64.
    columns : (n_leaves, depth) int32.
    gain, loss : (2 ** depth, 2 ** depth) float64.
    first : the column that comes first in `out`.
    out : (n, m, n_watched) float64; added to.
    """
    for row in range(mine.shape[0]):
        for other in range(theirs.shape[0]):
            for leaf in range(len(values)):
                a, b = mine[row, leaf], theirs[other, leaf]
                bits = (a ^ b) & watched[leaf]
                if bits == 0 or (gain[a, b] == 0.0 and loss[a, b] == 0.0):
                    continue
                for place in range(columns.shape[1]):
                    if not (bits >> place) & 1:
                        continue
                    if (a >> place) & 1:
                        out[row, other, columns[leaf, place] - first] += values[leaf] * gain[a, b]
                    else:
                        out[row, other, columns[leaf, place] - first] -= values[leaf] * loss[a, b]


@njit(nogil=True, cache=True)
def add_sums(X, background, weights, leaves, gain, loss, out):  # pragma: no cover - compiled
    """Add the shares of all columns, summed over the background rows with their weights: no loop over pairs.

    Of a leaf only the mask of a row matters, so background rows are counted by mask, and rows look up theirs. Masks are
    made leaf by leaf, so that the memory does not grow with the trees.

    Parameters
    ----------
    X, background : (n_columns, n), (n_columns, m) float32, columns contiguous.
    weights : (m,) float64.
    leaves : values (n_leaves,), columns, low, high (n_leaves, depth) and lengths (n_leaves,), the columns on each path.
    gain, loss : as in `add_pairs`.
    out : (n_columns, n) float64; added to.
    """
    values, columns, low, high, lengths = leaves
    mine, theirs = np.empty(X.shape[1], np.uint8), np.empty(background.shape[1], np.uint8)
    share = np.zeros((columns.shape[1], gain.shape[0]))
    counted = np.zeros(gain.shape[0])
    for leaf in range(len(values)):
        path = columns[leaf, : lengths[leaf]], low[leaf], high[leaf]
        beyond = (gain.shape[0] - 1) ^ ((1 << lengths[leaf]) - 1)
        _masks(background, path, beyond, theirs)
        counted[:] = 0.0
        for other in range(len(theirs)):
            counted[theirs[other]] += weights[other]
        _shares_by_mask(counted, values[leaf], lengths[leaf], gain, loss, share)
        _masks(X, path, beyond, mine)
        for place in range(lengths[leaf]):
            to, found = out[columns[leaf, place]], share[place]
            for row in range(len(mine)):
                to[row] += found[mine[row]]


@njit(nogil=True, cache=True)
def _masks(X, path, beyond, out):  # pragma: no cover - compiled
    """Which columns of a path fit, a bit each; the bits `beyond` its end are 1."""
    columns, low, high = path
    out[:] = beyond
    for place in range(len(columns)):
        value, least, most, bit = X[columns[place]], low[place], high[place], np.uint8(1 << place)
        for row in range(len(out)):
            out[row] |= bit if (value[row] >= least) & (value[row] < most) else np.uint8(0)  # no branch


@njit(nogil=True, cache=True)
def _shares_by_mask(counted, value, length, gain, loss, share):  # pragma: no cover - compiled
    """What each column of a leaf's path gets, by the mask of the row; background rows are counted by theirs."""
    whole = gain.shape[0] - 1
    share[:, :] = 0.0
    for b in range(gain.shape[0]):
        if counted[b] == 0.0:
            continue
        for a in range(whole ^ b, gain.shape[0]):
            if (a | b) != whole:  # out of reach
                continue
            up, down = value * counted[b] * gain[a, b], value * counted[b] * loss[a, b]
            for place in range(length):
                if ((a & ~b) >> place) & 1:
                    share[place, a] += up
                elif ((b & ~a) >> place) & 1:
                    share[place, a] -= down
