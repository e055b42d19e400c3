"""A small book with months in the form that models read it."""

import numpy as np

LAYOUT = {
    "sequence_shape": (4, 3),
    "categorical_features": ((1, 3),),
    "categorical_channels": ((0, 5),),
}


def book(n=300, seed=0):
    """Matrix (n, 15) of 3 static columns and 4 months of 3 channels, and outcomes that follow the last months."""
    generator = np.random.default_rng(seed)
    static = np.c_[generator.normal(size=n), generator.integers(0, 3, n), generator.normal(size=n)]
    months = generator.normal(size=(n, 4, 3))
    months[:, :, 0] = generator.integers(0, 5, (n, 4))
    risk = static[:, 0] + months[:, -1, 1] + 0.8 * months[:, -2:, 0].sum(1) - 4.5
    y = (generator.random(n) < 1 / (1 + np.exp(-risk))).astype(np.int8)
    return np.hstack([static, months.reshape(n, 12)]).astype(np.float32), y
