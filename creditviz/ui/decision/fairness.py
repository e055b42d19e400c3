"""Fairness on the page: one protected attribute at the cut-off, as a table and three cards."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import streamlit as st

from creditviz.reporting.decision.cutoff import AtCutOff
from creditviz.reporting.decision.words import ratio_words
from creditviz.results import Fairness, GroupFairness, Interval
from creditviz.results.decision.proxies import Proxies
from creditviz.runs import Workspace
from creditviz.runs.books import book_frame, get_book, get_schema
from creditviz.ui.cards import show
from creditviz.ui.decision.panels import choose_attribute
from creditviz.ui.decision.stand import Stand
from creditviz.ui.facts import kept
from creditviz.ui.mistakes import mistakes
from creditviz.ui.shell import line, section
from creditviz.ui.words import literal


def show_fairness(stand: Stand, at: AtCutOff) -> None:
    """The attribute, its groups, where they differ."""
    from creditviz.reporting.decision.fairness import group_calibration_card, mistakes_card, ratio_card

    attribute = choose_attribute(stand, at, "decision_fairness")
    if attribute is None:
        return
    found = at.fairness[attribute]
    st.dataframe(_table(found), hide_index=True, alt=f"Groups of {found.name} at the cut-off.", column_config=_COLUMNS)
    line(
        "Declined shares are of the bad (TPR) and of the good (FPR) accounts of a group. In brackets: 95% intervals. "
        "A difference is a question, not yet unfairness: it may come from the accounts' other facts."
    )
    show(
        ratio_card(found, at.cut_off, at.about),
        mistakes_card(found, at.about),
        group_calibration_card(found, at.about),
        place="fairness_",
    )
    _show_proxies(stand)


def _show_proxies(stand: Stand) -> None:
    """Which inputs stand for a protected attribute: a model reads those also where it may not read the attribute."""
    from creditviz.reporting.decision.proxies import HELP, proxy_lines, proxy_words

    section("Which inputs stand for a protected attribute?")
    with mistakes(), st.spinner("Looking for proxies"):
        found = proxies_of(stand.workspace, stand.book.hash, stand.book.schema_hash or "")
        for one in found:
            st.markdown(literal(proxy_words(one)))
        head = ["attribute", "input", "measure", "out of fold"]
        table = pd.DataFrame(proxy_lines(found), columns=head)
        st.dataframe(table, hide_index=True, alt="What inputs tell of protected attributes.")
        line(HELP)


@kept(20)
def proxies_of(workspace: Workspace, book: str, schema_hash: str) -> tuple[Proxies, ...]:
    """What the inputs of a book give away of its protected attributes."""
    from creditviz.evaluation.cutting.proxies import protected_proxies

    return protected_proxies(book_frame(workspace, get_book(workspace, book)), get_schema(workspace, schema_hash))


def _table(found: Fairness) -> pd.DataFrame:
    return pd.DataFrame([_row(group, found.reference) for group in found.groups])


def _row(group: GroupFairness, reference: str) -> dict[str, object]:
    return {
        "group": group.label + (" (reference)" if group.label == reference else ""),
        "accounts": group.n,
        "bad": group.n_bad,
        "approved": _percent(group.approval_rate),
        "impact ratio": _ratio(group.impact_ratio),
        "bad declined": _percent(group.caught),
        "good declined": _percent(group.flagged),
        "bad rate": _percent(group.bad_rate),
        "mean PD": "" if group.mean_pd is None else f"{group.mean_pd:.1%}",
        "note": group.note,
    }


def _percent(found: Interval | None) -> str:
    return "" if found is None else f"{found.value:.0%} ({found.low:.0%} to {found.high:.0%})"


def _ratio(found: Interval | None) -> str:
    return "" if found is None or not math.isfinite(found.value) else ratio_words(found)


def _text(help_text: str, width: int = 130) -> Any:
    return st.column_config.TextColumn(help=help_text, width=width, alignment="right")


_COLUMNS: dict[str, Any] = {
    "accounts": st.column_config.NumberColumn(format="localized", width=75),
    "bad": st.column_config.NumberColumn(format="localized", width=60),
    "approved": _text("Share with a PD below the cut-off."),
    "impact ratio": _text("Approved, over the group approved most often. Below 0.80: below four fifths.", 150),
    "bad declined": _text("Of the group's bad accounts: true positive rate."),
    "good declined": _text("Of the group's good accounts: false positive rate."),
    "bad rate": _text("Share of bad accounts in the group."),
    "mean PD": _text("What the model says on average; right when it lies within the bad rate's interval.", 75),
}
