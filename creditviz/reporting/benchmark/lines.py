"""The lines of a benchmark's table: a model, or a model with a sampler where several were compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from creditviz.figures.theme import model_colour
from creditviz.reporting.method_names import sampler_name
from creditviz.results import Benchmark

AFTER, BEFORE = "after-split", "before-split"
WHOLE = -1  # fold of the entries that stand for a whole cell


class Line(NamedTuple):
    """One line of the table."""

    arm: str
    sampler: str
    label: str  # on screen
    colour: str  # of the model, the same in every figure of the benchmark


class Where(NamedTuple):
    """Which part of a benchmark is looked at."""

    book: str
    protocol: str


def lines(benchmark: Benchmark) -> tuple[Line, ...]:
    """All lines in the order of the table; a model keeps its colour whatever is left out."""
    several = len(set(benchmark.sampler)) > 1
    pairs = dict.fromkeys(zip(benchmark.arm, benchmark.sampler, strict=True))
    samplers = list(dict.fromkeys(benchmark.sampler))
    order = sorted(pairs, key=lambda pair: (benchmark.arms.index(pair[0]), samplers.index(pair[1])))
    return tuple(
        Line(arm, sampler, _label(arm, sampler, several), model_colour(benchmark.arms.index(arm)))
        for arm, sampler in order
    )


def _label(arm: str, sampler: str, several: bool) -> str:
    if not several:
        return arm
    return f"{arm}, {'no sampling' if sampler == 'none' else sampler_name(sampler)}"


def places(benchmark: Benchmark) -> tuple[Where, ...]:
    """Books and protocols that have at least one finished cell."""
    return tuple(Where(*pair) for pair in dict.fromkeys(zip(benchmark.book, benchmark.protocol, strict=True)))


def entries(benchmark: Benchmark, line: Line, where: Where, order: str = AFTER) -> np.ndarray:
    """Positions of a line's whole cells in one place and order, by seed.

    Without sampling both orders are one, so that the honest entries stand for both.
    """
    wanted = AFTER if line.sampler == "none" else order
    found = [
        number
        for number in range(len(benchmark))
        if benchmark.fold[number] == WHOLE
        and (benchmark.arm[number], benchmark.sampler[number]) == (line.arm, line.sampler)
        and (benchmark.book[number], benchmark.protocol[number]) == tuple(where)
        and benchmark.order[number] == wanted
    ]
    return np.array(sorted(found, key=lambda number: int(benchmark.seed[number])), dtype=np.int64)


def seeds(benchmark: Benchmark, chosen: Sequence[Line], where: Where) -> tuple[int, ...]:
    """Seeds in which every chosen line has a finished cell."""
    sets = [{int(benchmark.seed[i]) for i in entries(benchmark, line, where)} for line in chosen]
    return tuple(sorted(set.intersection(*sets))) if sets else ()


def blocks(benchmark: Benchmark, chosen: Sequence[Line], metric: str) -> dict[str, np.ndarray]:
    """Label -> the metric in every block, nan where a cell is missing; a block is a book, a protocol and a seed."""
    every = list(
        dict.fromkeys(
            (benchmark.book[i], benchmark.protocol[i], int(benchmark.seed[i]))
            for i in range(len(benchmark))
            if benchmark.fold[i] == WHOLE
        )
    )
    found = {}
    for line in chosen:
        values = np.full(len(every), np.nan)
        for number, (book, protocol, seed) in enumerate(every):
            for i in entries(benchmark, line, Where(book, protocol)):
                if int(benchmark.seed[i]) == seed:
                    values[number] = benchmark.metrics[metric][i]
        found[line.label] = values
    return found
