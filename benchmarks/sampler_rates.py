"""Recall at precision and AUC against the oversampling rate K, for every sampler (Liu et al. 2020, figure 2, table 2).

    python -m benchmarks.sampler_rates --out rates.jsonl --json rates.json           the tables of docs/benchmarks.md
    python -m benchmarks.sampler_rates --out r.jsonl --books sample --samplers smote random --seeds 0 1 --rates 1 2
    python -m benchmarks.sampler_rates --out a.jsonl b.jsonl --json rates.json --tables

Three books: Give Me Some Credit as it is (6.7% bad), Taiwan thinned to 3% bad, and the sample book by application date
with a month left out between training and test (train up to month t, test from t + 2). One classifier, the plain
network (128-64, dropout .3, Adam .001, stopped on validation rows), for every sampler. q is three times the bad rate.
A cell is (book, sampler, seed): one line of --out. Mean and standard deviation are over the seeds; where the split
goes by date it is the same for all of them, and they differ in sampler and network alone.
"""

from __future__ import annotations

import argparse
import json
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.cells import Lines, clocked, load, markdown, mean_sd, settings, study_of
from creditviz.evaluation.studies.samplers import summarise
from creditviz.exceptions import CreditVizError
from creditviz.experiment.holdout import Sample
from creditviz.experiment.study.grid import judge_cell
from creditviz.experiment.study.plan import AFTER, CLASS_WEIGHT, NONE, Cell
from creditviz.experiment.study.rows import SeedRows, Silent
from creditviz.sampling import SAMPLERS
from creditviz.schema import TableSchema
from creditviz.specification import SamplerStudySpec

CLASSIFIER = "mlp"
RATES = (1.0, 2.0, 5.0, 10.0, 20.0)
PROTOCOLS: dict[str, dict[str, Any]] = {
    "gmsc": {},
    "taiwan": {"thin_to": 0.03},
    "sample": {"protocol": "out-of-time", "gap_months": 1},
}
REFERENCES = {NONE: "No sampling", CLASS_WEIGHT: "Class weights"}
FIGURES = ("auc", "recall_at_precision", "ks", "brier_corrected")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", nargs="+", type=Path, required=True, help="JSON lines; the first is written to")
    parser.add_argument("--json", type=Path, help="where the means are written, for a figure")
    parser.add_argument("--books", nargs="+", default=list(PROTOCOLS))
    makers = [key for key in SAMPLERS if key != NONE and not SAMPLERS[key].removes]
    parser.add_argument("--samplers", nargs="+", default=makers)
    parser.add_argument("--seeds", nargs="+", type=int, default=list(range(5)))
    parser.add_argument("--rates", nargs="+", type=float, default=list(RATES))
    parser.add_argument("--steps", type=int, help="training steps of each generator; its own default otherwise")
    parser.add_argument("--rows", type=int, help="rows of each book at most, for a quick look")
    parser.add_argument("--tables", action="store_true", help="print the tables of what is there, compute nothing")
    chosen = parser.parse_args()
    lines = Lines(chosen.out[0])
    for book in () if chosen.tables else chosen.books:
        run_book(book, chosen, lines)
    every = [row for path in chosen.out for row in Lines(path).rows if "failed" not in row]
    means = {
        book: print_tables(book, [row for row in every if row["key"]["book"] == book], chosen.rates)
        for book in chosen.books
    }
    if chosen.json:
        chosen.json.write_text(json.dumps(means, indent=1), encoding="utf-8")


def run_book(book: str, chosen: argparse.Namespace, lines: Lines) -> None:
    """All cells of one book that are not in the lines yet, seed by seed."""
    sample, schema = load(book, chosen.rows)
    for seed in chosen.seeds:
        for sampler in (NONE, CLASS_WEIGHT, *chosen.samplers):
            key = {"book": book, "sampler": sampler, "seed": seed, "rates": chosen.rates}
            key |= {"steps": chosen.steps, "rows": chosen.rows}
            if lines.find(key) is None:
                found = run_cell(key, sample, schema, chosen)
                lines.add(key, found)
                print(f"  {book} {sampler} seed {seed}: {found['seconds']} {found['notes']}", flush=True)


