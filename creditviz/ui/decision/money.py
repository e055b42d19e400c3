"""What an account earns and costs: margin, loss, amount, cost of a case, and how many can be handled."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from creditviz.results import Economics
from creditviz.runs import Book, Workspace
from creditviz.runs.money import Money, keep_money, money_of
from creditviz.ui.buttons import press
from creditviz.ui.decision.rows import ONE_AMOUNT, amount_columns
from creditviz.ui.pickers import pick
from creditviz.ui.words import literal


def show_money(workspace: Workspace, book: Book) -> Money:
    """The money in one sentence, its fields a click away."""
    with st.container(horizontal=True, vertical_alignment="center"):
        said = st.container(width="content")
        with st.popover("Edit", icon=":material/edit:", type="tertiary", width="content"):
            money = _fields(workspace, book)
            _show_keep(workspace, book, money)
    said.markdown(money_words(money))
    return money


def money_words(money: Money) -> str:
    """What an account earns and costs, as Markdown.

    >>> money_words(Money(Economics(0.08, 0.45, 500.0, 0.0, "EUR"), kept=True))
    'A good account earns **8%** of **500 EUR**, a bad one loses **45%**; a case costs nothing, no limit to approvals.'
    """
    found = money.economics
    unit = f" {literal(found.currency)}" if found.currency else ""
    amount = f"its {literal(money.column)}" if money.column else f"**{found.amount:,.0f}{unit}**"
    case = f"**{found.cost:,.0f}{unit}**" if found.cost else "nothing"
    many = "no limit to approvals" if money.capacity is None else f"at most **{1000 * money.capacity:.0f}** of 1,000"
    return (
        f"A good account earns **{100 * found.margin:g}%** of {amount}, a bad one loses **{100 * found.lgd:g}%**; "
        f"a case costs {case}, {many}." + ("" if money.kept else " Usual figures, not those of this book.")
    )


def _show_keep(workspace: Workspace, book: Book, money: Money) -> None:
    """Set the money once for the book, so that Performance and the pack read it, too."""
    if money.kept:
        return
    press(
        st.button, "Use for this book", keep_money, workspace, book.hash, money, type="primary", key="keep_money",
        help="Performance, Decision and every later pack of this book then count with these figures.",
    )  # fmt: skip


def _fields(workspace: Workspace, book: Book) -> Money:
    known = money_of(workspace, book.hash)
    start = known.economics
    margin = _percent(
        "Margin, %", 100 * start.margin, f"decision_margin_{book.hash[:8]}", "Earned on a good account, of its amount."
    )
    lgd = _percent(
        "Loss (LGD), %", 100 * start.lgd, f"decision_lgd_{book.hash[:8]}", "Lost on a bad account, of its amount."
    )
    column = _column(workspace, book, known.column)
    amount = _amount(
        "Amount",
        start.amount,
        1000.0,
        f"decision_amount_{book.hash[:8]}",
        "Of every account; a column gives each its own.",
        disabled=bool(column),
    )
    currency = st.text_input(
        "Currency", start.currency, max_chars=8, key=f"decision_currency_{book.hash[:8]}", persist_state="session"
    )
    about = "Of handling one approved account, whatever becomes of it."
    cost = _amount("Cost of a case", start.cost, 10.0, f"decision_cost_{book.hash[:8]}", about)
    handled = st.number_input(
        "Capacity, of 1,000",
        0,
        1000,
        None if known.capacity is None else round(1000 * known.capacity),
        step=10,
        key=f"decision_capacity_{book.hash[:8]}",
        placeholder="no limit",
        help="How many of every 1,000 applicants you can approve and handle. Empty: no limit.",
        persist_state="session",
    )
    capacity = None if handled is None else handled / 1000
    found = Money(
        Economics(round(margin / 100, 6), round(lgd / 100, 6), amount, cost, currency.strip()),
        column,
        capacity,
        kept=True,
    )
    return found if found == known else replace(found, kept=False)


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
            500.0 if "margin" in key else 100.0,
            value=value,
            step=1.0,
            format="%g",
            key=key,
            help=help_text,
            persist_state="session",
        )
    )


def _column(workspace: Workspace, book: Book, known: str) -> str:
    """One amount for all, or a column of the book."""
    names = {ONE_AMOUNT: "one amount for all", **amount_columns(workspace, book)}
    return (
        pick(
            st.selectbox,
            "Amount at risk",
            list(names),
            list(names).index(known) if known in names else 0,
            format_func=lambda key: literal(names[key]),
            key=f"decision_column_{book.hash[:8]}",
            help="One amount for every account, or a column of the book, such as the credit limit.",
            persist_state="session",
        )
        or ONE_AMOUNT
    )
