"""The fits of a benchmark, column by column: what is there so far, and what failed."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

import numpy as np

from creditviz.experiment.benchmark.plan import BEFORE, NONE, Cell, labels, plan
from creditviz.results import Benchmark, BenchmarkFit
from creditviz.sampling import SAMPLERS
from creditviz.specification import BenchmarkSpec

LEAKY = "Sampled before the split: synthetic accounts are among the rows that are judged, as in the papers' replay."


def assemble(spec: BenchmarkSpec, fits: Iterable[BenchmarkFit]) -> Benchmark:
    """The table of what is finished; cells that failed have no entry but a reason.

    Parameters
    ----------
    fits : as they lie on the shelf; where a fit stands twice, the later one counts.
    """
    cells = plan(spec)
    every = {(fit.number, fit.fold): fit for fit in fits}
    failed = {fit.number: fit.error for fit in every.values() if fit.error}
    kept = [every[key] for key in sorted(every) if key[0] not in failed]
    of = [cells[fit.number] for fit in kept]
    arms = labels(spec)
    names = dict.fromkeys(name for fit in kept for name in fit.metrics)
    return Benchmark(
        arms=arms,
        books=tuple(book.name for book in spec.books),
        number=np.array([fit.number for fit in kept], dtype=np.int64),
        book=tuple(spec.books[cell.book].name for cell in of),
        protocol=tuple(cell.protocol for cell in of),
        sampler=tuple(cell.sampler for cell in of),
        order=tuple(cell.order for cell in of),
        arm=tuple(arms[cell.arm] for cell in of),
        seed=np.array([cell.seed for cell in of], dtype=np.int64),
        fold=np.array([fit.fold for fit in kept], dtype=np.int64),
        metrics={name: np.array([fit.metrics.get(name, math.nan) for fit in kept]) for name in names},
        seconds=np.array([fit.seconds for fit in kept], dtype=np.float64),
        n_cells=len(cells),
        failed={cell_name(spec, cells[number]): reason for number, reason in sorted(failed.items())},
        notes=_notes(of, every.values()),
    )


def cell_name(spec: BenchmarkSpec, cell: Cell) -> str:
    """A cell in words: book, sampler, model and seed, and what else the benchmark varies."""
    words = [
        spec.books[cell.book].name,
        cell.protocol if len(spec.protocols) > 1 else "",
        cell.order if BEFORE in spec.orders else "",
        "No sampling" if cell.sampler == NONE else SAMPLERS[cell.sampler].label,
        labels(spec)[cell.arm],
        f"seed {cell.seed}",
    ]
    return " · ".join(word for word in words if word)


def _notes(cells: Sequence[Cell], fits: Iterable[BenchmarkFit]) -> tuple[str, ...]:
    """What a reader must know, once: the numbers of another seed make no other note."""
    sentences = [LEAKY] if any(cell.order == BEFORE for cell in cells) else []
    sentences += [note for fit in fits for note in fit.notes]
    by_pattern = {re.sub(r"\d+", "", sentence): sentence for sentence in reversed(sentences)}
    return tuple(reversed(by_pattern.values()))
