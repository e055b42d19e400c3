"""Maps of real and synthetic rows in two dimensions: a point is a row that can be opened."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from creditviz.evaluation.likeness.distance import RowDistance
from creditviz.evaluation.tables import columns_of
from creditviz.results import RowMap
from creditviz.schema import TableSchema

GOOD, REAL, SYNTHETIC = 0, 1, 2  # kinds of a point
PERPLEXITY = 30
FEWEST_FOR_TSNE = 10  # points; fewer have no neighbourhoods to keep
WIDEST = 30  # columns that t-SNE reads
MANY_POINTS = 3000
_FEW = {"negative_gradient_method": "bh", "callbacks_every_iters": 10}  # steps between two looks at the stop flag
_MANY = {
    "negative_gradient_method": "fft",
    "ints_in_interval": 3,
    "early_exaggeration_iter": 150,
    "n_iter": 250,
    "callbacks_every_iters": 10,
}


def row_maps(
    good: pd.DataFrame,
    training_bad: pd.DataFrame,
    synthetic: pd.DataFrame,
    rows: tuple[np.ndarray, np.ndarray, np.ndarray],
    schema: TableSchema,
    *,
    n_rows: int = 1000,
    seed: int = 0,
    check: Callable[[], None] = lambda: None,
) -> tuple[RowMap, ...]:
    """PCA and t-SNE of the same rows, on the numbers of the one distance between rows.

    NOTE[DIFF] A column with more than two dozen categories has no place on the map.

    Parameters
    ----------
    good, training_bad, synthetic : rows with every feature of the schema; the first two are real.
    rows : for each of the three the numbers of its rows: row of the book, row of the book, position among the
        synthetic rows (kept as -1 - position).
    n_rows : most points of training defaulters and of synthetic ones each; half as many goods. Raising it
        shows more and takes longer.
    seed : which rows are drawn, and the start of t-SNE.
    check : called every tenth step; may raise `RunCancelled`.

    Returns
    -------
    tuple
        "PCA", then "t-SNE" where there are ten points or more.
    """
    real = [frame for frame in (training_bad, good) if len(frame)]
    columns_of(schema, training_bad, *real, *([synthetic] if len(synthetic) else []))
    random = np.random.default_rng(seed)
    measure = RowDistance(schema, *real)
    matrix, number, kind = [], [], []
    for which, (frame, ids, most) in enumerate(
        zip((good, training_bad, synthetic), rows, (max(1, n_rows // 2), n_rows, n_rows), strict=True)
    ):
        drawn = np.sort(random.permutation(len(frame))[:most])
        matrix.append(measure.encode(frame.iloc[drawn]).matrix)
        ids = np.asarray(ids, dtype=np.int64)[drawn]
        number.append(-1 - ids if which == SYNTHETIC else ids)
        kind.append(np.full(len(drawn), which, dtype=np.int8))
    points = np.vstack(matrix).astype(np.float64)
    row, what = np.concatenate(number), np.concatenate(kind)
    check()
    flat = pca(points)
    maps = [RowMap(row, what, flat, "PCA")]
    if len(points) >= FEWEST_FOR_TSNE:
        maps.append(RowMap(row, what, tsne(points, flat, seed=seed, check=check), "t-SNE"))
    return tuple(maps)


def pca(points: np.ndarray, n: int = 2) -> np.ndarray:
    """The first `n` principal components, (n_points, n); an axis points to where its largest weight is positive."""
    centred = points - points.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    axes = np.vstack([axes, np.zeros((n, points.shape[1]))])[:n]
    largest = np.abs(axes).argmax(axis=1)
    return centred @ (axes * np.where(axes[np.arange(n), largest] < 0, -1.0, 1.0)[:, None]).T


def picture(points: np.ndarray, *, seed: int, check: Callable[[], None]) -> np.ndarray:
    """t-SNE of rows of any width, (n, 2): of their first 30 principal components where they are wider."""
    points = np.asarray(points, dtype=np.float64)
    narrow = pca(points, WIDEST) if points.shape[1] > WIDEST else points
    return tsne(narrow, pca(points), seed=seed, check=check)


def tsne(points: np.ndarray, start: np.ndarray, *, seed: int, check: Callable[[], None]) -> np.ndarray:
    """t-SNE from a shrunken `start`, (n, 2).

    Above 3,000 points repulsion is interpolated on a grid of three units, and there are 150 + 250 steps instead of
    250 + 500: with 10,000 points the divergence ends 1% higher, in a quarter of the time.

    References
    ----------
    van der Maaten and Hinton (2008); Kobak and Berens (2019) for the start and the learning rate; Linderman
    et al. (2019) for the grid.
    """
    from openTSNE import TSNE

    def watch(step: int, error: float, embedding: np.ndarray) -> bool:
        check()
        return False

    spread = start[:, 0].std()
    jitter = np.random.default_rng(seed).normal(0, 1e-6, start.shape)  # equal rows must not start at one point
    fitted = TSNE(
        perplexity=min(PERPLEXITY, (len(points) - 1) / 3),
        initialization=start / (spread if spread > 0 else 1.0) * 1e-4 + jitter,
        neighbors="exact",
        **(_MANY if len(points) > MANY_POINTS else _FEW),
        n_jobs=1,
        random_state=seed,
        callbacks=watch,
    ).fit(points)
    return np.asarray(fitted, dtype=np.float64)
