"""Which column of the old product stands for which column of the new one: proposed, by name, or an own table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from creditviz.exceptions import CreditVizError
from creditviz.results import Pairing
from creditviz.runs import Workspace
from creditviz.small_files import decoded
from creditviz.specification import TransferSpec
from creditviz.ui.buttons import press
from creditviz.ui.forms.settings import first
from creditviz.ui.mistakes import act, mistakes, show_sentence
from creditviz.ui.pickers import pick
from creditviz.ui.transfer.facts import preview_of
from creditviz.ui.transfer.form.books import TwoBooks
from creditviz.ui.transfer.form.guesses import confirmed_guesses, show_guesses
from creditviz.ui.transfer.form.pairs_table import pairs_table, show_pairing_notes, table_columns, table_height
from creditviz.ui.transfer.form.units import chosen_units, keep_units, show_units
from creditviz.ui.words import count

if TYPE_CHECKING:
    from creditviz.experiment.transfer.preview import Preview

WAYS = {
    "by-name": "By name",
    "by-meaning": "By name and meaning",
    "guess": "The rest guessed",
    "given": "My own table",
}
ENOUGH = 0.5  # of the new product's columns: so many with a name that the old one has are paired by name at first
WAYS_HELP = (
    "**By name**: columns that are called the same in both books. "
    "**By name and meaning**: also columns whose names say the same term of credit, e.g. salary and income; guesses "
    "stand below, and only those that you confirm are used. "
    "**The rest guessed**: what no name pairs is paired by the shape of its values, which may join age with purpose. "
    "**My own table**: you say which stands for which; only you know what columns mean."
)
NONE = "(not used)"


def pairs_key(books: TwoBooks) -> str:
    """In the session: the own table of two books, new column -> old column."""
    return f"transfer_pairs_{books.key}"


def show_pairs(workspace: Workspace, books: TwoBooks, base: TransferSpec) -> tuple[TransferSpec, Preview] | None:
    """The pairs as a table; returns what was asked with what came of it, None where nothing can be paired so."""
    widget = f"transfer_way_{books.key}"
    way = pick(st.segmented_control,
        "Pairs of columns", list(WAYS), **first(widget, default=_usual(books)), required=True,
        format_func=lambda key: WAYS[key], key=widget, help=WAYS_HELP, persist_state="session",
    )  # fmt: skip
    own = st.session_state.get(pairs_key(books))
    if way == "given" and own is None:
        own = st.session_state[pairs_key(books)] = _start(workspace, base)
    wanted = {"given": own, "by-meaning": confirmed_guesses(books)}.get(way or "") or {}
    pairs = _visible(books, wanted, use_protected=base.use_protected)
    spec = base.model_copy(update={"pairing": way, "pairs": pairs, "unit_of": chosen_units(books)})
    found = _look(workspace, spec)
    if way == "given":
        _show_editor(books, spec, found.pairing if found else None)
    elif found is not None:
        st.dataframe(
            pairs_table(found.pairing),
            hide_index=True,
            height=table_height(len(found.pairing.pairs)),
            column_config=table_columns(),
            alt="Pairs of columns, each with its kind and distance.",
        )
    if way == "by-meaning" and found is not None:
        show_guesses(books, found.pairing)
    if found is not None:
        show_units(books, found.pairing)
    _show_files(books, found.pairing if found else None, spec)
    if found is None:
        return None
    show_pairing_notes(found.pairing, found.notes)
    return spec, found


def _same_names(books: TwoBooks) -> dict[str, str]:
    """Columns that both books call the same."""
    old = set(books.source_schema.features())
    return {name: name for name in books.target_schema.features() if name in old}


def _usual(books: TwoBooks) -> str:
    """By name where most columns of the new product have one that the old product knows, else by meaning."""
    return "by-name" if len(_same_names(books)) >= ENOUGH * len(books.target_schema.features()) else "by-meaning"


def _visible(books: TwoBooks, pairs: Mapping[str, str], *, use_protected: bool) -> dict[str, str]:
    """Without pairs of protected columns while these are left out."""
    old, new = features_of(books, use_protected=use_protected)
    return {key: value for key, value in pairs.items() if key in new and value in old}


def features_of(books: TwoBooks, *, use_protected: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Columns of the old and of the new product that may be paired."""
    old, new = (s.for_model(use_protected=use_protected).features() for s in (books.source_schema, books.target_schema))
    return old, new


def _look(workspace: Workspace, spec: TransferSpec) -> Preview | None:
    with mistakes(), st.spinner("Comparing the columns"):
        return preview_of(workspace, spec)
    return None


