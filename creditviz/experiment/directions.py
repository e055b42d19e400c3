"""In which direction the PD should move with a column: what its name says, what training rows say, and how surely."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from creditviz.data.scaling import as_numbers
from creditviz.exceptions import SpecificationError
from creditviz.metrics import auc_interval
from creditviz.models.scorecard.binning import BinRules, learn_bins
from creditviz.results import Direction
from creditviz.schema import TableSchema
from creditviz.transfer.words.terms import term_of

KEPT = 0.9  # of the information value that free bins have: a column that loses more by one direction turns
PROPOSED = "proposed"


def propose_directions(frame: pd.DataFrame, schema: TableSchema, y: np.ndarray) -> tuple[Direction, ...]:
    """A direction for every amount of the schema, by its name and by training rows.

    The name decides unless the rows say the opposite beyond chance; without a name the rows decide where they are sure
    and one direction keeps nine tenths of the information of free bins. Of a sequence the latest month is read.

    Parameters
    ----------
    frame, y : training rows and their outcomes, (n,); both outcomes occur.
    """
    latest = {s.name: s.columns[-1] for s in schema.sequences if s.kind == "numeric"}
    return tuple(
        _direction(name, as_numbers(frame[latest.get(name, name)]), schema, y) for name in (*schema.numeric, *latest)
    )


def _direction(name: str, values: np.ndarray, schema: TableSchema, y: np.ndarray) -> Direction:
    codes = tuple(sorted(map(float, schema.codes.get(name, ()))))
    known = ~np.isnan(values) & ~np.isin(values, codes)
    term = term_of(name, schema.label(name))
    by_name = {1: "up", -1: "down"}.get(term.risk if term else 0, "")
    if len(np.unique(y[known])) < 2:
        return Direction(name, by_name, "", by_name or "free", None)
    auc = auc_interval(y[known], values[known])
    by_rows = "up" if auc.low > 0.5 else "down" if auc.high < 0.5 else ""
    if by_name:
        return Direction(name, by_name, by_rows, by_name if by_rows in ("", by_name) else "free", auc)
    sure = bool(by_rows) and _keeps(values, y, codes, by_rows)
    return Direction(name, "", by_rows, by_rows if sure else "free", auc)


def _keeps(values: np.ndarray, y: np.ndarray, codes: tuple[float, ...], way: str) -> bool:
    held, free = (learn_bins(values, y, BinRules(), specials=codes, direction=d).iv for d in (way, "free"))
    return held >= KEPT * free


def with_directions(
    schema: TableSchema, asked: str, frame: pd.DataFrame, y: np.ndarray, *, name_of: str = "directions"
) -> TableSchema:
    """The schema with directions as they were typed: "proposed", and after it COLUMN=up|down|free, by commas.

    Raises
    ------
    SpecificationError
        It is written in another way.
    """
    ways: dict[str, str] = dict(schema.directions)
    for part in filter(None, (part.strip() for part in asked.split(","))):
        column, sign, way = part.rpartition("=")
        if part == PROPOSED:
            ways |= {d.column: d.proposed for d in propose_directions(frame, schema, y)}
        elif sign and way in ("up", "down", "free"):
            ways[column] = way
        else:
            raise SpecificationError(
                f"{name_of} are '{PROPOSED}' and COLUMN=up, =down or =free, by commas, however: {part!r}. Correct it."
            )
    return directed(schema, ways)


def directed(schema: TableSchema, ways: Mapping[str, str]) -> TableSchema:
    """The schema with these directions; a free column has none."""
    return replace(schema, directions={column: way for column, way in sorted(ways.items()) if way != "free"})
