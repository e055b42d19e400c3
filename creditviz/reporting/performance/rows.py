"""Row-level export: what anybody needs to recompute every figure of a run."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from creditviz.results import RunResult

if TYPE_CHECKING:
    import pandas as pd


def judged_rows(result: RunResult, part: str = "test") -> pd.DataFrame:
    """One line an account: `row_id`, `outcome`, `score`, one column `pd_...` a calibration, `fold` under k-fold.

    Parameters
    ----------
    part : "test" or "validation". `row_id` is the position in the stored book, from 0; below 0 a synthetic row, which
        only a before-split replay has.
    """
    import pandas as pd

    rows = getattr(result, part)
    columns = {"row_id": rows.row_id, "outcome": rows.y_true, "score": rows.y_score}
    columns |= {f"pd_{name.replace(' ', '_')}": values for name, values in rows.calibrated.items()}
    if rows.fold is not None:
        columns["fold"] = rows.fold
    return pd.DataFrame(columns)


def as_csv(result: RunResult, part: str = "test") -> bytes:
    """The rows as CSV, every digit of every number."""
    return judged_rows(result, part).to_csv(index=False).encode()


def as_parquet(result: RunResult, part: str = "test") -> bytes:
    """The rows as Parquet."""
    file = io.BytesIO()
    judged_rows(result, part).to_parquet(file, index=False)
    return file.getvalue()
