"""The tab "Tests": whether a difference is more than chance, on one set of test rows and over books and seeds."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from creditviz.reporting.benchmark.lines import Line, Where, blocks
from creditviz.reporting.benchmark.words import metric_label, shown_metrics
from creditviz.reporting.card import Card
from creditviz.results import Benchmark
from creditviz.runs import Run, Workspace
from creditviz.ui.benchmark.facts import benchmark_of, nothing_words, same_rows, scores_of
from creditviz.ui.benchmark.where import choose_lines, choose_seed, choose_where
from creditviz.ui.cards import show, show_card
from creditviz.ui.facts import kept
from creditviz.ui.pickers import pick
from creditviz.ui.runs.names import PROTOCOLS
from creditviz.ui.shell import line, section
from creditviz.ui.words import count

SIDE_BY_SIDE = 6  # models whose matrix can be read in half the width


def show_tests(workspace: Workspace, run: Run) -> None:
    """Controls, then the tests on one set of rows, then the tests over blocks."""
    benchmark = benchmark_of(workspace, run)
    if not len(benchmark):
        line(nothing_words(run))
        return
    chosen = choose_lines(run, benchmark)
    if len(chosen) < 2:
        line("Choose at least two models: a test compares.")
        return
    section("On the same test rows")
    _show_pairs(workspace, run, benchmark, chosen)
    section("Over books and seeds")
    _show_blocks(workspace, run, benchmark, chosen)


def _show_cards(cards: Sequence[Card], n_models: int) -> None:
    """Side by side, or below each other where a figure of so many models needs the whole width."""
    if n_models <= SIDE_BY_SIDE:
        show(*cards)
        return
    for card in cards:
        show_card(card)


def _show_pairs(workspace: Workspace, run: Run, benchmark: Benchmark, chosen: Sequence[Line]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        where = choose_where(run, benchmark, "tests")
        seed = choose_seed(run, benchmark, chosen, where, "tests")
    if seed is None or len(same_rows(benchmark, chosen, where, seed)) < 2:
        line("Two models that have finished on the same rows are needed, and are still to come.")
        return
    with st.spinner("Testing"):
        _show_cards(_pair_cards(workspace, run, tuple(chosen), where, seed), len(chosen))


@kept(40)
def _pair_cards(workspace: Workspace, run: Run, chosen: tuple[Line, ...], where: Where, seed: int) -> tuple[Card, ...]:
    from creditviz.reporting.benchmark.tests import delong_card, mcnemar_card

    at = same_rows(benchmark_of(workspace, run), chosen, where, seed)
    scores = scores_of(workspace, run, tuple(number for number, _ in at.values()))
    rows = {label: scores[number] for label, (number, _) in at.items()}
    words = f"{where.book}, {PROTOCOLS[where.protocol].lower()}, seed {seed}"
    return delong_card(rows, words), mcnemar_card(rows, {label: cut for label, (_, cut) in at.items()}, words)


def _show_blocks(workspace: Workspace, run: Run, benchmark: Benchmark, chosen: Sequence[Line]) -> None:
    metrics = shown_metrics(benchmark.metrics)
    metric = pick(
        st.segmented_control,
        "Measured by",
        metrics[:4],
        default=metrics[0],
        required=True,
        format_func=metric_label,
        key=f"tests_metric_{run.id}",
    )
    n = len(next(iter(blocks(benchmark, chosen, metrics[0]).values())))
    line(f"A block is one book with one way of choosing test rows and one seed: {count(n, 'block')} so far.")
    cards = _block_cards(workspace, run, tuple(chosen), metric or metrics[0])
    _show_cards(cards, len(chosen))


@kept(40)
def _block_cards(workspace: Workspace, run: Run, chosen: tuple[Line, ...], metric: str) -> tuple[Card, ...]:
    from creditviz.reporting.benchmark.tests import rank_card, wilcoxon_card

    benchmark = benchmark_of(workspace, run)
    found = blocks(benchmark, chosen, metric)
    return rank_card(found, metric), wilcoxon_card(found, metric)