def _start(workspace: Workspace, base: TransferSpec) -> dict[str, str]:
    """What an own table begins with: what names and meanings pair."""
    for way in ("by-meaning", "by-name"):
        try:
            found = preview_of(workspace, base.model_copy(update={"pairing": way, "pairs": {}}))
            return {pair.target: pair.source for pair in found.pairing.pairs}
        except CreditVizError:  # nothing in common: the table begins empty
            continue
    return {}


def _show_editor(books: TwoBooks, spec: TransferSpec, pairing: Pairing | None) -> None:
    """One row a column of the new product; an old column that is chosen twice moves to the row chosen last."""
    old, new = features_of(books, use_protected=spec.use_protected)
    known = {pair.target: pair for pair in pairing.pairs} if pairing else {}
    rows = pd.DataFrame(
        {
            "new product": list(new),
            "old product": [spec.pairs.get(name, NONE) for name in new],
            "kind": [known[name].kind if name in known else "" for name in new],
            "distance": [known[name].distance if name in known else None for name in new],
        }
    )
    widget = f"transfer_editor_{books.key}_{st.session_state.get(_round(books), 0)}"
    st.data_editor(
        rows,
        hide_index=True,
        key=widget,
        disabled=["new product", "kind", "distance"],
        height=table_height(len(new)),
        column_config=table_columns((NONE, *old)),
        on_change=act,
        args=(_edit, books, widget, list(new)),
        alt="Pairs of columns; choose the old product's column for each.",
    )
    st.caption("An old column stands for one new column: chosen again, it moves to the row you chose last.")


def _edit(books: TwoBooks, widget: str, names: list[str]) -> None:
    pairs = dict(st.session_state[pairs_key(books)])
    for row, change in st.session_state[widget]["edited_rows"].items():
        pairs = changed_pairs(pairs, names[int(row)], change.get("old product"))
    _keep(books, pairs)


def changed_pairs(pairs: Mapping[str, str], new: str, old: str | None) -> dict[str, str]:
    """The pairs after one row was changed; the old column leaves the row that had it.

    >>> changed_pairs({"a": "x", "b": "y"}, "b", "x")
    {'b': 'x'}
    """
    rest = {key: value for key, value in pairs.items() if key != new and value != old}
    return rest if old in (None, NONE) else {**rest, new: str(old)}


def _round(books: TwoBooks) -> str:
    return f"transfer_round_{books.key}"


def _keep(books: TwoBooks, pairs: Mapping[str, str]) -> None:
    """The own table from now on; a new key draws the editor afresh."""
    st.session_state[pairs_key(books)] = dict(pairs)
    st.session_state[_round(books)] = st.session_state.get(_round(books), 0) + 1


def _show_files(books: TwoBooks, pairing: Pairing | None, spec: TransferSpec) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        if spec.pairing != "given" and pairing is not None:
            press(
                st.button,
                "Change these pairs",
                _take_over,
                books,
                {pair.target: pair.source for pair in pairing.pairs},
                icon=":material/edit:",
                key="transfer_edit",
                help="Takes them into your own table.",
            )
        if pairing is not None:
            _show_download(pairing)
        with st.popover("Load pairs", icon=":material/upload:"):
            _show_upload(books, spec)


def _show_download(pairing: Pairing) -> None:
    from creditviz.transfer.pairing import write_pairing

    st.download_button(
        "Save pairs",
        lambda: write_pairing(pairing),
        file_name="pairs.json",
        mime="application/json",
        key="transfer_save_pairs",
        icon=":material/download:",
        help="A file that this page reads back. The pairs are also kept with every run.",
        on_click="ignore",
    )


def _show_upload(books: TwoBooks, spec: TransferSpec) -> None:
    from creditviz.transfer.pairing import read_pairing, read_units

    file = st.file_uploader(
        'A file like {"pairs": {"new column": "old column"}}', type=["json"], key=f"transfer_upload_{books.key}"
    )
    if file is None:
        return
    try:
        text = decoded(file.getvalue(), file.name)
        pairs, units = read_pairing(text), read_units(text)
        check_pairs(books, pairs, use_protected=spec.use_protected)
    except CreditVizError as mistake:
        show_sentence(str(mistake))
        return
    st.caption(f"{count(len(pairs), 'pair')} in the file.")
    press(
        st.button,
        "Use them",
        _take_over,
        books,
        pairs,
        units,
        key="transfer_use_pairs",
        type="primary",
    )


def check_pairs(books: TwoBooks, pairs: Mapping[str, str], *, use_protected: bool) -> None:
    """Raise where a pairing file names columns that the books lack, or one old column twice."""
    from creditviz.transfer.pairing import check_names

    check_names(pairs, *features_of(books, use_protected=use_protected))


def _take_over(books: TwoBooks, pairs: Mapping[str, str], units: Mapping[str, str] | None = None) -> None:
    _keep(books, pairs)
    keep_units(books, units or {})
    st.session_state[f"transfer_way_{books.key}"] = "given"
