"""Which part of a benchmark a tab speaks of: book, protocol, models, seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from creditviz.reporting.benchmark.lines import Line, Where, entries, lines, places, seeds
from creditviz.results import Benchmark
from creditviz.runs import Run
from creditviz.ui.pickers import pick
from creditviz.ui.runs.names import PROTOCOLS
from creditviz.ui.shell import line
from creditviz.ui.words import literal

MOST_LINES = 12  # of a picture; more names beside each other cannot be read


def choose_where(run: Run, benchmark: Benchmark, place: str) -> Where:
    """Book and protocol, asked for where there are several."""
    every = places(benchmark)
    books = [name for name in benchmark.books if any(one.book == name for one in every)]
    book = _one("Book", books, f"{place}_book_{run.id}")
    protocols = list(dict.fromkeys(one.protocol for one in every if one.book == book))
    return Where(book, _one("Test rows", protocols, f"{place}_protocol_{run.id}", PROTOCOLS))


def _one(label: str, options: Sequence[str], key: str, words: Mapping[str, str] | None = None) -> str:
    if len(options) < 2:
        return options[0]
    picked = pick(
        st.segmented_control,
        label,
        list(options),
        default=options[0],
        required=True,
        format_func=lambda option: literal((words or {}).get(option, option)),
        key=key,
        wrap=True,
    )
    return picked or options[0]


def choose_lines(run: Run, benchmark: Benchmark, *, most: int = MOST_LINES) -> tuple[Line, ...]:
    """Which lines of the table every tab draws; all of them to begin with."""
    every = {one.label: one for one in lines(benchmark)}
    widget = f"benchmark_lines_{run.id}_{len(every)}"
    picked = st.multiselect(
        "Models",
        list(every),
        default=list(every),
        key=widget,
        persist_state="session",
        placeholder="Choose at least two",
        help="What the figures, tests and groups of this benchmark compare; the table shows all.",
    )
    if len(picked) > most:
        line(f"The first {most} of the chosen models are drawn.")
    return tuple(every[name] for name in picked[:most])


def choose_seed(run: Run, benchmark: Benchmark, chosen: Sequence[Line], where: Where, place: str) -> int | None:
    """A seed that the finished ones among the chosen lines share; None while they share none."""
    finished = [one for one in chosen if len(entries(benchmark, one, where))]
    shared = seeds(benchmark, finished, where)
    if len(shared) < 2:
        return shared[0] if shared else None
    return st.segmented_control(
        "Test rows of seed",
        list(shared),
        default=shared[0],
        required=True,
        key=f"{place}_seed_{run.id}_{'_'.join(where)}_{len(shared)}",
        help="Each seed has test rows of its own; models are compared on those of one.",
    )