def run_cell(key: Mapping[str, Any], sample: Sample, schema: TableSchema, chosen: argparse.Namespace) -> dict[str, Any]:
    """One sampler on one book and seed at every rate; what it refuses becomes a note."""
    found: dict[str, Any] = {"seconds": {}, "notes": [], "fits": []}
    reference = key["sampler"] in (NONE, CLASS_WEIGHT)
    spec = SamplerStudySpec(
        book=key["book"],
        schema_hash=schema.hash,
        samplers=() if reference else (key["sampler"],),
        sampler_parameters={} if reference else settings((key["sampler"],), chosen.steps),
        rates=tuple(chosen.rates),
        classifiers=(CLASSIFIER,),
        seed=key["seed"],
        repeats=1,
        device="cpu",
        **PROTOCOLS[key["book"]],
    )
    try:
        rows = SeedRows(spec, schema, sample, key["seed"], lambda: None)
        found["precision"] = min(0.95, 3 * float(rows.sample.y.mean()))
        found["bad_rate"] = float(rows.sample.y.mean())
        for rate in (None,) if reference else spec.rates:
            fit_rate(spec, key, rows, rate, found)
    except CreditVizError as error:
        found["notes"].append(str(error))
    except Exception as error:  # a night does not end over one cell; the line says what happened
        found["failed"] = traceback.format_exc()
        found["notes"].append(f"failed: {type(error).__name__}: {error}".splitlines()[0])
    return found


def fit_rate(
    spec: SamplerStudySpec, key: Mapping[str, Any], rows: SeedRows, rate: float | None, found: dict[str, Any]
) -> None:
    """The network at one rate; the sampler learns once, for the largest."""
    with clocked(found["seconds"], f"rows {rate or 0:g}"):
        stand = rows.stand(AFTER, key["sampler"], rate)
    cell = Cell(key["seed"], AFTER, key["sampler"], rate, CLASSIFIER)
    with clocked(found["seconds"], f"fit {rate or 0:g}"):
        fit = judge_cell(spec, cell, stand, found["precision"], Silent(lambda: None))
    named = {"sampler": key["sampler"], "seed": key["seed"], "order": AFTER, "classifier": CLASSIFIER}
    found["fits"].append({**named, "rate": rate or 0.0, **fit})


def print_tables(book: str, rows: list[dict[str, Any]], rates: list[float]) -> list[dict[str, Any]]:
    """A table for each figure: samplers down, rates across; returns the means for a figure."""
    fits = [fit for row in rows for fit in row["fits"]]
    if not fits:
        return []
    first = next(row for row in rows if "precision" in row)
    study = study_of(fits, first["precision"])
    means = []
    for figure in FIGURES:
        cells = summarise(study, figure)
        means += [{"figure": figure, **cell._asdict()} for cell in cells]
        print(f"\n### {book}: {figure}, {first['bad_rate']:.1%} bad, q = {first['precision']:.3f}\n")
        table = []
        for sampler in dict.fromkeys(study.sampler):
            own = {cell.rate: cell for cell in cells if cell.sampler == sampler}
            name = REFERENCES.get(sampler) or SAMPLERS[sampler].label
            at = {f"K = {rate:g}": _text(own.get(rate) or own.get(0.0)) for rate in rates}
            table.append({"sampler": name, "seeds": max(cell.n_seeds for cell in own.values()), **at})
        print(markdown(pd.DataFrame(table)))
    seconds = [sum(row["seconds"].values()) for row in rows]
    print(f"\n{len(rows)} cells, {mean_sd(seconds, 0)} CPU seconds each.")
    notes = [f"{row['key']['sampler']}: {note}" for row in rows for note in row["notes"]]
    print("\n".join(f"* {note}" for note in dict.fromkeys(notes)))
    return means


def _text(cell: Any) -> str:
    """Mean ± standard deviation of a cell."""
    if cell is None:
        return ""
    return f"{cell.mean:.4f}" + (f" ± {cell.sd:.4f}" if cell.n_seeds > 1 else "")


if __name__ == "__main__":
    main()
