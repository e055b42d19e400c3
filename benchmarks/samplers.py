"""Every sampler: are its rows like real ones, do they copy anyone, do they help; in both orders, over several seeds.

    python -m benchmarks.samplers --out samplers.jsonl                 the tables of docs/benchmarks.md (a night)
    python -m benchmarks.samplers --out s.jsonl --books taiwan         one book; two of these may run side by side
    python -m benchmarks.samplers --out s.jsonl --samplers smote random cgan --seeds 0 --steps 200 --rows 3000
    python -m benchmarks.samplers --out a.jsonl b.jsonl --tables       print the tables of finished cells alone

A cell is (book, sampler, seed, order); each finished cell is one line of --out, so that an interrupted run goes on
where it was. Ratio 0.4 (Taiwan, Give Me Some Credit), hold-out 70/30, 20% of the training rows for validation. Models
see no protected attribute; samplers make whole rows. Generators train --steps steps; the support vector machine
learns from at most 5,000 rows, every other classifier from all of them. Likeness, privacy and "trained on synthetic
rows" are judged in the honest order alone.
"""

from __future__ import annotations

import argparse
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.cells import Lines, clocked, load, markdown, mean_sd, settings, study_of
from creditviz.evaluation.studies.samplers import gains, inflation
from creditviz.exceptions import CreditVizError
from creditviz.experiment.balancing.judging import PARTS, Bench
from creditviz.experiment.balancing.making import Ground, Made, make_rows
from creditviz.experiment.holdout import Sample
from creditviz.experiment.study.grid import judge_cell
from creditviz.experiment.study.plan import AFTER, BEFORE, CLASS_WEIGHT, NONE, Cell, can_weigh
from creditviz.experiment.study.rows import SeedRows, Silent, implied_rate
from creditviz.reporting.balancing.cards import study_table
from creditviz.sampling import SAMPLERS
from creditviz.schema import TableSchema
from creditviz.specification import BalancingSpec, SamplerStudySpec

CLASSIFIERS = ("logistic-regression", "decision-tree", "k-nearest-neighbours", "svm", "xgboost")
JUDGED = ("fidelity", "privacy", "rules", "trained_on_synthetic")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", nargs="+", type=Path, required=True, help="JSON lines; the first is written to")
    parser.add_argument("--books", nargs="+", default=["taiwan", "gmsc"])
    parser.add_argument("--samplers", nargs="+", default=[key for key in SAMPLERS if key != NONE])
    parser.add_argument("--seeds", nargs="+", type=int, default=list(range(5)))
    parser.add_argument("--orders", nargs="+", default=[AFTER, BEFORE])
    parser.add_argument("--classifiers", nargs="+", default=list(CLASSIFIERS))
    parser.add_argument("--steps", type=int, help="training steps of each generator; its own default otherwise")
    parser.add_argument("--rows", type=int, help="rows of each book at most, for a quick look")
    parser.add_argument("--ratio", type=float, default=0.4)
    parser.add_argument("--tables", action="store_true", help="print the tables of what is there, compute nothing")
    chosen = parser.parse_args()
    lines = Lines(chosen.out[0])
    for book in () if chosen.tables else chosen.books:
        run_book(book, chosen, lines)
    every = [row for path in chosen.out for row in Lines(path).rows if "failed" not in row]
    for book in chosen.books:
        print_tables(book, [row for row in every if row["key"]["book"] == book])


def run_book(book: str, chosen: argparse.Namespace, lines: Lines) -> None:
    """All cells of one book that are not in the lines yet; the references first, then seed by seed."""
    sample, schema = load(book, chosen.rows)
    for seed in chosen.seeds:
        for sampler in (NONE, CLASS_WEIGHT, *chosen.samplers):
            for order in chosen.orders if sampler in chosen.samplers else [AFTER]:
                key = {"book": book, "sampler": sampler, "seed": seed, "order": order}
                key |= {"steps": chosen.steps, "rows": chosen.rows}
                if lines.find(key) is None:
                    found = run_cell(key, sample, schema, chosen)
                    lines.add(key, found)
                    print(f"  {book} {sampler} {order} seed {seed}: {found['seconds']} {found['notes']}", flush=True)


