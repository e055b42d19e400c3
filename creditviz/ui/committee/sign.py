"""Approve, approve with conditions, or decline: with names, a second look, and a record that stays."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from creditviz.exceptions import SpecificationError
from creditviz.reporting.committee.record import changes_since, in_one_breath, known_at, signed_pack_words
from creditviz.reporting.words import moment
from creditviz.results.committee import CommitteeVerdict, SignOff
from creditviz.runs.reading.committee import check, check_answers, names_in, sign, sign_offs
from creditviz.runs.shelves.people import whoever
from creditviz.ui.buttons import press
from creditviz.ui.cards import VERDICTS
from creditviz.ui.committee.choice import Question
from creditviz.ui.committee.facts import AUTHOR
from creditviz.ui.committee.ready import open_of
from creditviz.ui.mistakes import mistakes
from creditviz.ui.pickers import pick
from creditviz.ui.words import literal

CHOICES: Mapping[CommitteeVerdict, str] = {
    "approve": "Approve",
    "approve-with-conditions": "Approve with conditions",
    "decline": "Decline",
}
LEAKY = "This run replays the leaky order: synthetic accounts were made before the split. It can only be declined."


def show_sign(question: Question) -> None:
    """The decision in force, the form, the record."""
    left, right = st.columns([2, 3])
    with left, st.container(border=True, height="stretch"):
        _show_form(question)
    with right, st.container(border=True, height="stretch"):
        _show_record(question)


def _show_form(question: Question) -> None:
    """Open items first, then the decision; nothing is preselected."""
    run, leaky = question.run, bool(question.run.figures.get("leaky"))
    items = () if leaky else open_of(question)
    st.markdown("**What does the committee decide?**")
    if leaky:
        st.markdown(f":red[:material/cancel:] {LEAKY}")
    with st.form(f"committee_sign_{run.id}", border=False):
        answers = {item: _ask(run.id, number, item) for number, item in enumerate(items)}
        offered: list[CommitteeVerdict] = ["decline"] if leaky else list(CHOICES)
        verdict = pick(
            st.radio,
            "Decision",
            offered,
            format_func=CHOICES.__getitem__,
            index=None,
            key=f"committee_verdict_{run.id}",
            label_visibility="collapsed",
        )
        conditions = st.text_area(
            "Conditions, or the reason for declining",
            key=f"committee_conditions_{run.id}",
            height=90,
            placeholder="Review after 6 months; PDs scaled to the bad rate of the new branch first",
        )
        names = st.text_input(
            "Names of those who decide",
            key=f"committee_names_{run.id}",
            placeholder="Ana Lima, Bo Chen",
            help="Everybody who signs, with commas between them.",
        )
        asked = st.form_submit_button(
            "Sign", type="primary" if question.pack else "secondary", icon=":material/signature:"
        )
    if asked:
        with mistakes():
            _second_look(question, verdict, names_in(names), conditions.strip(), answers)


def _ask(run_id: str, number: int, item: str) -> str:
    """One open item, and the sentence that answers it in the pack."""
    st.markdown(f":material/error: {literal(item)}")
    return st.text_input(
        f"Answer to open item {number + 1}",
        key=f"committee_answer_{run_id}_{number}",
        placeholder="Why it may be signed nevertheless; printed in the pack",
        label_visibility="collapsed",
    )


def _second_look(
    question: Question,
    verdict: CommitteeVerdict | None,
    names: tuple[str, ...],
    conditions: str,
    answers: Mapping[str, str],
) -> None:
    if verdict is None:
        raise SpecificationError("a decision is chosen, however none is. Choose one of them.")
    signed = SignOff(verdict, names, conditions, _on_screen(question), answers=answers)
    check(question.run, signed)
    check_answers(signed, tuple(answers))
    _confirm(question, signed)


def _on_screen(question: Question) -> str:
    """Hash of the pack that lies before the committee; empty where there is none."""
    return str(question.pack.figures.get("sha256", "")) if question.pack else ""


@st.dialog("Put this on record?")
def _confirm(question: Question, signed: SignOff) -> None:
    """A second look; what is signed stays on record."""
    st.markdown(f"Model: **{literal(question.name)}**")
    st.markdown(f"Decision: **{CHOICES[signed.verdict]}**")
    st.markdown(f"{'Reason' if signed.verdict == 'decline' else 'Conditions'}: {literal(signed.conditions) or 'none'}")
    st.markdown(f"Decided by: {literal(', '.join(signed.names))}")
    if signed.verdict != "decline" and signed.answers:
        st.markdown(f"Open items answered: {len(signed.answers)}; the pack prints the answers.")
    for warning in _warnings(question, signed):
        st.markdown(f":material/error: {literal(warning)}")
    st.caption("It cannot be taken back; a later decision supersedes it, and both stay on record.")
    with st.container(horizontal=True):
        done = press(
            st.button,
            "Put on record",
            _put,
            question,
            signed,
            type="primary",
            key="committee_confirm",
        )
        if st.button("Not yet", key="committee_not_yet") or done:
            st.rerun()


def _put(question: Question, signed: SignOff) -> None:
    author = st.session_state.get(AUTHOR, "")
    sign(question.workspace, question.run.id, signed, author=author, asked=tuple(signed.answers))


def _warnings(question: Question, signed: SignOff) -> list[str]:
    """What the signers should know before they sign."""
    if question.pack is None:
        return ["No pack lies before you: the record will say so."]
    at = question.pack.started or question.pack.created
    changed = changes_since(question.workspace, question.run.id, at, challenger=question.challenger)
    return [f"The pack is older than {in_one_breath(changed)}: make it again first."] if changed else []


def _show_record(question: Question) -> None:
    """What is in force, and every decision before it."""
    from creditviz.reporting.committee.pack.sections.record import VERDICTS as VERDICT_OF
    from creditviz.reporting.committee.pack.sections.record import signed_sentence

    signed = sign_offs(question.workspace, question.run.id)
    if not signed:
        st.markdown("**Nobody has signed yet**")
        st.caption("Decisions stay here with names, time, conditions and the pack that they were made on.")
        return
    newest = signed[0]
    if not whoever().verified:
        st.caption("Names as they were typed: not verified by a login.")
    st.markdown(f"{VERDICTS[VERDICT_OF[newest.verdict]]} **{literal(signed_sentence(newest))}**")
    packs = question.workspace.store.runs(kind="report", subject=question.run.id, status=("finished",))
    changed = changes_since(question.workspace, question.run.id, known_at(newest, packs))
    if changed:
        st.markdown(f":material/error: Changed since that pack, and so not signed: {literal(in_one_breath(changed))}.")
    st.caption(f"{moment(newest.at)} · signed on this pack: {signed_pack_words(newest, packs, question.pack, ())}")
    for one in signed[1:]:
        st.markdown(f"Superseded: {literal(signed_sentence(one))}")
        since = changes_since(question.workspace, question.run.id, known_at(one, packs))
        st.caption(f"{moment(one.at)} · signed on this pack: {signed_pack_words(one, packs, question.pack, since)}")
