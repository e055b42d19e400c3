"""Column names: distinct, plain text, not too many."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import count

from creditviz.exceptions import DataError
from creditviz.results import Note

MOST_COLUMNS = 2000
_TAG = re.compile(r"<\s*[/!?]?\s*[a-zA-Z]")
_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")  # signs without a width, which pasted headers hold
_FORMULA = re.compile(r"^\s*([=@]|[+-].*[(!|])")


def clean_names(names: Sequence[str | None]) -> tuple[str, ...]:
    """The names stripped and on one line, empty ones replaced by their position, the second of equals marked as such.

    Raises
    ------
    DataError
        If there are fewer than two or too many, or if one is HTML or a formula.
    """
    clean = _distinct(_one_line(name) or f"column_{i}" for i, name in enumerate(names, start=1))
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
    odd = [name for name in clean if _TAG.search(name) or _FORMULA.match(name)]
    if odd:
        raise DataError(
            f"a column name is plain text, however this is HTML or a formula: {_shown(odd)}. Rename the column."
        )
    return clean


def notes_on_names(names: Sequence[str | None]) -> list[Note]:
    """Says which names stood more than once, and how the later columns are called."""
    twice = [name for name, times in Counter(map(_one_line, names)).items() if times > 1 and name]
    if not twice:
        return []
    how = f"the later ones are called {_later(twice[0], 2)!r} and so on"
    return [Note(f"Columns whose name stands more than once: {_shown(twice)}; {how}.", tuple(twice), grave=True)]


def _one_line(name: str | None) -> str:
    return " ".join(_UNSEEN.sub("", name or "").split())


def _later(name: str, time: int) -> str:
    return f"{name} ({time})"


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    """Each name once; `amount, amount` becomes `amount, amount (2)`."""
    found: dict[str, None] = {}
    for name in names:
        free = (_later(name, time) for time in count(2))
        found[name if name not in found else next(new for new in free if new not in found)] = None
    return tuple(found)


def _shown(names: Sequence[str], most: int = 5) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(repr(name[:60]) for name in names[:most]) + more