def run_cell(key: Mapping[str, Any], sample: Sample, schema: TableSchema, chosen: argparse.Namespace) -> dict[str, Any]:
    """One cell: the rows of its sampler, judged, and every classifier behind them.

    A sampler that refuses the rows, or fails, becomes a note: a night does not end over one of them.
    """
    seconds: dict[str, float] = {}
    found: dict[str, Any] = {"seconds": seconds, "notes": [], "fits": []}
    spec = SamplerStudySpec(
        book=key["book"],
        schema_hash=schema.hash,
        samplers=(key["sampler"],),
        sampler_parameters=settings((key["sampler"],), chosen.steps) if key["sampler"] in SAMPLERS else {},
        ratio=chosen.ratio,
        classifiers=tuple(chosen.classifiers),
        seed=key["seed"],
        repeats=1,
        device="cpu",
    )
    try:
        rows = SeedRows(spec, schema, sample, key["seed"], lambda: None)
        if key["order"] == AFTER and key["sampler"] in SAMPLERS and key["sampler"] != NONE:
            made = judge_rows(spec, key, rows, schema, found)
            rows = SeedRows(spec, schema, sample, key["seed"], lambda: None, made if len(made) else None)
        with clocked(seconds, "rows"):
            stand = rows.stand(key["order"], key["sampler"], None)
        fit_all(spec, key, stand, implied_rate(spec, sample.y), found)
    except CreditVizError as error:
        found["notes"].append(str(error))
    except Exception as error:  # a night does not end over one cell; the line says what happened
        found["failed"] = traceback.format_exc()
        found["notes"].append(f"failed: {type(error).__name__}: {error}".splitlines()[0])
    return found


def fit_all(spec: SamplerStudySpec, key: Mapping[str, Any], stand: Any, rate: float, found: dict[str, Any]) -> None:
    """Every classifier on the rows of a cell."""
    precision = min(0.95, 3 * float(stand.ground.sample.y[stand.ground.sample.row_id >= 0].mean()))
    for classifier in spec.classifiers:
        if key["sampler"] == CLASS_WEIGHT and not can_weigh(classifier):
            continue
        cell = Cell(key["seed"], key["order"], key["sampler"], None, classifier)
        with clocked(found["seconds"], classifier):
            fit = judge_cell(spec, cell, stand, precision, Silent(lambda: None))
        named = {name: key[name] for name in ("sampler", "order", "seed")} | {"classifier": classifier}
        found["fits"].append({**named, "rate": 0.0 if key["sampler"] in (NONE, CLASS_WEIGHT) else rate, **fit})
        found["precision"] = precision


def judge_rows(
    spec: SamplerStudySpec, key: Mapping[str, Any], rows: SeedRows, schema: TableSchema, found: dict[str, Any]
) -> pd.DataFrame:
    """Make the rows as the Balancing page does, and judge them; returns the synthetic defaulters."""
    asked = BalancingSpec(
        book=spec.book,
        schema_hash=spec.schema_hash,
        sampler=key["sampler"],
        sampler_parameters=spec.sampler_parameters.get(key["sampler"], {}),
        ratio=spec.ratio,
        seed=key["seed"],
        device="cpu",
    )
    ground = Ground(schema, rows.sample, rows.honest.split)
    with clocked(found["seconds"], "sampler"):
        made: Made = make_rows(asked, ground)
    found["notes"] += list(made.notes)
    if not len(made.rows):
        return made.rows
    found["made"] = len(made.rows)
    bench = Bench(asked, ground, made, lambda: None)
    for part in JUDGED:
        with clocked(found["seconds"], part):
            found[part] = PLAIN[part](PARTS[part](bench))
    return made.rows


def plain_fidelity(result: Any) -> dict[str, float]:
    names = ("w1", "coverage", "smote_coverage", "pair_trend", "agreement", "agreement_held_out")
    aucs = {name: part.auc.value for name in ("two_sample", "floor", "smote") if (part := getattr(result, name))}
    return {**{name: float(getattr(result, name)) for name in names}, **aucs, "n_held_out": result.n_held_out}


def plain_privacy(result: Any) -> dict[str, float]:
    near = result.nearer_share
    return {
        "exact_copies": result.exact_copies,
        "exact_copies_real": result.exact_copies_real,
        "nearer_share": near.value,
        "nearer_share_low": near.low,
        "nearer_share_high": near.high,
        "neighbour_ratio": float(np.median(result.neighbour_ratio)),
        "neighbour_ratio_held_out": float(np.median(result.neighbour_ratio_held_out)),
    }


def plain_rules(result: Any) -> dict[str, float]:
    return {
        "n_rules": len(result),
        "worst": max((rule.broken for rule in result), default=0.0),
        "mean": float(np.mean([rule.broken for rule in result])) if result else 0.0,
    }


