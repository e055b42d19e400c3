"""One yardstick for all generators: losses of different objectives cannot be compared, this distance can."""

from __future__ import annotations

import numpy as np
import pandas as pd

from creditviz.metrics import wasserstein
from creditviz.sampling.codec import TableCodec
from creditviz.schema import TableSchema

MOST_ROWS = 2000


class Yardstick:
    """Mean over the columns of the one-dimensional Wasserstein distance to real rows of one outcome.

    Numbers are scaled to [0, 1] by the real minimum and maximum; of a category the distance is the total
    variation, the Wasserstein distance between its one-hot columns. 0 is perfect, 1 the worst.

    Parameters
    ----------
    real : rows of one outcome; at most 2,000 of them are compared with.
    schema : meaning of the columns. None reads every column as a number.
    """

    def __init__(self, real: pd.DataFrame, schema: TableSchema | None) -> None:
        self._codec = TableCodec(schema).fit(real)
        self._real = self._scaled(real.sample(min(len(real), MOST_ROWS), random_state=0))

    def distance(self, rows: pd.DataFrame) -> float:
        """How far generated rows are from the real ones."""
        made = self._scaled(rows)
        distances = [
            _total_variation(a, b) if is_code else wasserstein(a, b)
            for a, b, is_code in zip(self._real.T, made.T, self._codec.is_code, strict=True)
        ]
        return float(np.mean(distances)) if distances else 0.0

    def _scaled(self, rows: pd.DataFrame) -> np.ndarray:
        codec = self._codec
        matrix = codec.encode(rows)
        n = len(codec.numeric_)
        low, high = ((edge - codec.median_) / codec.spread_ for edge in (codec.low_, codec.high_))
        matrix[:, :n] = (matrix[:, :n] - low) / np.where(high > low, high - low, 1.0)
        return matrix


def _total_variation(a: np.ndarray, b: np.ndarray) -> float:
    levels = np.union1d(a, b)
    share_a, share_b = ((part[:, None] == levels).mean(axis=0) for part in (a, b))
    return float(np.abs(share_a - share_b).sum() / 2)
