"""Rows as networks with a latent space read them: numbers, then a 0/1 block for each code; and back."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from creditviz.sampling.generator_rows import EDGE, GeneratorRows, ValueRanks


class LatentRows(GeneratorRows):
    """Base: float32 rows (n, n_numbers + sum of blocks), the same way in and out; learned on real rows."""

    def encode(self, frame: pd.DataFrame) -> np.ndarray:
        """The rows with their codes spread over 0/1 blocks."""
        rows = super().encode(frame)
        codes = rows[:, self.n_numbers :].astype(np.int64)
        ones = [np.eye(size, dtype=np.float32)[code] for size, code in zip(self.blocks, codes.T, strict=True)]
        return np.concatenate([rows[:, : self.n_numbers], *ones], axis=1)

    def decode(self, drawn: np.ndarray) -> pd.DataFrame:
        """The legal table of feature columns; of a block the largest entry counts."""
        ends = np.cumsum([self.n_numbers, *self.blocks])
        codes = [drawn[:, a:b].argmax(axis=1) for a, b in zip(ends, ends[1:], strict=False)]
        return super().decode(np.column_stack([drawn[:, : self.n_numbers], *codes]))

    def _filled(self, numbers: np.ndarray) -> np.ndarray:
        return np.where(np.isnan(numbers), self.codec_.median_, numbers)


class RankScoreRows(LatentRows):
    """Numbers by the middle of their ranks on a normal curve.

    One large amount does not rule the loss, and a value that many accounts share (a payment of 0, a limit of
    50,000) is met exactly on the way back.
    """

    def _learn(self, numbers, weight):
        self.columns_ = [ValueRanks(column, weight) for column in self._filled(numbers).T]

    def _read(self, numbers):
        ends = [column.stretch(c) for column, c in zip(self.columns_, self._filled(numbers).T, strict=True)]
        if not ends:
            return np.zeros((len(numbers), 0))
        return np.column_stack([ndtri(np.clip((low + high) / 2, EDGE, 1 - EDGE)) for low, high in ends])

    def _write(self, drawn):
        ranks = ndtr(drawn).T
        values = [column.value(rank) for column, rank in zip(self.columns_, ranks, strict=True)]
        return np.column_stack(values) if values else drawn


class StandardRows(LatentRows):
    """Numbers in standard deviations from the median."""

    def _learn(self, numbers, weight):
        """Median and spread are the codec's."""

    def _read(self, numbers):
        return (self._filled(numbers) - self.codec_.median_) / self.codec_.spread_

    def _write(self, drawn):
        return drawn * self.codec_.spread_ + self.codec_.median_


SCALINGS: dict[str, type[LatentRows]] = {"quantile-normal": RankScoreRows, "standard": StandardRows}
