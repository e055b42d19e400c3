"""Why FDAT stays under source-only on simulated books: its parts put in one after the other, on the same rows.

    python -m benchmarks.transfer_parts [--sizes 0 0.5] [--rows 4000] [--seeds 3]

Books, pairs and rows are those of benchmarks.transfer_shift. The ladder begins with the network that source-only is,
on all pairs; divides the pairs between two such networks that vote half and half; gives the second 70% of the vote,
as the size rule gives the tree; puts FDAT's tree in its place, then FDAT's network without its adversary (that
is FNN), then with it (FDAT). Every step costs what the mean AUC falls by. Target outcomes judge and choose nothing.
"""

from __future__ import annotations

import argparse

import numpy as np
import pandas as pd

from benchmarks.cells import markdown
from benchmarks.transfer_shift import BATCH
from creditviz.data.simulated.shift import simulate_shifted_books
from creditviz.experiment.transfer.methods import Book, Ground, prepare
from creditviz.metrics import auc
from creditviz.specification import TransferSpec
from creditviz.transfer.fdat import FDATClassifier
from creditviz.transfer.source_only import SourceOnlyClassifier
from creditviz.transfer.vote import weight_by_size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=float, nargs="+", default=[0.0, 0.5])
    parser.add_argument("--rows", type=int, default=4000)
    parser.add_argument("--seeds", type=int, default=3)
    asked = parser.parse_args()
    found = {}
    for size in asked.sizes:
        lines = [ladder(size, asked.rows, seed) for seed in range(asked.seeds)]
        found[f"{size:g}"] = {step: f"{np.mean([line[step] for line in lines]):.3f}" for step in lines[0]}
        print(found, flush=True)
    print(markdown(pd.DataFrame(found).rename_axis("AUC, shift of").reset_index()))


def ladder(size: float, n: int, seed: int) -> dict[str, float]:
    """AUC on the new product's test rows, step by step."""
    ground = _ground(size, n, seed)
    fdat, fnn = (_fit(FDATClassifier(variant=name, batch_size=BATCH, random_state=seed), ground) for name in TWO)
    shifted = fdat.network_columns_
    every, first, second = (_plain(ground, columns, seed) for columns in (shifted | True, shifted, ~shifted))
    adversarial, tree, weight = fdat.parts(ground.X_test)
    without, _, _ = fnn.parts(ground.X_test)
    assert weight == weight_by_size(n)
    scores = {
        "a network on all pairs (source-only)": every,
        "two networks, one on the shifted pairs, one on the others, voting .5 / .5": (first + second) / 2,
        "the same, voting .3 / .7 as FDAT does here": weight * first + (1 - weight) * second,
        "a tree in place of the second": weight * first + (1 - weight) * tree,
        "FDAT's network without adversary in place of the first (FNN)": weight * without + (1 - weight) * tree,
        "its adversary (FDAT)": weight * adversarial + (1 - weight) * tree,
        "alone: network on the others": second,
        "alone: tree on the others": tree,
        "alone: network on the shifted pairs": first,
        "alone: FDAT's network without adversary on them": without,
        "alone: FDAT's network on them": adversarial,
    }
    return {step: auc(ground.y_test, score) for step, score in scores.items()}


TWO = ("fdat", "fnn")


def _ground(size: float, n: int, seed: int) -> Ground:
    books = simulate_shifted_books("features", size, n, seed)
    spec = TransferSpec(
        book="new", schema_hash="s", source="old", source_schema="s", methods=TWO, pairing="by-name",
        test_share=0.5, seed=seed, device="cpu",
    )  # fmt: skip
    return prepare(spec, Book(books.source, books.schema), Book(books.target, books.schema))[0]


def _plain(ground: Ground, columns: np.ndarray, seed: int) -> np.ndarray:
    """PDs by the network of source-only, on these columns."""
    model = _fit(SourceOnlyClassifier(random_state=seed), ground, columns)
    return model.predict_proba(ground.X_test[:, columns])[:, 1]


def _fit(model, ground: Ground, columns: np.ndarray | None = None):
    X = ground.X if columns is None else ground.X[:, columns]
    return model.fit(X, np.where(ground.domain > 0, ground.y, -1), sample_domain=ground.domain)


if __name__ == "__main__":
    main()
