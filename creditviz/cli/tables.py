"""Columns of text on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

SENTENCES = 40  # characters of a cell from which on its column holds sentences, of which some begin with a number


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns of text, numbers to the right.

    >>> print(table(("model", "AUC"), [("trees", "0.78"), ("line", "-0.1")]))
    model  AUC
    -----  ----
    trees  0.78
    line   -0.1
    """
    cells = [list(head), *[list(map(str, row)) for row in rows]]
    widths = [max(len(row[i]) for row in cells) for i in range(len(head))]

    def line(row: Sequence[str]) -> str:
        parts = (
            c.rjust(w) if w < SENTENCES and (c[:1].isdigit() or c[:1] == "-" and c != "-") else c.ljust(w)
            for c, w in zip(row, widths, strict=True)
        )
        return "  ".join(parts).rstrip()

    return "\n".join([line(cells[0]), "  ".join("-" * w for w in widths), *map(line, cells[1:])])


def figure(value: float | None) -> str:
    """A figure in three digits; a dash where there is none."""
    return "-" if value is None else f"{value:.3f}"
