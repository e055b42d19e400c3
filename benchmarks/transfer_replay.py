"""The study of Xu and Zhang (2025), replayed: every ordered pair of books, their method, its ablations, its rivals.

    python -m benchmarks.transfer_replay --out cells.jsonl                 10 repeats; goes on where it was
    python -m benchmarks.transfer_replay --out cells.jsonl --repeats 3     a first look
    python -m benchmarks.transfer_replay --out cells.jsonl --tables        print what is there, compute nothing

Six ordered pairs of South German Credit, Give Me Some Credit and the Tianchi sample from ../shared/data; twelve where a
data folder (CREDITVIZ_DATA) has the whole card-fraud book, and the whole Tianchi book in place of its sample. Columns
are paired as benchmarks/transfer/ says. A repeat is a seed: another random fifth of the target judges, networks begin
elsewhere. Larger books are a stratified random part (`--rows`, 0 takes all). All settings are the presets but for the
batch of larger books. Decisions are at a PD of one half, since nothing of the target may choose another.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Mapping
from itertools import permutations
from pathlib import Path
from typing import Any

from benchmarks.cells import Lines
from benchmarks.transfer_books import BOOKS, open_books, pairing
from benchmarks.transfer_tables import print_tables
from creditviz.experiment.transfer.methods import Book, run_transfer
from creditviz.results import Transfer
from creditviz.specification import TransferSpec

METHODS = (
    *("source-only", "source-only-xgboost", "subspace-alignment"),
    *("fdat", "fnn", "fs1", "fs2", "fda", "target"),
)
NETWORKS = ("fdat", "fnn", "fs1", "fs2", "fda")
SHOWN = ("accuracy", "auc", "ks", "brier", "recall", "specificity")
SMALL = 2_000  # rows; both books at most: a batch of 64 as in the paper, above it one of 128 for the sake of time


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="cells, one JSON object a line; kept between calls")
    parser.add_argument("--repeats", type=int, default=10)
    parser.add_argument("--rows", type=int, default=4_000, help="of a larger book; 0 takes all")
    parser.add_argument("--batch-size", type=int, help="of the networks, instead of 64 and 128")
    parser.add_argument("--tables", action="store_true", help="print the tables of what is there, compute nothing")
    chosen = parser.parse_args()
    cells = Lines(chosen.out)
    if not chosen.tables:
        carry_out(cells, chosen.repeats, chosen.rows, chosen.batch_size)
    print_tables(cells.rows)


def carry_out(cells: Lines, repeats: int, rows: int, batch_size: int | None) -> None:
    """Compute the cells that are missing, all pairs of a repeat before the next."""
    books = open_books(rows)
    print(", ".join(f"{BOOKS[key].label} {len(book.frame):,} rows" for key, book in books.items()), flush=True)
    for repeat, source, target in _wanted(repeats, list(books)):
        spec = specification(source, target, repeat, batch_size or _batch_size(books[source], books[target]))
        key = {"source": source, "target": target, "repeat": repeat, "rows": rows, "parameters": spec.parameters}
        if cells.find(key) is None:
            began = time.process_time()
            found = run_transfer(spec, books[source], books[target])
            cells.add(key, cell(found) | {"seconds": round(time.process_time() - began, 1)})
            print(f"  {repeat} {source} -> {target}: {time.process_time() - began:.0f} s", flush=True)


def specification(source: str, target: str, repeat: int, batch_size: int) -> TransferSpec:
    """One repeat of one pair."""
    paired = pairing(source, target)
    return TransferSpec(
        book=target,
        schema_hash=target,
        source=source,
        source_schema=source,
        methods=METHODS,
        parameters={method: {"batch_size": batch_size} for method in NETWORKS},
        pairing=paired["pairing"],
        pairs=paired["pairs"],
        use_protected=True,  # the paper reads age
        seed=repeat,
        device="cpu",
    )


def cell(found: Transfer) -> dict[str, Any]:
    """What is kept of a transfer."""
    shifted = [name for name, moved in zip(found.division.names, found.division.shifted, strict=True) if moved]
    return {
        "n": dict(found.rows),
        "majority": found.majority_accuracy,
        "methods": {score.method: _figures(score.metrics) for score in found.scores},
        "seconds_of": {score.method: round(score.seconds, 2) for score in found.scores},
        "refused": dict(found.failed),
        "n_pairs": len(found.pairing.pairs),
        "shifted": shifted,
    }


def _figures(metrics: Mapping[str, float]) -> dict[str, float]:
    return {name: round(float(metrics[name]), 6) for name in SHOWN}


def _wanted(repeats: int, books: list[str]) -> Iterator[tuple[int, str, str]]:
    yield from ((repeat, source, target) for repeat in range(repeats) for source, target in permutations(books, 2))


def _batch_size(source: Book, target: Book) -> int:
    return 64 if max(len(source.frame), len(target.frame)) <= SMALL else 128


if __name__ == "__main__":
    main()
