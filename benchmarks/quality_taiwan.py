"""Honest quality on UCI Taiwan: hold-out, seeds 0-4, every choice made on validation rows and on other seeds.

    python -m benchmarks.quality_taiwan                       the table of docs/benchmarks.md
    python -m benchmarks.quality_taiwan --seeds 10 11 --models xgboost resnet-lstm-xgboost
    python -m benchmarks.quality_taiwan --models resnet-lstm-xgboost:as-published --seeds 0

A model is KEY, KEY:PRESET or KEY:PRESET:VARIANT; the variants are without-protected (protected attributes left out) and
raw-columns (without the derived channel bill / limit). Every finished fit is appended to --cache, so that a long
table can be made in several sittings.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.stats import t as student

from creditviz.data.book import read_frame
from creditviz.data.files.reading import land
from creditviz.data.meaning.inference import infer_schema
from creditviz.experiment.summary import summarise
from creditviz.experiment.training import train_model
from creditviz.specification import TrainingSpec

ROOT = Path(__file__).resolve().parent.parent
BOOK = ROOT.parent / "shared" / "data" / "taiwan_default_credit_card.csv.gz"
MODELS = ("logistic-regression", "xgboost", "focal-xgboost", "resnet-lstm", "resnet-lstm-xgboost")
FIGURES = ("auc", "ks", "h_measure", "brier")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", nargs="+", default=MODELS)
    parser.add_argument("--seeds", nargs="+", type=int, default=range(5))
    parser.add_argument("--part", default="test", choices=("test", "validation"))
    parser.add_argument("--yardstick", default="xgboost")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "creditviz_quality_taiwan.jsonl")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        landed = land(BOOK, name=BOOK.name, folder=Path(folder))
        frame = read_frame(landed.path)
        schema = infer_schema(frame, name=BOOK.name)[0]
        found = [
            figures_of(model, seed, frame, schema, landed.hash, arguments.cache)
            for model in arguments.models
            for seed in arguments.seeds
        ]
    print_table(found, arguments.part, list(arguments.models), arguments.yardstick)


def figures_of(model: str, seed: int, frame, schema, book: str, cache: Path) -> dict:
    """Figures of one fit, from the cache where they are."""
    key, preset, variant = (model + "::").split(":")[:3]
    schema = replace(schema, derived=()) if variant == "raw-columns" else schema
    spec = TrainingSpec(
        book=book,
        schema_hash=schema.hash,
        model=key,
        preset=preset or "default",
        seed=seed,
        use_protected=variant != "without-protected",
    )
    known = [json.loads(line) for line in cache.read_text().splitlines()] if cache.exists() else []
    for row in known:
        if (row["name"], row["seed"], row["book"]) == (model, seed, book):
            return row
    trained = train_model(spec, frame, schema)
    row = {"name": model, "book": book, **summarise("benchmark", trained.spec, trained.result)}
    with cache.open("a") as file:
        file.write(json.dumps(row) + "\n")
    print(f"  {model} seed {seed}: {row['seconds']:.0f} s", flush=True)
    return row


def print_table(found: list[dict], part: str, models: list[str], yardstick: str) -> None:
    """Mean and standard deviation over the seeds; paired AUC difference to the yardstick with its 95% interval."""
    by_seed = {(row["name"], row["seed"]): row for row in found}
    print(f"\n{part} rows\n| model | seeds | AUC | KS | H | Brier | AUC against {yardstick}, 95% interval | seconds |")
    print("|---|---|---|---|---|---|---|---|")
    for model in models:
        rows = [row for row in found if row["name"] == model]
        cells = [f"{np.mean(v):.4f} ± {np.std(v, ddof=1) if len(v) > 1 else 0:.4f}" for v in columns(rows, part)]
        pairs = [
            row[part]["auc"] - by_seed[yardstick, row["seed"]][part]["auc"]
            for row in rows
            if (yardstick, row["seed"]) in by_seed and model != yardstick
        ]
        seconds = np.median([row["seconds"] for row in rows])
        print(f"| {model} | {len(rows)} | {' | '.join(cells)} | {interval(pairs)} | {seconds:.0f} |")


def columns(rows: list[dict], part: str) -> list[list[float]]:
    """One list of values per figure."""
    return [[row[part][name] for row in rows] for name in FIGURES]


def interval(pairs: list[float]) -> str:
    """Mean of paired differences with Student's interval over the splits (which share rows: read it as a guide)."""
    if len(pairs) < 2:
        return f"{pairs[0]:+.4f}" if pairs else ""
    half = student.ppf(0.975, len(pairs) - 1) * np.std(pairs, ddof=1) / np.sqrt(len(pairs))
    return f"{np.mean(pairs):+.4f} ({np.mean(pairs) - half:+.4f} to {np.mean(pairs) + half:+.4f})"


if __name__ == "__main__":
    main()
