"""Two small domains with a known shift."""

import numpy as np


def domains(n_source=400, n_target=300, k=5, shift=1.5, seed=0):
    """Source and target rows of one label rule; the first columns of the target are moved and stretched."""
    random = np.random.default_rng(seed)
    weights = np.linspace(1.5, 0.5, k)
    source, target = random.normal(size=(n_source, k)), random.normal(size=(n_target, k))
    outcome = [(rows @ weights + random.logistic(size=len(rows)) > 1.0).astype(int) for rows in (source, target)]
    target[:, 0] = np.exp(target[:, 0]) * shift
    X = np.vstack([source, target]).astype(np.float32)
    domain = np.repeat([1, -1], [n_source, n_target])
    y = np.r_[outcome[0], np.full(n_target, -1)]
    return X, y, domain, np.r_[outcome[0], outcome[1]]
