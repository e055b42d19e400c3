"""The form of the Transfer page: two books, their pairs, the divider, the methods; Start queues one run."""

from __future__ import annotations

from typing import Any

import streamlit as st

from creditviz.runs import Book, Run, Workspace
from creditviz.runs.engine import jobs
from creditviz.specification import TransferSpec, make_specification
from creditviz.ui.buttons import press
from creditviz.ui.facts import book_name
from creditviz.ui.forms.settings import first
from creditviz.ui.mistakes import mistakes
from creditviz.ui.pickers import pick
from creditviz.ui.runs.names import transfer_name
from creditviz.ui.shell import section
from creditviz.ui.transfer.form.books import SOURCE, TwoBooks, choose_books
from creditviz.ui.transfer.form.declined import show_declined
from creditviz.ui.transfer.form.divider import show_divider
from creditviz.ui.transfer.form.estimate import estimate_words
from creditviz.ui.transfer.form.methods import choose_methods, settings_of, show_method_settings
from creditviz.ui.transfer.form.pairs import show_pairs
from creditviz.ui.words import literal

TABS, RESULT = "transfer_tabs", "Result"  # in the session: the label of the open tab
LABELS = {"All": None, "None": 0, "50": 50, "200": 200, "1,000": 1000}
LABELS_HELP = (
    "How many outcomes of the new product the methods under *Taught by the new product* may learn from. The others "
    "read none. All: how good a model could be one day. Few: whether a transfer beats training on the first outcomes."
)
SEARCH_HELP = (
    "Every method with ranges tries settings at random and keeps the best, judged on rows held back for it; test rows "
    "are not touched. It multiplies the time by the number of tries. What was set by hand stays."
)
CHOOSE_ON = {"source": "Old accounts", "target": "Known new ones"}
CHOOSE_HELP = (
    "**Old accounts**: as a lender must, who has no outcomes of the new product yet. **Known new ones**: outcomes of "
    "the new product's training rows choose, as in Xu and Zhang 2025; which a lender could not do yet."
)
PROTECTED = (
    "Protected attributes ({names}) are left out: lending by them is forbidden in many countries. Switch this on only "
    "to compare with papers that used them."
)


def show_form(workspace: Workspace, target: Book) -> None:
    """Choose what is brought from which book to which; nothing is queued before it can be carried out."""
    section("1 · Which books")
    books = choose_books(workspace, target)
    show_declined(workspace, target, SOURCE)
    if books is None:
        return
    base = _base(books)
    section("2 · Which column stands for which")
    with st.container(border=True):
        asked = show_pairs(workspace, books, base)
    if asked is None:
        return
    spec, found = asked
    section("3 · What has shifted")
    threshold = show_divider(found)
    section("4 · How it is brought over")
    with st.container(border=True), mistakes():
        _show_rest(workspace, books, spec, threshold)


def _base(books: TwoBooks) -> TransferSpec:
    """Books and rows; what decides on pairs and distances. Its widgets stand below, so the session is read."""
    return make_specification(
        TransferSpec,
        book=books.target.hash,
        schema_hash=books.target.schema_hash or "",
        source=books.source.hash,
        source_schema=books.source.schema_hash or "",
        seed=int(st.session_state.get("transfer_seed", 0)),
        test_share=float(st.session_state.get("transfer_test_share", 20)) / 100,
        use_protected=bool(st.session_state.get("transfer_protected", False)),
        adapt_to_unknown=True,
        units="proposed",
    )


def _show_rest(workspace: Workspace, books: TwoBooks, spec: TransferSpec, threshold: float) -> None:
    rows = _show_rows(books)
    methods = choose_methods(labels=rows["target_labels"])
    show_method_settings(methods)
    rows |= _show_search()
    own = {"methods": tuple(methods), "parameters": settings_of(methods, threshold)}
    asked = spec.model_copy(update=rows | own) if methods else None
    _show_start(workspace, books, asked)


def _show_rows(books: TwoBooks) -> dict[str, Any]:
    labels, share, seed = st.columns([3, 2, 1.4])
    known = labels.segmented_control(
        "Known outcomes of the new product",
        list(LABELS),
        **first("transfer_labels", default="All"),
        required=True,
        key="transfer_labels",
        help=LABELS_HELP,
        persist_state="session",
    )
    share.slider(
        "Rows of the new product that judge",
        10,
        50,
        **first("transfer_test_share", value=20),
        step=5,
        format="%d%%",
        key="transfer_test_share",
        help="Test rows: no method sees them. More rows, narrower intervals.",
    )
    seed.number_input("Seed", 0, 2**31 - 1, key="transfer_seed", help="Same seed and settings, same result.")
    names = dict.fromkeys(s.label(name) for s in (books.source_schema, books.target_schema) for name in s.protected)
    if names:
        st.toggle("Let the methods read protected attributes", key="transfer_protected")
        st.caption(PROTECTED.format(names=", ".join(map(literal, names))))
    return {"target_labels": LABELS[known or "All"]}


def _show_search() -> dict[str, Any]:
    """Whether settings are tried first, and on which rows they are chosen."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        wanted = st.toggle("Search settings first", key="transfer_search_on", help=SEARCH_HELP)
        tries = st.number_input(
            "Tries a method", 2, 200, **first("transfer_search", value=30), key="transfer_search", disabled=not wanted,
            width=160,
        )  # fmt: skip
        where = pick(st.segmented_control,
            "Chosen on", list(CHOOSE_ON), **first("transfer_choose_on", default="source"), required=True,
            format_func=lambda key: CHOOSE_ON[key], key="transfer_choose_on", disabled=not wanted, help=CHOOSE_HELP,
        )  # fmt: skip
    return {"search": int(tries), "choose_on": where or "source"} if wanted else {}


def _show_start(workspace: Workspace, books: TwoBooks, spec: TransferSpec | None) -> None:
    old, new = (book_name(workspace, book) for book in (books.source, books.target))
    usual = transfer_name(spec, old, new) if spec else ""
    name, button = st.columns([3, 1.4], vertical_alignment="bottom")
    typed = name.text_input(
        "Name", key="transfer_name", max_chars=80, placeholder=usual or "Choose at least one method"
    )
    st.caption(estimate_words(workspace, spec) if spec else "Choose at least one method.")
    press(
        button.button,
        "Start",
        start,
        workspace,
        spec,
        (typed or "").strip() or usual,
        type="primary",
        icon=":material/play_arrow:",
        disabled=spec is None,
        key="transfer_start",
        width="stretch",
    )


def start(workspace: Workspace, spec: TransferSpec, name: str) -> Run:
    """Queue the transfer; pairs and rows were found legal when they were shown."""
    from creditviz.experiment.transfer.search import check_choice

    check_choice(spec)
    st.session_state[TABS] = RESULT  # where it can be watched
    return jobs.submit(workspace, spec, name=name)
