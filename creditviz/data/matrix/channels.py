"""Quantities over the months as the encoder reads them: sequences, and ratios of a sequence to a column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

from creditviz.data.scaling import as_numbers
from creditviz.schema import DerivedChannel, SequenceFeature

NO_CODES: Mapping[str, Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True)
class Channel:
    """One quantity over the months and how it is encoded."""

    name: str
    columns: tuple[str, ...]  # numerator, oldest first
    below: tuple[str, ...] = ()  # denominators, one a month; empty unless derived
    is_code: bool = False


def derived_channel(derived: DerivedChannel, sequences: dict[str, SequenceFeature], n_steps: int) -> Channel:
    """The channel of a ratio of a sequence to a sequence or a column."""
    below = sequences.get(derived.denominator)
    columns = below.columns if below else (derived.denominator,) * n_steps
    return Channel(derived.name, sequences[derived.numerator].columns, columns)


def amounts(frame: pd.DataFrame, channel: Channel, codes: Mapping[str, Mapping[str, str]] = NO_CODES) -> np.ndarray:
    """Raw values of a numeric channel, (n, n_steps) float64; codes and a ratio over nothing are missing."""

    def known(name: str) -> np.ndarray:
        values = as_numbers(frame[name])
        return np.where(np.isin(values, list(map(float, codes.get(name, ())))), np.nan, values)

    above = np.stack([known(name) for name in channel.columns], axis=1)
    if not channel.below:
        return above
    return ratio(above, np.stack([known(name) for name in channel.below], axis=1))


def ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """Above / below of one shape; missing where a part is missing or the divisor is 0."""
    return np.divide(above, below, out=np.full_like(above, np.nan), where=~np.isnan(below) & (below != 0))
