"""A domain map: the same rows of two products in every layer, drawn and measured, what is shown first first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from creditviz.evaluation.likeness.domains import domain_auc, mean_wasserstein, mmd, silhouettes
from creditviz.evaluation.likeness.projection import picture
from creditviz.exceptions import DataError
from creditviz.results.transfer.domain_map import DomainLayer, DomainMap

FEWEST_ROWS = 30
RAW, SUBSPACE = "raw", "subspace-alignment"
BEFORE, AFTER = "fnn-features", "fdat-features"
LAST_BEFORE, LAST_AFTER = "fnn-last", "fdat-last"
SHOWN_BY_SILHOUETTES = (RAW, AFTER, SUBSPACE)
COST = {"measure": 2, "draw": 16, "silhouettes": 2}  # seconds, about, of 5,000 + 5,000 rows
WORDS = {"measure": "telling the products apart", "draw": "drawing the maps", "silhouettes": "silhouettes"}

Step = tuple[str, str]  # what is done, to which layer


def draw_rows(
    source: tuple[np.ndarray, np.ndarray], target: tuple[np.ndarray, np.ndarray], *, n_rows: int, seed: int
) -> tuple[np.ndarray, np.ndarray, DomainMap]:
    """Positions of the drawn source and target rows, rising, and the map that is to be filled.

    Parameters
    ----------
    source, target : (row ids, outcomes), each (n,); outcome -1 where it is not known.
    n_rows : of each product, at most. Raising it shows more and takes longer.
    seed : which rows are drawn.

    Raises
    ------
    DataError
        With fewer than 30 rows of either product.
    """
    for name, (row_id, _) in (("old", source), ("new", target)):
        if len(row_id) < FEWEST_ROWS:
            raise DataError(
                f"a map of two products needs at least {FEWEST_ROWS} rows of each, however the {name} one has "
                f"{len(row_id)}. Bring more accounts, or give the test rows a larger share."
            )
    random = np.random.default_rng(seed)
    drawn = [np.sort(random.permutation(len(row_id))[:n_rows]) for row_id, _ in (source, target)]
    (old, y_old), (new, y_new) = ((ids[at], y[at]) for (ids, y), at in zip((source, target), drawn, strict=True))
    found = DomainMap(
        is_target=np.repeat([False, True], [len(old), len(new)]),
        outcome=np.concatenate([y_old, y_new]).astype(np.int8),
        row_id=np.concatenate([old, new]).astype(np.int64),
        layers=(),
        available={"source": len(source[0]), "target": len(target[0])},
    )
    return drawn[0], drawn[1], found


def layers_of(
    models: Mapping[str, Any], source: np.ndarray, target: np.ndarray
) -> tuple[dict[str, np.ndarray], tuple[str, ...]]:
    """Every layer of the fitted methods, (n_source + n_target, d) each, and the methods that have none.

    Parameters
    ----------
    models : fitted methods by key; "fnn", "fdat" and "subspace-alignment" are read.
    source, target : encoded rows of the pairs.
    """
    rows = np.vstack([source, target])
    found, missing = {RAW: rows}, []
    for key in ("fnn", "fdat"):
        network = getattr(models.get(key), "network_", None)
        if network is None:
            missing.append(key)
            continue
        read = rows[:, models[key].network_columns_]
        found[f"{key}-features"], found[f"{key}-last"] = network.features(read), network.last_layer(read)
    if SUBSPACE in models:
        found[SUBSPACE] = np.vstack(models[SUBSPACE].coordinates(source, target))
    else:
        missing.append(SUBSPACE)
    return found, tuple(missing)


def fill_map(
    found: DomainMap,
    matrices: Mapping[str, np.ndarray],
    *,
    seed: int,
    keep: Callable[[DomainMap], None] = lambda found: None,
    report: Callable[[str, int, int], None] = lambda what, done, n: None,
    check: Callable[[], None] = lambda: None,
) -> DomainMap:
    """Measure and draw every layer; what a layer has already is not done again.

    Parameters
    ----------
    found : the rows, with the layers of an interrupted map or without any.
    matrices : layer -> its rows, (n, d) each, in the order of the map's rows.
    keep : is given the map after every step.
    report : is given what was done, how much of the work that leaves behind, and how much there is.
    check : called often; may raise `RunCancelled`.
    """
    known = {layer.key: layer for layer in found.layers}
    layers = {key: known.get(key, DomainLayer(key, rows.shape[1])) for key, rows in matrices.items()}
    steps = _steps(tuple(matrices))
    done, total = 0, sum(COST[what] for what, _ in steps)
    for what, key in steps:
        check()
        if not _is_done(layers[key], what):
            layers[key] = _WORK[what](layers[key], np.asarray(matrices[key], np.float64), found, seed, check)
            keep(replace(found, layers=tuple(layers.values())))
        done += COST[what]
        report(WORDS[what], done, total)
    return replace(found, layers=tuple(layers.values()))


def _steps(keys: tuple[str, ...]) -> list[Step]:
    """Before and after with their figures, the silhouettes that are shown, the rest."""
    first = [key for key in (BEFORE, AFTER) if key in keys] or list(keys[:1])
    shown = [key for key in SHOWN_BY_SILHOUETTES if key in keys]
    rest = [key for key in (LAST_BEFORE, LAST_AFTER, RAW) if key in keys]
    steps = [("measure", key) for key in first] + [("draw", key) for key in first]
    for key in (*shown, *keys):
        steps += [("measure", key), ("silhouettes", key)]
    return list(dict.fromkeys([*steps, *(("draw", key) for key in rest)]))


def _is_done(layer: DomainLayer, what: str) -> bool:
    return {"measure": layer.domain_auc, "draw": layer.xy, "silhouettes": layer.by_domain}[what] is not None


def _measure(layer: DomainLayer, rows: np.ndarray, found: DomainMap, seed: int, check: Any) -> DomainLayer:
    source, target = rows[~found.is_target], rows[found.is_target]
    told = domain_auc(source, target, seed=seed)
    check()
    return replace(layer, domain_auc=told, wasserstein=mean_wasserstein(source, target), mmd=mmd(source, target))


def _draw(layer: DomainLayer, rows: np.ndarray, found: DomainMap, seed: int, check: Any) -> DomainLayer:
    return replace(layer, xy=picture(rows, seed=seed, check=check).astype(np.float32))


def _silhouettes(layer: DomainLayer, rows: np.ndarray, found: DomainMap, seed: int, check: Any) -> DomainLayer:
    by_domain, by_outcome = silhouettes(rows, found.is_target.astype(np.int8), found.outcome)
    return replace(layer, by_domain=by_domain.astype(np.float32), by_outcome=by_outcome.astype(np.float32))


_WORK: dict[str, Callable[..., DomainLayer]] = {"measure": _measure, "draw": _draw, "silhouettes": _silhouettes}
