"""A paper's printed figures beside the lines of a benchmark that replays its table."""

from __future__ import annotations

from collections.abc import Mapping

from creditviz.evaluation.audit.published import published_keys, read_published
from creditviz.reporting.benchmark.lines import Line, Where, lines
from creditviz.results import Benchmark
from creditviz.results.benchmark.published import PublishedRow, PublishedTable
from creditviz.specification import Arm, BenchmarkSpec

# Papers cut a model's own score at 0.5; what they call AUC is that of decisions unless the table says otherwise.
AS_PRINTED = {
    "recall": "recall_as_printed",
    "f1": "f1_as_printed",
    "auc": "auc_as_printed",
    "accuracy": "accuracy_as_printed",
    "ks": "ks",
    "brier": "brier",
    "g_mean": "g_mean_at_half",
    "recall_at_precision": "recall_at_precision",
}


def published_of(spec: BenchmarkSpec, benchmark: Benchmark, where: Where) -> Mapping[tuple[str, str], float] | None:
    """(label, metric) -> what the paper prints; None where no table is replayed, {} where it is not at hand."""
    if not spec.published:
        return None
    if spec.published not in published_keys():
        return {}
    return beside(read_published(spec.published), spec, benchmark, where)


def beside(
    table: PublishedTable, spec: BenchmarkSpec, benchmark: Benchmark, where: Where
) -> Mapping[tuple[str, str], float]:
    """(label, metric) -> printed figure, for the lines that the paper has with the same sampler.

    A line is found by the registry key of its model where the table gives one, else by its name. A book that stands
    in for another names it in the specification, so that the other's figures are shown as not its own.
    """
    book = next((one.published for one in spec.books if one.name == where.book), "")
    arms = dict(zip(benchmark.arms, spec.arms, strict=True))
    return {
        (line.label, _ours(metric, table)): value
        for line in lines(benchmark)
        for row in table.rows
        if row.book == book and _is_line(row, line, arms[line.arm])
        for metric, value in row.values.items()
    }


def _is_line(row: PublishedRow, line: Line, arm: Arm) -> bool:
    model = row.model == arm.model if row.model else line.arm in (row.name, row.setting)
    return model and row.sampler in ("", line.sampler)


def _ours(metric: str, table: PublishedTable) -> str:
    if metric == "auc" and table.auc == "scores":
        return "auc"
    return AS_PRINTED.get(metric, metric)
