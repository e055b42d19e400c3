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
    """The money in one sentence, its fields a click away."""
    with st.container(horizontal=True, vertical_alignment="center"):
        said = st.container(width="content")
        with st.popover("Edit", icon=":material/edit:", type="tertiary", width="content"):
            money = _fields(workspace, book)
    said.markdown(money_words(money))
    return money


def money_words(money: Money) -> str:
    """What an account earns and costs, as Markdown.

    >>> money_words(Money(Economics(0.08, 0.45, 10_000.0, 0.0), "", None))
    'A good account earns **8%** of **10,000**, a bad one loses **45%**; a case costs nothing, no limit to approvals.'
    """
    found = money.economics
    amount = f"its {literal(money.column)}" if money.column else f"**{found.amount:,.0f}**"
    case = f"**{found.cost:,.0f}**" if found.cost else "nothing"
    many = "no limit to approvals" if money.capacity is None else f"at most **{1000 * money.capacity:.0f}** of 1,000"
    return (
        f"A good account earns **{100 * found.margin:g}%** of {amount}, a bad one loses **{100 * found.lgd:g}%**; "
        f"a case costs {case}, {many}."
    )


def _fields(workspace: Workspace, book: Book) -> Money:
    start = Economics()
    margin = _percent("Margin, %", 100 * start.margin, "margin", "Earned on a good account, of its amount.")
    lgd = _percent("Loss (LGD), %", 100 * start.lgd, "lgd", "Lost on a bad account, of its amount.")
    column = _column(workspace, book)
    amount = _amount(
        "Amount",
        start.amount,
        1000.0,
        "decision_amount",
        "Of every account, in the currency of your choice; a column gives each its own.",
        disabled=bool(column),
    )
    about = "Of handling one approved account, whatever becomes of it."
    cost = _amount("Cost of a case", start.cost, 10.0, "decision_cost", about)
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
    return Money(Economics(margin / 100, lgd / 100, amount, cost), column, capacity)


def _amount(label: str, value: float, step: float, key: str, about: str, *, disabled: bool = False) -> float:
    return float(
        st.number_input(
            label,
            0.0,
            value=value,
            step=step,
            format="%.0f",
            key=key,
            disabled=disabled,
            help=about,
            persist_state="session",
        )
    )


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
