"""What an account earns and costs: margin, loss, amount, cost of a case, and how many can be handled."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from creditviz.results import Economics
from creditviz.runs import Book, Workspace
from creditviz.ui.decision.rows import ONE_AMOUNT, amount_columns
from creditviz.ui.pickers import pick
from creditviz.ui.words import literal


@dataclass(frozen=True)
class Money:
    """The form's content."""

    economics: Economics
    column: str  # the exposure column; empty for one amount
    capacity: float | None  # share of applicants whose approval can be handled


def show_money(workspace: Workspace, book: Book) -> Money:
    """Five fields in a row."""
    start = Economics()
    columns = st.columns([1, 1, 1.5, 1, 1, 1.2])
    with columns[0]:
        margin = _percent("Margin, %", 100 * start.margin, "margin", "Earned on a good account, of its amount.")
    with columns[1]:
        lgd = _percent("Loss (LGD), %", 100 * start.lgd, "lgd", "Lost on a bad account, of its amount.")
    with columns[2]:
        column = _column(workspace, book)
    with columns[3]:
        amount = st.number_input(
            "Amount",
            0.0,
            value=start.amount,
            step=1000.0,
            format="%.0f",
            key="decision_amount",
            disabled=bool(column),
            help="Of every account, in the currency of your choice; a column gives each its own.",
            persist_state="session",
        )
    with columns[4]:
        cost = st.number_input(
            "Cost of a case",
            0.0,
            value=start.cost,
            step=10.0,
            format="%.0f",
            key="decision_cost",
            help="Of handling one approved account, whatever becomes of it.",
            persist_state="session",
        )
    with columns[5]:
        handled = st.number_input(
            "Capacity, of 1,000",
            0,
            1000,
            None,
            step=10,
            key="decision_capacity",
            placeholder="no limit",
            help="How many of every 1,000 applicants you can approve and handle. Empty: no limit.",
            persist_state="session",
        )
    capacity = None if handled is None else handled / 1000
    return Money(Economics(margin / 100, lgd / 100, float(amount), float(cost)), column, capacity)


def _percent(label: str, value: float, key: str, help_text: str) -> float:
    return float(
        st.number_input(
            label,
            0.0,
            500.0 if key == "margin" else 100.0,
            value=value,
            step=1.0,
            format="%g",
            key=f"decision_{key}",
            help=help_text,
            persist_state="session",
        )
    )


def _column(workspace: Workspace, book: Book) -> str:
    """One amount for all, or a column of the book."""
    names = {ONE_AMOUNT: "one amount for all", **amount_columns(workspace, book)}
    return (
        pick(
            st.selectbox,
            "Amount at risk",
            list(names),
            format_func=lambda key: literal(names[key]),
            key=f"decision_column_{book.hash[:8]}",
            help="One amount for every account, or a column of the book, such as the credit limit.",
            persist_state="session",
        )
        or ONE_AMOUNT
    )
