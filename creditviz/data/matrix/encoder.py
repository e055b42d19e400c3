"""A raw table becomes the matrix that a model reads; everything in it is learned from training rows."""

from __future__ import annotations

import json
from dataclasses import asdict

import numpy as np
import pandas as pd

from creditviz.data.matrix.channels import Channel, amounts, derived_channel
from creditviz.data.matrix.recipes import GroupMeans, compute, learn_recipes
from creditviz.data.meaning.columns import says_many_levels
from creditviz.data.meaning.known import by_name
from creditviz.data.scaling import AS_IS, Levels, Scale, all_numbers, as_numbers
from creditviz.data.values import MISSING, spelled
from creditviz.exceptions import SchemaError
from creditviz.results import Layout
from creditviz.schema import Recipe, TableSchema

ENCODINGS = ("one-hot", "codes", "plain", "raw")
_BUCKETS = 16
CODED = ("codes", "raw")  # a category is one column of codes


class TableEncoder:
    """Raw frame to float32 matrix: the static row first, then the months, time-major.

    Amounts are imputed by the training median (with a column that says so), put on a signed log scale where
    they are skewed, and standardised; all months of a sequence share one scale, so that a rise is a rise. Codes of
    the schema among the amounts are missing, each kind with a column of its own.
    Categories become one column a level with one for "other", or codes with 0 for "other"; under a name that means
    many levels (zip, industry, branch) the rare ones are hashed into 16 groups instead, whatever their outcomes are. A
    recipe of the schema is one more amount, unless it has no value on any training row.

    "plain" is how most papers read such a table: amounts standardised as they are, statuses that are numbers as
    numbers, no ratios and recipes, a category of two levels as one column, no column for "other", and levels that the
    literature reads as one (`KnownBook.groups`) put together.

    "raw" is for models that cut columns into bins: amounts as they are, missing ones as NaN, codes of the schema among
    the amounts; categories as in "codes".

    Parameters
    ----------
    schema : the meaning of the columns; pass `schema.for_model(use_protected=...)`.
    encoding : "one-hot", "codes" for models that embed or split categories, "plain" or "raw".
    min_count : a level with fewer training rows is "other". Raising it makes categories coarser.
    max_levels : at most so many levels a column, the most frequent. Raising it lets rare levels speak.

    Attributes
    ----------
    layout_ : Layout
        What each matrix column means.
    """

    def __init__(
        self, schema: TableSchema, encoding: str = "one-hot", *, min_count: int = 10, max_levels: int = 50
    ) -> None:
        if encoding not in ENCODINGS:
            raise SchemaError(
                f"an encoding is one of {', '.join(ENCODINGS)}, however: {encoding!r}. Choose one of these."
            )
        self.schema = schema
        self.encoding = encoding
        self.min_count = min_count
        self.max_levels = max_levels

    def fit(self, frame: pd.DataFrame) -> TableEncoder:
        """Learn medians, scales and levels from the real training rows."""
        self._check(frame)
        limits = {"min_count": self.min_count, "max_levels": self.max_levels}
        self._read_plainly(frame)
        self.recipe_means_ = learn_recipes(() if self.encoding == "plain" else self._recipes(), frame)
        static = (*self.schema.numeric, *self.recipe_means_)
        self.scales_ = {name: self._scale(self._number(frame, name)) for name in static}
        self.levels_ = {
            name: Levels.learn([self._grouped(frame, name)], **limits, buckets=self._buckets(name))
            for name in self.schema.categorical
        }
        self.channel_scales_: dict[str, Scale] = {}
        self.channel_levels_: dict[str, Levels] = {}
        for channel in self._channels():
            if channel.is_code:
                months = [frame[name] for name in channel.columns]
                self.channel_levels_[channel.name] = Levels.learn(months, **limits)
            else:
                self.channel_scales_[channel.name] = self._scale(self._amounts(frame, channel))
        self.layout_ = self._layout()
        return self

    def transform(self, frame: pd.DataFrame) -> np.ndarray:
        """The matrix of these rows, (n, n_features) float32."""
        self._check(frame)
        matrix = np.empty((len(frame), self.layout_.n_features), dtype=np.float32)
        at = 0
        for block in self._static_blocks(frame):
            matrix[:, at : at + block.shape[1]] = block
            at += block.shape[1]
        if self.layout_.sequence_shape is None:
            return matrix
        n_steps, n_channels = self.layout_.sequence_shape
        months = matrix[:, at:].reshape(len(frame), n_steps, n_channels)  # a view: filled in place
        at = 0
        for block in self._channel_blocks(frame):
            months[:, :, at : at + block.shape[2]] = block
            at += block.shape[2]
        return matrix

    def fit_transform(self, frame: pd.DataFrame) -> np.ndarray:
        """`fit`, then `transform` of the same rows."""
        return self.fit(frame).transform(frame)

    def _recipes(self) -> list[Recipe]:
        """Recipes that read no column with a direction, which they could turn."""
        return [recipe for recipe in self.schema.recipes if not self.schema.held(recipe.columns)]

    def _check(self, frame: pd.DataFrame) -> None:
        missing = [name for name in self.schema.features(use_protected=True) if name not in frame.columns]
        if missing:
            raise SchemaError(
                f"the table must hold every feature of the schema, however it lacks {len(missing)}: "
                f"{', '.join(missing[:5])}. Load the matching file, or infer the schema again."
            )

    def _read_plainly(self, frame: pd.DataFrame) -> None:
        """Which statuses are numbers and which levels are one; nothing unless the encoding is "plain"."""
        self.ordered_: tuple[str, ...] = ()
        self.groups_: dict[str, dict[str, str]] = {}
        if self.encoding == "plain":
            known = by_name(self.schema.book)
            self.ordered_ = tuple(s.name for s in self.schema.sequences if all_numbers(frame, s.columns))
            self.groups_ = {name: dict(groups) for name, groups in known.groups.items()} if known else {}

    def _scale(self, values: np.ndarray) -> Scale:
        return AS_IS if self.encoding == "raw" else Scale.learn(values, may_log=self.encoding != "plain")

    def _number(self, frame: pd.DataFrame, name: str) -> np.ndarray:
        """A numeric column, or the one that a recipe computes, (n,)."""
        if name not in self.recipe_means_:
            values = as_numbers(frame[name])
            return np.where(np.isin(values, self._codes(name)), np.nan, values)
        return compute(self.schema.recipe(name), frame, self.recipe_means_[name])

    def _codes(self, name: str) -> tuple[float, ...]:
        """Numbers of a column that stand for something else than an amount, rising; each gets a column of its own."""
        return () if self.encoding == "raw" else self._special(name)

    def _amounts(self, frame: pd.DataFrame, channel: Channel) -> np.ndarray:
        """The amounts of a channel, (n, n_steps); codes among them are missing where they have columns of their own."""
        return amounts(frame, channel, {} if self.encoding == "raw" else self.schema.codes)

    def _channel_codes(self, channel: Channel) -> tuple[float, ...]:
        """Codes of any month of a channel, rising; none of a ratio."""
        return () if channel.below else tuple(sorted({code for name in channel.columns for code in self._codes(name)}))

    def _special(self, name: str) -> tuple[float, ...]:
        return tuple(sorted(map(float, self.schema.codes.get(name, ()))))

    def _grouped(self, frame: pd.DataFrame, name: str) -> pd.Series:
        """A category with those levels put together that are read as one."""
        groups = self.groups_.get(name)
        return frame[name].map(lambda value: groups.get(spelled(value), value)) if groups else frame[name]

    def _buckets(self, name: str) -> int:
        """Codes that rare values share where the name means a code of many levels (zip, industry, branch)."""
        return _BUCKETS if self.encoding in ("one-hot", "codes") and says_many_levels(name) else 0

    def _channels(self) -> list[Channel]:
        sequences = {s.name: s for s in self.schema.sequences}
        codes = {s.name for s in self.schema.sequences if s.kind == "code"} - set(self.ordered_)
        own = [Channel(s.name, s.columns, is_code=s.name in codes) for s in self.schema.sequences]
        if self.encoding == "plain":
            return own
        made = [
            derived_channel(d, sequences, self.schema.n_steps) for d in self.schema.derived if d.numerator in sequences
        ]
        return own + [channel for channel in made if not self.schema.held((*channel.columns, *channel.below))]

    def _static_blocks(self, frame: pd.DataFrame):
        for name, scale in self.scales_.items():
            values = self._number(frame, name)[:, None]
            yield scale.apply(values)
            if scale.indicator:
                yield np.isnan(values)
            if codes := self._codes(name):
                yield as_numbers(frame[name])[:, None] == np.array(codes)
        for name, levels in self.levels_.items():
            yield self._category(levels.codes(self._grouped(frame, name)), levels)

    def _channel_blocks(self, frame: pd.DataFrame):
        for channel in self._channels():
            if channel.is_code:
                levels = self.channel_levels_[channel.name]
                codes = np.stack([levels.codes(frame[name]) for name in channel.columns], axis=1)
                yield self._category(codes.ravel(), levels).reshape(*codes.shape, -1)
                continue
            values, scale = self._amounts(frame, channel)[:, :, None], self.channel_scales_[channel.name]
            yield scale.apply(values)
            if scale.indicator:
                yield np.isnan(values)
            if special := self._channel_codes(channel):
                raw = np.stack([as_numbers(frame[name]) for name in channel.columns], axis=1)
                yield raw[:, :, None] == np.array(special)

    def _category(self, codes: np.ndarray, levels: Levels) -> np.ndarray:
        """Codes (n,) as one column of codes, or as one column a level with "other" last (but for "plain")."""
        if self.encoding in CODED:
            return codes[:, None]
        if self.encoding == "plain":
            return np.eye(levels.size, dtype=np.float32)[:, 1 : 1 + len(_plain_levels(levels))][codes]
        return np.roll(np.eye(levels.size, dtype=np.float32), -1, axis=1)[codes]

    def _category_names(self, name: str, levels: Levels) -> list[str]:
        if self.encoding in CODED:
            return [name]
        named = _plain_levels(levels) if self.encoding == "plain" else (*levels.names, *_bucket_names(levels), "other")
        return [f"{name}={level}" for level in named]

    def _layout(self) -> Layout:
        static = self._static_names()
        channels = self._channel_names()
        steps = step_names(self.schema)
        names = [name for name, _, _ in static]
        sources = [source for _, source, _ in static]
        for i, step in enumerate(steps):
            names += [f"{name}@{step}" for name, _, _ in channels]
            sources += [columns[i] for _, columns, _ in channels]
        return Layout(
            feature_names=tuple(names),
            sources=tuple(sources),
            n_static=len(static),
            sequence_shape=(len(steps), len(channels)) if channels else None,
            step_names=steps,
            channel_names=tuple(name for name, _, _ in channels),
            categorical_features=tuple((i, size) for i, (_, _, size) in enumerate(static) if size),
            categorical_channels=tuple((i, size) for i, (_, _, size) in enumerate(channels) if size),
            specials=self._specials() if self.encoding == "raw" else (),
            directions=self._directions([name for name, _, _ in static], [name for name, _, _ in channels], len(steps)),
        )

    def _directions(self, static: list[str], channels: list[str], n_steps: int) -> tuple[int, ...]:
        """1, -1 or 0 a matrix column; empty without any."""
        if not self.schema.directions:
            return ()
        signs = {name: {"up": 1, "down": -1}[way] for name, way in self.schema.directions.items()}
        return tuple(signs.get(name, 0) for name in (*static, *channels * n_steps))

    def _specials(self) -> tuple[tuple[float, ...], ...]:
        """Values of each matrix column that stand for no amount or level: codes of the schema, a missing category."""
        static = [self._special(name) if name in self.schema.codes else () for name in self.scales_]
        static += [_missing_code(levels) for levels in self.levels_.values()]
        months = [
            _missing_code(self.channel_levels_[channel.name])
            if channel.is_code
            else tuple(sorted({code for name in channel.columns for code in self._special(name)}))
            for channel in self._channels()
        ]
        return (*static, *months * self.schema.n_steps)

    def _static_names(self) -> list[tuple[str, str, int]]:
        """(matrix column, raw column, number of codes or 0) of the static row."""
        names: list[tuple[str, str, int]] = []
        for name, scale in self.scales_.items():
            source = self.schema.recipe(name).columns[0] if name in self.recipe_means_ else name
            names += [(name, source, 0)] + [(f"{name} missing", source, 0)] * scale.indicator
            names += [(f"{name} = {code:g}", source, 0) for code in self._codes(name)]
        for name, levels in self.levels_.items():
            size = levels.size if self.encoding in CODED else 0
            names += [(column, name, size) for column in self._category_names(name, levels)]
        return names

    def _channel_names(self) -> list[tuple[str, tuple[str, ...], int]]:
        """(channel, raw column a month, number of codes or 0) of the months."""
        names: list[tuple[str, tuple[str, ...], int]] = []
        for channel in self._channels():
            if channel.is_code:
                levels = self.channel_levels_[channel.name]
                size = levels.size if self.encoding in CODED else 0
                names += [(n, channel.columns, size) for n in self._category_names(channel.name, levels)]
            else:
                indicator = self.channel_scales_[channel.name].indicator
                names += [(channel.name, channel.columns, 0)] + [
                    (f"{channel.name} missing", channel.columns, 0)
                ] * indicator
                names += [(f"{channel.name} = {code:g}", channel.columns, 0) for code in self._channel_codes(channel)]
        return names

    def to_json(self) -> str:
        """The fitted encoder as JSON text; numbers keep all their digits."""
        state = {
            "schema": json.loads(self.schema.to_json()),
            "encoding": self.encoding,
            "min_count": self.min_count,
            "max_levels": self.max_levels,
            "ordered": self.ordered_,
            "groups": self.groups_,
            "scales": {name: asdict(scale) for name, scale in self.scales_.items()},
            "recipe_means": {name: means and asdict(means) for name, means in self.recipe_means_.items()},
            "levels": {name: list(levels.names) for name, levels in self.levels_.items()},
            "buckets": {name: levels.buckets for name, levels in self.levels_.items() if levels.buckets},
            "channel_scales": {name: asdict(scale) for name, scale in self.channel_scales_.items()},
            "channel_levels": {name: list(levels.names) for name, levels in self.channel_levels_.items()},
        }
        return json.dumps(state, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> TableEncoder:
        """The encoder that `to_json` wrote; it transforms as the original does."""
        state = json.loads(text)
        schema = TableSchema.from_json(json.dumps(state["schema"]))
        encoder = cls(schema, state["encoding"], min_count=state["min_count"], max_levels=state["max_levels"])
        encoder.ordered_, encoder.groups_ = tuple(state.get("ordered", ())), state.get("groups", {})
        encoder.scales_ = {name: Scale(**scale) for name, scale in state["scales"].items()}
        means = state.get("recipe_means", {})  # older versions knew no recipes
        encoder.recipe_means_ = {name: mean and GroupMeans(**mean) for name, mean in means.items()}
        buckets = state.get("buckets", {})  # older versions hashed nothing
        encoder.levels_ = {name: Levels(tuple(ls), buckets.get(name, 0)) for name, ls in state["levels"].items()}
        encoder.channel_scales_ = {name: Scale(**scale) for name, scale in state["channel_scales"].items()}
        encoder.channel_levels_ = {name: Levels(tuple(levels)) for name, levels in state["channel_levels"].items()}
        encoder.layout_ = encoder._layout()
        return encoder


def _bucket_names(levels: Levels) -> tuple[str, ...]:
    """Columns of the values that are hashed."""
    return tuple(f"other, group {i}" for i in range(1, levels.buckets + 1))


def _plain_levels(levels: Levels) -> tuple[str, ...]:
    """Levels with a column of their own: of two, the first says it all."""
    return levels.names[:1] if len(levels.names) == 2 else levels.names


def step_names(schema: TableSchema) -> tuple[str, ...]:
    """A name for each month, oldest first: "t-5" to "t-0"."""
    return tuple(f"t-{back}" for back in range(schema.n_steps - 1, -1, -1))


def _missing_code(levels: Levels) -> tuple[float, ...]:
    return tuple(float(code) for code, name in enumerate(levels.names, start=1) if name == MISSING)
