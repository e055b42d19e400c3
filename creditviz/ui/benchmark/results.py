"""The tab "Results": the table, one figure of every line, what failed; it fills while the benchmark runs."""

from __future__ import annotations

import streamlit as st

from creditviz.reporting.benchmark.lines import Line, Where, places
from creditviz.reporting.benchmark.words import FACTS, metric_about, metric_label, shown_metrics, table_metrics
from creditviz.reporting.card import Card
from creditviz.results import Benchmark
from creditviz.runs import Run, Workspace
from creditviz.ui.benchmark.facts import benchmark_of, nothing_words, published_of, row_intervals
from creditviz.ui.benchmark.where import choose_lines, choose_where
from creditviz.ui.cards import csv_button, show_card
from creditviz.ui.facts import kept
from creditviz.ui.pickers import pick
from creditviz.ui.shell import line
from creditviz.ui.words import count, literal

FEW_NOTES = 2  # above the figures; the first ones are about the order of sampling
KINDS = {"dots": "Dots, fine scale", "bars": "Bars from zero"}


def show_results(workspace: Workspace, run: Run) -> None:
    """The finished cells of a benchmark; drawn again every few seconds while it runs."""
    st.fragment(_show, run_every=4 if run.status == "running" else None)(workspace, run.id)


def _show(workspace: Workspace, run_id: str) -> None:
    run = workspace.store.run(run_id)
    benchmark = benchmark_of(workspace, run)
    if not len(benchmark) or not places(benchmark):
        line(nothing_words(run))
        _show_failed(benchmark)
        return
    _show_done(run, benchmark)
    metrics = shown_metrics(benchmark.metrics)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        where = choose_where(run, benchmark, "results")
        metric = _choose_metric(run, metrics)
        kind = pick(
            st.segmented_control,
            "Drawn as",
            list(KINDS),
            default="dots",
            required=True,
            format_func=lambda key: KINDS[key],
            key=f"results_kind_{run.id}",
        )
    chosen = choose_lines(run, benchmark)
    if not chosen:
        line("Choose a model.")
        return
    for card in _cards(workspace, run, chosen, where, metric, kind or "dots"):
        show_card(card, "results_")
    _show_table(workspace, run, benchmark, where, metric, metrics)
    _show_further_notes(benchmark)
    _show_failed(benchmark)


def _show_done(run: Run, benchmark: Benchmark) -> None:
    """How much of the plan the figures are of, while that is not all of it."""
    done = int((benchmark.fold == -1).sum())
    if done + len(benchmark.failed) < benchmark.n_cells:
        line(
            f":material/hourglass: {done:,} of {count(benchmark.n_cells, 'cell')} finished"
            + (f", {len(benchmark.failed):,} failed" if benchmark.failed else "")
            + ": figures move until all are there."
        )
    for note in benchmark.notes[:FEW_NOTES]:
        line(f":material/info: {literal(note)}")


def _show_further_notes(benchmark: Benchmark) -> None:
    """What single fits said, below the figures: a grid of many models has a note for every other one."""
    further = benchmark.notes[FEW_NOTES:]
    if further:
        with st.expander(f"{count(len(further), 'more note')} from single fits"):
            for note in further:
                line(literal(note))


def _choose_metric(run: Run, metrics: list[str]) -> str:
    first = table_metrics(run.specification.metrics, metrics)
    return (
        pick(
            st.selectbox,
            "Metric",
            [*first, *(key for key in metrics if key not in first)],
            format_func=metric_label,
            key=f"results_metric_{run.id}",
            help="\n\n".join(f"**{metric_label(key)}**: {metric_about(key)}" for key in metrics),
            width=220,
        )
        or metrics[0]
    )


@kept(60)
def _cards(
    workspace: Workspace,
    run: Run,
    chosen: tuple[Line, ...],
    where: Where,
    metric: str,
    kind: str,
) -> tuple[Card, ...]:
    from creditviz.reporting.benchmark.cards import inflation_card, result_card

    sight = _sight(workspace, run, chosen, where)
    if not sight.both_orders:
        return (result_card(sight, metric, kind=kind),)
    return result_card(sight, metric, kind=kind), inflation_card(sight, metric)


def _sight(workspace: Workspace, run: Run, chosen: tuple[Line, ...], where: Where):
    from creditviz.reporting.benchmark.sight import Sight, intervals_over_rows

    benchmark, spec = benchmark_of(workspace, run), run.specification
    numbers, cut_offs = benchmark.number, benchmark.metrics["threshold"]
    of_rows = intervals_over_rows(
        benchmark, chosen, where, lambda i: row_intervals(workspace, run, int(numbers[i]), float(cut_offs[i]))
    )
    return Sight(benchmark, spec, where, chosen, of_rows, published_of(run, benchmark, where))


def _show_table(
    workspace: Workspace, run: Run, benchmark: Benchmark, where: Where, metric: str, metrics: list[str]
) -> None:
    from creditviz.reporting.benchmark.lines import lines
    from creditviz.reporting.benchmark.table import marking_words, result_numbers, result_table

    others = pick(
        st.multiselect,
        "Also in the table",
        [*metrics, *(key for key in FACTS if key in benchmark.metrics)],
        default=table_metrics(run.specification.metrics, benchmark.metrics),
        format_func=metric_label,
        key=f"results_others_{run.id}",
        help="Figures of decisions name their threshold: see the heads of the columns.",
    )
    beside = [key for key in others if key != metric]
    sight = _sight(workspace, run, lines(benchmark), where)
    st.dataframe(
        result_table(sight, metric, beside),
        hide_index=True,
        height="content",
        column_config=_columns(metric, beside),
        alt=f"{metric_label(metric)} of every line with deviation, interval and standing.",
    )
    line(marking_words(sight))
    csv_button(
        "Table as CSV",
        lambda: result_numbers(sight, metrics).to_csv(index=False),
        f"benchmark-{run.id}",
        key=f"results_csv_{run.id}",
        help_text="Every metric of every line, with deviation, interval and all digits.",
    )


def _columns(metric: str, others: list[str]) -> dict:
    def right(help_text: str, width: int):
        return st.column_config.TextColumn(help=help_text, width=width, alignment="right")

    return {
        "model": st.column_config.TextColumn(width=210),
        metric_label(metric): right(metric_about(metric), 70),
        "sd": right("Standard deviation over splits.", 60),
        "95% interval": right("Over splits, or over test rows where there is one split.", 115),
        "against the best": st.column_config.TextColumn(
            width=135, help="Best, where it is told from every other line; not told apart: it may be chance."
        ),
        "before the split": right("With the leaky order of the papers.", 110),
        "made up": right("Before minus after the split: what the leaky order makes up.", 70),
        "published": right("What the paper prints.", 90),
        **{metric_label(key): right(metric_about(key), 105) for key in others},
        "seeds": st.column_config.NumberColumn(width=50),
    }


def _show_failed(benchmark: Benchmark) -> None:
    if not benchmark.failed:
        return
    with st.expander(f"{count(len(benchmark.failed), 'cell')} without figures", icon=":material/error:"):
        st.dataframe(
            {"cell": list(benchmark.failed), "why": list(benchmark.failed.values())},
            hide_index=True,
            alt="Cells that failed, each with the reason.",
        )
