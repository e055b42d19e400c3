"""A whole benchmark in words and numbers: the tables of the page and the tests between its lines."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from creditviz.evaluation.audit.published import published_keys
from creditviz.evaluation.calibration.calibrations import default_calibration
from creditviz.evaluation.ranking.bootstrap import metric_intervals
from creditviz.evaluation.significance import delong_pairs, mcnemar_pairs, rank_test, wilcoxon_pairs
from creditviz.metrics.thresholds import limit
from creditviz.reporting.benchmark.lines import Line, Where, blocks, entries, lines, places, seeds
from creditviz.reporting.benchmark.published import published_of
from creditviz.reporting.benchmark.sight import Sight, intervals_over_rows
from creditviz.reporting.benchmark.table import marking_words, result_numbers, result_table
from creditviz.reporting.benchmark.words import lower_is_better, shown_metrics, table_metrics
from creditviz.reporting.words import p_words
from creditviz.results import Benchmark, Interval, PairwiseTests, RankTest, ScoredRows
from creditviz.runs import Workspace
from creditviz.runs.work.benchmark import load_benchmark, load_scores
from creditviz.specification import BenchmarkSpec

ALPHA = limit("test")
FEWEST_BLOCKS = 2  # of a rank test


def export_benchmark(workspace: Workspace, run_id: str, *, notes: Sequence[str] = ()) -> dict[str, Any]:
    """Tables and tests of a benchmark as far as it is, as JSON values; the tables are those that the page opens with.

    Parameters
    ----------
    notes : what a reader must know besides.
    """
    found, spec = load_benchmark(workspace, run_id), workspace.store.run(run_id).specification
    known = table_metrics(spec.metrics, found.metrics)

    def scores(entry: int) -> ScoredRows:
        return load_scores(workspace, run_id, int(found.number[entry]))

    return plain(
        {
            "run": run_id,
            "cells": found.n_cells,
            "finished": int((found.fold < 0).sum()),
            "tables": [_table(found, spec, where, known, scores) for where in places(found)] if known else [],
            "tests": _tests(found, shown_metrics(known), scores),
            "failed": dict(found.failed),
            "notes": [*notes, *_not_here(spec), *found.notes],
        }
    )


def _not_here(spec: BenchmarkSpec) -> list[str]:
    """A table that is named and does not come with this installation: a slip, or a paper that prints none."""
    if not spec.published or spec.published in published_keys():
        return []
    return [f"There are no published figures by the key {spec.published!r}. There are: {', '.join(published_keys())}."]


def _table(benchmark: Benchmark, spec: BenchmarkSpec, where: Where, metrics: Sequence[str], scores: Any) -> Any:
    chosen = lines(benchmark)
    intervals = intervals_over_rows(benchmark, chosen, where, lambda entry: _intervals(benchmark, entry, scores(entry)))
    sight = Sight(benchmark, spec, where, chosen, intervals, published_of(spec, benchmark, where))
    return {
        "book": where.book,
        "protocol": where.protocol,
        "head": f"{sight.rows_words} · {where.protocol}",
        "rows": result_table(sight, metrics[0], metrics[1:]).to_dict("records"),
        "numbers": result_numbers(sight, shown_metrics(benchmark.metrics)).to_dict("records"),
        "standings": {
            key: {label: one._asdict() for label, one in sight.standings(key).items()} for key in shown_metrics(metrics)
        },
        "findings": [marking_words(sight), *_told_apart(_on_rows(benchmark, chosen, where, scores))],
    }


def _told_apart(tests: Sequence[Mapping[str, Any]]) -> list[str]:
    """Whether the line that ranks best on the first seed's rows is told from the next one, by DeLong's test."""
    found = []
    for test in (one for one in tests if one["test"] == "delong"):
        ahead: dict[str, float] = {}
        for pair in test["pairs"]:
            ahead[pair["model"]] = ahead.get(pair["model"], 0.0) + pair["difference"]
            ahead[pair["against"]] = ahead.get(pair["against"], 0.0) - pair["difference"]
        first, second = sorted(ahead, key=lambda name: -ahead[name])[:2]
        p = next(pair["p_holm"] for pair in test["pairs"] if {pair["model"], pair["against"]} == {first, second})
        found.append(f"Seed {test['seed']}: {_leads(first, second, p, test['n'])}")
    return found


def _leads(first: str, second: str, p: float, n: int) -> str:
    """Whether the best line is told from the next one; nan where their rankings leave no variance to judge by."""
    if math.isnan(p):
        return (
            f"{first} ranks best; whether {second} differs by chance cannot be tested (DeLong: no variance, or fewer "
            "than two rows of an outcome)."
        )
    how = "is told apart from" if p < ALPHA else "cannot be told from"
    return f"{first} ranks best and {how} {second} (DeLong, Holm: {p_words(p, n)})."


def _intervals(benchmark: Benchmark, entry: int, rows: ScoredRows) -> dict[str, Interval]:
    return metric_intervals(rows.y_true, rows.y_score, _pd(rows), float(benchmark.metrics["threshold"][entry]))


def _tests(benchmark: Benchmark, metrics: Sequence[str], scores: Any) -> dict[str, Any]:
    """Pairs of lines on the rows of the first seed of each place, and ranks over books and seeds."""
    chosen = lines(benchmark)
    on_rows = [one for where in places(benchmark) for one in _on_rows(benchmark, chosen, where, scores)]
    over_blocks = {}
    for key in metrics:
        values = _complete(blocks(benchmark, chosen, key))
        if len(values) > 1 and len(next(iter(values.values()))) >= FEWEST_BLOCKS:
            ranks = rank_test(values, higher_is_better=not lower_is_better(key))
            over_blocks[key] = {"wilcoxon": _pairs(wilcoxon_pairs(values)), "ranks": _ranks(ranks)}
    return {"on_the_same_rows": on_rows, "over_books_and_seeds": over_blocks}


def _on_rows(benchmark: Benchmark, chosen: Sequence[Line], where: Where, scores: Any) -> list[dict[str, Any]]:
    shared = [line for line in chosen if len(entries(benchmark, line, where))]
    known = seeds(benchmark, shared, where)
    if len(shared) < 2 or not known:
        return []
    at = {
        line.label: next(i for i in entries(benchmark, line, where) if int(benchmark.seed[i]) == known[0])
        for line in shared
    }
    rows = {label: scores(entry) for label, entry in at.items()}
    order = {label: np.argsort(one.row_id, kind="stable") for label, one in rows.items()}
    first = next(iter(rows))
    y, judged = rows[first].y_true[order[first]], rows[first].row_id[order[first]]
    assert all(np.array_equal(one.row_id[order[label]], judged) for label, one in rows.items()), "the same test rows"
    ranked = {label: one.y_score[order[label]] for label, one in rows.items()}
    flagged = {
        label: (_pd(one) >= benchmark.metrics["threshold"][at[label]])[order[label]] for label, one in rows.items()
    }
    words = {**where._asdict(), "seed": known[0], "rows": len(y), "bad": int((y == 1).sum())}
    return [{**words, **_pairs(tests)} for tests in (delong_pairs(y, ranked), mcnemar_pairs(y, flagged))]


def _complete(values: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The blocks in which every line has a figure."""
    if not values:
        return {}
    whole = np.isfinite(np.vstack(list(values.values()))).all(axis=0)
    return {label: one[whole] for label, one in values.items()}


def _pairs(tests: PairwiseTests) -> dict[str, Any]:
    k = len(tests.names)
    return {
        "test": tests.test,
        "n": tests.n,
        "pairs": [
            {
                "model": tests.names[i],
                "against": tests.names[j],
                "difference": tests.difference[i, j],
                "p": tests.p[i, j],
                "p_holm": tests.p_adjusted[i, j],
            }
            for i in range(k)
            for j in range(i + 1, k)
        ],
    }


def _ranks(found: RankTest) -> dict[str, Any]:
    return {
        "blocks": found.n_blocks,
        "mean_rank": dict(zip(found.names, found.ranks.tolist(), strict=True)),
        "friedman_p": found.p,
        "critical_difference": found.critical_difference,
        "alike": [[found.names[i] for i in group] for group in found.groups],
    }


def _pd(rows: ScoredRows) -> np.ndarray:
    return rows.pd(default_calibration(rows.calibrated))


def plain(value: Any) -> Any:
    """JSON values: numbers of numpy as Python's, None where a figure does not exist.

    >>> plain({"auc": np.float64(0.5), "sd": float("nan"), "n": (np.int64(3),)})
    {'auc': 0.5, 'sd': None, 'n': [3]}
    """
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value