def plain_trained(result: Any) -> dict[str, float | None]:
    return {
        "auc": None if result.auc is None else result.auc.value,
        "auc_defaulters": result.auc_defaulters.value,
        "auc_real": result.auc_real.value,
    }


PLAIN = {
    "fidelity": plain_fidelity,
    "privacy": plain_privacy,
    "rules": plain_rules,
    "trained_on_synthetic": plain_trained,
}


def print_tables(book: str, rows: list[dict[str, Any]]) -> None:
    """Likeness and privacy, then utility in both orders, as markdown."""
    if not rows:
        return
    samplers = list(dict.fromkeys(row["key"]["sampler"] for row in rows if "fidelity" in row))
    print(f"\n### {book}: are the rows like real ones, do they copy anyone\n")
    print(markdown(pd.DataFrame([likeness(key, rows) for key in samplers])))
    fits = [fit for row in rows for fit in row["fits"]]
    if not fits:
        return
    study = study_of(fits, next(row["precision"] for row in rows if "precision" in row))
    metrics = (("auc", AFTER), ("auc", BEFORE), ("auc_hard", AFTER), ("auc_hard", BEFORE), ("brier_corrected", AFTER))
    for metric, order in metrics:
        print(f"\n### {book}: {metric}, {order}\n")
        print(markdown(study_table(study, metric, order=order)))
    print_gains(book, study)
    failed = [f"{row['key']['sampler']} ({row['key']['order']}): {note}" for row in rows for note in row["notes"]]
    print("\nNotes\n" + "\n".join(f"* {note}" for note in dict.fromkeys(failed)))


def likeness(key: str, rows: list[dict[str, Any]]) -> dict[str, str]:
    """One line of the first table: mean and standard deviation over seeds."""
    cells = [row for row in rows if row["key"]["sampler"] == key and "trained_on_synthetic" in row]

    def over(part: str, name: str, digits: int = 3) -> str:
        return mean_sd((cell[part].get(name) for cell in cells), digits)

    return {
        "sampler": SAMPLERS[key].label,
        "seeds": str(len(cells)),
        "two-sample AUC": over("fidelity", "two_sample"),
        "real vs real": over("fidelity", "floor"),
        "SMOTE": over("fidelity", "smote"),
        "W1 (sd)": over("fidelity", "w1"),
        "pair trend": over("fidelity", "pair_trend"),
        "coverage": over("fidelity", "coverage"),
        "called bad / held out": f"{over('fidelity', 'agreement')} / {over('fidelity', 'agreement_held_out')}",
        "rules broken": over("rules", "mean", 4),
        "copies / real-vs-real": f"{over('privacy', 'exact_copies', 1)} / {over('privacy', 'exact_copies_real', 1)}",
        "nearer to training": over("privacy", "nearer_share"),
        "lower end": over("privacy", "nearer_share_low"),
        "TSTR AUC": over("trained_on_synthetic", "auc"),
        "synthetic bads, real goods": over("trained_on_synthetic", "auc_defaulters"),
        "real rows": over("trained_on_synthetic", "auc_real"),
        "CPU seconds to learn": mean_sd((cell["seconds"].get("sampler") for cell in cells), 0),
    }


def print_gains(book: str, study: Any) -> None:
    """Gain over no sampling and over class weights, and what the leaky order adds, with intervals over seeds."""

    def text(interval: Any) -> str:
        return f"{interval.value:+.4f} ({interval.low:+.4f} to {interval.high:+.4f})"

    for baseline in (NONE, CLASS_WEIGHT):
        found = [g for g in gains(study, "auc", baseline=baseline) if g.classifier]
        table = pd.DataFrame([{"sampler": g.sampler, g.classifier: text(g.gain)} for g in found])
        if len(table):
            print(f"\n### {book}: AUC gained over {baseline}, 95% interval over seeds\n")
            print(markdown(table.groupby("sampler", sort=False).first().fillna("").reset_index()))
    found = inflation(study, "auc")
    table = pd.DataFrame([{"sampler": i.sampler, i.classifier: text(i.inflation)} for i in found])
    if len(table):
        print(f"\n### {book}: AUC that sampling before the split makes up, 95% interval over seeds\n")
        print(markdown(table.groupby("sampler", sort=False).first().fillna("").reset_index()))


if __name__ == "__main__":
    main()
