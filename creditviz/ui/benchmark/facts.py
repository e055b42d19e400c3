"""What the Benchmark page asks of its runs again and again, kept by id and by how far each has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from creditviz.reporting.benchmark.lines import Line, Where, entries
from creditviz.results import Benchmark, Interval, ScoredRows
from creditviz.runs import Run, Workspace
from creditviz.ui.facts import kept


def benchmarks(workspace: Workspace, *, archived: bool = False) -> list[Run]:
    """Benchmarks of the workspace, newest first; one may hold several books."""
    return workspace.store.runs(kind="benchmark", archived=archived)


@kept(12)
def benchmark_of(workspace: Workspace, run: Run) -> Benchmark:
    """The cells that are finished, none to begin with."""
    from creditviz.runs.work.benchmark import load_benchmark

    return load_benchmark(workspace, run.id)


def scores_of(workspace: Workspace, run: Run, numbers: tuple[int, ...]) -> Mapping[int, ScoredRows]:
    """Cell -> scores of its test rows; of a k-fold all folds together."""
    return {number: _scores(workspace, run, number) for number in numbers}


@kept(200)
def _scores(workspace: Workspace, run: Run, number: int) -> ScoredRows:
    from creditviz.runs.work.benchmark import load_scores

    return load_scores(workspace, run.id, number)


def nothing_words(run: Run) -> str:
    """Why there is nothing to look at yet."""
    if run.open:
        return "The first cell is on its way; this tab fills while the benchmark runs."
    return "Not one cell of this benchmark was finished. Resume it, or start another one."


@kept(300)
def row_intervals(workspace: Workspace, run: Run, number: int, threshold: float) -> Mapping[str, Interval]:
    """Metric -> value with its interval over the test rows of one cell."""
    from creditviz.evaluation.calibration.calibrations import default_calibration
    from creditviz.evaluation.ranking.bootstrap import metric_intervals

    rows = _scores(workspace, run, number)
    pd = rows.pd(default_calibration(rows.calibrated))
    return metric_intervals(rows.y_true, rows.y_score, pd, threshold)


def published_of(run: Run, benchmark: Benchmark, where: Where) -> Mapping[tuple[str, str], float] | None:
    """(line, metric) -> what the paper prints; None where no paper's table is replayed."""
    from creditviz.reporting.benchmark import published as benchmark_published

    return benchmark_published.published_of(run.specification, benchmark, where)


def same_rows(benchmark: Benchmark, chosen: Sequence[Line], where: Where, seed: int) -> dict[str, tuple[int, float]]:
    """Label -> (cell, its cut-off) of the lines that have finished on the test rows of one seed."""
    found = {}
    for one in chosen:
        for i in entries(benchmark, one, where):
            if int(benchmark.seed[i]) == seed:
                found[one.label] = int(benchmark.number[i]), float(benchmark.metrics["threshold"][i])
    return found
