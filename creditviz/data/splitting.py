"""Who trains, who chooses, who judges: the rows of each part, decided before anything is learned."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from creditviz.data.dates import to_dates
from creditviz.data.values import counted, spelled_levels
from creditviz.exceptions import DataError, SchemaError
from creditviz.schema import TableSchema

CHOOSE_SPLIT = "Name it on the Data page"
TEST_WORDS = ("test", "holdout", "hold-out", "oot", "out-of-time")
VALIDATION_WORDS = ("validation", "valid", "val", "dev", "tune")
TRAIN_WORDS = ("train", "training", "build", "development", "in-time", "insample")


@dataclass(frozen=True, eq=False)
class Split:
    """Row ids of the three parts; no row is in two of them."""

    train: np.ndarray  # (n_train,) int64
    validation: np.ndarray  # (n_validation,) int64
    test: np.ndarray  # (n_test,) int64
    fold: int = 0
    notes: tuple[str, ...] = ()  # which rows are in no part, and why


def split_rows(
    frame: pd.DataFrame,
    schema: TableSchema,
    row_id: np.ndarray,
    y: np.ndarray,
    *,
    protocol: str = "holdout",
    seed: int = 0,
    test_share: float = 0.3,
    validation_share: float = 0.2,
    folds: int = 5,
    gap_months: int | None = None,
) -> tuple[Split, ...]:
    """The splits of a protocol: one, or one a fold.

    Parameters
    ----------
    frame, schema : the book and its meaning; only the date, split and group columns are read.
    row_id, y : as `outcomes` gives them, (n,).
    protocol : "holdout" (stratified at random), "kfold", "out-of-time" (the newest accounts judge) or
        "given" (a column of the book says it). Where the schema names a customer, hold-out and k-fold keep
        all rows of a customer in one part; out of time, a customer's older rows leave the parts before the one that
        has the newest.
    seed : of the random choices; the same seed gives the same rows.
    test_share : share of the rows that judge. Raising it narrows the intervals and leaves less to learn from.
    validation_share : share of the *training* rows that choose epochs, calibration and cut-off.
    folds : number of folds of "kfold".
    gap_months : of "out-of-time": accounts of so many months before the first test account are in no part. Raising
        it keeps a model from learning outcomes that were not yet known when the test accounts came. None takes the
        outcome window of the schema.

    Raises
    ------
    SchemaError
        If the protocol needs a column that the schema does not name.
    DataError
        If a part would lack good or bad accounts.
    """
    groups = _groups(frame, schema, row_id)
    if protocol == "kfold":
        splits = _folds(row_id, y, groups, folds, validation_share, seed)
    elif protocol == "out-of-time":
        gap = schema.outcome_months if gap_months is None else gap_months
        splits = (_out_of_time(frame, schema, row_id, groups, (test_share, validation_share), gap),)
    elif protocol == "given":
        splits = (_given(frame, schema, row_id, y, groups, validation_share, seed),)
    else:
        rest, test = _cut(np.arange(len(row_id)), y, groups, test_share, seed)
        train, validation = _cut(rest, y, groups, validation_share, seed)
        splits = (Split(row_id[train], row_id[validation], row_id[test]),)
    outcome = pd.Series(y, index=row_id)
    for split in splits:
        _check_parts(split, outcome)
    return splits


def _groups(frame: pd.DataFrame, schema: TableSchema, row_id: np.ndarray) -> np.ndarray | None:
    """Number of each row's customer, (n,); None where the schema names no customer.

    A row without a customer is a customer of its own: all of them together would move as one.
    """
    if schema.group is None:
        return None
    groups = pd.factorize(frame[schema.group].iloc[row_id])[0]
    unknown = groups < 0
    groups[unknown] = len(groups) + np.arange(unknown.sum())
    return groups


def _cut(rows: np.ndarray, y: np.ndarray, groups: np.ndarray | None, share: float, seed: int) -> tuple:
    """Positions `rows` cut in two at random: stratified, or by customer."""
    from sklearn.model_selection import GroupShuffleSplit, train_test_split

    if groups is None:
        try:
            # Exactly this call: benchmark numbers of other programs are made with it.
            return tuple(train_test_split(rows, test_size=share, stratify=y[rows], random_state=seed))
        except ValueError as error:
            raise DataError(
                f"each part of a split needs good and bad accounts, however {len(rows):,} rows with "
                f"{int(y[rows].sum()):,} bad "
                "are too few to cut. Load more accounts, or change the shares."
            ) from error
    try:
        first, second = next(GroupShuffleSplit(1, test_size=share, random_state=seed).split(rows, groups=groups[rows]))
    except ValueError as error:
        raise _too_few_customers(groups[rows]) from error
    return rows[first], rows[second]


def _too_few_customers(groups: np.ndarray) -> DataError:
    return DataError(
        f"all rows of a customer stay in one part, however there are only {len(np.unique(groups)):,} customers. "
        "Choose another customer column, or none."
    )


def _folds(
    row_id: np.ndarray, y: np.ndarray, groups: np.ndarray | None, folds: int, validation_share: float, seed: int
) -> tuple[Split, ...]:
    from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

    fewest = int(min(y.sum(), len(y) - y.sum()))
    if fewest < 2 * folds:
        raise DataError(
            f"each of {folds} folds needs at least two accounts of each outcome, however the rarer one has {fewest}. "
            "Choose fewer folds, or the hold-out."
        )
    if groups is not None and len(np.unique(groups)) < 2 * folds:
        raise _too_few_customers(groups)
    cutter = (StratifiedKFold if groups is None else StratifiedGroupKFold)(folds, shuffle=True, random_state=seed)
    splits = []
    for fold, (rest, test) in enumerate(cutter.split(row_id, y, groups)):
        train, validation = _cut(rest, y, groups, validation_share, seed)
        splits.append(Split(row_id[train], row_id[validation], row_id[test], fold))
    return tuple(splits)


def _out_of_time(
    frame: pd.DataFrame,
    schema: TableSchema,
    row_id: np.ndarray,
    groups: np.ndarray | None,
    shares: tuple[float, float],
    gap_months: int,
) -> Split:
    """The newest accounts judge, the newest of the others choose: as a bank would meet them."""
    if schema.date is None:
        raise SchemaError(
            "an out-of-time split needs a date, however the schema names none. "
            "Name the date column, or choose the hold-out."
        )
    days = to_dates(frame[schema.date], schema.reading(schema.date)).iloc[row_id]
    if days.isna().any():
        raise DataError(
            f"an out-of-time split needs the date of every account, however {int(days.isna().sum()):,} have none in "
            f"{schema.date!r}. Fill them in, or choose the hold-out."
        )
    newest = _newest(days.to_numpy(), shares[0])
    first_judged = days[newest].min()
    rest = np.flatnonzero(days.to_numpy() < (first_judged - pd.DateOffset(months=gap_months)).to_datetime64())
    if not len(rest):
        raise DataError(
            f"an out-of-time split learns from accounts before the gap of {gap_months} months, however the first test "
            f"account is of {str(first_judged)[:10]} and none is that old. Choose a shorter gap."
        )
    late = _newest(days.to_numpy()[rest], shares[1])
    train, validation = rest[~late], rest[late]
    test = np.flatnonzero(newest)
    notes = [_gap_note(len(days) - len(test) - len(rest), gap_months)]
    if groups is not None:
        before = len(train) + len(validation)
        validation = validation[~np.isin(groups[validation], groups[test])]
        train = train[~np.isin(groups[train], groups[np.r_[validation, test]])]
        gone = before - len(train) - len(validation)
        notes += [f"{counted(gone, 'row')} of customers who are judged later {_is(gone)} in no part."] if gone else []
    return Split(row_id[train], row_id[validation], row_id[test], notes=tuple(notes))


def _gap_note(n: int, gap_months: int) -> str:
    if not gap_months:
        return (
            "No outcome window is named: accounts just before the first test account were learned from, though their "
            "outcomes may not have been known by then. Say under 'Columns and outcome' after how many months an "
            "outcome is known."
        )
    return (
        f"{counted(n, 'row')} of the {gap_months} months before the first test account {_is(n)} in no part: their "
        "outcomes were not known by then."
    )


def _is(n: int) -> str:
    return "is" if n == 1 else "are"


def _newest(days: np.ndarray, share: float) -> np.ndarray:
    """Mask of about `share` of the days, cut between two days so that no day is on both sides, (n,) bool."""
    distinct, counts = np.unique(days, return_counts=True)
    if len(distinct) < 2:
        raise DataError(
            f"an out-of-time split needs several days, however all accounts are of {str(distinct[0])[:10]}. "
            "Choose the hold-out, or another date column."
        )
    share_from = np.cumsum(counts[::-1])[::-1] / len(days)  # share of rows on this day or later
    first = 1 + int(np.argmin(np.abs(share_from[1:] - share)))
    return days >= distinct[first]


def _given(
    frame: pd.DataFrame,
    schema: TableSchema,
    row_id: np.ndarray,
    y: np.ndarray,
    groups: np.ndarray | None,
    validation_share: float,
    seed: int,
) -> Split:
    if schema.split is None:
        raise SchemaError(
            "a given split needs the column that says train or test, however the schema names none. "
            f"{CHOOSE_SPLIT}, or choose the hold-out."
        )
    codes, spellings = spelled_levels(frame[schema.split].iloc[row_id])
    parts = np.array([part_of(s) for s in spellings] + [""])[codes]
    test, validation = np.flatnonzero(parts == "test"), np.flatnonzero(parts == "validation")
    train = np.flatnonzero(parts == "train")
    if not len(test) or not len(train):
        shown = ", ".join(repr(s) for s in spellings[:6])
        raise DataError(
            f"the split column {schema.split!r} must say 'train' and 'test' (and may say 'validation'), "
            f"however it says: "
            f"{shown}. Write these words, or choose the hold-out."
        )
    if not len(validation):
        train, validation = _cut(train, y, groups, validation_share, seed)
    return Split(row_id[train], row_id[validation], row_id[test])


def part_of(word: str) -> str:
    """The part that a word of a split column names: "train", "validation", "test" or ""."""
    low = word.strip().lower().replace("_", "-")
    parts = {"train": TRAIN_WORDS, "validation": VALIDATION_WORDS, "test": TEST_WORDS}
    return next((part for part, words in parts.items() if low in words), "")


def _check_parts(split: Split, outcome: pd.Series) -> None:
    for name in ("train", "validation", "test"):
        y = outcome.loc[getattr(split, name)]
        if y.nunique() < 2:
            raise DataError(
                f"each part of a split needs good and bad accounts, however the {name} part has {len(y):,} rows with "
                f"{int(y.sum())} bad. Load more accounts, or choose another split."
            )
