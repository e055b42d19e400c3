"""The first tab: approval, bad rate, profit and impact ratio over all cut-offs, and the cut-off that is kept."""

from __future__ import annotations

import streamlit as st

from creditviz.reporting.decision.cutoff import AtCutOff, impact_card, profit_card, trade_off_card
from creditviz.ui.cards import show, show_card
from creditviz.ui.decision.keep import show_keep
from creditviz.ui.decision.stand import Stand
from creditviz.ui.mistakes import mistakes, show_sentence
from creditviz.ui.navigation import page_file
from creditviz.ui.pickers import pick
from creditviz.ui.words import literal

NONE_DECLARED = (
    "No column of this book is marked as protected. Mark sex, age or marital status on the Data page: groups are then "
    "judged here, also for models that did not read them."
)


def show_panels(stand: Stand, at: AtCutOff) -> None:
    """Four panels; each stands by itself."""
    show(trade_off_card(at), profit_card(at), place="decision_")
    left, right = st.columns(2)
    with left, mistakes():
        _show_impact(stand, at)
    with right, mistakes():
        show_keep(stand, at)


def _show_impact(stand: Stand, at: AtCutOff) -> None:
    attribute = choose_attribute(stand, at, "decision_impact")
    if attribute is not None:
        show_card(impact_card(at, attribute), "decision_")


def choose_attribute(stand: Stand, at: AtCutOff, key: str) -> int | None:
    """A protected attribute; where there is none, the reason, and None."""
    names = [group.name for group in at.curves.groups]
    if not names:
        _no_groups(stand)
        return None
    if len(names) == 1:
        return 0
    places = list(range(len(names)))
    chosen = pick(
        st.segmented_control,
        "Protected attribute",
        places,
        default=0,
        required=True,
        format_func=lambda place: literal(names[place]),
        key=f"{key}_{stand.book.hash[:8]}",
        label_visibility="collapsed",
    )
    return chosen if chosen in places else 0


def _no_groups(stand: Stand) -> None:
    for complaint in stand.rows.group_complaints:
        show_sentence(complaint)
    if stand.rows.group_complaints:
        return
    with st.container(border=True, horizontal_alignment="left"):
        st.markdown(NONE_DECLARED)
        st.page_link(page_file("data"), label="Mark protected columns", icon=":material/arrow_forward:")
