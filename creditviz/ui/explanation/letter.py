"""Tab Reasons and letter: the sentences, what an account is told, and whether it may be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial

import streamlit as st

from creditviz.data.meaning.natures import nature_words
from creditviz.explanation.reasons import (
    LEAST_SHARE,
    Reason,
    least_steps,
    reason_numbers,
    reasons_kept,
    refusal,
    sensitive_reasons,
    sensitive_words,
)
from creditviz.reporting.explanation.letter import Letter, letter_html, letter_name, letter_text, reasons_sentence
from creditviz.runs.reading.explained_model import cut_off_of
from creditviz.runs.reading.reasons import (
    answer_for,
    answers,
    as_told,
    current_natures,
    kept_reasons,
    proposed_pairs,
    sensitive_columns,
)
from creditviz.runs.shelves.people import as_now
from creditviz.ui.buttons import press
from creditviz.ui.explanation.account import choose_account
from creditviz.ui.explanation.cost import show_cost
from creditviz.ui.explanation.facts import Explained, position
from creditviz.ui.explanation.sentences import edit_sentences
from creditviz.ui.mistakes import mistakes
from creditviz.ui.shell import line, section
from creditviz.ui.words import literal

AUTHOR, REASON = "letter_answer_author", "letter_answer_reason"


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
    left, right = st.columns([1, 2])
    with left:
        choose_account(explained, "letter_account")
        lender = st.text_input("Lender", key="letter_lender", placeholder="Name on the letter")
    cut_off = cut_off_of(explained.workspace, explained.run)
    told = _told(explained, reasons, cut_off)
    with right, st.container(border=True):
        _show_told(explained, told)
        if _refused(explained, told):
            return
        if explained.accounts.pd[position(explained)] < cut_off:
            st.caption(f"Its PD is under the cut-off of {cut_off:.1%}: it would be approved, so that no letter is due.")
            return
        name = explained.names[position(explained)]
        changeable = frozenset(c for c, n in told.natures.items() if n == "now")
        _downloads(explained, Letter(name, told.reasons, lender, date.today(), changeable), letter_name(name))


@dataclass(frozen=True)
class _Told:
    reasons: tuple[Reason, ...]  # as the letter words them
    sensitive: tuple[str, ...]  # columns among the true reasons
    natures: dict[str, str]


def _told(explained: Explained, reasons: tuple[Reason, ...], cut_off: float) -> _Told:
    """The true reasons of the account that is looked at."""
    result, at, columns = explained.accounts, position(explained), explained.accounts.columns
    values = result.values[[at]]
    least = least_steps(values, result.pd[[at]], result.base_pd, cut_off)
    numbers = reason_numbers(values, columns, reasons, least=least)
    watched = sensitive_columns(explained.schema)
    found = tuple(reasons[number] for number in numbers[0] if number >= 0)
    with mistakes():  # without the book the sentences stand as they are
        found = as_told(found, explained.frame.iloc[[at]], explained.schema)
    (sensitive,) = sensitive_reasons(values, columns, numbers, reasons, watched, least)
    return _Told(found, tuple(sensitive), current_natures(explained.workspace, explained.run))


def _show_told(explained: Explained, told: _Told) -> None:
    at = position(explained)
    st.markdown(
        f"**What account {literal(explained.names[at])} would be told** (PD {explained.accounts.pd[at]:.1%})",
        help=f"What raised its PD most, each by at least {LEAST_SHARE:.0%} of the way from the cut-off to its PD.",
    )
    for number, reason in enumerate(told.reasons, start=1):
        st.markdown(f"{number}\\. {literal(reason.sentence)} ({nature_words(told.natures.get(reason.column, ''))})")
    if not told.reasons:
        st.markdown("Nothing speaks against this account.")


def _refused(explained: Explained, told: _Told) -> bool:
    """Whether no letter is written, said with its way out."""
    refused = refusal(explained.accounts, proposed_pairs(explained.run))
    if refused:
        st.warning(literal(refused), icon=":material/block:")
        return True
    given = answers(explained.workspace, explained.run.id)
    for column in told.sensitive:
        if column in given:
            st.caption(
                literal(f"{given[column].author} answers for {_names(explained)[column]}: {given[column].reason}")
            )
    open_ones = [column for column in told.sensitive if column not in given]
    if open_ones:
        _ask(explained, open_ones)
    return bool(open_ones)


def _ask(explained: Explained, columns: list[str]) -> None:
    what = sensitive_words(columns, sensitive_columns(explained.schema), _names(explained))
    st.warning(
        literal(
            f"Among the true reasons is {what}. No letter is written until a person has answered for it, and none with "
            "another reason in its place."
        ),
        icon=":material/block:",
    )
    with st.form("letter_answer", border=False):
        st.text_input("Why may this be a reason?", key=REASON, placeholder="The law allows it, because")
        st.text_input("Your name", key=AUTHOR, persist_state="session")
        press(st.form_submit_button, "Answer for it", _answer, explained, columns, icon=":material/gavel:")


def _answer(explained: Explained, columns: list[str]) -> None:
    author, reason = (st.session_state.get(key, "") for key in (AUTHOR, REASON))
    for column in columns:
        answer_for(explained.workspace, explained.run.id, column, author=author, reason=reason)


def _downloads(explained: Explained, letter: Letter, name: str) -> None:
    def taken_out(kind: str, text: str) -> str:
        explained.workspace.store.note("downloaded", explained.run.id, what=f"letter as {kind.upper()}")
        return text

    for column, (kind, text, mime) in zip(
        st.columns(2),
        (("html", letter_html(letter), "text/html"), ("txt", letter_text(letter), "text/plain")),
        strict=True,
    ):
        column.download_button(
            f"Letter as {kind.upper()}",
            data=as_now(partial(taken_out, kind, text)),
            file_name=f"{name}.{kind}",
            mime=mime,
            key=f"letter_{kind}",
            icon=":material/mail:",
            on_click="ignore",
        )


def _names(explained: Explained) -> dict[str, str]:
    result = explained.accounts
    return dict(zip(result.columns, result.names, strict=True))
