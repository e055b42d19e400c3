"""Small books for the tests of the data room."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from creditviz.data.files.read_file import read_file
from creditviz.data.files.reading import land

land_here = partial(land, read=read_file)  # in the tests' own process, for files that cannot end it


def small_book(n: int = 200, seed: int = 0) -> pd.DataFrame:
    """Amounts, a category, a code, a date and an outcome with 20% bads that the amount drives."""
    rng = np.random.default_rng(seed)
    amount = rng.lognormal(8, 1, n).round(2)
    default = (np.log(amount) + rng.normal(0, 1, n) > 8.9).astype(int)
    return pd.DataFrame(
        {
            "loan_id": np.arange(1000, 1000 + n),
            "amount": amount,
            "age": rng.integers(18, 80, n),
            "purpose": rng.choice(["car", "house", "study"], n),
            "region_code": rng.integers(1, 6, n),
            "issued": (np.datetime64("2022-01-01") + rng.integers(0, 700, n)).astype(str),
            "default": default,
        }
    )
