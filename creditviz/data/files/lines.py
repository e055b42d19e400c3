"""Which lines of a text file hold the table: titles, totals, blank lines and lines of separators are left out."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from creditviz.data.files.sniffing import BLANKS, Dialect, csv_rows, split_lines
from creditviz.data.text.header import is_drawn
from creditviz.data.values import counted
from creditviz.data.vocabulary import plain_text
from creditviz.exceptions import DataError
from creditviz.results import Note

_TOTALS = frozenset(
    """total totals sum grand subtotal average mean count summe gesamt gesamtsumme somme total totale totaal suma razem
    toplam genel 合计 总计 合計 総計 합계 source note notes quelle printed exported generated end page rows records
    report""".split()
)
_KEPT_TAIL = 40  # lines at the end that may be totals and notes


@dataclass
class Tidy:
    """What is found while the lines pass."""

    dialect: Dialect
    blank: int = 0
    drawn: int = 0
    again: int = 0  # the header, where files were joined
    above: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)


def tidy(path: Path, dialect: Dialect, target: Path) -> list[Note]:
    """Write the header and the rows of the table to `target`, and say what was left out.

    Raises
    ------
    DataError
        If a row in the middle has more or fewer cells than there are names, or the last one was cut off.
    """
    found = Tidy(dialect)
    with (
        path.open(encoding="utf-8-sig", errors="replace", newline="") as source,
        target.open("w", encoding="utf-8", newline="") as sink,
    ):
        writer = csv.writer(sink, delimiter=dialect.written, lineterminator="\n")
        writer.writerow(dialect.names)
        for row in _rows(_split(source, dialect), found):
            writer.writerow(row)
    return _notes(found)


def _split(source, dialect: Dialect) -> Iterator[tuple[int, list[str]]]:
    """(line number, cells) of each row; columns that are separated by blanks are split at any run of them."""
    if dialect.separator == BLANKS:
        return ((number, next(iter(split_lines([line], BLANKS)), [])) for number, line in enumerate(source, start=1))
    return csv_rows(source, dialect.separator, dialect.quote)


def _rows(lines: Iterator[tuple[int, list[str]]], found: Tidy) -> Iterator[list[str]]:
    """The rows of the table; what stands between two of them is blank, what stands below the last is totals."""
    width = len(found.dialect.names)
    held: list[tuple[int, list[str]]] = []
    last: list[str] | None = None
    for number, cells in lines:
        if number <= found.dialect.header:
            _note_above(number, cells, found)
            continue
        row = None if is_drawn(cells) else _fitted(cells, width)
        if row is not None and tuple(cell.strip() for cell in row) == found.dialect.names:
            found.again += 1
            continue
        if row is None:
            _hold(number, cells, held, found)
            continue
        _raise_where_ragged(held, width)
        held = []
        if last is not None:
            yield last
        last = row
    _raise_where_cut(held, width, found)
    if last is not None and is_total(last):
        found.below.insert(0, _shown(last))
    elif last is not None:
        yield last


def _hold(number: int, cells: list[str], held: list[tuple[int, list[str]]], found: Tidy) -> None:
    """Keep a line that is no row until it is known what follows it."""
    if _is_blank(cells):
        found.blank += 1
    elif is_drawn(cells):
        found.drawn += 1
        return
    held.append((number, cells))


def _fitted(cells: list[str], width: int) -> list[str] | None:
    """A row of the right width, empty cells behind its end left out; None for anything else."""
    if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
        cells = cells[:width]
    return cells if len(cells) == width and not _is_blank(cells) else None


def _is_blank(cells: Sequence[str]) -> bool:
    return not any(cell.strip() for cell in cells)


def _note_above(number: int, cells: list[str], found: Tidy) -> None:
    if number != found.dialect.names_line and not _is_blank(cells):
        found.above.append(f"line {number:,} ({_shown(cells)})")


def _shown(cells: Sequence[str], most: int = 60) -> str:
    text = " ".join(cell.strip() for cell in cells if cell.strip())
    return repr(text if len(text) <= most else text[: most - 3] + "...")


def _raise_where_ragged(held: list[tuple[int, list[str]]], width: int) -> None:
    wrong = next(((number, cells) for number, cells in held if not _is_blank(cells)), None)
    if wrong is not None:
        raise ragged(len(wrong[1]), wrong[0], width, at_end=False)


def _raise_where_cut(held: list[tuple[int, list[str]]], width: int, found: Tidy) -> None:
    """What stands below the table is totals and notes; a last line that looks like a row was cut off."""
    after_blank = False
    for number, cells in held:
        if _is_blank(cells):
            after_blank = True
        elif len(found.below) < _KEPT_TAIL and (after_blank or _is_remark(cells)):
            found.below.append(_shown(cells))
        else:
            raise ragged(len(cells), number, width, at_end=number == held[-1][0])


def _is_remark(cells: Sequence[str]) -> bool:
    """Whether a short line speaks rather than counts."""
    first = next((cell for cell in cells if cell.strip()), "")
    words = re.findall(r"[^\W\d_]+", plain_text(first[:200]))
    return bool(words) and (words[0] in _TOTALS or (sum(bool(c.strip()) for c in cells) == 1 and len(words) > 2))


def is_total(row: Sequence[str]) -> bool:
    """Whether a row of full width is a line of totals: it says so, and leaves cells empty."""
    first = next((cell for cell in row if cell.strip()), "")
    words = re.findall(r"[^\W\d_]+", plain_text(first[:60]))
    empty = sum(not cell.strip() for cell in row)
    return bool(words) and words[0] in _TOTALS and len(words) <= 3 and empty >= max(1, len(row) // 4)


def ragged(n_cells: int, line: int, width: int, *, at_end: bool) -> DataError:
    """The sentence on a row with too many or too few cells."""
    where = f"the last row (line {line:,})" if at_end else f"line {line:,}"
    advice = (
        "The file seems to have been cut off: copy it again."
        if at_end
        else "Correct that line, or save the file again."
    )
    return DataError(f"every row has one value a column ({width}), however {where} has {n_cells}. {advice}")


def _notes(found: Tidy) -> list[Note]:
    notes = []
    if found.above:
        notes.append(Note(f"Left out above the header: {'; '.join(found.above[:3])}."))
    if found.below:
        what = f"Left out below the last row: {'; '.join(found.below[:3])}"
        more = f" and {counted(len(found.below) - 3, 'more line')}" if len(found.below) > 3 else ""
        notes.append(Note(f"{what}{more}."))
    if found.blank:
        notes.append(Note(f"{counted(found.blank, 'blank line')} left out."))
    if found.again:
        notes.append(Note(f"{counted(found.again, 'line')} repeating the header left out."))
    if found.drawn:
        notes.append(Note(f"{counted(found.drawn, 'line')} of dashes left out."))
    return notes
