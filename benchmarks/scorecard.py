"""Scorecard, additive model, XGBoost with and without directions, and the default on the same hold-outs of four books.

    python -m benchmarks.scorecard [--books german taiwan] [--seeds 0 1 2 3 4] [--table]

Every finished fit is appended to --cache; --table prints what is there with Nadeau and Bengio's intervals.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from creditviz.data.book import read_frame
from creditviz.data.files.reading import land
from creditviz.data.meaning.inference import infer_schema
from creditviz.evaluation.significance.resampled import resampled_interval
from creditviz.experiment.directions import with_directions
from creditviz.experiment.training import train_model, training_rows
from creditviz.metrics import auc
from creditviz.specification import TrainingSpec

DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
BOOKS = {
    "german": ("german_credit_statlog.csv.gz", None),
    "south-german": ("south_german_credit.csv.gz", None),
    "taiwan": ("taiwan_default_credit_card.csv.gz", None),
    "give-me-some-credit": ("give_me_some_credit_train.csv.gz", 30_000),
}
MODELS = ("scorecard", "additive-xgboost", "xgboost:directions", "xgboost", "resnet-lstm-xgboost")
OVERLAP = 0.3 / 0.56  # test rows per training row


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--books", nargs="+", default=BOOKS)
    parser.add_argument("--models", nargs="+", default=MODELS)
    parser.add_argument("--seeds", nargs="+", type=int, default=range(5))
    parser.add_argument("--cache", type=Path, default=Path("benchmarks/results/scorecard.jsonl"))
    parser.add_argument("--table", action="store_true")
    asked = parser.parse_args()
    if not asked.table:
        for book in asked.books:
            fit_all(book, asked)
    print(table([json.loads(line) for line in asked.cache.read_text().splitlines()]))


def fit_all(book: str, asked: argparse.Namespace) -> None:
    done = {(f["book"], f["model"], f["seed"]) for f in map(json.loads, _lines(asked.cache))}
    frame, schema = _read(book)
    for seed in asked.seeds:
        for model in asked.models:
            if (book, model, seed) not in done:
                fit = {"book": book, "model": model, "seed": seed, **_fit(model, seed, frame, schema)}
                with asked.cache.open("a") as file:
                    file.write(json.dumps(fit) + "\n")


def _lines(cache: Path) -> list[str]:
    return cache.read_text().splitlines() if cache.exists() else []


def _read(book: str):
    name, most = BOOKS[book]
    with tempfile.TemporaryDirectory() as folder:
        frame = read_frame(land(DATA / name, name=name, folder=Path(folder)).path)
    schema = replace(infer_schema(frame)[0], certainty="taken")
    if most:
        frame = frame.sample(most, random_state=0).reset_index(drop=True)
    return frame, schema


def _fit(model: str, seed: int, frame, schema) -> dict:
    key, _, variant = model.partition(":")
    spec = TrainingSpec(book="b", schema_hash="s", model=key, seed=seed)
    if variant:
        schema = with_directions(schema, "proposed", *training_rows(spec, frame, schema))
    began = time.perf_counter()
    test = train_model(spec, frame, schema).result.test
    gini = float(2 * auc(test.y_true, test.y_score) - 1)
    return {"gini": gini, "seconds": time.perf_counter() - began, "directions": dict(schema.directions)}


def table(fits: list[dict]) -> str:
    lines = [
        "| book | model | splits | Gini | 95% interval | less XGBoost | 95% interval |",
        "|---|---|--:|--:|---|--:|---|",
    ]
    for book in BOOKS:
        by_model = {
            model: {f["seed"]: f["gini"] for f in fits if (f["book"], f["model"]) == (book, model)} for model in MODELS
        }
        for model, found in by_model.items():
            if found:
                lines.append(_line(book, model, found, by_model["xgboost"]))
    return "\n".join(lines)


def _line(book: str, model: str, found: dict[int, float], yardstick: dict[int, float]) -> str:
    own = resampled_interval(np.array(list(found.values())), OVERLAP)
    shared = sorted(set(found) & set(yardstick))
    gap = resampled_interval(np.array([found[s] - yardstick[s] for s in shared]), OVERLAP)
    less = "" if model == "xgboost" else f"{gap.value:+.3f} | {gap.low:+.3f} to {gap.high:+.3f}"
    return f"| {book} | {model} | {len(found)} | {own.value:.3f} | {own.low:.3f} to {own.high:.3f} | {less or ' | '} |"


if __name__ == "__main__":
    main()
