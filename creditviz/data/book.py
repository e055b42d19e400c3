"""A stored book as a pandas frame: the position of a row is its id."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from creditviz.exceptions import DataError


def read_frame(path: Path, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """The book at `path`, or some of its columns; the index is the row id, 0 to n - 1.

    Raises
    ------
    DataError
        If the book is gone.
    """
    try:
        frame = pd.read_parquet(path, columns=list(columns) if columns is not None else None)
    except FileNotFoundError as error:
        raise DataError(
            f"a run needs its book, however {Path(path).name} is no longer in the workspace. Load the file again."
        ) from error
    return frame.reset_index(drop=True)
