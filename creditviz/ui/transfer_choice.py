"""What can be done with the transfer that is looked at: settings, log, name, archive, delete."""

from __future__ import annotations

import streamlit as st

from creditviz.exceptions import CreditVizError
from creditviz.reporting.transfer_words import method_name
from creditviz.runs import Run, Workspace
from creditviz.runs.books import get_book
from creditviz.ui.facts import book_name
from creditviz.ui.mistakes import act, mistakes
from creditviz.ui.progress import resume
from creditviz.ui.run_details import put_away, rename, show_log, show_notes
from creditviz.ui.words import day, duration, literal

CHOSEN = "transfer_chosen"  # in the session: id of the transfer that is looked at
HELP = "The transfer that every tab but Set up speaks of."
DELETED = "This deletes the transfer with its models and every score in it. It cannot be undone."
CHOOSE_ON = {"source": "old accounts", "target": "known outcomes of the new product"}
PAIRING = {"proposed": "proposed", "by-name": "by name", "given": "own table"}


def show_choice_actions(workspace: Workspace, run: Run) -> None:
    """One transfer: what was asked, what it says, and what can be done with it."""
    with st.container(border=True), mistakes():
        st.markdown(f"**{literal(run.name)}** · run {run.id}")
        show_notes(run)
        with st.container(horizontal=True):
            if run.resumable:
                st.button(
                    "Resume", icon=":material/play_arrow:", on_click=act, args=(resume, workspace, run.id),
                    key="transfer_resume",
                )  # fmt: skip
            if st.button("Name and notes", icon=":material/edit:", key="transfer_rename"):
                rename(workspace, run)
            if not run.open:
                put_away(workspace, run, DELETED, place="transfer_")
        settings, log = st.columns(2)
        with settings, st.expander("Settings", icon=":material/tune:"):
            _show_settings(workspace, run)
        with log, st.expander("Log", icon=":material/list_alt:"):
            show_log(workspace, run)


def _show_settings(workspace: Workspace, run: Run) -> None:
    spec = run.specification
    rows = {
        "old product": _name(workspace, spec.source),
        "new product": _name(workspace, spec.book),
        "pairs": PAIRING[spec.pairing],
        "methods": ", ".join(map(method_name, spec.methods)),
        "rows that judge": f"{spec.test_share:.0%} of the new product",
        "known outcomes of the new product": "all" if spec.target_labels is None else f"{spec.target_labels:,}",
        "settings": f"best of {spec.search} tries, chosen on {CHOOSE_ON[spec.choose_on]}" if spec.search else "as set",
        "seed": str(spec.seed),
        "protected attributes": "read by the methods" if spec.use_protected else "left out",
        "created": day(run.created),
        "notes": run.notes or "none",
        **{
            f"{method_name(key)}: {name}": str(value)
            for key, settings in spec.parameters.items()
            if key in spec.methods
            for name, value in settings.items()
        },
    }
    if run.started and run.ended:
        rows["took"] = duration(run.ended - run.started)
    st.dataframe(
        {"setting": list(rows), "value": list(rows.values())},
        hide_index=True,
        alt="Settings of the transfer.",
        height="content",
    )


def _name(workspace: Workspace, key: str) -> str:
    try:
        return book_name(workspace, get_book(workspace, key))
    except CreditVizError:  # deleted: its hash is what is left
        return key[:8]
