"""The schema editor: what each column means, with the reason of the guess, and what the outcome's values mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from creditviz.data.meaning.natures import NOT_SAID, nature_words, natures_of, with_natures
from creditviz.results import Guess
from creditviz.runs import Book, Workspace
from creditviz.runs.books import book_frame, save_schema
from creditviz.schema import NATURES, TableSchema
from creditviz.ui.book.facts import column_names, guesses, value_counts
from creditviz.ui.book.readings import show_readings, with_readings
from creditviz.ui.facts import schema_of
from creditviz.ui.mistakes import mistakes
from creditviz.ui.pickers import pick
from creditviz.ui.words import literal

# Role in the schema -> word on screen. A month of a sequence has a word of its own, see `role_words`.
ROLES = {
    "numeric": "number",
    "categorical": "category",
    "identifier": "identifier",
    "date": "date",
    "split": "train or test",
    "exposure": "exposure",
    "group": "customer",
    "ignored": "ignored",
}
TARGET = "outcome"
_SINGLE = ("identifier", "date", "split", "exposure", "group")
_SAVED = "schema_saved"


def show_schema_editor(workspace: Workspace, book: Book) -> None:
    """Outcome and columns; Save makes a new schema, earlier runs keep theirs."""
    schema = schema_of(workspace, book)
    if st.session_state.pop(_SAVED, None):
        st.success("Saved. Runs from now on use this schema; earlier runs keep theirs.", icon=":material/check:")
    outcome = _show_outcome(workspace, book, schema)
    st.markdown("**What does each column mean?**")
    st.caption(
        "Each guess has its reason. Change the role, the business name, whether the column is protected, or its "
        "nature: what an applicant can do about it."
    )
    rows = schema_rows(schema, guesses(workspace, book), column_names(workspace, book.hash))
    edited = st.data_editor(
        rows,
        hide_index=True,
        key=f"schema_{book.schema_hash}",
        disabled=["column", "why"],
        column_config=_columns(schema),
        height=420,
        alt="Columns of the book with their roles.",
    )
    chosen = show_readings(book, schema)
    if st.button("Save the schema", type="primary", icon=":material/save:", key="save_schema"):
        with mistakes():
            save(workspace, book, schema, outcome, edited.to_dict("records"), chosen)
            st.session_state[_SAVED] = True
            st.rerun()


def save(
    workspace: Workspace,
    book: Book,
    schema: TableSchema,
    outcome: Mapping[str, Any],
    rows: Sequence[Mapping[Any, Any]],
    chosen: Mapping[str, Any] | None = None,
) -> Book:
    """Keep the edited schema; raises when the outcome does not work out with it."""
    from creditviz.data.meaning.changes import change_schema
    from creditviz.data.outcome import outcomes

    frame = book_frame(workspace, book)
    given = {name: value for name, value in outcome.items() if value is not None}
    changed = change_schema(schema, frame, target=given.pop("target", None))
    changed = change_schema(changed, frame, **given, roles=changed_roles(changed, rows))
    features = set(changed.features(use_protected=True))
    changed = replace(
        changed,
        protected=tuple(row["column"] for row in rows if _ticked(row["protected"]) and row["column"] in features),
        labels={row["column"]: name for row in rows if (name := typed(row["name"]))},
    )
    changed = with_natures(changed, {row["column"]: _NATURES.get(str(row.get("nature")), "") for row in rows})
    if chosen is not None:
        changed = with_readings(changed, chosen)
    outcomes(frame, changed)
    return save_schema(workspace, book, changed)


def typed(cell: Any) -> str:
    """The text of a cell of an edited table; a cleared one comes as None or as not a number."""
    return cell.strip() if isinstance(cell, str) else ""


def _ticked(cell: Any) -> bool:
    return bool(not pd.isna(cell) and cell)


def schema_rows(schema: TableSchema, why: Mapping[str, Guess], columns: Sequence[str]) -> pd.DataFrame:
    """One row a column: role, business name, protected, nature, and why its role was guessed so."""
    words, natures = role_words(schema), natures_of(schema)
    return pd.DataFrame(
        {
            "column": list(columns),
            "role": [words.get(name, ROLES["ignored"]) for name in columns],
            "name": [schema.labels.get(name, "") for name in columns],
            "protected": [name in schema.protected for name in columns],
            "nature": [nature_words(natures[name]) if name in natures else "" for name in columns],
            "why": [why[name].reason if name in why else "" for name in columns],
        }
    )


def role_words(schema: TableSchema) -> dict[str, str]:
    """Column -> its role in words; a column without a role is ignored."""
    words = {name: ROLES["numeric"] for name in schema.numeric}
    words |= {name: ROLES["categorical"] for name in schema.categorical}
    words |= {name: f"month of {s.name}" for s in schema.sequences for name in s.columns}
    words |= {getattr(schema, role): ROLES[role] for role in _SINGLE if getattr(schema, role)}
    return words | ({schema.target: TARGET} if schema.target else {})


def changed_roles(schema: TableSchema, rows: Sequence[Mapping[Any, Any]]) -> dict[str, str]:
    """Column -> new role, for the columns whose role was changed."""
    before, roles = role_words(schema), {word: role for role, word in ROLES.items()}
    return {
        row["column"]: roles[row["role"]]
        for row in rows
        if row["role"] in roles and row["role"] != before.get(row["column"], ROLES["ignored"])
    }


def _show_outcome(workspace: Workspace, book: Book, schema: TableSchema) -> dict[str, Any]:
    """Target and the meanings of its values, as `change_schema` takes them."""
    columns = list(column_names(workspace, book.hash))
    st.markdown("**How did each account end?**")
    target = st.selectbox(
        "Outcome column",
        columns,
        index=columns.index(schema.target) if schema.target in columns else None,
        key=f"target_{book.schema_hash}",
        placeholder="choose the column that says how an account ended",
    )
    if target is None:
        return {}
    counts = value_counts(workspace, book.hash, target)
    if not counts:
        st.caption(f"{literal(target)} has too many different values to be an outcome.")
        return {"target": target}
    same = target == schema.target
    meanings: dict[str, Any] = {"target": target}
    for column, (name, label) in zip(st.columns(3), _MEANINGS.items(), strict=True):
        known = {str(value) for value in _spelled(getattr(schema, name))} if same else set()
        meanings[name] = pick(
            column.multiselect,
            label,
            list(counts),
            default=[value for value in counts if value in known],
            format_func=lambda value: f"{value} ({counts[value]:,} rows)",
            key=f"{name}_{target}_{book.schema_hash}",
        )
    return meanings if any(meanings[name] for name in _MEANINGS) else {"target": target}


_NATURES = {words: nature for nature, words in NATURES.items()}
_MEANINGS = {"bad": "Values that mean bad", "good": "Values that mean good", "exclude": "Values to leave out"}


def _spelled(values: Sequence[Any]) -> list[str]:
    from creditviz.data.values import spelled

    return [spelled(value) for value in values]


def _columns(schema: TableSchema) -> dict[str, Any]:
    months = [f"month of {s.name}" for s in schema.sequences]
    return {
        "column": st.column_config.TextColumn("column", width=150, pinned=True),
        "role": st.column_config.SelectboxColumn(
            "role",
            options=[*ROLES.values(), *months, TARGET],
            required=True,
            width=130,
            help="A month that is given another role takes its sequence apart.",
        ),
        "name": st.column_config.TextColumn("business name", width=170, help="Used in every figure.", max_chars=60),
        "protected": st.column_config.CheckboxColumn(
            "protected", width=80, help="Left out of a model unless a run says otherwise."
        ),
        "nature": st.column_config.SelectboxColumn(
            "nature",
            options=[*NATURES.values(), NOT_SAID],
            width=150,
            help="What an applicant can do about it. Letters and what-if advise only what can change now.",
        ),
        "why": st.column_config.TextColumn("why this guess", width=380),
    }
