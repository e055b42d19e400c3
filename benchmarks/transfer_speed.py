"""Seconds of a domain-adversarial epoch: beside skada's DANN, and on 1,200,000 old rows of 47 columns.

    OMP_NUM_THREADS=1 python -m benchmarks.transfer_speed epoch      20,000 + 20,000 rows x 20, batch 256, one thread
    python -m benchmarks.transfer_speed large --threads 2            one epoch; seconds and peak memory of a whole fit
    python -m benchmarks.transfer_speed large --share 0.1            a tenth of the rows

skada is not among our requirements. A venv of its own can see both (0.6.0 was measured):
    python -m venv /tmp/skada; /tmp/skada/bin/pip install --no-deps skada POT skorch
    PYTHONPATH=.venv/lib/python3.11/site-packages /tmp/skada/bin/python -m benchmarks.transfer_speed epoch
Both train the same three networks on the same rows with SGD, 128 rows of each domain a step, in turn. Figures are
medians over epochs of processor seconds (other programs beside it do not count), with wall seconds after them.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np

from benchmarks.transfer_books import open_books
from creditviz.experiment.transfer.methods import Book
from creditviz.transfer.adversarial import NetworkShape, fit_adversarial
from creditviz.transfer.encoding import PairedEncoder
from creditviz.transfer.fdat import FDATClassifier
from creditviz.transfer.pairing import Domain, pair_by_name

ROWS, COLUMNS, BATCH, EPOCHS = 20_000, 20, 256, 3
LARGE, WIDE, SOURCE_ROWS_A_STEP, HELD_BACK = 1_200_000, 47, 64, 0.2
BLOCK = 100_000  # rows that are made at a time
EXTRACTOR, CLASSIFIER, DISCRIMINATOR = (40, 40), (50,), (128,)
Clock = list[tuple[float, float]]  # processor and wall seconds at the end of each epoch


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=["epoch", "large", "both"])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--share", type=float, default=1.0, help="of the 1,200,000 rows")
    chosen = parser.parse_args()
    if chosen.part != "large":
        side_by_side(chosen.repeats)
    if chosen.part != "epoch":
        large(round(LARGE * chosen.share), chosen.threads)


def side_by_side(repeats: int) -> None:
    """Ours and skada's in turn, and the ratio within each repeat."""
    generator = np.random.default_rng(0)
    X = generator.normal(size=(2 * ROWS, COLUMNS)).astype(np.float32)
    y = (X[:, 0] + generator.normal(size=2 * ROWS) > 1).astype(np.int64)
    fits: dict[str, Callable[[], Clock]] = {"creditviz": lambda: our_epochs(X, y)}
    try:
        import skada  # noqa: F401

        fits["skada"] = lambda: their_epochs(X, y)
    except ImportError:
        print("skada is not installed here: ours alone (see the head of this file)")
    seconds: dict[str, list[tuple[float, float]]] = {name: [] for name in fits}
    for _ in range(repeats):
        for name, fit in fits.items():
            seconds[name].append(_an_epoch(fit()))
    for name, found in seconds.items():
        processor, wall = (median(each) for each in zip(*found, strict=True))
        print(f"{name}: {processor:.2f} s of processor an epoch, {wall:.2f} s of wall clock")
    if len(fits) > 1:
        ratios = [theirs[0] / ours[0] for ours, theirs in zip(*seconds.values(), strict=True)]
        print(f"skada / creditviz, processor seconds: {median(ratios):.1f} ({min(ratios):.1f} to {max(ratios):.1f})")


def our_epochs(X: np.ndarray, y: np.ndarray) -> Clock:
    """A clock after each epoch of ours."""
    from creditviz.networks.transfer.domain_adversarial import Descent, Schedule

    clock: Clock = [_now()]
    shape = NetworkShape(COLUMNS, EXTRACTOR, CLASSIFIER, DISCRIMINATOR)
    fit_adversarial(
        shape,
        (X[:ROWS], y[:ROWS]),
        X[ROWS:],
        None,
        Descent(BATCH, EPOCHS),
        Schedule(),
        seed=0,
        device="cpu",
        n_threads=1,
        on_epoch=lambda report: clock.append(_now()),
    )
    return clock


