"""The calibration that a run is judged by: chosen with a name and a reason, kept, and shown with its history."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from creditviz.reporting.words import day
from creditviz.runs import Run, Workspace
from creditviz.ui.buttons import press
from creditviz.ui.pickers import pick
from creditviz.ui.shell import line
from creditviz.ui.words import literal

AUTHOR = "decision_author"  # in the session: who decided last


def show_choice(workspace: Workspace, run: Run, names: Mapping[str, str], own: str) -> None:
    """What the run is judged by, the form that changes it, and who changed it when."""
    from creditviz.runs.reading.chosen import CALIBRATION

    decided = workspace.store.decisions(run.id, CALIBRATION)
    who = f"chosen by {literal(decided[0].author)} on {day(decided[0].at)}" if decided else "by default, nobody chose"
    st.markdown(f"Every figure of this run is drawn with **{literal(names.get(own, own))}**, {who}.")
    with st.expander("Choose another calibration for this run", icon=":material/tune:"):
        _show_form(workspace, run, names, own)
    for old in decided:
        line(f"{day(old.at)}, {literal(old.author)}: {literal(old.value['name'])}, because: {literal(old.reason)}")


def _show_form(workspace: Workspace, run: Run, names: Mapping[str, str], own: str) -> None:
    from creditviz.runs.reading.chosen import FOCAL_SCORE

    keys = {part: f"calibration_{part}_{run.id}" for part in ("of", "rate", "author", "reason")}
    offered = [name for name in names if name != FOCAL_SCORE]
    with st.form(f"calibration_form_{run.id}", border=False):
        left, right = st.columns(2)
        pick(left.selectbox,
            "Calibration", offered, offered.index(own), format_func=names.__getitem__, key=keys["of"]
        )  # fmt: skip
        right.number_input(
            "Scale to this bad rate, in % (empty: as it is)",
            min_value=0.01,
            max_value=99.0,
            value=None,
            key=keys["rate"],
            help="Where the next accounts will be better or worse than these: the odds of all PDs are scaled from the "
            "bad rate of the validation rows to this one. The ranking stays.",
        )
        left.text_input("Your name", st.session_state.get(AUTHOR, ""), key=keys["author"])
        right.text_input("Reason", key=keys["reason"], placeholder="Isotonic has too few rows per step")
        press(
            st.form_submit_button,
            "Keep this calibration",
            _keep,
            workspace,
            run.id,
            keys,
            type="primary",
        )


def _keep(workspace: Workspace, run_id: str, keys: Mapping[str, str]) -> None:
    """Write the choice down; what was typed stays where it was when the choice is refused."""
    from creditviz.runs.reading.calibration import choose_calibration

    of, rate, author, reason = (st.session_state[keys[part]] for part in ("of", "rate", "author", "reason"))
    bad_rate = None if rate is None else rate / 100
    choose_calibration(workspace, run_id, of, bad_rate=bad_rate, author=author, reason=reason)
    st.session_state[AUTHOR] = author.strip()
    for part in ("of", "rate", "reason"):
        st.session_state.pop(keys[part], None)
