"""One run: what it was asked, what it says, and what can be done with it."""

from __future__ import annotations

import time

import streamlit as st

from creditviz.metrics.catalogue import METRICS
from creditviz.models import MODELS
from creditviz.reporting.words import day, trees_words
from creditviz.runs import Run, Workspace
from creditviz.runs.engine import jobs
from creditviz.transfer import TRANSFER_MODELS
from creditviz.ui.archive import archive, bring_back
from creditviz.ui.buttons import fresh, press
from creditviz.ui.mistakes import mistakes
from creditviz.ui.navigation import page_file
from creditviz.ui.runs.names import PROTOCOLS, sampler_words
from creditviz.ui.runs.progress import resume
from creditviz.ui.runs.transfer_settings import transfer_settings
from creditviz.ui.words import duration, literal

DELETED = "This deletes the run, its model, its scores and every explanation of it. It cannot be undone."
TEMPLATE = "template"  # in the session: the run whose settings the Training page starts from


def show_details(workspace: Workspace, run_id: str) -> None:
    """Settings, log and actions of a run."""
    with mistakes():
        run = workspace.store.run(run_id)
        with st.container(border=True):
            st.markdown(f"**{literal(run.name)}** · run {run.id}")
            show_notes(run)
            show_cut_off(workspace, run)
            _show_actions(workspace, run)
            settings, log = st.columns(2)
            with settings, st.expander("Settings", icon=":material/tune:"):
                _show_settings(workspace, run)
            with log, st.expander("Log", icon=":material/list_alt:"):
                show_log(workspace, run)


def show_notes(run: Run) -> None:
    """Why it ended, and what a reader of it must know."""
    if run.error:
        st.caption(literal(run.error))
    show_leaks(run)
    if run.figures.get("trees"):
        st.caption(f":material/account_tree: {trees_words(run.figures['trees'])}.")
    if run.figures.get("sealed"):
        st.caption(f":material/lock: {literal(sealed_words(run))}")
    for note in run.figures.get("notes", ()):
        st.caption(f":material/info: {literal(note)}")


def sealed_words(run: Run) -> str:
    """What a sealed run may say of itself: figures of validation rows."""
    found = run.figures["validation"]
    shown = [
        f"{METRICS[name].label} {found[name]:.3f}" for name in ("auc", "ks", "brier") if found.get(name) is not None
    ]
    return f"Test rows are sealed. On {found['n']:,} validation rows: {', '.join(shown)}."


def show_leaks(*runs: Run) -> None:
    """What tells the outcome too well in the book of these runs: beside every figure of theirs, never out of sight."""
    for leak in dict.fromkeys(leak for run in runs for leak in run.figures.get("leaks", ())):
        st.error(f"These figures may be false. {literal(leak)}", icon=":material/report:")


def show_cut_off(workspace: Workspace, run: Run) -> None:
    """The cut-off that was kept for the run, by whom and why; nothing while there is none."""
    from creditviz.reporting.decision.words import CUT_OFF, cut_off_sentence

    sentence = cut_off_sentence(workspace.store.decisions(run.id, CUT_OFF))
    if sentence:
        st.caption(f":material/tune: {literal(sentence)}.")


def _show_actions(workspace: Workspace, run: Run) -> None:
    with st.container(horizontal=True):
        if run.figures.get("sealed") and st.button("Break the seal", icon=":material/lock_open:", key="seal_open"):
            unseal(workspace, run)
        if (
            run.status == "finished"
            and not run.figures.get("sealed")
            and st.button("Make champion", icon=":material/trophy:", key="champion_open")
        ):
            choose_champion(workspace, run)
        if run.resumable:
            press(
                st.button,
                "Resume",
                resume,
                workspace,
                run.id,
                icon=":material/play_arrow:",
                key=f"details_resume_{run.id}",
            )
        if run.kind == "training" and st.button("Train again with changes", icon=":material/replay:", key="again"):
            st.session_state[TEMPLATE] = run.id
            st.switch_page(page_file("training"))
        if st.button("Name and notes", icon=":material/edit:", key="rename_open"):
            rename(workspace, run)
        if not run.open:
            put_away(workspace, run, DELETED)


@st.dialog("Break the seal")
def unseal(workspace: Workspace, run: Run) -> None:
    """Show the test figures of a sealed run, with a reason and a name."""
    from creditviz.runs.reading.looks import break_seal

    st.markdown("From then on the run's figures on test rows are shown: one more look. It cannot be sealed again.")
    with st.form("seal", border=False):
        reason = st.text_area(
            "Reason", key="seal_reason", placeholder="Chosen on validation rows; this is the one look"
        )
        author = st.text_input("Your name", key="seal_author")
        if st.form_submit_button("Break the seal", type="primary") and fresh(f"seal_{run.id}"):
            with mistakes():
                break_seal(workspace, run.id, author=author, reason=reason)
                st.rerun()


