"""Monthly sequences of a book that nobody prepared: groups of names, their order in time, amount or code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from creditviz.data.meaning.columns import Profile
from creditviz.data.meaning.months import MonthGroup, month_groups, words
from creditviz.data.meaning.targets import TargetGuess
from creditviz.data.scaling import as_numbers
from creditviz.schema import SequenceFeature

_MOST_CODES = 25
_STATUS = frozenset("pay status stat dpd delinq delinquency overdue arrears late bucket".split())
_SURE = 4.0  # standard errors that one end must lead by to overrule the convention


def find_sequences(
    frame: pd.DataFrame, names: Sequence[str], profiles: Mapping[str, Profile], target: TargetGuess | None
) -> tuple[tuple[SequenceFeature, ...], dict[str, str]]:
    """The sequences among the columns `names`, oldest month first, and the reason for each.

    Calendar months and "t-3" say their order themselves. For numbered months the outcome decides where one end
    clearly tells more of it (the month before default does); else "m1_balance" counts forwards and "BILL_AMT1"
    counts back, as the public books do.
    """
    groups = [g for g in month_groups(names) if _same_kind(g, profiles)]
    if not groups:
        return (), {}
    backwards, why = _direction(frame, groups, target)
    sequences, reasons = [], {}
    for group in groups:
        columns = tuple(reversed(group.columns)) if backwards else group.columns
        kind, kind_reason = _kind(group, profiles)
        name = group.stem if group.stem not in reasons else f"{group.stem} ({group.kind})"
        sequences.append(SequenceFeature(name, columns, kind))
        reasons[name] = f"{len(columns)} months named alike; {why}; {kind_reason}"
    return tuple(sequences), reasons


def _same_kind(group: MonthGroup, profiles: Mapping[str, Profile]) -> bool:
    """All months numbers, or all short lists of status texts; dates are no sequence."""
    months = [profiles[name] for name in group.columns]
    if any(month.is_date for month in months):
        return False
    texts = [month for month in months if not month.is_number and month.n_known]
    return not texts or (len(texts) == len(months) and all(month.n_distinct <= _MOST_CODES for month in texts))


def _direction(frame: pd.DataFrame, groups: list[MonthGroup], target: TargetGuess | None) -> tuple[bool, str]:
    """Whether the groups, ordered by their numbers, run from the newest month to the oldest; and why."""
    kind = groups[0].kind
    if kind == "lag":
        return False, "t-N counts back from the latest month"
    if kind == "date":
        return False, "the names are calendar months"
    lead = _lead_of_last(frame, groups, target)
    if abs(lead) > _SURE:
        low, high = groups[0].orders[0], groups[0].orders[-1]
        newest = high if lead > 0 else low
        return lead < 0, f"month {newest} tells most about the outcome, so it is taken as the latest"
    if kind == "month":
        return False, "a rising month number is taken as newer"
    return True, "a number behind a name is taken to count back, 1 being the latest month"


def _lead_of_last(frame: pd.DataFrame, groups: list[MonthGroup], target: TargetGuess | None) -> float:
    """How much more the last column tells of the outcome than the first, in standard errors, largest of all groups."""
    if target is None or not target.bad or not target.good:
        return 0.0
    meaning = frame[target.column].map({**dict.fromkeys(target.bad, 1.0), **dict.fromkeys(target.good, 0.0)})
    y = as_numbers(meaning)
    usable = ~np.isnan(y)
    n_bad = int(y[usable].sum())
    n_good = int(usable.sum()) - n_bad
    if min(n_bad, n_good) < 30:
        return 0.0
    error = np.sqrt((n_bad + n_good + 1) / (12 * n_bad * n_good))
    leads = [
        (_separation(frame[g.columns[-1]], y, usable) - _separation(frame[g.columns[0]], y, usable)) / error
        for g in groups
    ]
    return max(leads, key=abs)


def _separation(column: pd.Series, y: np.ndarray, usable: np.ndarray) -> float:
    """|AUC - 1/2| of one column alone; missing values and unordered texts tell nothing."""
    from scipy.stats import rankdata

    values = as_numbers(column)
    rows = usable & ~np.isnan(values)
    n_bad = y[rows].sum()
    n_good = rows.sum() - n_bad
    if min(n_bad, n_good) < 1:
        return 0.0
    ranks = rankdata(values[rows])
    return abs((ranks[y[rows] == 1].sum() - n_bad * (n_bad + 1) / 2) / (n_bad * n_good) - 0.5)


def _kind(group: MonthGroup, profiles: Mapping[str, Profile]) -> tuple[str, str]:
    months = [profiles[name] for name in group.columns]
    if not all(month.is_number for month in months):
        return "code", "a status, since the values are words"
    whole = all(month.is_whole or not month.n_known for month in months)
    most = max(month.n_distinct for month in months)
    narrow = all(-10 <= month.low and month.high <= 30 for month in months if month.n_known)
    if whole and narrow and most <= _MOST_CODES and (most <= 12 or words(group.stem) & _STATUS):
        return "code", f"a status, since it has {most} whole numbers"
    return "numeric", "an amount"
