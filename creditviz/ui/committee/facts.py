"""What no figure tells: purpose, owner, population, exclusions, written down once and printed by the pack."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from creditviz.reporting.words import day
from creditviz.results.committee import ProjectFacts
from creditviz.runs import Workspace
from creditviz.runs.reading.committee import FACTS, keep_facts, project_facts
from creditviz.ui.buttons import press
from creditviz.ui.committee.choice import Question
from creditviz.ui.shell import line
from creditviz.ui.words import count, literal

AUTHOR = "decision_author"  # in the session: who decided last
FIELDS: Mapping[str, tuple[str, str, str]] = {  # field: label, placeholder, help
    "purpose": (
        "Purpose",
        "Limits of new credit cards; not collections",
        "What is decided with the PDs, and what is not. For example: accept or decline applications for a credit card "
        "of up to 500,000; not used for pricing.",
    ),
    "owner": (
        "Owner",
        "Retail credit risk, Ana Lima",
        "Who answers for the model once it decides, a unit and a person. For example: Retail credit risk, Ana Lima.",
    ),
    "population": (
        "Population",
        "Private customers who apply in a branch or online",
        "Whom the model scores. For example: private customers, aged 21 and over, who apply for their first card.",
    ),
    "exclusions": (
        "Exclusions",
        "Staff; customers in insolvency; none",
        "Whom it must not score. For example: staff, customers in insolvency, limits above 500,000. Write none where "
        "there are none.",
    ),
    "outcome": (
        "What bad means",
        "90 days past due, or written off",
        "The outcome in the bank's words. For example: 90 days past due on more than 100 euros, or written off.",
    ),
    "window": (
        "Period and outcome window",
        "Opened in 2021 to 2023, each watched for 12 months",
        "When the accounts were opened, and for how long each was watched before it counted as good.",
    ),
}


def show_facts(question: Question) -> None:
    """The form, filled with what was kept last, and who kept it."""
    workspace, run = question.workspace, question.run
    kept = workspace.store.decisions(run.id, FACTS)
    now = vars(project_facts(workspace, run.id))
    with st.container(border=True, height="stretch"):
        st.markdown("**Project facts**", help="No figure tells them; the pack prints them as they are written here.")
        with st.form(f"committee_facts_{run.id}", border=False):
            for field, (label, placeholder, help_text) in FIELDS.items():
                st.text_area(
                    label, now[field], key=_key(run.id, field), placeholder=placeholder, help=help_text, height=68
                )  # fmt: skip
            st.text_input("Your name", key=AUTHOR, persist_state="session")
            press(
                st.form_submit_button,
                "Keep these facts",
                _keep,
                workspace,
                run.id,
                icon=":material/bookmark:",
            )
        if kept:
            earlier = f"; {count(len(kept) - 1, 'earlier version')} on record" if kept[1:] else ""
            line(f"Kept by {literal(kept[0].author)} on {day(kept[0].at)}{earlier}.")


def _key(run_id: str, field: str) -> str:
    return f"committee_{field}_{run_id}"


def _keep(workspace: Workspace, run_id: str) -> None:
    said = {field: st.session_state.get(_key(run_id, field), "") for field in FIELDS}
    keep_facts(workspace, run_id, ProjectFacts(**said), st.session_state.get(AUTHOR, ""))
