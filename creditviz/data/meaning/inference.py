"""The first reading of a book: what each column means, with the reason, for a person to correct."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from creditviz.data.dates import STAMPS, YEAR_FIRST, date_rank, is_certain
from creditviz.data.meaning.changes import change_schema
from creditviz.data.meaning.columns import Profile, feature_kind, group_reason, identifier_reason, profile
from creditviz.data.meaning.known import KnownBook, recognise
from creditviz.data.meaning.protected import protected_reason, protection_of
from creditviz.data.meaning.sequences import find_sequences
from creditviz.data.meaning.special_codes import special_codes
from creditviz.data.meaning.target_guess import ASKED
from creditviz.data.meaning.targets import TargetGuess, guess_target
from creditviz.data.splitting import part_of
from creditviz.data.text.spellings import unit_of
from creditviz.data.values import listed, spelled
from creditviz.results import Guess
from creditviz.schema import SequenceFeature, TableSchema, Value

__all__ = ["change_schema", "infer_schema"]

ROWS_READ = 100_000  # of larger books; what a column means does not take a million rows to see
_BIRTH_WORDS = frozenset("birth birthday birthdate dob born".split())
_SPLIT_NAMES = frozenset("split sample set fold part subset partition traintest dataset".split())


@dataclass
class _Draft:
    """The schema as it grows: one role a column, reasons beside it."""

    frame: pd.DataFrame
    profiles: dict[str, Profile]
    note: str  # added to reasons that rest on a sample of rows
    roles: dict[str, str] = field(default_factory=dict)  # column -> role
    reasons: dict[str, str] = field(default_factory=dict)
    sequences: tuple[SequenceFeature, ...] = ()
    target: TargetGuess | None = None

    def assign(self, column: str, role: str, reason: str) -> None:
        """Give a column its role."""
        self.roles[column] = role
        self.reasons[column] = reason

    def columns_of(self, role: str) -> tuple[str, ...]:
        """Columns of a role, in the order of the table."""
        return tuple(name for name in self.frame.columns if self.roles.get(name) == role)

    def first(self, role: str) -> str | None:
        """The first column of a role."""
        return next(iter(self.columns_of(role)), None)


def infer_schema(
    frame: pd.DataFrame, *, name: str = "", readings: Mapping[str, str] | None = None
) -> tuple[TableSchema, tuple[Guess, ...]]:
    """What the columns of `frame` mean, and why.

    Known public sets get the roles of their documentation. Books above 100,000 rows are read at evenly spaced
    rows, and the reasons say so.

    Parameters
    ----------
    frame : the book as `read_frame` gives it.
    name : the book's name where no public set is recognised.
    readings : how cells of the file were spelled, as `land` found it; kept with the schema.
    """
    sample, note = _sampled(frame)
    draft = _Draft(sample, {column: profile(sample[column], column) for column in sample.columns}, note)
    known = recognise(frame.columns)
    if known is not None:
        _take_known(draft, known)
    _find_split(draft)
    if known is None:
        _find_target(draft)
        _find_sequences(draft)
    _find_single_columns(draft)
    _find_features(draft)
    return _schema(draft, known, name, dict(readings or {})), _guesses(draft, known)


def _sampled(frame: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    if len(frame) <= ROWS_READ:
        return frame, ""
    rows = np.linspace(0, len(frame) - 1, ROWS_READ).astype(np.int64)
    return frame.iloc[rows], f" (seen on {ROWS_READ:,} of {len(frame):,} rows)"


def _take_known(draft: _Draft, known: KnownBook) -> None:
    why = f"known from {known.name}"
    there = set(draft.frame.columns)
    target = known.target_in(there)
    if target is not None:
        bad, good = _spoken(draft.frame[target], known.bad), _spoken(draft.frame[target], known.good)
        draft.target = TargetGuess(target, why, bad, good)
        draft.assign(target, "target", why)
    draft.sequences = tuple(s for s in known.sequences if set(s.columns) <= there)
    for sequence in draft.sequences:
        for column in sequence.columns:
            draft.assign(column, f"sequence {sequence.name}", why)
    for column, role in known.roles.items():
        if column in there:
            draft.assign(column, role, why)


def _spoken(column: pd.Series, values: tuple[Value, ...]) -> tuple[Value, ...]:
    """The documented values in the spelling of this file (class 2 is also distributed as "bad")."""
    there = {spelled(value) for value in column.dropna().unique()}
    return tuple(v for v in values if spelled(v) in there) or values[:1]


def _find_split(draft: _Draft) -> None:
    for column, facts in draft.profiles.items():
        if column in draft.roles or facts.is_number or not 2 <= facts.n_distinct <= 3 or not facts.words & _SPLIT_NAMES:
            continue
        parts = {part_of(spelled(value)) for value in draft.frame[column].dropna().unique()}
        if {"train", "test"} <= parts and "" not in parts:
            draft.assign(column, "split", "says train and test")
            return


def _find_target(draft: _Draft) -> None:
    draft.target = guess_target(draft.frame, draft.profiles, set(draft.roles))
    if draft.target is not None:
        draft.assign(draft.target.column, "target", draft.target.reason)


def _find_sequences(draft: _Draft) -> None:
    free = [name for name in draft.frame.columns if name not in draft.roles and not protected_reason(name)]
    draft.sequences, reasons = find_sequences(draft.frame, free, draft.profiles, draft.target)
    for sequence in draft.sequences:
        for column in sequence.columns:
            draft.assign(column, f"sequence {sequence.name}", reasons[sequence.name])


def _find_single_columns(draft: _Draft) -> None:
    """Identifier, customer, dates and exposure: at most one column each (other dates are left out)."""
    opening = _date_to_order_by(draft)
    for column, facts in draft.profiles.items():
        if column in draft.roles:
            continue
        if facts.is_date and facts.words & _BIRTH_WORDS:
            draft.assign(column, "ignored", "a birth date: it orders people, not accounts, and age is protected")
        elif facts.is_date:
            draft.assign(column, *_date_role(draft, column, opening))
        elif reason := identifier_reason(facts, draft.frame[column]):
            draft.assign(column, "identifier" if draft.first("identifier") is None else "ignored", reason)
        elif (reason := group_reason(facts)) and draft.first("group") is None:
            draft.assign(column, "group", reason)
        elif facts.is_number and facts.words & {"ead", "exposure"} and draft.first("exposure") is None:
            draft.assign(column, "exposure", "the name means the amount at risk")


def _date_to_order_by(draft: _Draft) -> str | None:
    """The date that a book is ordered by: of application or opening before others, never one written afterwards."""
    ranks = {
        column: date_rank(column)
        for column, facts in draft.profiles.items()
        if facts.is_date and facts.n_distinct > 1 and column not in draft.roles and not facts.words & _BIRTH_WORDS
    }
    best = max(ranks.values(), default=0)
    return next((column for column, rank in ranks.items() if rank == best), None) if best else None


def _date_role(draft: _Draft, column: str, opening: str | None) -> tuple[str, str]:
    read = _date_reason(draft.frame[column], draft.profiles[column].reading)
    if column == opening and draft.first("date") is None:
        return "date", read
    if date_rank(column) == 0:
        return "ignored", f"{read}; its name speaks of what happens after the loan began"
    return "ignored", f"{read}; one date is enough to order a book by time"


def _date_reason(column: pd.Series, reading: str) -> str:
    if reading == STAMPS or reading == YEAR_FIRST:
        return "reads as dates"
    sure = "" if is_certain(column) else ", though no part is above 12: say so if it is the other way round"
    return f"reads as dates, {reading}{sure}"


def _find_features(draft: _Draft) -> None:
    for column, facts in draft.profiles.items():
        if column not in draft.roles:
            draft.assign(column, *feature_kind(facts, draft.frame[column]))


def _protected(draft: _Draft, known: KnownBook | None) -> dict[str, str]:
    features = [*draft.columns_of("numeric"), *draft.columns_of("categorical")]
    if known is not None:
        return {name: "named by law in many countries" for name in features if name in known.protected}
    return {name: reason for name in features if (reason := protection_of(draft.frame[name], name))}


def _date_readings(draft: _Draft) -> dict[str, str]:
    """How the days of each date column are written, where that has to be known to read another file alike."""
    plain = ("", STAMPS, YEAR_FIRST)
    return {column: facts.reading for column, facts in draft.profiles.items() if facts.reading not in plain}


def _special_codes(draft: _Draft, known: KnownBook | None) -> dict[str, dict[str, str]]:
    if known is not None:  # its documentation says what its codes are
        return {}
    months = (name for s in draft.sequences if s.kind == "numeric" for name in s.columns)
    return special_codes(draft.frame, (*draft.columns_of("numeric"), *months))


def _with_units(readings: Mapping[str, str]) -> dict[str, str]:
    """The unit of an amount as part of its business name."""
    return {column: f"{column} ({unit})" for column, reading in readings.items() if (unit := unit_of(reading))}


def _which_column(draft: _Draft) -> str:
    two = [name for name, facts in draft.profiles.items() if facts.n_distinct == 2]
    shown = f" Columns with two values: {listed([repr(name) for name in two])}." if two else ""
    return f"which column says how an account ended?{shown}"


def _schema(draft: _Draft, known: KnownBook | None, name: str, readings: dict[str, str]) -> TableSchema:
    target = draft.target
    sequence_names = {s.name for s in draft.sequences}
    numeric = draft.columns_of("numeric")
    derived = () if known is None else tuple(
        d for d in known.derived if d.numerator in sequence_names and d.denominator in {*numeric, *sequence_names}
    )  # fmt: skip
    readable = {c for role in ("numeric", "categorical", "date") for c in draft.columns_of(role)}
    recipes = () if known is None else tuple(r for r in known.recipes if set(r.columns) <= readable)
    return TableSchema(
        target=target.column if target else None,
        bad=target.bad if target else (),
        good=target.good if target else (),
        exclude=target.exclude if target else (),
        numeric=numeric,
        categorical=draft.columns_of("categorical"),
        sequences=draft.sequences,
        derived=derived,
        recipes=recipes,
        identifier=draft.first("identifier"),
        date=draft.first("date"),
        split=draft.first("split"),
        exposure=draft.first("exposure"),
        group=draft.first("group"),
        protected=tuple(_protected(draft, known)),
        labels=dict(known.labels) if known else _with_units(readings),
        ignored=draft.columns_of("ignored"),
        book=known.name if known else name,
        certainty=target.grade if target else ASKED,
        doubt=target.doubt if target else _which_column(draft),
        readings=readings | _date_readings(draft),
        codes=_special_codes(draft, known),
    )


def _guesses(draft: _Draft, known: KnownBook | None) -> tuple[Guess, ...]:
    guesses = [Guess(c, draft.roles[c], draft.reasons[c] + draft.note) for c in draft.frame.columns]
    protected = _protected(draft, known)
    guesses += [
        Guess(c, "protected", f"{reason}: read by a model only when asked for") for c, reason in protected.items()
    ]
    if draft.target is None:
        guesses.append(Guess("", "target", "no column looks like an outcome: name the target"))
    return tuple(guesses)
