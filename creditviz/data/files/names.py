"""Column names: distinct, plain text, not too many."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from creditviz.exceptions import DataError

MOST_COLUMNS = 2000
_TAG = re.compile(r"<\s*[/!?]?\s*[a-zA-Z]")
_FORMULA = re.compile(r"^\s*([=@]|[+-].*[(!|])")


def clean_names(names: Sequence[str | None]) -> tuple[str, ...]:
    """The names stripped, empty ones replaced by their position.

    Raises
    ------
    DataError
        If there are fewer than two or too many, if two are equal, or if one is HTML or a formula.
    """
    clean = tuple((name or "").strip() or f"column_{i}" for i, name in enumerate(names, start=1))
    if len(clean) < 2:
        raise DataError(
            f"a book needs at least two columns (a feature and the outcome), however this one has {len(clean)}. "
            "Choose the file that holds the accounts with their outcome."
        )
    if len(clean) > MOST_COLUMNS:
        raise DataError(
            f"a book has at most {MOST_COLUMNS:,} columns, however: {len(clean):,}. "
            "Keep the columns that a model may use; a long list of months is better loaded with one row a month."
        )
    twice = [name for name, count in Counter(clean).items() if count > 1]
    if twice:
        raise DataError(
            f"each column needs a name of its own, however these stand twice: {_shown(twice)}. Rename or remove one."
        )
    odd = [name for name in clean if _TAG.search(name) or _FORMULA.match(name)]
    if odd:
        raise DataError(
            f"a column name is plain text, however this is HTML or a formula: {_shown(odd)}. Rename the column."
        )
    return clean


def _shown(names: Sequence[str], most: int = 5) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(repr(name[:60]) for name in names[:most]) + more
