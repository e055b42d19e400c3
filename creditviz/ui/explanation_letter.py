"""Tab Reasons and letter: the sentences, what an account is told, and whether it may be told."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

import pandas as pd
import streamlit as st

from creditviz.explanation.reasons import (
    Reason,
    main_reasons,
    read_reasons,
    reasons_json,
    reasons_kept,
    refusal,
    usual_reasons,
)
from creditviz.reporting.letter import (
    Letter,
    costs_sentence,
    letter_html,
    letter_name,
    letter_text,
    reasons_sentence,
)
from creditviz.runs import Run, jobs
from creditviz.runs.explained_model import cut_off_of
from creditviz.ui.explanation_account import choose_account
from creditviz.ui.explanation_facts import Explained, position
from creditviz.ui.mistakes import act, mistakes
from creditviz.ui.shell import line, section
from creditviz.ui.words import literal

KEPT = "reasons"  # kind of decision in the store


def show_letter(explained: Explained) -> None:
    """The letter of one account, then the sentences it is made of."""
    reasons, result = kept_reasons(explained), explained.accounts
    line(literal(reasons_sentence(reasons_kept(result, reasons), len(result.again), result.reference)))
    _show_one(explained, reasons)
    section("Sentences")
    _edit(explained, reasons)
    _cost(explained)


def kept_reasons(explained: Explained) -> tuple[Reason, ...]:
    """The sentences that were saved last with this run, else the usual ones."""
    result = explained.accounts
    for decision in explained.workspace.store.decisions(explained.run.id, KEPT):
        return read_reasons(decision.value, result.columns)
    return usual_reasons(result.columns, result.names)


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


def proposed_pairs(run: Run) -> dict[str, str]:
    """Columns of a transfer whose pair was proposed automatically -> both names."""
    if run.kind != "transfer":
        return {}
    pairs = run.figures.get("pairs", ())
    return {pair["target"]: f"{pair['target']} ← {pair['source']}" for pair in pairs if pair["how"] == "proposed"}


def _edit(explained: Explained, reasons: tuple[Reason, ...]) -> None:
    names = _names(explained)
    rows = [{"Column": names.get(r.column, r.column), **asdict(r)} for r in reasons]
    table = pd.DataFrame(rows, columns=["Column", "column", "sentence", "actionable", "group"])
    edited = st.data_editor(
        table,
        hide_index=True,
        key=f"reasons_table_{explained.run.id}",
        disabled=["Column", "column"],
        column_config={
            "column": None,
            "sentence": st.column_config.TextColumn("Sentence", width="large", required=True),
            "actionable": st.column_config.CheckboxColumn("Can be changed"),
            "group": st.column_config.TextColumn("Group", help="Of one group only the strongest reason is named."),
        },
    )
    records = edited.drop(columns="Column").fillna({"group": "", "sentence": ""}).to_dict("records")
    text = reasons_json([Reason(**{str(name): value for name, value in record.items()}) for record in records])
    save, load, keep = st.columns(3)
    save.button(
        "Save sentences",
        icon=":material/save:",
        key="reasons_save",
        on_click=act,
        args=(save_reasons, explained, text),
    )
    keep.download_button(
        "Sentences as JSON", data=text, file_name="reasons.json", key="reasons_json", on_click="ignore"
    )
    file = load.file_uploader("Load sentences", type="json", key="reasons_file", label_visibility="collapsed")
    if file is not None:
        with mistakes():
            save_reasons(explained, file.getvalue().decode("utf-8", errors="replace"), once=file.file_id)


def save_reasons(explained: Explained, text: str, *, once: str = "") -> None:
    """Keep sentences with the run, once a file; raises `SpecificationError` for unknown columns."""
    if once and st.session_state.get("reasons_loaded") == once:
        return
    read_reasons(text, explained.accounts.columns)
    explained.workspace.store.decide(explained.run.id, KEPT, text)
    if once:
        st.session_state["reasons_loaded"] = once
        st.rerun()


def _cost(explained: Explained) -> None:
    """What leaving protected attributes out costs, or the run that would say so."""
    run, protected = explained.run, explained.schema.protected
    if run.kind != "training" or not protected:
        return
    spec = run.specification
    twin = spec.model_copy(update={"use_protected": not spec.use_protected})
    other = twin_run(explained, twin)
    names = [explained.schema.label(name) for name in protected]
    if other is None:
        word = "with" if twin.use_protected else "without"
        st.caption(
            literal(f"What {', '.join(names)} add to the ranking is known when the same run exists {word} them.")
        )
        st.button(
            f"Train it {word} protected attributes",
            icon=":material/play_arrow:",
            key="protected_twin",
            on_click=act,
            args=(_train, explained, twin, f"{run.name}, {word} protected attributes"),
        )
        return
    if other.status != "finished":
        st.caption(literal(f"The same run {'with' if twin.use_protected else 'without'} them is {other.status}."))
        return
    aucs = {one.specification.use_protected: one.figures["test"]["auc"] for one in (run, other)}
    st.caption(literal(costs_sentence(aucs[True], aucs[False], names)))


def twin_run(explained: Explained, twin) -> Run | None:
    """A run of the same specification but for protected attributes, the newest."""
    known = explained.workspace.store.runs(kind="training", book=twin.book)
    return next((run for run in known if run.specification == twin and run.status != "failed"), None)


def _train(explained: Explained, twin, name: str) -> None:
    jobs.submit(explained.workspace, twin, name=name)
