"""A fitted scorecard in the words of the book: what every bin is called, and its points."""

from __future__ import annotations

from typing import Any

from creditviz.data.matrix.encoder import TableEncoder
from creditviz.data.values import MISSING
from creditviz.explanation.names import business_names
from creditviz.models.scorecard.points import neutral_points
from creditviz.results import Attribute, BinnedColumn, CardColumn, ColumnBins, Scorecard

SHOWN_LEVELS = 6  # of a group by name; of a larger one the rest are counted


def card_of(model: Any, encoder: TableEncoder) -> Scorecard:
    """The card of a fitted `ScorecardClassifier`, the most telling columns first."""
    points, rest = model.card()
    names = business_names(encoder.layout_, encoder.schema)
    columns = []
    for place, weight, own in zip(model.columns_, model.weights_, points, strict=True):
        binned = model.binned_[place]
        called = bin_names(binned.bins, place, encoder)
        rows = attributes(binned, called, own)
        feature = encoder.layout_.feature_names[place]
        columns.append(CardColumn(names[place], feature, binned.iv, float(weight), neutral_points(own, binned), rows))
    columns.sort(key=lambda column: -column.iv)
    return Scorecard(tuple(columns), rest, model.scale.pdo, model.scale.base_points, model.scale.base_odds)


def attributes(binned: BinnedColumn, called: tuple[str, ...], points: Any) -> tuple[Attribute, ...]:
    """Every bin with its training rows; the last one, of what was never seen, is there even when it is empty."""
    return tuple(
        Attribute(name, int(n), int(bad), float(woe), float(own))
        for name, n, bad, woe, own in zip(called, binned.n, binned.n_bad, binned.woe, points, strict=True)
    )


def bin_names(bins: ColumnBins, place: int, encoder: TableEncoder) -> tuple[str, ...]:
    """What the bins of a matrix column are called, (n_bins,)."""
    levels = levels_of(place, encoder)
    if bins.groups:
        regular = [_group([levels.get(code, "all others") for code in group]) for group in bins.groups]
    else:
        regular = _ranges(bins.edges)
    source = encoder.layout_.sources[place]
    meant = {float(code): words for code, words in encoder.schema.codes.get(source, {}).items()}
    special = [levels.get(value) or _code(value, meant.get(value, "")) for value in bins.specials]
    return (*regular, *special, "never seen" if bins.groups else MISSING)


def levels_of(place: int, encoder: TableEncoder) -> dict[float, str]:
    """Code -> level of a matrix column; empty for a number."""
    layout = encoder.layout_
    feature = layout.feature_names[place]
    known = encoder.levels_ if place < layout.n_static else encoder.channel_levels_
    name = feature if place < layout.n_static else feature.rpartition("@")[0]
    if name not in known:
        return {}
    return {0.0: "all others"} | {float(code): level for code, level in enumerate(known[name].names, start=1)}


def _ranges(edges: tuple[float, ...]) -> list[str]:
    if not edges:
        return ["every amount"]
    shown = [number(edge) for edge in edges]
    between = [f"{low} to {high}" for low, high in zip(shown, shown[1:], strict=False)]
    return [f"below {shown[0]}", *between, f"{shown[-1]} and more"]


def _group(names: list[str]) -> str:
    more = len(names) - SHOWN_LEVELS
    return ", ".join(names) if more <= 1 else f"{', '.join(names[:SHOWN_LEVELS])} and {more} more"


def _code(value: float, meaning: str) -> str:
    return f"{meaning} ({number(value)})" if meaning else f"code {number(value)}"


def number(value: float) -> str:
    """A border of a bin with all the digits that it has, thousands grouped.

    >>> number(1200.0), number(0.25), number(-7.0), number(0.1 + 0.2)
    ('1,200', '0.25', '-7', '0.3')
    """
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.6g}"
