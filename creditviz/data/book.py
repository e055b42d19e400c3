"""A stored book as a pandas frame: the position of a row is its id."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from creditviz.data.dates import to_dates
from creditviz.data.values import counted, is_number_column
from creditviz.exceptions import DataError

_BATCH = 131_072  # rows in memory at a time
ZONES = "time zones"
FEWEST_MONTHS, MOST_MONTHS = 2, 60


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
    return without_zones(frame.reset_index(drop=True))


def read_sample(path: Path, n_rows: int = 100_000) -> pd.DataFrame:
    """Evenly spaced rows of the book, for a first look at a large one; the index holds the row ids."""
    file = pq.ParquetFile(path)
    total = file.metadata.num_rows
    if total <= n_rows:
        return read_frame(path)
    rows = np.linspace(0, total - 1, n_rows).astype(np.int64)
    parts, start = [], 0
    for batch in file.iter_batches(batch_size=_BATCH):
        here = rows[np.searchsorted(rows, start) : np.searchsorted(rows, start + len(batch))]
        parts.append(batch.take(pa.array(here - start)))
        start += len(batch)
    return without_zones(pa.Table.from_batches(parts).to_pandas().set_index(rows))


def without_zones(frame: pd.DataFrame) -> pd.DataFrame:
    """Dates as the clock of their own time zone shows them: days of one column compare, whatever zone they came with.

    The zones stay under `frame.attrs[ZONES]`, column -> zone, for the note on them.
    """
    zones = {name: str(kind.tz) for name, kind in frame.dtypes.items() if isinstance(kind, pd.DatetimeTZDtype)}
    if not zones:
        return frame
    found = frame.assign(**{str(name): frame[name].dt.tz_localize(None) for name in zones})
    found.attrs[ZONES] = zones
    return found


def widen(frame: pd.DataFrame, *, account: str, month: str) -> pd.DataFrame:
    """A book with one row per account and month as one with one row per account.

    A column whose value never changes within an account stays one column; every other becomes one column a month,
    `balance_t-5` to `balance_t-0`, counted back from the account's own latest month. Accounts that are younger than
    the longest have their oldest months empty. At most the 60 latest months are kept.

    Parameters
    ----------
    account : the column that names the account.
    month : the column that orders its rows: a date, or a number that rises with time.

    Raises
    ------
    DataError
        If a column does not exist, the month cannot be read, or an account has a month twice.
    """
    for name in (account, month):
        if name not in frame.columns:
            raise DataError(
                f"a long book is widened by two of its columns, however {name!r} is none of them. "
                f"Its columns begin with {', '.join(frame.columns[:5])}."
            )
    when = _calendar(frame[month], month)
    _check_once(frame[account], when, account, month)
    frame = frame.assign(**{month: when.to_numpy()}).sort_values([account, month], kind="stable", ignore_index=True)
    back = frame.groupby(account, sort=False).cumcount(ascending=False)
    keep = (back < MOST_MONTHS).to_numpy()
    frame, back = frame[keep], back[keep]
    n_months = int(back.max()) + 1 if len(back) else 0
    if n_months < FEWEST_MONTHS:
        raise DataError(
            f"a long book has several months an account, however every value of {account!r} stands once. "
            "Load it as it is, without naming a month."
        )
    values = frame.drop(columns=[month])
    changing = [c for c in values.columns if c != account and _changes(values[c], values[account])]
    latest = values[back == 0].set_index(account)
    return _with_months(latest.drop(columns=changing), values, account, changing, back).reset_index()


def _with_months(
    still: pd.DataFrame, values: pd.DataFrame, account: str, changing: list[str], back: pd.Series
) -> pd.DataFrame:
    months = []
    for name in changing:
        wide = values.assign(back=back).pivot(index=account, columns="back", values=name)
        months.append(wide.loc[still.index, sorted(wide.columns, reverse=True)].add_prefix(f"{name}_t-"))
    return pd.concat([still, *months], axis=1)


def _calendar(column: pd.Series, name: str) -> pd.Series:
    """The month column as something that sorts by time."""
    when = column if is_number_column(column) else to_dates(column)
    unread = int(when.isna().sum())
    if unread:
        raise DataError(
            f"the month of every row must be a date or a number, however {unread:,} values of {name!r} are neither. "
            "Write months as 2024-03 or count them."
        )
    return when


def _check_once(accounts: pd.Series, when: pd.Series, account: str, month: str) -> None:
    twice = int(pd.DataFrame({"a": accounts, "m": when}).duplicated().sum())
    if accounts.isna().any() or twice:
        nameless = int(accounts.isna().sum())
        what = (
            f"a month stands twice in {counted(twice, 'row')}"
            if twice
            else f"{counted(nameless, 'row')} without account"
        )
        raise DataError(
            f"account and month name each row once, however with {account!r} and {month!r}: {what}. "
            "Choose other columns, or remove the repeated rows."
        )


def _changes(column: pd.Series, accounts: pd.Series) -> bool:
    """Whether a column takes two values within an account (rows sorted by account); empty beside filled counts."""
    codes = pd.factorize(column)[0]
    same_account = accounts.to_numpy()[1:] == accounts.to_numpy()[:-1]
    return bool((same_account & (codes[1:] != codes[:-1])).any())
