"""How FDAT decides: the rules of its tree in the new product's own units, and what each part says of every account."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from creditviz.results import Rule, Vote
from creditviz.transfer.columns import CategoryOrder, NumberScale, RankScale
from creditviz.transfer.encoding import PairedEncoder
from creditviz.transfer.vote import LeafTree

MOST_LEVELS = 4  # of a category named in a condition
Bounds = dict[int, tuple[float, float]]  # column of the tree -> above, at most; in standard deviations


def explain_vote(method: str, model: Any, X: np.ndarray, encoder: PairedEncoder) -> Vote:
    """What network and tree of a fitted FDAT, or of a variant of it, say of the new product's rows.

    Parameters
    ----------
    X : rows of the new product as `encoder.target` makes them, (n, n_pairs).
    """
    network, tree, weight = model.parts(X)
    names = np.array([pair.target for pair in encoder.pairing.pairs])
    of_network, of_tree = (
        np.asarray(mask, dtype=bool) if part is not None else np.zeros(len(names), dtype=bool)
        for mask, part in ((model.network_columns_, model.network_), (model.tree_columns_, model.tree_))
    )
    rules = () if model.tree_ is None else tree_rules(model.tree_, encoder, np.flatnonzero(of_tree))
    return Vote(
        method=method,
        network=np.asarray(network, dtype=np.float64),
        tree=np.asarray(tree, dtype=np.float64),
        weight=float(weight),
        network_columns=tuple(names[of_network].tolist()),
        tree_columns=tuple(names[of_tree].tolist()),
        rules=rules,
    )


def tree_rules(tree: LeafTree, encoder: PairedEncoder, columns: np.ndarray) -> tuple[Rule, ...]:
    """One rule a leaf, the highest probability first.

    Parameters
    ----------
    columns : which pairs of the encoder the tree reads, in its order.
    """
    inner = tree.tree.tree_
    found = [
        Rule(
            tuple(_condition(encoder, int(columns[column]), *bounds) for column, bounds in limits.items()),
            float((inner.value[leaf, 0, 1] * inner.n_node_samples[leaf] + 1.0) / (inner.n_node_samples[leaf] + 2.0)),
            int(inner.n_node_samples[leaf]),
        )
        for leaf, limits in _leaves(inner, 0, {})
    ]
    return tuple(sorted(found, key=lambda rule: -rule.probability))


def _leaves(inner: Any, node: int, limits: Bounds) -> Iterator[tuple[int, Bounds]]:
    """Every leaf below a node with what leads to it; conditions on one column are drawn together."""
    left, right = int(inner.children_left[node]), int(inner.children_right[node])
    if left < 0:
        yield node, limits
        return
    column, threshold = int(inner.feature[node]), float(inner.threshold[node])
    above, at_most = limits.get(column, (-math.inf, math.inf))
    yield from _leaves(inner, left, {**limits, column: (above, min(at_most, threshold))})
    yield from _leaves(inner, right, {**limits, column: (max(above, threshold), at_most)})


def _condition(encoder: PairedEncoder, pair: int, above: float, at_most: float) -> str:
    name, how = encoder.pairing.pairs[pair].target, encoder.columns_[pair].target
    if isinstance(how, CategoryOrder):
        return _of_category(name, how, above, at_most)
    low, high = (None if math.isinf(edge) else _amount(how, edge) for edge in (above, at_most))
    if low is None:
        return f"{name} at most {high}"
    return f"{name} above {low}" if high is None else f"{name} above {low}, at most {high}"


def _of_category(name: str, how: CategoryOrder, above: float, at_most: float) -> str:
    """A range of ranks as the levels in it; the rank behind the last one is every level that is not known."""
    ranks = (np.arange(len(how.levels) + 1) - how.mean) / how.sd
    inside = (ranks > above) & (ranks <= at_most)
    names = [*how.levels, "any other"]
    kept, left_out = ([n for n, i in zip(names, inside, strict=True) if bool(i) is w] for w in (True, False))
    if not kept or not left_out:
        return f"{name} is {'of no known level' if not kept else 'of any level'}"
    shown, word = (kept, "is") if len(kept) <= len(left_out) else (left_out, "is not")
    more = f" or {len(shown) - MOST_LEVELS} more" if len(shown) > MOST_LEVELS else ""
    return f"{name} {word} {', '.join(shown[:MOST_LEVELS])}{more}"


def _amount(how: NumberScale | RankScale, edge: float) -> str:
    """A threshold in the column's own unit."""
    value = how.undo(edge)
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
