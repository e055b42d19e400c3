"""Which columns are one quantity over the months, and in which order: read from their names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_MONTH = r"(?:[-_. ]?[mM]?(?P<month>0[1-9]|1[0-2])|[-_. ][mM]?(?P<short>[1-9]))"
_WORD = rf"(?P<word>{'|'.join(_MONTH_NAMES)})[a-z]*"
_SEP = r"[-_. ]"
# (kind, pattern): tried in this order; "lag" counts back from now, "date" is a calendar month,
# "month" a numbered month, "number" a bare number behind a name.
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("lag", rf"^(?P<stem>.+?)(?:{_SEP}|\()+t(?:[-_]|_?minus_?)?(?P<n>\d{{1,2}})\)?$"),
        ("lag", rf"^(?P<stem>.+?){_SEP}?lag{_SEP}?(?P<n>\d{{1,2}})$"),
        ("lag", rf"^(?P<stem>.+?){_SEP}(?P<n>\d{{1,2}})_?m(?:onths?)?_?ago$"),
        ("lag", rf"^(?:t-|lag_?)(?P<n>\d{{1,2}}){_SEP}(?P<stem>.+)$"),
        ("date", rf"^(?P<stem>.*?){_SEP}?{_YEAR}{_MONTH}$"),
        ("date", rf"^{_YEAR}{_MONTH}{_SEP}(?P<stem>.+)$"),
        ("date", rf"^(?P<stem>.*?){_SEP}{_WORD}{_SEP}?{_YEAR}$"),
        ("date", rf"^(?P<stem>.*?){_SEP}?{_YEAR}{_SEP}?{_WORD}$"),
        ("month", rf"^(?:m|mon|mth|month)_?(?P<n>\d{{1,2}}){_SEP}(?P<stem>.+)$"),
        ("month", rf"^(?P<stem>.+?){_SEP}(?:m|mon|mth|month)_?(?P<n>\d{{1,2}})$"),
        ("number", rf"^(?P<stem>.*[a-z]){_SEP}?(?P<n>\d{{1,2}})$"),
    )
)
# Words that make "name + number" a month rather than "the third of several different things" (V1, EXT_SOURCE_2).
_MONEY_WORDS = frozenset(
    """pay paid payment payments paym repay repayment bill billed bal balance amt amount status stat util utilisation
    utilization spend spent due dpd delinq delinquency overdue arrears txn usage purchase cash stmt statement drawn
    deposit outstanding principal installment instalment sales income salary limit""".split()
)
_FEWEST = {"lag": 2, "date": 2, "month": 2, "number": 3}


@dataclass(frozen=True)
class MonthName:
    """A column name that names a month."""

    stem: str  # the quantity
    kind: str  # "lag", "date", "month" or "number"
    order: int  # rises towards the newest for "lag" and "date"; as written for the others


@dataclass(frozen=True)
class MonthGroup:
    """The columns of one quantity, ordered by their `order`."""

    stem: str
    kind: str
    columns: tuple[str, ...]
    orders: tuple[int, ...]


def parse_month(name: str) -> MonthName | None:
    """The month that a column name speaks of, None if it speaks of none.

    >>> parse_month("balance_t-3"), parse_month("x_2024_01").order, parse_month("m1_balance").stem
    (MonthName(stem='balance', kind='lag', order=-3), 24288, 'balance')
    """
    for kind, pattern in _PATTERNS:
        match = pattern.match(name.strip())
        if match:
            return MonthName(match["stem"].strip("-_. ()"), kind, _order(kind, match.groupdict()))
    return None


def _order(kind: str, found: dict[str, str | None]) -> int:
    if kind == "lag":
        return -int(found["n"] or 0)
    if kind != "date":
        return int(found["n"] or 0)
    word = found.get("word")
    month = _MONTH_NAMES.index(word.lower()) if word else int(found.get("month") or found.get("short") or 1) - 1
    return int(found["year"] or 0) * 12 + month


def month_groups(names: Sequence[str]) -> list[MonthGroup]:
    """Groups of columns that are one quantity over the same months, in the order of the table.

    Where several lengths compete, the one that most quantities share is taken: the months of a book are one calendar.
    """
    found: dict[tuple[str, str], dict[int, str]] = defaultdict(dict)
    for name in names:
        month = parse_month(name)
        if month is not None and month.stem:
            found[month.kind, month.stem].setdefault(month.order, name)
    groups = [
        MonthGroup(stem, kind, tuple(members[o] for o in sorted(members)), tuple(sorted(members)))
        for (kind, stem), members in found.items()
        if _plausible(stem, kind, sorted(members))
    ]
    return _of_one_calendar(groups)


def _plausible(stem: str, kind: str, orders: list[int]) -> bool:
    """Whether a group is long and dense enough; a bare number also needs a word of money or status."""
    if len(orders) < _FEWEST[kind]:
        return False
    gaps = orders[-1] - orders[0] + 1 - len(orders)
    if kind != "number":
        return gaps <= len(orders)
    return gaps <= 1 and orders[0] <= 1 and bool(words(stem) & _MONEY_WORDS)


def words(name: str) -> set[str]:
    """The lower-case words of a column name, split at signs, capitals and numbers.

    >>> sorted(words("loanAmnt_PAY2"))
    ['amnt', 'loan', 'pay']
    """
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return {word.lower() for word in re.findall(r"[A-Za-z]+", spaced)}


def _of_one_calendar(groups: list[MonthGroup]) -> list[MonthGroup]:
    def calendar(group: MonthGroup) -> tuple:
        # PAY_0, PAY_2..PAY_6 and BILL_AMT1..6 are the same six months under different numbers.
        return (group.kind, len(group.orders)) if group.kind == "number" else (group.kind, group.orders)

    votes: dict[tuple, int] = defaultdict(int)
    for group in groups:
        votes[calendar(group)] += 1
    if not votes:
        return []
    winner = max(votes, key=lambda c: (votes[c], c[1] if isinstance(c[1], int) else len(c[1])))
    return [group for group in groups if calendar(group) == winner]
