"""From the columns of an encoded matrix to the raw columns behind them, computed columns included."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from creditviz.data.matrix.channels import Channel, amounts
from creditviz.data.matrix.encoder import TableEncoder
from creditviz.data.matrix.recipes import compute
from creditviz.explanation.shapley.sharing import parts_of, share_out
from creditviz.schema import TableSchema

CHUNK = 200  # rows whose hybrids with the whole background are in memory at once


@dataclass(frozen=True, eq=False)
class _Computed:
    """Encoded columns (one a month, or one) that a formula makes of groups of raw columns."""

    places: np.ndarray  # (n_numbers,) matrix columns
    groups: tuple[tuple[str, ...], ...]  # raw columns
    values: object  # raw rows -> (rows, n_numbers)


def to_raw(
    given: np.ndarray,
    encoder: TableEncoder,
    frame: pd.DataFrame,
    background: pd.DataFrame,
    *,
    weights: np.ndarray | None = None,
    through: Callable[[int, np.ndarray], np.ndarray] | None = None,
) -> tuple[np.ndarray, tuple[str, ...]]:
    """What encoded columns contribute, (n, n_features), handed on to raw columns: (n, n_raw) and their names.

    A ratio or a recipe gives its contribution to what it was computed from, by exact Shapley values of the formula.

    Parameters
    ----------
    weights : of a linear model, (n_features,): what it gives on is then exact, else by a slope common to all rows.
    through : of an additive model, what a matrix column adds at values of it: what it gives on is exact too.
    """
    names = encoder.schema.features(use_protected=True)
    place = {name: number for number, name in enumerate(names)}
    out = np.zeros((len(given), len(names)))
    left = given.copy()
    for made in _computed(encoder):
        if through is not None and not left[:, made.places].any():  # not in the model
            continue
        values = made.values if through is None else _added(made, through)
        parts = np.concatenate(
            [
                parts_of(values, frame.iloc[rows], background, made.groups)  # type: ignore[arg-type]
                for rows in np.split(np.arange(len(frame)), range(CHUNK, len(frame), CHUNK))
            ]
        )
        for number, column in enumerate(made.places):
            part = parts[:, :, number]
            if through is not None:
                shares = part
            else:
                shares = share_out(left[:, column], part) if weights is None else weights[column] * part
            left[:, column] = 0.0
            for group, raw in enumerate(made.groups):
                out[:, place[_own(raw, number)]] += shares[:, group]
    for column, source in enumerate(encoder.layout_.sources):
        if source in place:
            out[:, place[source]] += left[:, column]
    return out, names


def _added(made: _Computed, through: Callable[[int, np.ndarray], np.ndarray]):
    def values(rows: pd.DataFrame) -> np.ndarray:
        encoded = made.values(rows).astype(np.float32)  # type: ignore[operator]
        encoded = encoded.reshape(len(encoded), -1)
        return np.column_stack([through(int(at), encoded[:, i]) for i, at in enumerate(made.places)])

    return values


def _own(columns: tuple[str, ...], month: int) -> str:
    """The raw column of a group that belongs to the month; a column without months belongs to all."""
    return columns[month] if len(columns) > 1 else columns[0]


def _computed(encoder: TableEncoder) -> Iterator[_Computed]:
    layout = encoder.layout_
    number = {name: place for place, name in enumerate(layout.feature_names)}
    features = set(encoder.schema.features(use_protected=True))
    for name in encoder.recipe_means_:
        recipe = encoder.schema.recipe(name)
        places = np.array([number[column] for column in (name, f"{name} missing") if column in number])
        groups = tuple((column,) for column in recipe.columns if column in features)
        yield _Computed(places, groups, _recipe_values(encoder, name, len(places)))
    for channel in encoder._channels():
        if channel.below:
            columns = [name for name in (channel.name, f"{channel.name} missing") if name in layout.channel_names]
            for column in columns:
                places = np.array([number[f"{column}@{step}"] for step in layout.step_names])
                below = channel.below if len(set(channel.below)) > 1 else channel.below[:1]
                yield _Computed(places, (channel.columns, below), _channel_values(encoder, channel))


def _recipe_values(encoder: TableEncoder, name: str, n_numbers: int):
    def values(rows: pd.DataFrame) -> np.ndarray:
        raw = compute(encoder.schema.recipe(name), rows, encoder.recipe_means_[name])[:, None]
        return np.repeat(encoder.scales_[name].apply(raw), n_numbers, axis=1)

    return values


def _channel_values(encoder: TableEncoder, channel: Channel):
    def values(rows: pd.DataFrame) -> np.ndarray:
        return encoder.channel_scales_[channel.name].apply(amounts(rows, channel))

    return values


def by_player(values: np.ndarray, names: tuple[str, ...], schema: TableSchema) -> tuple[np.ndarray, tuple[str, ...]]:
    """Raw columns summed to what a person names: a column, or all months of a sequence; (n, n_players), names."""
    players = players_of(schema)
    place = {name: number for number, name in enumerate(names)}
    summed = [values[:, [place[column] for column in columns]].sum(1) for columns in players.values()]
    return np.stack(summed, 1), tuple(players)


def players_of(schema: TableSchema) -> dict[str, tuple[str, ...]]:
    """Name -> raw columns that move together: a static column alone, the months of a sequence as one."""
    static = {name: (name,) for name in (*schema.numeric, *schema.categorical)}
    return static | {sequence.name: sequence.columns for sequence in schema.sequences}
