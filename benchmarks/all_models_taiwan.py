"""Every model of the registry on UCI Taiwan: honest five-fold figures with intervals, and what the defaults cost.

    python -m benchmarks.all_models_taiwan --home FOLDER                     both parts; goes on where it was
    python -m benchmarks.all_models_taiwan --home FOLDER --part folds        five folds: out-of-fold AUC, KS, H, Brier
    python -m benchmarks.all_models_taiwan --home FOLDER --part seeds        hold-out, seeds 0 to 2: hours and memory
    python -m benchmarks.all_models_taiwan --home FOLDER --at-once 2         two models at a time, a core each
    python -m benchmarks.all_models_taiwan --home FOLDER --tables            print what is there, compute nothing
    python -m benchmarks.all_models_taiwan --home /tmp/x --models xgboost svm --rows 3000        a quick look

Default presets; protected attributes are left out, nothing is sampled. A model is a benchmark run of its own in the
workspace FOLDER, kept fit by fit: an interrupted one goes on with its next fit, and a model that joins the registry
later is added to the table. Peak memory is that of a process of its own for each model. The tables are markdown.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from creditviz.evaluation.calibration.calibrations import default_calibration
from creditviz.evaluation.ranking.bootstrap import metric_intervals
from creditviz.models import MODELS
from creditviz.results import Interval
from creditviz.runs import Workspace
from creditviz.runs.engine import jobs
from creditviz.runs.known_books import data_folders, open_known
from creditviz.runs.liveness import sweep
from creditviz.runs.work.benchmark import load_benchmark, load_scores
from creditviz.specification import Arm, BenchmarkBook, BenchmarkSpec

PARTS: dict[str, dict[str, Any]] = {
    "folds": {"protocols": ("kfold",), "folds": 5},
    "seeds": {"protocols": ("holdout",), "repeats": 3},
}
SHOWN = {"auc": "AUC", "ks": "KS", "h_measure": "H", "brier": "Brier"}
LOWEST, HIGHEST = 0.76, 0.80  # an own sequence model outside has a bug, or a leak
PEAKS = "peaks.jsonl"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True, help="workspace; kept between calls")
    parser.add_argument("--part", choices=[*PARTS, "both"], default="both")
    parser.add_argument("--models", nargs="+", default=list(MODELS))
    parser.add_argument("--rows", type=int, help="a random part of the book, for a quick look")
    parser.add_argument("--at-once", type=int, default=1, help="models that are fitted side by side")
    parser.add_argument("--tables", action="store_true", help="print the tables of what is there, compute nothing")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)  # this process fits one model
    chosen = parser.parse_args()
    workspace = Workspace.open(chosen.home)
    parts = list(PARTS) if chosen.part == "both" else [chosen.part]
    if chosen.one:
        carry_out(workspace, parts[0], chosen.models[0], chosen.rows)
        return
    for part in parts:
        if not chosen.tables:
            began = time.perf_counter()
            with ThreadPoolExecutor(chosen.at_once) as processes:
                list(processes.map(partial(in_a_process, chosen, part), chosen.models))
            print(f"{part}: {(time.perf_counter() - began) / 60:.0f} minutes on the clock.", flush=True)
        print_table(workspace, part, chosen.models, chosen.rows)


def in_a_process(chosen: argparse.Namespace, part: str, model: str) -> None:
    """One model in a process of its own, whose memory is its own."""
    asked = ["--home", str(chosen.home), "--part", part, "--models", model, "--one"]
    asked += ["--rows", str(chosen.rows)] if chosen.rows else []
    subprocess.run([sys.executable, "-m", "benchmarks.all_models_taiwan", *asked], check=False)


def specification(workspace: Workspace, part: str, model: str, rows: int | None) -> BenchmarkSpec:
    found = open_known(workspace, "uci-taiwan", data_folders())
    if found.note:
        print(found.note, file=sys.stderr)
    book = BenchmarkBook(book=found.book.hash, schema_hash=found.book.schema_hash or "", name=found.name, rows=rows)
    return BenchmarkSpec(books=(book,), arms=(Arm(model=model),), device="cpu", **PARTS[part])


def find(workspace: Workspace, spec: BenchmarkSpec) -> Any:
    """The latest run of that specification; None where there is none."""
    sweep(workspace)
    return next((run for run in workspace.store.runs(kind="benchmark") if run.spec == spec.to_json()), None)


def carry_out(workspace: Workspace, part: str, model: str, rows: int | None) -> None:
    """Fit what is left of one model, and take down the memory that it took."""
    spec = specification(workspace, part, model, rows)
    run = find(workspace, spec)
    if run is not None and run.status == "finished":
        return
    if run is None:
        run = jobs.run_here(workspace, spec, name=f"{MODELS[model].label}, {part}")
    elif run.resumable:
        run = jobs.resume(workspace, run.id, here=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with (workspace.home / PEAKS).open("a") as file:
        file.write(json.dumps({"run": run.id, "megabytes": round(peak)}) + "\n")
    print(f"  {part} {model}: {run.status}, peak {peak:,.0f} MB. {run.error or ''}", flush=True)


def print_table(workspace: Workspace, part: str, models: list[str], rows: int | None) -> None:
    """One line a model: figures of all its test rows with 95% intervals, seconds a fit, peak memory."""
    head = ["model", *SHOWN.values(), "seconds a fit", "seconds in all", "peak MB", ""]
    print(f"\n### {part}\n\n| {' | '.join(head)} |\n|---|{'--:|' * (len(head) - 2)}---|")
    total, most = 0.0, 0.0
    for model in models:
        run = find(workspace, specification(workspace, part, model, rows))
        if run is None:
            print(f"| {MODELS[model].label} |{' |' * len(SHOWN)} | | | not run yet |")
            continue
        found, peak = load_benchmark(workspace, run.id), peak_of(workspace, run.id)
        whole = np.flatnonzero(found.fold < 0)
        if not len(whole):
            why = next(iter(found.failed.values()), run.error or run.status)
            print(f"| {MODELS[model].label} |{' |' * len(SHOWN)} | | | {why} |")
            continue
        seconds = found.seconds[found.fold >= 0] if part == "folds" else found.seconds
        total, most = total + float(seconds.sum()), max(most, peak)
        cells = [words(interval) for interval in intervals(workspace, run.id, found, whole)]
        cells += [f"{seconds.mean():.0f}", f"{seconds.sum():.0f}", f"{peak:.0f}"]
        print(f"| {MODELS[model].label} | {' | '.join(cells)} | {doubt(model, found, whole)} |", flush=True)
    print(f"\nAll fits: {total / 3600:.2f} hours of one core at most; largest peak {most:,.0f} MB.")


def intervals(workspace: Workspace, run_id: str, found: Any, whole: np.ndarray) -> list[Interval]:
    """DeLong's interval of the AUC, bootstrap of the rest; over several seeds the mean of each."""
    each: list[dict[str, Interval]] = []
    for entry in whole:
        rows = load_scores(workspace, run_id, int(found.number[entry]))
        pd = rows.pd(default_calibration(rows.calibrated))
        each.append(metric_intervals(rows.y_true, rows.y_score, pd, float(found.metrics["threshold"][entry])))
    return [
        Interval(*(float(np.mean([getattr(one[key], end) for one in each])) for end in ("value", "low", "high")))
        for key in SHOWN
    ]


def words(interval: Interval) -> str:
    return f"{interval.value:.4f} ({interval.low:.3f} to {interval.high:.3f})"


def doubt(model: str, found: Any, whole: np.ndarray) -> str:
    """What an own sequence model's AUC says of a bug or a leak."""
    area = float(found.metrics["auc"][whole].mean())
    if not (MODELS[model].own and MODELS[model].family == "network over months"):
        return ""
    return "**too low: a bug?**" if area < LOWEST else "**too high: a leak?**" if area > HIGHEST else ""


def peak_of(workspace: Workspace, run_id: str) -> float:
    """Largest memory of any process that worked on a run, in megabytes; nan where none was taken down."""
    path = workspace.home / PEAKS
    lines = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
    return max((line["megabytes"] for line in lines if line["run"] == run_id), default=float("nan"))


if __name__ == "__main__":
    main()
