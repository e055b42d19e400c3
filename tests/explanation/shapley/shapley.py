"""Shapley's own formula over all subsets, slowly."""

from itertools import combinations
from math import factorial

import numpy as np


def by_enumeration(value, x, z):
    """Shapley values of value(x) - value(z), (n_players,); `value` takes a matrix of hybrids."""
    n = len(x)
    found = {}
    for size in range(n + 1):
        for taken in combinations(range(n), size):
            found[taken] = float(value(np.where(np.isin(np.arange(n), taken), x, z)[None])[0])
    total = np.zeros(n)
    for taken, worth in found.items():
        for player in set(range(n)) - set(taken):
            weight = factorial(len(taken)) * factorial(n - len(taken) - 1) / factorial(n)
            total[player] += weight * (found[tuple(sorted((*taken, player)))] - worth)
    return total
