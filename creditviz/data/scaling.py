"""The two ways in which a raw column becomes numbers: a scale for amounts, levels for categories."""

from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

import numpy as np
import pandas as pd
from pandas.api.types import is_datetime64_any_dtype, is_numeric_dtype

from creditviz.data.values import MISSING, spelled_levels
from creditviz.schema import TableSchema

_FARTHEST = 10.0  # standard deviations; beyond it a value is an error or says no more than "extreme"
_ROWS_FOR_SKEWNESS = 100_000


def as_numbers(column: pd.Series) -> np.ndarray:
    """A column as float64 with NaN for what is missing, infinite or no number, (n,)."""
    if is_datetime64_any_dtype(column.dtype):
        column = column.astype("int64").where(column.notna()) / 86_400e9
    elif not is_numeric_dtype(column.dtype):
        column = pd.to_numeric(column, errors="coerce")
    values = column.to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(np.isfinite(values), values, np.nan)


def without_codes(frame: pd.DataFrame, schema: TableSchema) -> pd.DataFrame:
    """The table with the schema's codes among its amounts as missing: 999999 is no large amount."""
    months = (c for s in schema.sequences if s.kind != "code" for c in s.columns)
    amounts = [name for name in (*schema.numeric, *months) if schema.codes.get(name) and name in frame.columns]
    blanked = {name: as_numbers(frame[name]) for name in amounts}
    for name, values in blanked.items():
        values[np.isin(values, [float(code) for code in schema.codes[name]])] = np.nan
    return frame.assign(**blanked) if blanked else frame


def all_numbers(frame: pd.DataFrame, columns: tuple[str, ...]) -> bool:
    """Whether every cell of these columns that is filled holds a finite number."""
    return all(np.array_equal(np.isnan(as_numbers(frame[name])), frame[name].isna()) for name in columns)


def signed_log(values: np.ndarray) -> np.ndarray:
    """sign(x) log(1 + |x|): amounts that may be negative, on a log scale."""
    return np.sign(values) * np.log1p(np.abs(values))


@dataclass(frozen=True)
class Scale:
    """Impute, take the signed log where that helps, standardise: learned from training rows.

    The signed log is taken when it makes the column less skewed (amounts), and left out otherwise (ages,
    shares, counts): on Taiwan it is what brought amounts within the reach of a network.
    """

    median: float
    log: bool
    mean: float
    sd: float
    indicator: bool  # values were missing among the training rows, so "was missing" is a column of its own
    as_is: bool = False  # values stay what they are, missing ones too

    @classmethod
    def learn(cls, values: np.ndarray, *, may_log: bool = True) -> Scale:
        """Learn from raw values of any shape, NaN = missing; `may_log` off leaves amounts as they are."""
        flat = values.ravel()
        known = flat[~np.isnan(flat)]
        if not len(known):
            return cls(0.0, False, 0.0, 1.0, True)
        log = may_log and _log_helps(known)
        median = float(np.median(known))
        filled = np.where(np.isnan(flat), median, flat)
        used = signed_log(filled) if log else filled
        sd = float(used.std())
        return cls(median, log, float(used.mean()), sd if sd > 1e-12 else 1.0, len(known) < len(flat))

    def apply(self, values: np.ndarray) -> np.ndarray:
        """Raw values to standard deviations from the training mean, same shape."""
        if self.as_is:
            return values
        filled = np.where(np.isnan(values), self.median, values)
        used = signed_log(filled) if self.log else filled
        return np.clip((used - self.mean) / self.sd, -_FARTHEST, _FARTHEST)


AS_IS = Scale(0.0, False, 0.0, 1.0, indicator=False, as_is=True)


def _log_helps(known: np.ndarray) -> bool:
    sample = known[:: max(1, len(known) // _ROWS_FOR_SKEWNESS)]
    raw, logged = _skewness(sample), _skewness(signed_log(sample))
    return abs(raw) > 1.0 and abs(logged) < abs(raw)


def _skewness(values: np.ndarray) -> float:
    sd = values.std()
    return float(((values - values.mean()) ** 3).mean() / sd**3) if sd > 1e-12 else 0.0


@dataclass(frozen=True)
class Levels:
    """The values of a category that have a code of their own, 1 to n; code 0 is every other one.

    Codes rise with the value where the values are numbers. With buckets, rare and unseen values are hashed into
    as many further codes instead (Weinberger et al. 2009, section 2), and 0 stays for what is missing.
    """

    names: tuple[str, ...]  # spelled
    buckets: int = 0

    @property
    def size(self) -> int:
        """Number of codes, code 0 included."""
        return len(self.names) + self.buckets + 1

    @classmethod
    def learn(cls, columns: list[pd.Series], *, min_count: int, max_levels: int, buckets: int = 0) -> Levels:
        """Levels of one column, or of several that share them (the months of a code sequence)."""
        counts: dict[str, int] = {}
        for column in columns:
            codes, spellings = spelled_levels(column)
            per_level = np.bincount(np.where(codes < 0, len(spellings), codes), minlength=len(spellings) + 1)
            for name, count in zip([*spellings, MISSING], per_level, strict=True):
                counts[name] = counts.get(name, 0) + int(count)
        kept = sorted((n for n in counts if counts[n] >= min_count), key=lambda n: -counts[n])[:max_levels]
        rare = len(counts.keys() - {*kept, MISSING})
        return cls(tuple(by_number(kept)), buckets if rare > 2 * buckets else 0)

    def codes(self, column: pd.Series) -> np.ndarray:
        """The code of each row's value, (n,) int64; 0 = rare or never seen, unless these are hashed."""
        positions, spellings = spelled_levels(column)
        number = {name: code for code, name in enumerate(self.names, start=1)}
        found = [number.get(s, self._hashed(s)) for s in spellings]
        lookup = np.array([*found, number.get(MISSING, 0)], dtype=np.int64)
        return lookup[positions]

    def _hashed(self, spelling: str) -> int:
        return len(self.names) + 1 + _stable_hash(spelling) % self.buckets if self.buckets else 0


def _stable_hash(spelling: str) -> int:
    """The same number in every process, as Python's own hash is not."""
    return crc32(spelling.encode())


def by_number(names: list[str]) -> list[str]:
    """Spellings of numbers in the order of the numbers, then the others by alphabet.

    >>> by_number(["10", "-1", "2", "none"])
    ['-1', '2', '10', 'none']
    """

    def order(name: str) -> tuple[bool, float, str]:
        try:
            return (False, float(name), name)
        except ValueError:
            return (True, 0.0, name)

    return sorted(names, key=order)
