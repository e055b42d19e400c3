"""A benchmark in a workspace: a line a finished fit, its scores beside it, a table that is there from the start."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from creditviz.exceptions import DataError, SpecificationError
from creditviz.metrics import auc_interval
from creditviz.results import Benchmark, BenchmarkFit, ScoredRows
from creditviz.runs.artifacts import load_result, save_result
from creditviz.runs.books import book_frame, get_book, get_schema
from creditviz.runs.reading.leaks import leaks_in
from creditviz.runs.reading.looks import look_of
from creditviz.runs.sums import artifact
from creditviz.runs.workspace import Workspace
from creditviz.specification import BenchmarkBook, BenchmarkSpec

if TYPE_CHECKING:
    import pandas as pd

    from creditviz.experiment.benchmark.plan import Cell
    from creditviz.runs.worker import Desk
    from creditviz.schema import TableSchema

FITS, CELLS = "fits.jsonl", "cells"


class FolderShelf:
    """The shelf of a run: nothing that is finished is written again, and a torn last line is no line.

    Parameters
    ----------
    folder : of the run.
    """

    def __init__(self, folder: Path) -> None:
        self._lines, self._cells = folder / FITS, folder / CELLS

    def fits(self) -> Iterator[BenchmarkFit]:
        """All that was put so far, in that order."""
        if not self._lines.exists():
            return
        for line in self._lines.read_bytes().splitlines():
            fit = _read_line(line)
            if fit is not None:
                yield fit

    def put(self, fit: BenchmarkFit, scores: Mapping[str, ScoredRows]) -> None:
        """Keep a fit: its scores first, so that a line without scores cannot be."""
        self._cells.mkdir(exist_ok=True)
        for part, rows in scores.items():
            save_result(rows, self._path(fit.number, fit.fold, part))
        line = json.dumps(asdict(fit), ensure_ascii=False)
        with self._lines.open("ab") as file:
            file.write(f"\n{line}\n".encode())  # begins on a line of its own, whatever a killed worker left

    def scores(self, number: int, fold: int) -> dict[str, ScoredRows]:
        """The scores of a fit."""
        paths = {part: self._path(number, fold, part) for part in ("test", "validation")}
        return {part: load_result(ScoredRows, path) for part, path in paths.items()}

    def drop_folds(self, number: int) -> None:
        """Let go of the scores of a cell's single folds, which are pooled by now."""
        for path in self._cells.glob(f"{number}-fold-*.safetensors"):
            path.unlink()

    def _path(self, number: int, fold: int, part: str) -> Path:
        return self._cells / f"{number}{f'-fold-{fold}' if fold >= 0 else ''}-{part}.safetensors"


class _LookedAt(FolderShelf):
    """A folder whose fits are looks at test rows: the table shows a cell as soon as it is here."""

    def __init__(self, folder: Path, workspace: Workspace, spec: BenchmarkSpec) -> None:
        super().__init__(folder)
        from creditviz.experiment.benchmark.plan import plan

        self._workspace, self._spec, self._plan = workspace, spec, plan(spec)

    def put(self, fit: BenchmarkFit, scores: Mapping[str, ScoredRows]) -> None:
        """Keep a fit, and note the look; the folds of a cell are one look together."""
        super().put(fit, scores)
        if fit.fold < 0:
            cell, test = self._plan[fit.number], scores["test"]
            alone = cell_alone(self._spec, cell)
            self._workspace.store.look(alone.books[0].book, [look_of(alone, auc_interval(test.y_true, test.y_score))])


def cell_alone(spec: BenchmarkSpec, cell: Cell) -> BenchmarkSpec:
    """The benchmark that has only this cell, without names: equal ones are one fitted model."""
    book, arm = spec.books[cell.book], spec.arms[cell.arm]
    settings = {cell.sampler: spec.sampler_parameters[cell.sampler]} if cell.sampler in spec.sampler_parameters else {}
    return spec.model_copy(
        update={
            "books": (book.model_copy(update={"name": "", "published": ""}),),
            "arms": (arm.model_copy(update={"label": "", "sampler": cell.sampler}),),
            "protocols": (cell.protocol,),
            "samplers": ("none",),
            "sampler_parameters": settings,
            "orders": (cell.order,),
            "repeats": 1,
            "seed": cell.seed,
            "published": "",
            "metrics": (),
        }
    )


def _read_line(line: bytes) -> BenchmarkFit | None:
    try:
        values = json.loads(line)
        return BenchmarkFit(**{**values, "notes": tuple(values["notes"])})
    except (ValueError, TypeError, KeyError):  # empty, or torn by a worker that was killed while it wrote
        return None


def run(spec: BenchmarkSpec, desk: Desk) -> dict[str, Any]:
    """Carry out a benchmark; returns how many cells have figures, and how many have none."""
    from creditviz.experiment.benchmark.grid import run_benchmark

    workspace = desk.workspace
    desk.recorder.say(f"Started on {', '.join(book.name for book in spec.books)}.")
    shelf = _LookedAt(desk.folder, workspace, spec)
    found = run_benchmark(spec, lambda book: _open(workspace, book), shelf, on_epoch=desk.recorder)
    for name, reason in found.failed.items():
        desk.recorder.say(f"{name}: {reason}")
    return {
        "run": desk.run_id,
        "cells": found.n_cells,
        "failed": dict(found.failed),
        "notes": list(found.notes),
        "leaks": [leak for book in spec.books for leak in leaks_in(workspace, book, spec.use_protected)],
    }


def check(workspace: Workspace, spec: BenchmarkSpec) -> None:
    """Raise a user's mistake before a run is written: models, samplers, settings, books and their splits."""
    from creditviz.experiment.benchmark.plan import check_benchmark

    check_benchmark(spec, lambda book: _open(workspace, book))


def load_benchmark(workspace: Workspace, run_id: str) -> Benchmark:
    """The table of a benchmark, as far as it is: it may be running, stopped or finished."""
    from creditviz.experiment.benchmark.table import assemble

    run = _benchmark_run(workspace, run_id)
    return assemble(run.specification, FolderShelf(artifact(workspace, run.id, FITS).parent).fits())


def load_scores(workspace: Workspace, run_id: str, number: int) -> ScoredRows:
    """The scored test rows of a cell, of all folds together; raises `DataError` where the cell has none (yet)."""
    run = _benchmark_run(workspace, run_id)
    path = artifact(workspace, run.id, CELLS, f"{number}-test.safetensors")
    if not path.exists():
        raise DataError(f"cell {number} of run {run.id} should have scores, however it has none yet. Wait, or resume.")
    return load_result(ScoredRows, path)


def _benchmark_run(workspace: Workspace, run_id: str) -> Any:
    run = workspace.store.run(run_id)
    if run.kind != "benchmark":
        raise SpecificationError(f"this needs a benchmark, however run {run.id} is of the kind {run.kind!r}.")
    return run


def _open(workspace: Workspace, book: BenchmarkBook) -> tuple[pd.DataFrame, TableSchema]:
    return book_frame(workspace, get_book(workspace, book.book)), get_schema(workspace, book.schema_hash)
