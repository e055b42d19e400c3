"""One epoch of the published ResNet-LSTM, beside the same network under skorch and the sum of its matrix products.

    OMP_NUM_THREADS=1 python benchmarks/epoch_time.py [--rows 16800] [--repeats 5]

The three are timed in turn, over and over; each figure is a median, each ratio is taken within one repeat and
its median printed, so that a busy machine disturbs them alike. The products are timed at the shapes and the
number of times of a real training step (forward, and both products of the backward pass), each on its own.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from statistics import median

import numpy as np
import torch
from torch import nn

from creditviz.networks.classification import Classification, Optimisation
from creditviz.networks.devices import local_randomness, threads
from creditviz.networks.inputs import InputPlan
from creditviz.networks.scores.resnet_lstm import Architecture, ResNetLSTM

PLAN = InputPlan.of(23, (6, 3))  # UCI Taiwan: 5 static columns, 6 months of 3
CPU = torch.device("cpu")


def book(n_rows: int) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(0)
    return generator.normal(size=(n_rows, 23)).astype(np.float32), generator.integers(0, 2, n_rows)


class Library(nn.Module):
    """The same network of the library's own layers, for skorch: Conv1d, Dropout, channels in the middle."""

    def __init__(self):
        super().__init__()
        widths = [16, 16, 32, 64, 128]
        self.stem = nn.Sequential(nn.Conv1d(1, 16, 3, padding=1, bias=False), nn.BatchNorm1d(16), nn.ReLU())
        pairs = list(zip(widths, widths[1:], strict=False))
        self.bodies = nn.ModuleList(nn.Sequential(*self._body(a, b)) for a, b in pairs)
        self.shortcuts = nn.ModuleList(
            nn.Identity() if a == b else nn.Sequential(nn.Conv1d(a, b, 1, bias=False), nn.BatchNorm1d(b))
            for a, b in pairs
        )
        self.spatial = nn.Conv1d(2, 1, 3, padding=1, bias=False)
        self.lstm = nn.LSTM(3, 128, batch_first=True, bidirectional=True)
        self.hidden, self.context = nn.Linear(256, 64), nn.Linear(64, 1, bias=False)
        self.dropout = nn.Dropout(0.5)
        self.head = nn.Sequential(nn.Linear(384, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 1))

    @staticmethod
    def _body(a: int, b: int) -> list[nn.Module]:
        first = [nn.Conv1d(a, b, 3, padding=1, bias=False), nn.BatchNorm1d(b), nn.ReLU(), nn.Dropout(0.5)]
        return [*first, nn.Conv1d(b, b, 3, padding=1, bias=False), nn.BatchNorm1d(b)]

    def forward(self, x):
        """Margins (n,)."""
        found = self.stem(x[:, None, :5])
        for body, shortcut in zip(self.bodies, self.shortcuts, strict=True):
            found = torch.relu(body(found) + shortcut(found))
        where = torch.sigmoid(self.spatial(torch.stack([found.mean(1), found.amax(1)], 1)))
        h = self.dropout(self.lstm(x[:, 5:].view(-1, 6, 3))[0])
        when = torch.softmax(self.context(torch.tanh(self.hidden(h))), 1)
        return self.head(torch.cat([(where * found).mean(2), (when * h).sum(1)], 1)).squeeze(1)


def our_epoch(X: np.ndarray, y: np.ndarray, batch_size: int) -> Callable[[], None]:
    how = Optimisation(batch_size=batch_size, learning_rate=1e-4, weight_decay=0.0, clip_norm=0.0)
    task = Classification(ResNetLSTM(PLAN, Architecture()), X, y, None, how, CPU)
    generator = torch.Generator().manual_seed(0)

    def epoch() -> None:
        for batch in task.batches(generator):
            task.step(batch)

    return epoch


def skorch_epoch(X: np.ndarray, y: np.ndarray, batch_size: int) -> Callable[[], None]:
    from skorch import NeuralNetBinaryClassifier

    net = NeuralNetBinaryClassifier(
        Library, optimizer=torch.optim.Adam, lr=1e-4, batch_size=batch_size, train_split=None, verbose=0, max_epochs=1
    ).initialize()
    target = y.astype(np.float32)
    return lambda: net.partial_fit(X, target)


def product_shapes(batch_size: int) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Shapes (a, b) of every product a @ b of one training step, the LSTM's own written out."""
    rows = batch_size * 5
    forward = [((rows, 3), (3, 16))]  # the stem
    for a, b in zip([16, 16, 32, 64], [16, 32, 64, 128], strict=True):
        forward += [((rows, 3 * a), (3 * a, b)), ((rows, 3 * b), (3 * b, b))]
        forward += [((rows, a), (a, b))] if a != b else []
    forward += [((rows, 6), (6, 1))]  # spatial attention
    forward += 2 * [((batch_size * 6, 3), (3, 512))] + 12 * [((batch_size, 128), (128, 512))]  # LSTM
    forward += [((batch_size * 6, 256), (256, 64)), ((batch_size * 6, 64), (64, 1))]  # temporal attention
    forward += [((batch_size, 384), (384, 128)), ((batch_size, 128), (128, 1))]  # head
    backward = [((b[1], a[0]), (a[0], a[1])) for a, b in forward]  # to the weights
    backward += [((a[0], b[1]), (b[1], b[0])) for a, b in forward]  # to what came in
    return forward + backward


def products_epoch(n_rows: int, batch_size: int) -> Callable[[], None]:
    pairs = [(torch.randn(a), torch.randn(b)) for a, b in product_shapes(batch_size)]
    outs = [torch.empty(a.shape[0], b.shape[1]) for a, b in pairs]
    n_steps = -(-n_rows // batch_size)

    def epoch() -> None:
        for _ in range(n_steps):
            for (a, b), out in zip(pairs, outs, strict=True):
                torch.mm(a, b, out=out)

    return epoch


def seconds(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def gflop(batch_size: int, n_rows: int) -> float:
    """Of one epoch, counted from the products."""
    step = sum(2 * a[0] * a[1] * b[1] for a, b in product_shapes(batch_size))
    return step * n_rows / batch_size / 1e9


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=16_800)
    parser.add_argument("--repeats", type=int, default=5)
    chosen = parser.parse_args()
    X, y = book(chosen.rows)
    print(f"One epoch of {chosen.rows:,} rows, one thread, median of {chosen.repeats} (seconds)\n")
    print("| batch | creditviz | skorch | products alone | creditviz / skorch | creditviz / products | GFLOP |")
    print("|--:|--:|--:|--:|--:|--:|--:|")
    for batch_size in (48, 256):
        with threads(1), local_randomness(0, CPU):
            works = [our_epoch(X, y, batch_size), skorch_epoch(X, y, batch_size)]
            works.append(products_epoch(chosen.rows, batch_size))
            for work in works:
                work()  # warm up
            timed = np.array([[seconds(work) for work in works] for _ in range(chosen.repeats)])
        ours, skorch, products = np.median(timed, 0)
        to_skorch, to_products = (median(timed[:, 0] / timed[:, other]) for other in (1, 2))
        print(
            f"| {batch_size} | {ours:.2f} | {skorch:.2f} | {products:.2f} | {to_skorch:.2f} | {to_products:.2f} "
            f"| {gflop(batch_size, chosen.rows):.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
