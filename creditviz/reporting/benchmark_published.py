"""A paper's printed figures beside the lines of a benchmark that replays its table."""

from __future__ import annotations

from collections.abc import Mapping

from creditviz.reporting.benchmark_lines import Where, lines
from creditviz.results import Benchmark
from creditviz.results.published import PublishedRow, PublishedTable

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


def beside(table: PublishedTable, benchmark: Benchmark, where: Where) -> Mapping[tuple[str, str], float]:
    """(label, metric) -> printed figure, for the lines that the paper has under the same name and sampler.

    A printed book belongs to ours where its name occurs in ours; a book that stands in for another carries the
    other's name, so that its printed figures are shown and named as not its own.
    """
    found = {}
    for line in lines(benchmark):
        for row in table.rows:
            if _is_book(row.book, where.book) and _is_line(row, line.arm, line.sampler):
                found.update({(line.label, _ours(metric, table)): value for metric, value in row.values.items()})
    return found


def _is_book(printed: str, ours: str) -> bool:
    return printed.lower() in ours.lower()


def _is_line(row: PublishedRow, arm: str, sampler: str) -> bool:
    names = {row.name, row.setting} - {""}
    return arm in names and (not row.sampler or row.sampler == sampler)


def _ours(metric: str, table: PublishedTable) -> str:
    if metric == "auc" and table.auc == "scores":
        return "auc"
    return AS_PRINTED.get(metric, metric)