@st.dialog("Make champion")
def choose_champion(workspace: Workspace, run: Run) -> None:
    """Make a run the champion of its book, with a reason and a name."""
    st.markdown("The champion is the run that the Overview judges. Your reason is kept with the choice.")
    with st.form("champion", border=False):
        reason = st.text_area(
            "Reason", key="champion_reason", placeholder="Highest validation AUC of six; its PDs pass the tests"
        )
        author = st.text_input("Your name", key="champion_author")
        if st.form_submit_button("Make champion", type="primary"):
            if reason.strip() and author.strip() and fresh(f"champion_{run.id}"):
                workspace.store.make_champion(run.book or "", run.id, reason=reason.strip(), author=author.strip())
                st.rerun()
            st.warning("A choice needs a reason and a name.")


@st.dialog("Name and notes")
def rename(workspace: Workspace, run: Run) -> None:
    """Name and notes may change; a specification may not."""
    with st.form("rename", border=False):
        name = st.text_input("Name", run.name, max_chars=80, key=f"name_{run.id}")
        notes = st.text_area("Notes", run.notes, key=f"notes_{run.id}")
        if st.form_submit_button("Save", type="primary"):
            workspace.store.change_run(run.id, name=name.strip() or run.name, notes=notes.strip())
            st.rerun()


def put_away(workspace: Workspace, run: Run, deleted: str, *, place: str = "") -> None:
    """Archive, or delete for good; `deleted` says what is lost, `place` tells two on one page apart."""
    if run.archived:
        press(
            st.button, "Bring back", bring_back, workspace, run.id, icon=":material/unarchive:",
            key=f"{place}back_{run.id}", help="Puts the run back into the table.",
        )  # fmt: skip
    else:
        press(
            st.button, "Archive", archive, workspace, run.id, icon=":material/archive:",
            key=f"{place}archive_{run.id}", help="Takes the run out of the table; nothing is lost.",
        )  # fmt: skip
    with st.popover("Delete", icon=":material/delete:"):
        st.markdown(deleted)
        press(
            st.button,
            "Delete for good",
            jobs.delete_run,
            workspace,
            run.id,
            key=f"{place}delete_{run.id}",
            type="primary",
        )


def _show_settings(workspace: Workspace, run: Run) -> None:
    rows = _transfer_rows(workspace, run) if run.kind == "transfer" else _training_rows(run)
    if run.figures:
        counts = run.figures["rows"]
        rows["rows"] = ", ".join(f"{name.replace('_', ' ')} {n:,}" for name, n in counts.items())
        rows["seconds"] = duration(run.figures["seconds"])
    st.dataframe(
        {"setting": list(rows), "value": list(rows.values())},
        hide_index=True,
        alt="Settings of the run.",
        height="auto",
    )


def _transfer_rows(workspace: Workspace, run: Run) -> dict[str, str]:
    found = run.figures
    return {
        "judged here": TRANSFER_MODELS[found["model"]].label,
        "columns paired": ", ".join(f"{pair['target']} ← {pair['source']}" for pair in found["pairs"]),
        "validation rows": f"accounts of {found['validation_from']}" if found["validation_from"] else "of this book",
        **transfer_settings(workspace, run),
    }


def _training_rows(run: Run) -> dict[str, str]:
    spec = run.specification
    return {
        "model": f"{MODELS[spec.model].label}, preset {spec.preset}",
        "balancing": sampler_words(spec),
        **({"excluded synthetic rows": f"{len(spec.excluded):,}"} if spec.excluded else {}),
        **({"sampled": "before the split: a leaky replay"} if spec.resample == "before-split" else {}),
        "test rows": PROTOCOLS[spec.protocol],
        "seed": str(spec.seed),
        "protected attributes": "read by the model" if spec.use_protected else "left out",
        "device": run.figures.get("device", spec.device),
        "created": day(run.created),
        "notes": run.notes or "none",
        **{name: str(value) for name, value in spec.parameters.items()},
    }


def show_log(workspace: Workspace, run: Run) -> None:
    """What happened to a run, and when."""
    events = workspace.store.events(run.id)
    clock = [time.strftime("%H:%M:%S", time.localtime(at)) for at, _ in events]
    st.dataframe({"at": clock, "what": [what for _, what in events]}, hide_index=True, alt="What happened to the run.")
