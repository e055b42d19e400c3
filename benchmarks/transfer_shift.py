"""AUC on a new product against how far it shifted, all transfer methods, simulated books, the same pairs.

    python -m benchmarks.transfer_shift [--kind features] [--rows 4000] [--seeds 3] [--out FILE]

Books of `simulate_shifted_books`: in "features" a new segment of customers lies higher on four of eight columns and the
rule of default stays. Columns are paired by name; half of the new rows judge. Beside the methods stands the AUC of the
true probability: no model can be expected above it. Every line of FILE is one run; what is there is not run again.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from scipy.stats import t

from creditviz.data.simulated.shift import KINDS, simulate_shifted_books
from creditviz.experiment.transfer.methods import Book, run_transfer
from creditviz.metrics import auc
from creditviz.specification import TransferSpec
from creditviz.transfer import TRANSFER_MODELS

SIZES = (0.0, 0.25, 0.5, 0.75, 1.0)
BATCH = 256
OUT = Path(__file__).parent / "results" / "transfer_shift.jsonl"


def run(kind: str, size: float, n: int, seed: int) -> dict:
    """AUC of every method on one pair of books."""
    books = simulate_shifted_books(kind, size, n, seed)
    batch = {key: {"batch_size": BATCH} for key, e in TRANSFER_MODELS.items() if "batch_size" in e.hyperparameters}
    spec = TransferSpec(
        book="new", schema_hash="s", source="old", source_schema="s", methods=tuple(TRANSFER_MODELS),
        parameters=batch, pairing="by-name", test_share=0.5, seed=seed, device="cpu",
    )  # fmt: skip
    found = run_transfer(spec, Book(books.source, books.schema), Book(books.target, books.schema))
    truth = auc(found.y_true, books.target_probability[found.row_id])
    scores = {score.method: score.auc.value for score in found.scores}
    seconds = {score.method: round(score.seconds, 2) for score in found.scores}
    shifted = [name for name, is_in in zip(found.division.names, found.division.shifted, strict=True) if is_in]
    asked = {"kind": kind, "size": size, "n": n, "seed": seed}
    return {
        **asked,
        "auc": {"truth": truth, **scores},
        "seconds": seconds,
        "shifted": shifted,
        "failed": dict(found.failed),
    }


def table(lines: list[dict]) -> str:
    """Mean AUC by method and size, and what FDAT gains over source-only with its interval over the seeds."""
    sizes = sorted({line["size"] for line in lines})
    by_size = {size: [line["auc"] for line in lines if line["size"] == size] for size in sizes}
    rows = ["| method | " + " | ".join(f"{size:g}" for size in sizes) + " |", "|---" * (len(sizes) + 1) + "|"]
    for method in lines[0]["auc"]:
        means = (np.mean([scores[method] for scores in by_size[size]]) for size in sizes)
        rows.append(f"| {method} | " + " | ".join(f"{mean:.3f}" for mean in means) + " |")
    for bar in ("source-only", "source-only-xgboost"):
        gains = ([scores["fdat"] - scores[bar] for scores in by_size[size]] for size in sizes)
        rows.append(f"| FDAT over {bar} | " + " | ".join(map(_mean, gains)) + " |")
    return "\n".join(rows)


def _mean(gains: list[float]) -> str:
    n = len(gains)
    half = t.ppf(0.975, n - 1) * np.std(gains, ddof=1) / np.sqrt(n) if n > 1 else np.nan
    return f"{np.mean(gains):+.3f} ± {half:.3f}"


def main() -> None:
    """Run what is not there yet, and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kind", choices=KINDS, default="features")
    parser.add_argument("--rows", type=int, default=4000)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    lines = [json.loads(line) for line in options.out.read_text().splitlines()] if options.out.exists() else []
    done = {(line["kind"], line["size"], line["n"], line["seed"]) for line in lines}
    for seed in range(options.seeds):
        for size in SIZES:
            if (options.kind, size, options.rows, seed) not in done:
                lines.append(run(options.kind, size, options.rows, seed))
                with options.out.open("a") as file:
                    file.write(json.dumps(lines[-1]) + "\n")
    print(table([line for line in lines if line["kind"] == options.kind and line["n"] == options.rows]))


if __name__ == "__main__":
    main()