def their_epochs(X: np.ndarray, y: np.ndarray) -> Clock:
    """A clock after each epoch of skada's DANN with the same layers."""
    import torch
    from skada.deep import DANN
    from skada.deep.modules import DomainClassifier
    from skorch.callbacks import EpochScoring

    torch.set_num_threads(1)
    clock: Clock = [_now()]
    net = DANN(
        _module(),
        layer_name="extractor",
        domain_classifier=_discriminator(DomainClassifier),
        batch_size=BATCH // 2,
        max_epochs=EPOCHS,
        optimizer=torch.optim.SGD,
        optimizer__momentum=0.9,
        lr=0.01,
        train_split=None,
        verbose=0,
        callbacks=[("clock", EpochScoring(lambda *_: clock.append(_now()) or 0.0, on_train=True, use_caching=False))],
    )
    domain = np.repeat([1, -1], ROWS)
    net.fit(X, np.where(domain > 0, y, -1), sample_domain=domain)
    return clock


def _module() -> Any:
    from torch import nn

    class Module(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            first, second = EXTRACTOR
            self.extractor = nn.Sequential(nn.Linear(COLUMNS, first), nn.ReLU(), nn.Linear(first, second), nn.Sigmoid())
            self.classifier = nn.Sequential(nn.Linear(second, CLASSIFIER[0]), nn.ReLU(), nn.Linear(CLASSIFIER[0], 2))

        def forward(self, x, sample_weight=None):
            return self.classifier(self.extractor(x))

    return Module()


def _discriminator(parent: type) -> Any:
    """Their discriminator, reversal included, with our layers in it."""
    from torch import nn

    found = parent(num_features=EXTRACTOR[-1])
    width = DISCRIMINATOR[0]
    found.classifier = nn.Sequential(nn.Linear(EXTRACTOR[-1], width), nn.ReLU(), nn.Linear(width, 1), nn.Sigmoid())
    return found


def large(n_rows: int, n_threads: int) -> None:
    """A whole fit of one epoch: reading, dividing, training, looking at held-back rows."""
    book = open_books(0, ["tianchi"])["tianchi"]
    columns, y_few = _encoded(book)
    rng = np.random.default_rng(0)
    n = round(n_rows / (1 - HELD_BACK))  # so that n_rows are trained on
    n_target = 10_000
    X = np.empty((n + n_target, WIDE), dtype=np.float32)
    y = np.full(n + n_target, -1)
    for start in range(0, n + n_target, BLOCK):
        rows = rng.integers(0, len(columns), min(BLOCK, n + n_target - start))
        X[start : start + BLOCK] = columns[rows] + rng.normal(0, 0.05, (len(rows), WIDE))
        y[start : start + BLOCK] = y_few[rows]
    domain = np.repeat([1, -1], [n, n_target])
    X[n:] = X[n:] * 1.3 + 0.4
    before = _peak()
    clock: Clock = [_now()]
    model = FDATClassifier(
        variant="fda", threshold=0.0, n_epochs=1, batch_size=2 * SOURCE_ROWS_A_STEP, n_threads=n_threads, random_state=0
    )
    model.fit(X, y, sample_domain=domain, on_epoch=lambda report: clock.append(_now()))
    processor, wall = (b - a for a, b in zip(clock[0], _now(), strict=True))
    print(
        f"{n_rows:,} rows to train on, {int(model.network_columns_.sum())} of {WIDE} columns in the network, "
        f"{n_rows // SOURCE_ROWS_A_STEP:,} steps, {n_threads} threads\n"
        f"  the epoch: {model.seconds_per_epoch_:.0f} s of wall clock\n"
        f"  the whole fit: {wall:.0f} s of wall clock, {processor:.0f} s of processor\n"
        f"  peak memory {_peak():.2f} GB, {before:.2f} GB of it before the fit"
    )


def _encoded(book: Book) -> tuple[np.ndarray, np.ndarray]:
    """The sample as numbers, its features taken again until there are 47, and its outcomes."""
    from creditviz.data.outcome import outcomes

    row_id, y = outcomes(book.frame, book.schema)
    domain = Domain(book.frame.iloc[row_id].reset_index(drop=True), book.schema)
    encoder = PairedEncoder(pair_by_name(domain, domain)).fit(domain, domain)
    matrix = encoder.source(domain.frame)
    return matrix[:, np.arange(WIDE) % matrix.shape[1]], y


def _now() -> tuple[float, float]:
    return time.process_time(), time.perf_counter()


def _an_epoch(clock: Clock) -> tuple[float, float]:
    """Median processor and wall seconds of an epoch, the first left out: it holds the start."""
    steps = np.diff(np.array(clock), axis=0)[1:]
    return float(np.median(steps[:, 0])), float(np.median(steps[:, 1]))


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


if __name__ == "__main__":
    main()
