"""The models of a benchmark: a box each, in groups; greyed with the reason where a book lacks what a model needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from creditviz.models import MODELS
from creditviz.models.needs import why_not
from creditviz.registry import FAMILIES
from creditviz.schema import TableSchema
from creditviz.ui.forms.settings import first
from creditviz.ui.words import literal, sentence

FIRST_CHOICE = ("logistic-regression", "decision-tree", "xgboost")
OTHERS = "others"
COLUMNS = 4


def groups() -> dict[str, list[str]]:
    """Family -> keys of its models, in the order of the registry."""
    found: dict[str, list[str]] = {name: [] for name in (*FAMILIES, OTHERS)}
    for key, entry in MODELS.items():
        found[entry.family if entry.family in FAMILIES else OTHERS].append(key)
    return {name: keys for name, keys in found.items() if keys}


def choose_models(schemas: Mapping[str, TableSchema]) -> list[str]:
    """The boxes; returns the keys that are ticked and fit every book.

    Parameters
    ----------
    schemas : name of a chosen book -> what a model may see of it.
    """
    reasons = {key: unfit(key, schemas) for key in MODELS}
    st.markdown(
        ":small[Models]", help="Every one is fitted to the same rows. A grey one cannot serve the books: see why."
    )
    chosen = []
    for column, families in zip(st.columns(COLUMNS), placed(groups()), strict=True):
        with column:
            for name, keys in families.items():
                st.caption(sentence(name))
                chosen += [key for key in keys if _box(key, reasons[key])]
    return [key for key in MODELS if key in chosen]


def placed(found: Mapping[str, list[str]]) -> list[dict[str, list[str]]]:
    """Families by column: one each as long as there are columns, then below the shortest.

    >>> [list(column) for column in placed({"a": [""], "b": ["", ""], "c": ["", ""], "d": ["", ""], "e": [""]})]
    [['a', 'e'], ['b'], ['c'], ['d']]
    """
    columns: list[dict[str, list[str]]] = [{} for _ in range(COLUMNS)]
    for name, keys in found.items():
        min(columns, key=lambda column: sum(map(len, column.values())))[name] = keys
    return columns


def _box(key: str, reason: str) -> bool:
    entry, widget = MODELS[key], f"benchmark_model_{key}"
    if reason:
        st.session_state[widget] = False
    ticked = st.checkbox(
        literal(entry.label),
        **first(widget, value=key in FIRST_CHOICE),
        key=widget,
        disabled=bool(reason),
        help=literal(reason or f"{entry.about} {entry.source}."),
        persist_state="session",
    )
    return ticked and not reason


def unfit(key: str, schemas: Mapping[str, TableSchema]) -> str:
    """Why a model cannot serve all of these books, naming the first that lacks something; "" when it can."""
    for book, schema in schemas.items():
        reason = why_not(MODELS[key], schema)
        if reason:
            return reason.replace("this book has none", f"{book} has none")
    return ""


def tick(keys: Sequence[str]) -> None:
    """Tick these boxes and no others."""
    for key in MODELS:
        st.session_state[f"benchmark_model_{key}"] = key in keys
