"""Which two books a transfer is between: the open one is the new product, another one with outcomes the old."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from creditviz.runs import Book, Workspace
from creditviz.schema import TableSchema
from creditviz.ui.buttons import press
from creditviz.ui.demo import add_loan_book, add_sample_book
from creditviz.ui.facts import bad_rate, book_labels, book_name, schema_of
from creditviz.ui.navigation import page_file
from creditviz.ui.pickers import pick
from creditviz.ui.shell import empty
from creditviz.ui.words import count, literal
from creditviz.ui.workspace import choose_book

SOURCE = "transfer_source"  # in the session: hash of the old product's book
NO_OUTCOME = (
    "**{name} has no outcomes that can be read.** Methods are judged on rows of the new product whose outcome is "
    "known. Say on the Data page which column tells how an account ended, or open another book."
)
ONE_BOOK = "A transfer needs two books, an old product with outcomes and a new one. Only **{name}** is here so far."
CARDS = "Sample credit-card book"
SWAP_HELP = "Opens the old product's book and takes the book that is open now as the old product."


@dataclass(frozen=True)
class TwoBooks:
    """The old product, the new product and what their columns mean."""

    source: Book
    target: Book
    source_schema: TableSchema
    target_schema: TableSchema

    @property
    def key(self) -> str:
        """Tells widgets of two books from those of two others."""
        return f"{self.source.schema_hash}_{self.target.schema_hash}"


def choose_books(workspace: Workspace, target: Book) -> TwoBooks | None:
    """Both books side by side; None, with the way on, where there are not two that serve."""
    others = [book for book in workspace.store.books() if book.hash != target.hash]
    if not others:
        show_one_book(workspace, target)
        return None
    if bad_rate(workspace, target) is None:
        empty(
            NO_OUTCOME.format(name=literal(book_name(workspace, target))),
            button="What do the columns mean?",
            page_key="data",
        )
        return None
    served = {book.hash: book for book in others if bad_rate(workspace, book) is not None}
    if not served:
        empty(
            "None of the other books has outcomes, and an old product's outcomes are what a transfer brings over.",
            button="Open a book and name its outcome",
            page_key="data",
        )
        return None
    source = _show_both(workspace, target, served)
    return TwoBooks(source, target, schema_of(workspace, source), schema_of(workspace, target))


def show_one_book(workspace: Workspace, target: Book) -> None:
    """What to do while there is only one book."""
    with st.container(border=True, horizontal_alignment="left"):
        st.markdown(ONE_BOOK.format(name=literal(book_name(workspace, target))))
        cards_open = book_name(workspace, target) == CARDS
        with st.container(horizontal=True, vertical_alignment="center"):
            press(
                st.button,
                "Load the sample loans" if cards_open else "Load the sample cards",
                _load_loans if cards_open else add_sample_book,
                workspace,
                icon=":material/science:",
                key="transfer_load_sample",
                help="Simulated loans become the new product." if cards_open else "Simulated cards, with outcomes.",
            )
            st.page_link(page_file("data"), label="Load a book of your own", icon=":material/upload:")


def _load_loans(workspace: Workspace) -> None:
    """The second sample book was made to be the new product beside the first."""
    choose_book(workspace, add_loan_book(workspace).hash)


def _show_both(workspace: Workspace, target: Book, served: dict[str, Book]) -> Book:
    if st.session_state.get(SOURCE) not in served:  # another book was opened, or this one was deleted
        st.session_state[SOURCE] = _likely(workspace, target, served)
    names = book_labels(workspace, [target, *served.values()])
    old, swap, new = st.columns([5, 2, 5], vertical_alignment="top")
    with old, st.container(border=True, height="stretch"):
        picked = pick(
            st.selectbox,
            "Old product, with outcomes",
            list(served),
            format_func=names.__getitem__,
            key=SOURCE,
            help="Its outcomes teach the model. Books without outcomes are not listed.",
        )
        source = served[picked]
        st.caption(_words(workspace, source))
    with swap:
        st.space("medium")
        press(
            st.button,
            "Swap",
            _swap,
            workspace,
            source.hash,
            target.hash,
            icon=":material/swap_horiz:",
            key="transfer_swap",
            help=SWAP_HELP,
            width="stretch",
        )
    with new, st.container(border=True, height="stretch"):
        pick(
            st.selectbox,
            "New product: the open book",
            [target.hash],
            format_func=names.__getitem__,
            disabled=True,
            key=f"transfer_target_{target.hash}",
            help="The book that is open in the sidebar. Part of its rows judges the methods.",
        )
        st.caption(_words(workspace, target))
    return source


def _likely(workspace: Workspace, target: Book, served: dict[str, Book]) -> str:
    """The book that shares most feature names with the new one, of equals the newest."""
    names = set(schema_of(workspace, target).features())
    return max(served, key=lambda key: len(names & set(schema_of(workspace, served[key]).features())))


def _swap(workspace: Workspace, source: str, target: str) -> None:
    choose_book(workspace, source)
    st.session_state[SOURCE] = target


def _words(workspace: Workspace, book: Book) -> str:
    """Rows, bad rate, features, and what becomes of its months."""
    schema, rate = schema_of(workspace, book), bad_rate(workspace, book)
    parts = [count(book.n_rows, "account"), f"{rate:.1%} bad" if rate is not None else "no outcomes"]
    parts.append(count(len(schema.features()), "feature"))
    months = sum(len(s.columns) for s in schema.sequences)
    if months:
        parts.append(f"{months:,} of them months, each read as a column of its own")
    if schema.protected:
        parts.append(f"{count(len(schema.protected), 'protected attribute')} left out")
    return " · ".join(parts)
