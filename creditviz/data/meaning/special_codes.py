"""Numbers that stand for something else than an amount: "no such record", "not usable", "never"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from creditviz.data.scaling import as_numbers
from creditviz.data.values import counted, spelled

_HIGH = ("9", "99", "999", "9999", "99999", "999999", "9999999", "99999999", "999999999")
_TAILS = {d[:-1] + last for d in _HIGH[1:] for last in "6789"}  # 96, 97, 98, 99; 996 to 999; ...
_LOW = tuple(str(-v) for v in (*range(1, 10), *range(90, 100), *range(990, 1000), *range(9990, 10000)))
_FEWEST = 5  # rows of a code
_MOST_CODES = 4  # of one column
_BEYOND = 1.5  # a high code lies so many times above the largest other value
_KINDS = "ABCDEFGH"
_A_COLUMN = 8  # different values at least


def special_codes(frame: pd.DataFrame, columns: Sequence[str]) -> dict[str, dict[str, str]]:
    """Column -> code -> what it means ("missing, kind A"), for a person to name.

    A code is a value that many rows share, of the shape of codes (-9, 97, 9999), and beyond the rest: negative under a
    column that has no other negative values, or far above all others. Of any shape it is a code (365243) where the gap
    to all others is more than twice as wide as they are apart. Several columns with the same code make it surer,
    so that fewer rows are asked for.
    """
    found = {name: _codes(as_numbers(frame[name])) for name in columns}
    found = {name: codes for name, codes in found.items() if codes}
    times = Counter(code for codes in found.values() for code in codes)
    sure = {
        name: [c for c, n in codes.items() if n >= _FEWEST or (times[c] > 2 and n > 1)] for name, codes in found.items()
    }
    order = sorted({c for codes in sure.values() for c in codes}, key=float, reverse=True)
    kinds = {code: f"missing, kind {_KINDS[i % len(_KINDS)]}" for i, code in enumerate(order)}
    return {name: {c: kinds[c] for c in sorted(codes, key=float)} for name, codes in sure.items() if codes}


def _codes(values: np.ndarray) -> dict[str, int]:
    """Codes of one column with their numbers of rows."""
    distinct, counts = np.unique(values[np.isfinite(values)], return_counts=True)
    if len(distinct) < _A_COLUMN:
        return {}
    return _low(distinct, counts) | _high(distinct, counts) or _far_off(distinct, counts)


def _low(distinct: np.ndarray, counts: np.ndarray) -> dict[str, int]:
    """Negative codes, where nothing else is negative."""
    n = int((distinct < 0).sum())
    codes = (
        {spelled(v): int(rows) for v, rows in zip(distinct[:n], counts[:n], strict=True)} if n <= _MOST_CODES else {}
    )
    if not codes or any(code not in _LOW for code in codes) or len(distinct) - n < _A_COLUMN:
        return {}
    # A value like any other stands in as many rows as its neighbours.
    return codes if sum(codes.values()) > 2 * np.median(counts[n:]) else {}


def _high(distinct: np.ndarray, counts: np.ndarray) -> dict[str, int]:
    """Nines far above the rest."""
    tail: dict[str, int] = {}
    for k in range(1, _MOST_CODES + 1):
        code = spelled(distinct[-k])
        if code not in _TAILS and code not in _HIGH:
            break
        tail[code] = int(counts[-k])
        if _far(distinct[-k], distinct[:-k], tail[code], counts[:-k]):
            return tail
    return {}


def _far_off(distinct: np.ndarray, counts: np.ndarray) -> dict[str, int]:
    """One value of whatever shape in many rows, below or above a gap twice as wide as all the rest; 0 is an amount."""
    width = distinct[-1] - distinct[0]
    for far, next_to in ((-1, -2), (0, 1)):
        gap = abs(distinct[far] - distinct[next_to])
        if distinct[far] and gap > 2 * (width - gap) and counts[far] >= _FEWEST:
            return {spelled(distinct[far]): int(counts[far])}
    return {}


def _far(code: float, rest: np.ndarray, n: int, counts: np.ndarray) -> bool:
    """Whether a value lies apart from all others: by its height, or by a gap that no others have and many rows."""
    low, high = np.interp([0.25, 0.75], np.cumsum(counts) / counts.sum(), rest)
    gap = code - rest[-1]
    if code > _BEYOND * max(rest[-1], 1) and gap > 2 * (high - low):
        return True
    return gap > 5 * np.diff(rest[-50:]).max() and n > 3 * np.median(counts) and gap > (high - low)


def told_codes(
    frame: pd.DataFrame, codes: Mapping[str, Mapping[str, str]], y: np.ndarray | None
) -> list[tuple[str, str]]:
    """(column, sentence) for every column with codes: share of rows and bad rate of each.

    Parameters
    ----------
    y : (n,) 1 bad, 0 good, negative: not known; None where no outcome is known.
    """
    return [(name, f"{name}: " + ", ".join(_told(frame[name], code, meaning, y) for code, meaning in named.items()))
            for name, named in codes.items() if name in frame.columns]  # fmt: skip


def _told(column: pd.Series, code: str, meaning: str, y: np.ndarray | None) -> str:
    rows = as_numbers(column) == float(code)
    share = f"{code} ({meaning}) in {counted(int(rows.sum()), 'row')}, {rows.mean():.1%}"
    known = rows & (y >= 0) if y is not None else np.zeros(len(rows), dtype=bool)
    return share + (f", {y[known].mean():.1%} of them bad" if y is not None and known.any() else "")
