"""What the Balancing page asks of its runs again and again, kept by id and version: what is finished never changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import pandas as pd

from creditviz.exceptions import DataError
from creditviz.reporting.card import Tile
from creditviz.results import BalancingResult, Study
from creditviz.runs import Book, Run, Workspace
from creditviz.runs.books import book_frame, get_book, get_schema
from creditviz.schema import TableSchema
from creditviz.ui.facts import kept, version

T = TypeVar("T")


def balancing_runs(workspace: Workspace, book: Book, *, archived: bool = False) -> list[Run]:
    """Balancing runs of a book, newest first."""
    return workspace.store.runs(kind="balancing", book=book.hash, archived=archived)


def runs_with_rows(workspace: Workspace, book: Book) -> list[Run]:
    """Those whose rows are made, newest first: they can be looked at while they are still being judged."""
    return [run for run in balancing_runs(workspace, book) if version(workspace, run)]


def studies(workspace: Workspace, book: Book) -> list[Run]:
    """Sampler studies of a book, newest first."""
    return workspace.store.runs(kind="sampler-study", book=book.hash)


@kept(30)
def result_of(workspace: Workspace, run: Run) -> BalancingResult:
    """What a balancing run found; parts that are still to be judged are missing."""
    from creditviz.runs.reading.synthetic import load_balancing

    return _found(load_balancing(workspace, run.id), run.id)


@kept(12, spinner="Reading the rows")
def synthetic_rows(workspace: Workspace, run: Run) -> pd.DataFrame:
    """The synthetic defaulters of a finished run; the row number is the position."""
    from creditviz.runs.reading.synthetic import load_synthetic

    found = load_synthetic(workspace, run.id)
    return pd.DataFrame() if found is None else found


@kept(12, spinner="Reading the snapshots")
def snapshot_rows(workspace: Workspace, run: Run) -> pd.DataFrame:
    """Rows of earlier states of the generator, told apart by their first column "step"; empty for samplers by rule."""
    from creditviz.runs.reading.synthetic import load_snapshots

    found = load_snapshots(workspace, run.id)
    return pd.DataFrame() if found is None else found


@kept(12)
def study_of(workspace: Workspace, run: Run) -> Study:
    """The grid of a finished sampler study."""
    from creditviz.runs.work.study import load_study

    return _found(load_study(workspace, run.id), run.id)


def _found(part: T | None, run_id: str) -> T:
    if part is None:
        raise DataError(
            f"a finished run has its result in the workspace, however the file of run {run_id} is gone. Make it again."
        )
    return part


def schema_of_run(workspace: Workspace, run: Run) -> TableSchema:
    """The schema that a run was made with, which may be an earlier one of its book."""
    return get_schema(workspace, run.specification.schema_hash)


@kept(12)
def held_out_defaulters(workspace: Workspace, run: Run) -> pd.DataFrame:
    """The real defaulters that a run is judged against: test rows that its sampler never saw."""
    return book_rows(workspace, run.book or "", result_of(workspace, run).held_out_bad)


def book_rows(workspace: Workspace, book: str, rows: Sequence[int] | np.ndarray) -> pd.DataFrame:
    """Rows of a book by their row ids, every column."""
    return _book(workspace, book).iloc[np.asarray(rows, dtype=np.int64)]


@kept(2, spinner="Reading the book")
def _book(workspace: Workspace, book: str) -> pd.DataFrame:
    return book_frame(workspace, get_book(workspace, book))


def columns_without_values(workspace: Workspace, run: Run) -> list[str]:
    """Columns of the book that no sampler makes: neither features nor the outcome, so empty in synthetic rows."""
    schema = schema_of_run(workspace, run)
    made = {*schema.features(use_protected=True), schema.target}
    return [str(name) for name in _book(workspace, run.book or "").columns if name not in made]


def excluded_words(workspace: Workspace, run: Run) -> str:
    """That verdicts speak of all rows, where some were excluded since; "" without one."""
    n = len(workspace.store.exclusions(run.id))
    if not n:
        return ""
    rows = result_of(workspace, run).rows["synthetic"]
    return f"Verdicts and figures were computed with all {rows:,} rows; {n:,} excluded since."


@kept(200, copied=True)
def tiles_of(workspace: Workspace, run: Run) -> tuple[Tile, ...]:
    """Three verdicts on a finished run: like real rows, copies anyone, does it help."""
    from creditviz.reporting.balancing.cards import verdicts

    return verdicts(result_of(workspace, run))
