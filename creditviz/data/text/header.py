"""Which row of a table names its columns: titles above it, a second header below it, or none at all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import zip_longest

_NUMBER = re.compile(r"\s*[-+]?(\d+([.,]\d*)?|[.,]\d+)([eE][-+]?\d+)?\s*")


_DRAWN = re.compile(r"[-=_+*|~#.\s]*[-=_+*~#]{2,}[-=_+*|~#.\s]*")  # a line drawn under a header
_PENS = frozenset("-=_+*#~")


def is_number(cell: str) -> bool:
    """Whether a cell of text is a plain number."""
    return bool(_NUMBER.fullmatch(cell))


def looks_like_data(names: Sequence[str], first_row: Sequence[str]) -> bool:
    """Whether the first row holds values rather than names: many numbers that are no running count."""
    numbers = [name for name in names if is_number(name)]
    running = all(re.fullmatch(r"\d+", n) for n in numbers) and [int(n) for n in numbers] == list(
        range(int(numbers[0]), int(numbers[0]) + len(numbers)) if numbers else []
    )
    if not numbers or len(numbers) < max(1, len(names) // 5) or (running and len(numbers) > 1):
        return False
    # Where the rows below are all text, these numbers may well be names.
    return not first_row or any(is_number(cell) for cell in first_row)


def header_row(rows: Sequence[Sequence[str]]) -> int:
    """The row that names the columns: the first of the width that most rows have, or the fuller one of two.

    >>> header_row([["Loans of 2014"], ["a", "b"], ["1", "2"], ["3", "4"]])
    1
    """
    width = usual_width(rows)
    first = next((i for i, row in enumerate(rows) if _width(row) >= max(2, 0.6 * width)), 0)
    below = rows[first + 1] if first + 1 < len(rows) else ()
    if _second_header(rows[first], below, rows[first + 2 : first + 12]):
        return first + 1 if _fullness(below) > _fullness(rows[first]) or _counts_up(rows[first]) else first
    return first


def two_headers(rows: Sequence[Sequence[str]], header: int) -> bool:
    """Whether the row below the header is another one, of units or longer names."""
    below = rows[header + 1] if header + 1 < len(rows) else ()
    return _second_header(rows[header], below, rows[header + 2 : header + 12])


def fitted_names(names: tuple[str, ...], rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The names for the cells that rows really have.

    Separators behind the last name that stand behind every row too, or behind no row, are no column; and where every
    row has one cell more than there are names, the first column is the one without a name.
    """
    if not rows:
        return names
    while (
        len(names) > 2
        and not names[-1].strip()
        and not any(r[len(names) - 1].strip() for r in rows if len(r) >= len(names))
    ):
        names = names[:-1]
    longer = all(len(row) == len(names) + 1 for row in rows)
    return ("", *names) if longer and any(row[-1].strip() for row in rows) else names


def usual_width(rows: Sequence[Sequence[str]]) -> int:
    """How many cells most rows have."""
    return Counter(len(row) for row in rows).most_common(1)[0][0]


def _second_header(first: Sequence[str], second: Sequence[str], data: Sequence[Sequence[str]]) -> bool:
    """Whether two rows of words stand above columns of numbers."""
    if (
        len(data) < 3
        or is_drawn(second)
        or any(_number(c) for c in (*first, *second))
        or not any(c.strip() for c in second)
    ):
        return False
    columns = list(zip_longest(*data, fillvalue=""))
    numbers = [sum(_number(c) for c in column) > len(data) / 2 for column in columns]
    worded = [i < len(second) and bool(second[i].strip()) for i in range(len(columns))]
    below_words = sum(n and w for n, w in zip(numbers, worded, strict=True))
    return (
        sum(numbers) >= 2
        and below_words >= max(2, 0.5 * sum(numbers))
        and not any(
            second[i].strip() in {row[i].strip() for row in data if i < len(row)} for i, w in enumerate(worded) if w
        )
    )


def _number(cell: str) -> bool:
    return bool(re.fullmatch(r"\s*[-+]?[\d.,]*\d[\d.,]*%?\s*", cell))


def _width(row: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _fullness(row: Sequence[str]) -> int:
    return len({cell.strip() for cell in row if cell.strip()})


def _counts_up(row: Sequence[str]) -> bool:
    """X1, X2, X3, ...: numbered names above the real ones."""
    numbers = [int(m[1]) for cell in row if (m := re.fullmatch(r"[A-Za-z]{1,3}(\d+)", cell.strip()))]
    return len(numbers) > len(row) / 2 and numbers == sorted(numbers)


def is_drawn(cells: Sequence[str]) -> bool:
    """Whether a line of a file is drawn rather than written: -----,-----,-----."""
    return bool(cells) and cells[0].strip()[:1] in _PENS and bool(_DRAWN.fullmatch("".join(cells)))
