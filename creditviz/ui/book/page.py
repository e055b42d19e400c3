"""What the Data page shows of the open book: findings, columns, distributions, information value, test rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from creditviz.reporting.words import day
from creditviz.results import Finding
from creditviz.runs import Book, Workspace
from creditviz.runs.books import what_was_done
from creditviz.ui.book import facts as book_facts
from creditviz.ui.book.runs import show_book_runs
from creditviz.ui.book.schema_editor import show_schema_editor
from creditviz.ui.book.uploads import LOADING, TABS, show_loading
from creditviz.ui.cards import show
from creditviz.ui.facts import book_name, outcome_counts, schema_of
from creditviz.ui.forms.assent import show_assent
from creditviz.ui.frame.tabs import open_tabs
from creditviz.ui.mistakes import mistakes
from creditviz.ui.pickers import pick
from creditviz.ui.runs.names import PROTOCOLS
from creditviz.ui.shell import line
from creditviz.ui.words import count, literal
from creditviz.ui.workspace import Place

MOST_CARDS = 4
MOST_FINDINGS = 4  # in sight; the rest is one click away
SPLIT = ": "  # between the verdict and its reason
_ICONS = {
    "stop": ":red[:material/cancel:]",
    "warning": ":material/error:",
    "note": ":material/info:",
    "good": ":material/check_circle:",
}
_PART_COLUMNS = {
    "rows": st.column_config.NumberColumn(format="localized"),
    "bad": st.column_config.NumberColumn(format="localized"),
    "bad rate": st.column_config.NumberColumn(format="%.1f%%"),
}


def show_book(place: Place) -> None:
    """What was found in the open book, then tabs of which only the open one is computed; a loader without a book."""
    if place.book is None:
        show_loading(place)
        return
    workspace, book = place.workspace, place.book
    line(
        f"**{literal(book_name(workspace, book))}** · {count(book.n_rows, 'row')}, {count(book.n_columns, 'column')} · "
        f"loaded {day(book.created)} from {literal(book.name)}"
    )
    with mistakes():
        show_findings(workspace, book)
    bodies: dict[str, Callable[[], None]] = {
        "Columns and outcome": lambda: show_schema_editor(workspace, book),
        f"First {book_facts.SHOWN_ROWS} rows": lambda: show_first_rows(workspace, book),
        "Distributions": lambda: show_distributions(workspace, book),
        "Information value": lambda: show_information(workspace, book),
        "Test rows": lambda: show_parts(workspace, book),
        "Runs of this book": lambda: show_book_runs(workspace, book),
        LOADING: lambda: show_loading(place),
    }
    for tab, body in zip(open_tabs(list(bodies), TABS), bodies.values(), strict=True):
        if tab.open:
            with tab, mistakes():
                body()


def show_findings(workspace: Workspace, book: Book) -> None:
    """The verdict with the bad rate, the gravest findings with what they mean, the rest folded."""
    show_assent(workspace, book)
    found = book_facts.findings(workspace, book)
    open_ones = [finding for finding in found if finding.verdict != "good"]
    passed = [finding for finding in found if finding.verdict == "good"]
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{literal(headline(found, outcome_counts(workspace, book)))}**")
        _show_rows(open_ones[:MOST_FINDINGS])
    with st.container(horizontal=True):
        if open_ones[MOST_FINDINGS:]:
            with st.popover(f"{count(len(open_ones[MOST_FINDINGS:]), 'more finding')}", icon=":material/info:"):
                _show_rows(open_ones[MOST_FINDINGS:])
        if passed:
            with st.popover(f"{count(len(passed), 'check')} passed", icon=":material/check_circle:"):
                st.caption("\n\n".join(literal(finding.what) for finding in passed))
    _show_what_was_done(workspace, book)


def _show_rows(found: Sequence[Finding]) -> None:
    """One row a finding: its word, what was found, what to do about it."""
    for finding in found:
        word, what, remedy = st.columns([1.15, 6, 5])
        word.markdown(f"{_ICONS[finding.verdict]} {finding.verdict}")
        what.markdown(literal(finding.what))
        if finding.remedy:
            remedy.caption(literal(finding.remedy))


def headline(found: Sequence[Finding], outcomes: tuple[int, int] | None) -> str:
    """The verdict on the book in one sentence, with its bad accounts; `outcomes` are (bad, usable) accounts.

    >>> headline([], (480, 6000))
    'Fit for modelling: 480 of 6,000 accounts are bad, 8.0%; no check has a warning.'
    """
    if outcomes is None:
        return verdict(found)
    first, rest = verdict(found).split(SPLIT, 1)
    n_bad, n = outcomes
    return f"{first}: {n_bad:,} of {n:,} accounts are bad, {n_bad / n:.1%}; {rest}"


def _show_what_was_done(workspace: Workspace, book: Book) -> None:
    """What was changed or left out while the file came in; nothing where it came in as it was."""
    done = what_was_done(workspace, book)
    if done:
        grave = any(note.grave for note in done)
        with st.expander(f"What was done to this file ({len(done)})", expanded=grave, icon=":material/edit_note:"):
            st.markdown("\n".join(f"- {literal(note.what)}" for note in done))


def verdict(found: Sequence[Finding]) -> str:
    """The verdict on the book in one sentence."""
    times = Counter(finding.verdict for finding in found)
    if times["stop"]:
        return f"Not fit yet{SPLIT}{count(times['stop'], 'finding')} would make every model wrong."
    if times["warning"]:
        return f"Fit for modelling{SPLIT}{count(times['warning'], 'warning')} to read first."
    return f"Fit for modelling{SPLIT}no check has a warning."


def show_first_rows(workspace: Workspace, book: Book) -> None:
    """Rows as they were read, with the columns' names in the file."""
    rows = book_facts.first_rows(workspace, book.hash)
    st.dataframe(rows, hide_index=True, row_height=28, alt=f"The first {len(rows)} rows of the book.")


