"""A synthetic row beside the real one that it resembles most."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import is_number

from creditviz.data.values import grouped, spelled
from creditviz.schema import TableSchema


def neighbour_rows(
    synthetic: Mapping[str, Any] | pd.Series, real: Mapping[str, Any] | pd.Series, schema: TableSchema
) -> pd.DataFrame:
    """One line per feature: business name, both values as a banker writes them, and whether they differ.

    Parameters
    ----------
    synthetic, real : one row each, raw column -> value; a column that is missing is shown as missing.
    """
    codes = {*schema.categorical, *(c for s in schema.sequences if s.kind == "code" for c in s.columns)}
    features = schema.features(use_protected=True)
    ours = [in_words(synthetic.get(name), code=name in codes) for name in features]
    theirs = [in_words(real.get(name), code=name in codes) for name in features]
    return pd.DataFrame(
        {
            "feature": [schema.label(name) for name in features],
            "synthetic": ours,
            "real": theirs,
            "differs": [not same(synthetic.get(name), real.get(name), code=name in codes) for name in features],
        }
    )


def same(a: Any, b: Any, *, code: bool = False) -> bool:
    """Whether two values are one: 2 and 2.0 are, missing and missing are."""
    if _is_missing(a) or _is_missing(b):
        return _is_missing(a) and _is_missing(b)
    if not code and _is_number(a) and _is_number(b):
        return math.isclose(float(a), float(b), rel_tol=1e-9, abs_tol=1e-12)
    return spelled(a) == spelled(b)


def in_words(value: Any, *, code: bool = False) -> str:
    """A value with thousands grouped; whole numbers stay whole, others get at most four digits.

    >>> in_words(120000.0), in_words(0.123456), in_words(float("nan")), in_words(2.0, code=True), in_words(-3)
    ('120,000', '0.1235', 'missing', '2', '−3')
    """
    if _is_missing(value):
        return "missing"
    if code or not _is_number(value):
        return spelled(value)
    number = float(value)
    if math.isinf(number):
        return spelled(value)
    return grouped(number).replace("-", "−")


def _is_missing(value: Any) -> bool:
    return value is None or bool(np.ndim(value) == 0 and pd.isna(value))


def _is_number(value: Any) -> bool:
    return is_number(value) and not isinstance(value, bool | np.bool_)
