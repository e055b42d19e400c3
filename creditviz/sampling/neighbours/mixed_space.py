"""Numbers and categories as points of one space, so that a sampler of numbers can work on a mixed table."""

from __future__ import annotations

import numpy as np

from creditviz.sampling.codec import TableCodec

MOST_ONE_HOT = 64  # categories of a column; more would need gigabytes
MOST_CELLS = 256 * 2**20 // 8  # of a matrix in double precision
MOST_PRODUCTS = 10_000_000  # numbers held at once when a point looks for its category


class MixedSpace:
    """The matrix of a `TableCodec` as points, and points as a matrix again.

    Numbers are in standard deviations; two different categories of a column lie one standard deviation
    apart, as in SMOTE-NC (Chawla et al., 2002, section 6.1, whose median deviation is 1 here). A point on
    the way between two others takes all its categories from the nearer one, so those of a row were seen together.

    NOTE[DIFF] A column with more than 64 categories is written as 64 random signs for each, which are
    nearly as far from each other as one-hot columns are and need no more memory for 5,000 categories than for 100.

    Parameters
    ----------
    codec : fitted on the real rows.
    """

    def __init__(self, codec: TableCodec) -> None:
        self.n_numbers = len(codec.numeric_)
        sizes = [2] * len(codec.gaps_) + [len(codec.levels_[name]) for name in codec.categorical_]
        random = np.random.default_rng(0)  # the same words for every seed of a sampler: neighbours stay neighbours
        self._words = [_words(size, random) / np.sqrt(2) for size in sizes]
        widths = [words.shape[1] for words in self._words]
        ends = self.n_numbers + np.cumsum(widths, dtype=int)
        self.blocks = [slice(end - width, end) for end, width in zip(ends, widths, strict=True)]

    def points(self, matrix: np.ndarray) -> np.ndarray:
        """Points of the codec's matrix, (n, n_dimensions); single precision when they would fill the memory."""
        width = self.n_numbers + sum(words.shape[1] for words in self._words)
        points = np.empty((len(matrix), width), np.float64 if len(matrix) * width <= MOST_CELLS else np.float32)
        points[:, : self.n_numbers] = matrix[:, : self.n_numbers]
        for words, block, codes in zip(self._words, self.blocks, matrix[:, self.n_numbers :].T, strict=True):
            points[:, block] = words[codes.astype(int)]
        return points

    def matrix(self, points: np.ndarray) -> np.ndarray:
        """The codec's matrix of points: of each category the nearest."""
        codes = [_nearest(points[:, block], words) for words, block in zip(self._words, self.blocks, strict=True)]
        return np.column_stack([points[:, : self.n_numbers].astype(np.float64), *codes])


def _words(size: int, random: np.random.Generator) -> np.ndarray:
    """A unit vector for each of `size` categories."""
    if size <= MOST_ONE_HOT:
        return np.eye(size)
    return random.choice([-1.0, 1.0], (size, MOST_ONE_HOT)) / np.sqrt(MOST_ONE_HOT)


def _nearest(points: np.ndarray, words: np.ndarray) -> np.ndarray:
    """The word that each point looks most like, (n,)."""
    step = max(1, MOST_PRODUCTS // max(1, len(words)))
    parts = [np.argmax(points[i : i + step] @ words.T, axis=1) for i in range(0, len(points), step)]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=int)