def show_distributions(workspace: Workspace, book: Book) -> None:
    """How good and bad accounts spread over single features, the most telling first."""
    values = book_facts.information(workspace, book)
    names = {value.feature: value.name for value in values}
    chosen = pick(
        st.multiselect,
        "Features",
        list(names),
        default=list(names)[:MOST_CARDS],
        format_func=lambda feature: names[feature],
        key=f"distributions_{book.schema_hash}",
        help="In the order of their information value.",
        max_selections=12,
    )
    schema_hash = book.schema_hash or ""
    show(*(book_facts.distribution(workspace, book.hash, schema_hash, feature) for feature in chosen))


def show_information(workspace: Workspace, book: Book) -> None:
    """What each feature tells alone: the chart, one feature's weights, the table."""
    from creditviz.reporting.book import information_card, woe_card

    values = {value.feature: value for value in book_facts.information(workspace, book)}
    line("Counted on the training rows of the usual hold-out, so that test rows stay unseen.")
    feature = pick(
        st.selectbox,
        "Feature",
        list(values),
        format_func=lambda name: values[name].name,
        key=f"woe_{book.schema_hash}",
        help="In the order of their information value.",
    )
    if feature is None:
        return
    show(information_card(list(values.values())), woe_card(values[feature]))
    table = [
        {"feature": v.name, "column": v.feature, "information value": v.iv, "shuffled": v.noise, "it is": v.strength}
        for v in values.values()
    ]
    st.dataframe(
        pd.DataFrame(table),
        hide_index=True,
        column_config={
            "information value": st.column_config.NumberColumn(format="%.3f"),
            "shuffled": st.column_config.NumberColumn(
                format="%.3f", help="What the column stays below in 95 of 100 shuffles of the outcomes."
            ),
        },
        alt="Information value of every feature.",
    )


def show_parts(workspace: Workspace, book: Book) -> None:
    """How many rows, and how many bad ones, each way of choosing test rows leaves for each part."""
    schema = schema_of(workspace, book)
    possible = ["holdout", *(["out-of-time"] if schema.date else []), *(["given"] if schema.split else [])]
    for protocol in possible:
        with mistakes():
            found = book_facts.parts(workspace, book.hash, book.schema_hash or "", protocol)
            st.markdown(f"**{PROTOCOLS[protocol]}: {found[-1].bad:,} bad accounts to judge a model by**")
            st.dataframe(
                pd.DataFrame(
                    {
                        "part": [part.part for part in found],
                        "rows": [part.rows for part in found],
                        "bad": [part.bad for part in found],
                        "bad rate": [100 * part.bad / part.rows for part in found],
                    }
                ),
                hide_index=True,
                width=520,
                column_config=_PART_COLUMNS,
                alt=f"Rows of each part under {PROTOCOLS[protocol]}.",
            )
    if not schema.date:
        line("Name a date column to see an out-of-time split: the newest accounts judge, as a bank would meet them.")
