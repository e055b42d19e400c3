"""A person's corrections of a schema: every change makes a new one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pandas as pd

from creditviz.data.meaning.target_guess import TAKEN
from creditviz.data.meaning.targets import with_values
from creditviz.data.outcome import CONFIRM
from creditviz.data.values import MISSING, plain, spelled
from creditviz.exceptions import SchemaError
from creditviz.schema import Recipe, TableSchema, Value

ROLES = ("target", "numeric", "categorical", "identifier", "date", "split", "exposure", "group", "ignored")
_SINGLE = ("target", "identifier", "date", "split", "exposure", "group")


def change_schema(
    schema: TableSchema,
    frame: pd.DataFrame,
    *,
    target: str | None = None,
    bad: Iterable[Any] | None = None,
    good: Iterable[Any] | None = None,
    exclude: Iterable[Any] | None = None,
    roles: dict[str, str] | None = None,
    protected: Iterable[str] | None = None,
) -> TableSchema:
    """The schema with these changes; what is None stays.

    Parameters
    ----------
    frame : the book, to know its columns and the values of the target.
    target : a new target. The old one becomes a feature-less, ignored column; values are guessed anew unless given.
        Naming the one that was guessed confirms it, where its values leave no doubt.
    bad, good, exclude : meanings of the target's values, as values or as text; "missing" stands for empty cells.
        A value that is named here leaves the other two lists; naming only `bad` makes every other value good.
    roles : column -> role, one of "numeric", "categorical", "ignored", "identifier", "date", ...
    protected : the whole new list of protected columns.

    Raises
    ------
    SchemaError
        If a column or a value does not exist, or a role is none.
    """
    for column, role in (roles or {}).items():
        schema = _move(schema, frame, column, role)
    if target is not None and target != schema.target:
        schema = _retarget(schema, frame, target)
    elif target is not None and with_values(frame[target], target, "chosen").grade == TAKEN:
        schema = assented(schema)
    if any(values is not None for values in (bad, good, exclude)):
        schema = assented(_remap(schema, frame, {"bad": bad, "good": good, "exclude": exclude}))
    if protected is not None:
        schema = replace(schema, protected=tuple(_existing(frame, column) for column in protected))
    return schema


def assented(schema: TableSchema) -> TableSchema:
    """The schema whose outcome a person has confirmed."""
    return replace(schema, certainty=TAKEN, doubt="")


def check_certain(schema: TableSchema) -> None:
    """Raise `SchemaError` where a person has not yet said which reading of the outcome is meant."""
    if schema.target is not None and schema.certainty != TAKEN:
        raise SchemaError(
            f"a model is built on an outcome that a person has confirmed, however: {schema.doubt} {CONFIRM}."
        )


def check_columns(schema: TableSchema, frame: pd.DataFrame) -> None:
    """Raise `SchemaError` unless every column that the schema names is in the table."""
    missing = [name for name in schema.columns if name not in frame.columns and name != schema.target]
    if missing:  # a missing target has a sentence of its own, see `outcomes`
        raise SchemaError(
            f"a schema fits the book that it was made for, however {len(missing)} of its columns are not in this one: "
            f"{', '.join(map(str, missing[:5]))}. Load the matching file, or leave the schema out."
        )


def _existing(frame: pd.DataFrame, column: str) -> str:
    if column not in frame.columns:
        close = [name for name in frame.columns if name.lower().strip() == column.lower().strip()]
        hint = f"Did you mean {close[0]!r}?" if close else f"Its columns begin with {', '.join(frame.columns[:5])}."
        raise SchemaError(f"a schema names columns of the book, however {column!r} is none of them. {hint}")
    return column


def _removed(schema: TableSchema, column: str) -> TableSchema:
    """The schema in which `column` has no role; a sequence that loses a month is taken apart into numeric columns."""
    broken = [s for s in schema.sequences if column in s.columns]
    loose = tuple(name for s in broken for name in s.columns if name != column)
    lost = {s.name for s in broken} | {column}
    lost_role: dict[str, Any] = {name: None for name in _SINGLE if getattr(schema, name) == column}
    return replace(
        schema,
        **lost_role,
        numeric=(*(n for n in schema.numeric if n != column), *loose),
        categorical=tuple(n for n in schema.categorical if n != column),
        protected=tuple(n for n in schema.protected if n != column),
        ignored=tuple(n for n in schema.ignored if n != column),
        sequences=tuple(s for s in schema.sequences if s not in broken),
        derived=tuple(d for d in schema.derived if d.numerator not in lost and d.denominator not in lost),
        recipes=_recipes_without(schema, column),
    )


def _recipes_without(schema: TableSchema, column: str | None) -> tuple[Recipe, ...]:
    """The recipes that do not read `column`."""
    return tuple(recipe for recipe in schema.recipes if column not in recipe.columns)


def _move(schema: TableSchema, frame: pd.DataFrame, column: str, role: str) -> TableSchema:
    if role not in ROLES:
        raise SchemaError(
            f"a role is one of {', '.join(ROLES)}, however {column!r} was given {role!r}. Choose one of these."
        )
    if role == "target":
        return _retarget(schema, frame, column)
    was_protected = column in schema.protected
    schema = _removed(schema, _existing(frame, column))
    if role not in _SINGLE:
        longer: dict[str, Any] = {role: (*getattr(schema, role), column)}
        schema = replace(schema, **longer)
        return replace(schema, protected=(*schema.protected, column)) if was_protected and role != "ignored" else schema
    before = getattr(schema, role)
    named: dict[str, Any] = {role: column}
    recipes = _recipes_without(schema, before)
    return replace(schema, **named, recipes=recipes, ignored=(*schema.ignored, before) if before else schema.ignored)


def _retarget(schema: TableSchema, frame: pd.DataFrame, target: str) -> TableSchema:
    schema = _removed(schema, _existing(frame, target))
    before = schema.target
    guess = with_values(frame[target], target, "chosen")
    return replace(
        schema,
        target=target,
        bad=guess.bad,
        good=guess.good,
        exclude=guess.exclude,
        certainty=guess.grade,
        doubt=guess.doubt,
        ignored=(*schema.ignored, before) if before else schema.ignored,
    )


def _remap(schema: TableSchema, frame: pd.DataFrame, given: dict[str, Iterable[Any] | None]) -> TableSchema:
    if schema.target is None:
        raise SchemaError("bad and good are values of the target, however no target is named. Name it first.")
    there = {spelled(value): plain(value) for value in frame[schema.target].dropna().unique()}
    there[MISSING] = MISSING
    named = {meaning: _values(values, there, schema.target) for meaning, values in given.items() if values is not None}
    taken = {spelled(v) for values in named.values() for v in values}
    kept = {m: tuple(v for v in getattr(schema, m) if spelled(v) not in taken) for m in given}
    if set(named) == {"bad"}:  # "bad is this" means that everything else, unless excluded, is good
        out = taken | {spelled(v) for v in kept["exclude"]} | {MISSING}
        kept["good"] = tuple(value for spelling, value in there.items() if spelling not in out)
    merged: dict[str, Any] = kept | named
    return replace(schema, **merged)


def _values(values: Iterable[Any], there: dict[str, Value], target: str) -> tuple[Value, ...]:
    """The target's own values behind what was written."""
    lower = {spelling.lower(): value for spelling, value in there.items()}
    found = []
    for value in values:
        text = spelled(value)
        number = _as_number_text(text)
        match = there.get(text, there.get(number, lower.get(_TRUTH.get(text.lower(), text.lower()))))
        if match is None:
            shown = ", ".join(repr(v) for v in list(there)[:6] if v != MISSING)
            raise SchemaError(
                f"bad, good and excluded name values of the target {target!r}, however {text!r} is none "
                f"of its values ({shown}). "
                "Write one that is there."
            )
        found.append(match)
    return tuple(dict.fromkeys(found))


_TRUTH = {"true": "1", "false": "0"}  # where the target holds truth values, which are spelled as numbers


def _as_number_text(text: str) -> str:
    try:
        return spelled(float(text))
    except ValueError:
        return text
