"""What the Explanation page shows: tabs, of which only the open one is drawn."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from creditviz.runs import Run
from creditviz.runs.engine import jobs
from creditviz.runs.workspace import Workspace
from creditviz.specification import ExplanationSpec, make_specification
from creditviz.ui.buttons import press
from creditviz.ui.explanation.account import show_account
from creditviz.ui.explanation.attention import show_attention
from creditviz.ui.explanation.counterfactual import show_counterfactual
from creditviz.ui.explanation.effects import show_effects
from creditviz.ui.explanation.facts import Explained
from creditviz.ui.explanation.letter import show_letter
from creditviz.ui.explanation.portfolio import show_portfolio
from creditviz.ui.explanation.what_if import show_what_if
from creditviz.ui.frame.choice import begin_run, say_runs
from creditviz.ui.frame.tabs import open_tabs
from creditviz.ui.mistakes import mistakes, show_sentence
from creditviz.ui.pickers import pick
from creditviz.ui.runs.details import show_leaks
from creditviz.ui.runs.judging import judged_run, runs_to_judge
from creditviz.ui.runs.names import labels
from creditviz.ui.runs.progress import resume, show_until_done
from creditviz.ui.shell import line
from creditviz.ui.words import literal
from creditviz.ui.workspace import Place

TABS = "explanation_tabs"  # in the session: the label of the open tab
REFERENCES = {"portfolio": "The portfolio", "approved": "Approved applicants"}
_BODIES: dict[str, Callable[[Explained], None]] = {
    "Portfolio": show_portfolio,
    "Effects": show_effects,
    "One account": show_account,
    "Attention": show_attention,
    "Reasons and letter": show_letter,
    "What if": show_what_if,
    "What would change it": show_counterfactual,
}


def choose_run(place: Place) -> Run | None:
    """Pills of the finished runs of the open book, the judged one first chosen."""
    every = runs_to_judge(place)
    if place.book is None or not every:
        return None
    names = labels(every)
    judged = judged_run(place.workspace, place.book, every)
    begin_run("explanation_run", list(names), judged.run.id if judged else every[0].id)
    chosen = pick(
        st.pills,
        "Run",
        list(names),
        required=True,
        format_func=lambda key: literal(names[key]),
        key="explanation_run",
        label_visibility="collapsed",
    )
    say_runs([chosen] if chosen else [])
    run = next((run for run in every if run.id == chosen), None)
    show_leaks(*([run] if run else []))
    return run


def show_explanation(place: Place, run: Run | None) -> None:
    """The tabs of a run; its explanation is begun when there is none, and its progress shown."""
    if run is None:
        return
    reference = pick(
        st.segmented_control,
        "Compared with",
        list(REFERENCES),
        default="portfolio",
        required=True,
        format_func=REFERENCES.__getitem__,
        key="explanation_reference",
        help="Contributions say what makes an account differ from these. Approved applicants have a PD under the "
        "cut-off that was decided, or under the KS point of validation rows.",
    )
    with mistakes():
        _show(place, run, reference or "portfolio")


def _show(place: Place, run: Run, reference: str) -> None:
    found = explanation_of(place.workspace, run, reference)
    if found.status == "finished":
        line(f"{rows_words(found.figures['rows'], run.figures['rows']['test'])} · {_about(run)}")
        _show_tabs(Explained(place.workspace, run, found))
    elif found.open:
        line(f"The explanation is being computed in the background · {_about(run)}")
        show_until_done(place.workspace, [found])
    else:
        show_sentence(found.error or "The explanation was stopped.")
        again = (resume, place.workspace, found.id)
        press(
            st.button,
            "Explain again",
            *again,
            icon=":material/replay:",
            key=f"explain_again_{found.id}",
        )


def _show_tabs(explained: Explained) -> None:
    for tab, body in zip(open_tabs(list(_BODIES), TABS), _BODIES.values(), strict=True):
        if tab.open:
            with tab, mistakes():
                body(explained)


def rows_words(shown: int, available: int) -> str:
    """Which rows the figures draw.

    >>> rows_words(1800, 1800), rows_words(2000, 9000)
    ('All 1,800 untouched test rows', '2,000 of 9,000 untouched test rows, drawn at random')
    """
    if shown >= available:
        return f"All {shown:,} untouched test rows"
    return f"{shown:,} of {available:,} untouched test rows, drawn at random"


def _about(run: Run) -> str:
    return f"run {run.id[:4]}, seed {run.figures.get('seed', run.specification.seed)}"


def explanation_of(workspace: Workspace, run: Run, reference: str = "portfolio") -> Run:
    """The newest explanation of a run against a reference, begun now when there is none."""
    for known in workspace.store.runs(kind="explanation", subject=run.id):
        by_account = known.status != "finished" or "accounts" in known.figures.get("made", ())
        if known.specification.reference == reference and by_account:  # older versions did not say it by account
            return known
    spec = make_specification(ExplanationSpec, run=run.id, reference=reference)
    return jobs.submit(workspace, spec, name=f"Explanation of {run.name}")
