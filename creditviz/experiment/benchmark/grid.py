"""A benchmark: books x protocols x orders x samplers x models x seeds, every fit kept as soon as it is finished."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TypeVar

import pandas as pd

from creditviz.exceptions import CreditVizError, DataError, RunCancelled
from creditviz.experiment.benchmark.fit import Judged, fit_one, pooled
from creditviz.experiment.benchmark.pace import Pace
from creditviz.experiment.benchmark.plan import (
    BEFORE,
    WHOLE,
    Cell,
    Fit,
    OpenBook,
    folds_of,
    labels,
    lacking,
    plan,
    rows_of_book,
    split_of,
)
from creditviz.experiment.benchmark.shelf import Shelf
from creditviz.experiment.benchmark.table import assemble, cell_name
from creditviz.experiment.fitting import OnEpoch
from creditviz.experiment.holdout import Sample
from creditviz.experiment.study.rows import SeedRows, Silent, Stand
from creditviz.progress import EpochReport, checker
from creditviz.results import Benchmark, BenchmarkFit
from creditviz.sampling import SAMPLERS
from creditviz.schema import TableSchema
from creditviz.specification import BenchmarkSpec, SamplerStudySpec

T = TypeVar("T")


def run_benchmark(
    spec: BenchmarkSpec, open_book: OpenBook, shelf: Shelf, *, on_epoch: OnEpoch | None = None
) -> Benchmark:
    """Fit every cell that is not on the shelf yet, and judge it on test rows.

    Cells that share rows stand together: one split, one encoding of each kind and one fitted sampler serve many
    models. A model or a sampler that refuses its rows leaves a sentence, and the grid goes on.

    Parameters
    ----------
    open_book : gives the frame and the schema of a book; asked once for each book that has work left.
    shelf : what is finished; a benchmark that was stopped goes on with the same one.
    on_epoch : told before every fit, and at the end; its `check` is handed down to samplers and models.

    Raises
    ------
    DataError
        Not one cell could be fitted: says why.
    RunCancelled
        `on_epoch` asked to stop.
    """
    work = _Work(spec, shelf, on_epoch)
    for number, cells in groupby(work.cells, lambda cell: cell.book):
        _run_book(work, open_book, number, tuple(cells))
    found = assemble(spec, shelf.fits())
    if not len(found):
        reasons = tuple(dict.fromkeys(found.failed.values()))
        more = f" (and {len(reasons) - 1} more reasons)" if len(reasons) > 1 else ""
        raise DataError(f"a benchmark needs a cell that can be fitted, however every one failed{more}: {reasons[0]}")
    return found


def _run_book(work: _Work, open_book: OpenBook, number: int, cells: Sequence[Cell]) -> None:
    if not work.unfinished(cells):
        return
    opened = work.attempt(cells, lambda: open_book(work.spec.books[number]))
    if opened is None:
        return
    frame, schema = opened
    for arm, reason in lacking(work.spec, schema).items():
        for cell in work.unfinished([cell for cell in cells if cell.arm == arm]):
            work.fail(cell, reason)
    for _, shared in groupby(work.unfinished(cells), lambda cell: (cell.protocol, cell.seed)):
        _run_seed(work, frame, schema, tuple(shared))


def _run_seed(work: _Work, frame: pd.DataFrame, schema: TableSchema, cells: Sequence[Cell]) -> None:
    """Cells of one book, protocol and seed, fold by fold: the rows of one fold are in memory at a time.

    Samplers read what models read, as in a training run: protected columns only where they are asked for.
    """
    book = work.spec.books[cells[0].book]
    sample = work.attempt(cells, lambda: rows_of_book(book, frame, schema, cells[0].seed))
    if sample is None:
        return
    for fold in folds_of(work.spec, cells[0].protocol):
        _run_fold(work, sample, schema, cells, fold)
        gc.collect()  # networks hold themselves in circles
    for cell in work.unfinished(cells):  # all folds were there, but not together
        work.pool(cell)


def _run_fold(work: _Work, sample: Sample, schema: TableSchema, cells: Sequence[Cell], fold: int) -> None:
    spec, protocol, seed = work.spec, cells[0].protocol, cells[0].seed
    rows = SeedRows(
        _sampling(spec, cells[0].book),
        schema.for_model(use_protected=spec.use_protected),
        sample,
        seed,
        work.check,
        split=lambda rows: split_of(spec, schema, rows, protocol, seed, fold),
    )
    for _, alike in groupby(work.waiting(cells, fold), lambda cell: (cell.order, cell.sampler)):
        group = tuple(alike)
        work.report(Fit(group[0], fold))
        stand = work.attempt(group, lambda group=group: _stand(rows, group[0]))  # type: ignore[misc]
        if stand is not None:
            for cell in group:
                work.carry_out(Fit(cell, fold), stand)


def _sampling(spec: BenchmarkSpec, book: int) -> SamplerStudySpec:
    """How rows are sampled, as a sampler study would say it."""
    return SamplerStudySpec(
        book=spec.books[book].book,
        schema_hash=spec.books[book].schema_hash,
        samplers=(),
        sampler_parameters=spec.sampler_parameters,
        ratio=spec.ratio,
        device=spec.device,
        use_protected=spec.use_protected,
    )


def _stand(rows: SeedRows, cell: Cell) -> Stand:
    """The rows that a cell stands on; raises where the sampler refuses or has nothing to do."""
    stand = rows.stand(cell.order, cell.sampler, None)
    same_heap = cell.order == BEFORE and len(stand.ground.sample.y) == len(rows.sample.y)
    if same_heap or (stand.draw is not None and not stand.draw.changes):
        raise DataError(
            f"a sampler changes the rows, however {SAMPLERS[cell.sampler].label} had nothing to do: there are as many "
            "bad accounts as the ratio asks for. Raise the ratio, or take no sampler."
        )
    return stand


class _Work:
    """The cells of a benchmark and how far they are.

    Parameters
    ----------
    spec, shelf, on_epoch : as `run_benchmark` takes them.
    """

    def __init__(self, spec: BenchmarkSpec, shelf: Shelf, on_epoch: OnEpoch | None) -> None:
        self.spec, self.shelf, self.cells = spec, shelf, plan(spec)
        self.check, self._on_epoch = checker(on_epoch), on_epoch
        self._labels, self._pace = labels(spec), Pace()
        self._done: dict[tuple[int, int], BenchmarkFit] = {}
        self._said: set[tuple[int, str, str, int]] = set()
        for fit in shelf.fits():
            self._done[fit.number, fit.fold] = fit
            if fit.wall and fit.fold in folds_of(spec, self.cells[fit.number].protocol):
                self._pace.know(self._place(self.cells[fit.number]), fit.wall)

    def unfinished(self, cells: Sequence[Cell]) -> tuple[Cell, ...]:
        """Those that have neither figures nor a reason why not."""
        return tuple(cell for cell in cells if (cell.number, WHOLE) not in self._done)

    def waiting(self, cells: Sequence[Cell], fold: int) -> tuple[Cell, ...]:
        """Those that are still to be fitted on this fold."""
        return tuple(cell for cell in self.unfinished(cells) if (cell.number, fold) not in self._done)

    def attempt(self, cells: Sequence[Cell], make: Callable[[], T]) -> T | None:
        """What `make` gives; None, and a reason for each of the cells, where it refuses or fails."""
        try:
            return make()
        except RunCancelled:
            raise
        except CreditVizError as refusal:
            reason = str(refusal)
        except Exception as bug:  # a night does not end over one cell; the table says what happened
            reason = f"The fit failed ({type(bug).__name__}: {(str(bug).splitlines() or [''])[0]})."
        for cell in self.unfinished(cells):
            self.fail(cell, reason)
        return None

    def fail(self, cell: Cell, reason: str) -> None:
        """Take down why a cell has no figures."""
        self._put(Judged(BenchmarkFit(cell.number, WHOLE, error=reason), {}))

    def carry_out(self, fit: Fit, stand: Stand) -> None:
        """Fit a model and keep what is found."""
        self.check()
        self.report(fit)
        judged = self.attempt([fit.cell], lambda: fit_one(self.spec, fit, stand, Silent(self.check)))
        if judged is None:
            return
        self._pace.add(self._place(fit.cell), judged.fit.wall)
        self._put(Judged(replace(judged.fit, notes=self._notes(fit, judged, stand)), judged.scores))
        self.pool(fit.cell)

    def pool(self, cell: Cell) -> None:
        """Put the folds of a cell together as soon as all are there."""
        folds = folds_of(self.spec, cell.protocol)
        if WHOLE in folds or any((cell.number, fold) not in self._done for fold in folds):
            return
        scores = [self.shelf.scores(cell.number, fold) for fold in folds]
        self._put(pooled(cell.number, [self._done[cell.number, fold] for fold in folds], scores))
        self.shelf.drop_folds(cell.number)

    def report(self, fit: Fit) -> None:
        """Tell what is fitted next, how much is done and how long the rest takes."""
        if self._on_epoch is None:
            return
        every = [(cell, fold) for cell in self.cells for fold in folds_of(self.spec, cell.protocol)]
        left = [self._place(cell) for cell, fold in every if self.waiting([cell], fold)]
        stage = cell_name(self.spec, fit.cell) + ("" if fit.fold == WHOLE else f" · fold {fit.fold + 1}")
        self._on_epoch(EpochReport(stage, len(every) - len(left), len(every), {}, seconds_left=self._pace.left(left)))

    def _put(self, judged: Judged) -> None:
        self.shelf.put(judged.fit, judged.scores)
        self._done[judged.fit.number, judged.fit.fold] = judged.fit

    def _notes(self, fit: Fit, judged: Judged, stand: Stand) -> tuple[str, ...]:
        sampled = () if stand.draw is None else stand.draw.notes
        sampler, arm = SAMPLERS[fit.cell.sampler].label, self._labels[fit.cell.arm]
        return (*(f"{sampler}: {note}" for note in sampled), *(f"{arm}: {note}" for note in judged.fit.notes))

    def _place(self, cell: Cell) -> tuple[int, int]:
        return cell.book, cell.arm
