"""Tab Reasons and letter: the sentences, what an account is told, and whether it may be told."""

from __future__ import annotations

from datetime import date

import streamlit as st

from creditviz.explanation.reasons import Reason, main_reasons, reasons_kept, refusal
from creditviz.reporting.explanation.letter import Letter, letter_html, letter_name, letter_text, reasons_sentence
from creditviz.runs.reading.explained_model import cut_off_of
from creditviz.runs.reading.reasons import kept_reasons, proposed_pairs
from creditviz.ui.explanation.account import choose_account
from creditviz.ui.explanation.cost import show_cost
from creditviz.ui.explanation.facts import Explained, position
from creditviz.ui.explanation.sentences import edit_sentences
from creditviz.ui.shell import line, section
from creditviz.ui.words import literal


def show_letter(explained: Explained) -> None:
    """The letter of one account, then the sentences it is made of."""
    result = explained.accounts
    reasons, misfit = kept_reasons(explained.workspace, explained.run.id, result.columns, result.names)
    line(literal(reasons_sentence(reasons_kept(result, reasons), len(result.again), result.reference)))
    _show_one(explained, reasons)
    section("Sentences")
    edit_sentences(explained, reasons, misfit)
    show_cost(explained)


def _show_one(explained: Explained, reasons: tuple[Reason, ...]) -> None:
    result = explained.accounts
    left, right = st.columns([1, 2])
    with left:
        choose_account(explained, "letter_account")
        lender = st.text_input("Lender", key="letter_lender", placeholder="Name on the letter")
    at = position(explained)
    name = explained.names[at]
    found = main_reasons(result.values[at], result.columns, reasons)
    letter = Letter(name, tuple(found), lender, date.today())
    refused = refusal(result, explained.schema.protected, proposed_pairs(explained.run), _names(explained))
    with right, st.container(border=True):
        st.markdown(f"**What account {literal(name)} would be told** (PD {result.pd[at]:.1%})")
        for number, reason in enumerate(found, start=1):
            hint = "" if reason.actionable else " (nothing the applicant can change)"
            st.markdown(f"{number}\\. {literal(reason.sentence)}{hint}")
        if not found:
            st.markdown("Nothing speaks against this account.")
        if refused:
            st.warning(literal(refused), icon=":material/block:")
            return
        cut_off = cut_off_of(explained.workspace, explained.run)
        if result.pd[at] < cut_off:
            st.caption(f"Its PD is under the cut-off of {cut_off:.1%}: it would be approved, so that no letter is due.")
            return
        _downloads(letter, letter_name(name))


def _downloads(letter: Letter, name: str) -> None:
    for column, (kind, text, mime) in zip(
        st.columns(2),
        (("html", letter_html(letter), "text/html"), ("txt", letter_text(letter), "text/plain")),
        strict=True,
    ):
        column.download_button(
            f"Letter as {kind.upper()}",
            data=text,
            file_name=f"{name}.{kind}",
            mime=mime,
            key=f"letter_{kind}",
            icon=":material/mail:",
            on_click="ignore",
        )


def _names(explained: Explained) -> dict[str, str]:
    result = explained.accounts
    return dict(zip(result.columns, result.names, strict=True))
