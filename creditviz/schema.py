"""What the columns of a book mean. Inferred, shown, corrected by the user, saved; never changed in place."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from creditviz.exceptions import DataError, SchemaError
from creditviz.small_files import parse_json

Value = str | int | float | bool
CERTAINTIES = ("taken", "check", "asked")
_MAPPINGS = ("labels", "readings", "codes", "directions", "natures")
# Left out of the JSON while they say nothing, so that older schemas keep their hash.
_SPARING: dict[str, Any] = {"recipes": (), "certainty": "taken", "doubt": "", "outcome_months": 0}
_SPARING |= {name: {} for name in _MAPPINGS[1:]}
# What an applicant can do about an input -> the same in words; empty where nobody has said.
NATURES = {
    "history": "history",
    "time": "can change with time",
    "now": "can change now",
    "others": "not the applicant's",
}
MOST_MONTHS = 60  # of an outcome window


def months_before(back: int) -> str:
    """How far a month lies behind the latest one, in words.

    >>> months_before(0), months_before(1), months_before(5)
    ('latest month', '1 month before', '5 months before')
    """
    return "latest month" if back == 0 else f"{back} month{'s' if back > 1 else ''} before"


@dataclass(frozen=True)
class SequenceFeature:
    """One quantity over the months: its columns, oldest first.

    `kind` is "numeric" (an amount) or "code" (a status whose values are categories).
    """

    name: str
    columns: tuple[str, ...]
    kind: str = "numeric"

    def __post_init__(self) -> None:
        if self.kind not in ("numeric", "code"):
            raise SchemaError(f"a sequence is 'numeric' or 'code', however {self.name!r} is {self.kind!r}.")
        if len(self.columns) < 2:
            raise SchemaError(f"a sequence needs at least two months, however {self.name!r} has {len(self.columns)}.")


@dataclass(frozen=True)
class DerivedChannel:
    """A channel of the months: a sequence (`numerator`) over a sequence or a numeric column (`denominator`)."""

    name: str
    numerator: str
    denominator: str


@dataclass(frozen=True)
class Recipe:
    """A static column that the encoder computes from raw `columns`; formulas: `creditviz.data.matrix.recipes`."""

    name: str
    formula: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class TableSchema:
    """The meaning of every column of a book; y = 1 is default.

    Parameters
    ----------
    target : the column that says how an account ended. None: a book without outcomes.
    bad, good, exclude : which values of the target mean default, no default, and rows to leave out.
    numeric, categorical : static feature columns. Integer codes of a category belong to `categorical`.
    sequences : monthly features, all of one length, oldest first.
    derived : ratios of a sequence to a column, computed by the encoder.
    recipes : static columns computed by the encoder, from features and the date.
    identifier, date, split, exposure, group : the columns that name the row, the day, the given
        train/test part, the amount at risk and the customer.
    protected : features (also listed above) that a model may not read unless the specification says so.
    labels : business names, used in every figure.
    ignored : columns that no step reads.
    book : name of the recognised public data set, or of the file.
    certainty : how sure the outcome is: "taken", "check" (two readings are possible) or "asked" (a person must say).
        Nothing is trained until a person has said which reading is meant, which makes it "taken".
    doubt : the sentence that shows the readings; empty when the outcome is taken.
    readings : column -> how its cells were spelled ("month first", "1.234,56 €"), so that a file that is scored is read
        alike.
    codes : column -> code -> what it means, for numbers that stand for "no such record" and the like. A model reads
        them as missing, each kind with a value of its own.
    directions : amount, or sequence of amounts -> "up" or "down": the way in which the PD may move with it in models
        that keep directions. Computed columns that read such an amount are left out, since they could turn it.
    natures : column -> what an applicant can do about it, one of `NATURES`, or empty where nobody has said. Letters and
        counterfactuals read it, no model does. A column that is not named has the nature that its name speaks of.
    outcome_months : months after its date until an account's outcome is known; 0: not said. Out of time, accounts of
        so many months before the first that is judged are not learned from.
    """

    target: str | None = None
    bad: tuple[Value, ...] = ()
    good: tuple[Value, ...] = ()
    exclude: tuple[Value, ...] = ()
    numeric: tuple[str, ...] = ()
    categorical: tuple[str, ...] = ()
    sequences: tuple[SequenceFeature, ...] = ()
    derived: tuple[DerivedChannel, ...] = ()
    recipes: tuple[Recipe, ...] = ()
    identifier: str | None = None
    date: str | None = None
    split: str | None = None
    exposure: str | None = None
    group: str | None = None
    protected: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    book: str = ""
    certainty: str = "taken"
    doubt: str = ""
    readings: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    directions: Mapping[str, str] = field(default_factory=dict)
    natures: Mapping[str, str] = field(default_factory=dict)
    outcome_months: int = 0

    def __post_init__(self) -> None:
        if self.certainty not in CERTAINTIES:
            raise SchemaError(
                f"an outcome is {', '.join(CERTAINTIES)}, however: {self.certainty!r}. Choose one of these."
            )
        self._check_said()
        features = [*self.numeric, *self.categorical, *(c for s in self.sequences for c in s.columns)]
        if self.target is not None and self.target in features:
            raise SchemaError(
                f"the target may not be a feature, however {self.target!r} is listed among the features. "
                "Take it out of the features, or choose another target."
            )
        roles = [*features, *filter(None, (self.identifier, self.date, self.split, self.exposure, self.group))]
        twice = sorted({name for name in roles if roles.count(name) > 1})
        if twice:
            raise SchemaError(f"each column has one role, however these have two: {twice}. Keep one role for each.")
        self._check_sequences()
        self._check_directions()
        self._check_recipes({*features, self.date}, set(roles))
        both = set(self.bad) & set(self.good) | set(self.bad) & set(self.exclude) | set(self.good) & set(self.exclude)
        if both:
            raise SchemaError(
                f"a target value is bad, good or excluded, however {sorted(map(str, both))} has two meanings. "
                "Name it once."
            )

    def _check_sequences(self) -> None:
        lengths = {len(s.columns) for s in self.sequences}
        if len(lengths) > 1:
            raise SchemaError(
                f"all sequences must cover the same months, however their lengths are {sorted(lengths)}. "
                "Give every sequence the same number of columns, or move the odd one to the numeric columns."
            )
        months = {name for s in self.sequences for name in s.columns} & set(self.protected)
        if months:  # leaving them out would take the sequence apart
            raise SchemaError(
                f"a protected column is a column of its own, however {sorted(months)} are months of a sequence. "
                "Make them numeric or categorical columns first."
            )
        named = {s.name for s in self.sequences}
        wrong = [
            d.name for d in self.derived if d.numerator not in named or d.denominator not in {*named, *self.numeric}
        ]
        if wrong:  # else a ratio could carry the target or a protected column into a model
            raise SchemaError(
                f"a derived channel is a sequence over a sequence or a numeric feature, however {wrong} is not. "
                "Correct its two sides, or leave it out."
            )

    def _check_directions(self) -> None:
        amounts = {*self.numeric, *(s.name for s in self.sequences if s.kind == "numeric"), *self.ignored}
        wrong = [name for name, way in self.directions.items() if name not in amounts or way not in ("up", "down")]
        if wrong:
            raise SchemaError(
                f"a direction is 'up' or 'down' for a number or a sequence of numbers, however {sorted(wrong)} has "
                "another one or is no number. Leave it free."
            )

    def _check_said(self) -> None:
        """What a person says of inputs and of the outcome."""
        strange = sorted({*self.natures.values()} - {"", *NATURES})
        if strange:
            raise SchemaError(f"a nature is {', '.join(NATURES)}, however: {', '.join(strange)}. Choose one of these.")
        if not isinstance(self.outcome_months, int) or not 0 <= self.outcome_months <= MOST_MONTHS:
            raise SchemaError(
                f"an outcome is known after 0 to {MOST_MONTHS} months, however {self.outcome_months!r} came. "
                "Write the months as a whole number."
            )

    def _check_recipes(self, readable: set[str | None], taken: set[str]) -> None:
        wrong = [r.name for r in self.recipes if not set(r.columns) <= readable]
        if wrong:  # else a formula could carry the target or an identifier into a model
            raise SchemaError(
                f"a recipe reads features and the date, however {wrong} reads another column. "
                "Make that a feature first, or leave the recipe out."
            )
        names = [r.name for r in self.recipes]
        twice = sorted({name for name in names if names.count(name) > 1 or name in taken or name == self.target})
        if twice:
            raise SchemaError(f"a recipe makes a column of a new name, however there is one called {twice}. Rename it.")

    @property
    def n_steps(self) -> int:
        """Number of months, 0 without sequences."""
        return len(self.sequences[0].columns) if self.sequences else 0

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that some step reads, the target included."""
        named = (self.target, self.identifier, self.date, self.split, self.exposure, self.group)
        return tuple(dict.fromkeys([*self.features(use_protected=True), *(n for n in named if n)]))

    def features(self, *, use_protected: bool = False) -> tuple[str, ...]:
        """Feature columns: numeric, categorical, then the sequences month by month."""
        names = [*self.numeric, *self.categorical, *(c for s in self.sequences for c in s.columns)]
        return tuple(name for name in names if use_protected or name not in self.protected)

    def recipe(self, name: str) -> Recipe:
        """The recipe of that name, which must exist."""
        return next(recipe for recipe in self.recipes if recipe.name == name)

    def without(self, names: Iterable[str]) -> TableSchema:
        """The same schema with these static feature columns ignored."""
        drop = set(names)
        return replace(
            self,
            numeric=tuple(n for n in self.numeric if n not in drop),
            categorical=tuple(n for n in self.categorical if n not in drop),
            protected=tuple(n for n in self.protected if n not in drop),
            derived=tuple(d for d in self.derived if d.denominator not in drop),
            recipes=tuple(r for r in self.recipes if not drop & set(r.columns)),
            ignored=(*self.ignored, *(n for n in (*self.numeric, *self.categorical) if n in drop)),
        )

    def for_model(self, *, use_protected: bool) -> TableSchema:
        """The schema that a model may see: protected attributes are left out unless asked for."""
        return self if use_protected else self.without(self.protected)

    def held(self, columns: Iterable[str]) -> bool:
        """Whether any of these columns has a direction, its own or that of its sequence."""
        of_months = {c: s.name for s in self.sequences for c in s.columns}
        return any(of_months.get(column, column) in self.directions for column in columns)

    def reading(self, column: str) -> str:
        """How the cells of a column are spelled; empty where that is plain, or decided anew for each file."""
        return self.readings.get(column, "")

    def label(self, column: str) -> str:
        """Business name of a column, a month of a labelled sequence included; its own name without one."""
        if column in self.labels:
            return self.labels[column]
        for sequence in self.sequences:
            if sequence.name in self.labels and column in sequence.columns:
                back = len(sequence.columns) - 1 - sequence.columns.index(column)
                return f"{self.labels[sequence.name]}, {months_before(back)}"
        return column

    def to_json(self) -> str:
        """Canonical JSON: equal schemas give equal text, and those that say nothing new the text of older versions."""
        raw = {name: value for name, value in asdict(self).items() if name not in _SPARING or value != _SPARING[name]}
        return json.dumps(raw, sort_keys=True, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> TableSchema:
        """The schema that `to_json` wrote; raises `SchemaError` for anything else."""
        try:
            read: dict[str, Any] = parse_json(text)
            raw = {name: value for name, value in read.get("schema", read).items() if name != "hash"}  # of `inspect`
            tuples = ("bad", "good", "exclude", "numeric", "categorical", "protected", "ignored")
            words = [name for name in tuples if isinstance(raw.get(name), str)]
            words += [name for name in _MAPPINGS if not isinstance(raw.get(name, {}), dict)]
            if words:
                raise ValueError(f"{words} must be lists of names, or mappings in the case of {', '.join(_MAPPINGS)}")
            raw |= {name: tuple(raw.get(name, ())) for name in tuples}
            raw["sequences"] = tuple(
                SequenceFeature(s["name"], tuple(s["columns"]), s.get("kind", "numeric"))
                for s in raw.get("sequences", ())
            )
            raw["derived"] = tuple(DerivedChannel(**d) for d in raw.get("derived", ()))
            raw["recipes"] = tuple(Recipe(r["name"], r["formula"], tuple(r["columns"])) for r in raw.get("recipes", ()))
            return cls(**raw)
        except (DataError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise SchemaError(
                f"a schema file is the JSON that creditviz saves, however this one cannot be read ({error}). "
                "Save a schema on the Data page and edit that.",
                typed="`inspect --json` prints one.",
            ) from error

    @property
    def hash(self) -> str:
        """16 hex digits that name this schema."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:16]
