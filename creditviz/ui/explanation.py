"""What the Explanation page shows: where the network looked, what its gate let through, what moved the score."""

from __future__ import annotations

import streamlit as st

from creditviz.models import MODELS
from creditviz.reporting.card import Card
from creditviz.runs import Run, Workspace, jobs
from creditviz.specification import ExplanationSpec, make_specification
from creditviz.ui.cards import show
from creditviz.ui.judging import judged_run, runs_to_judge
from creditviz.ui.mistakes import act, show_sentence
from creditviz.ui.progress import show_row
from creditviz.ui.run_names import labels
from creditviz.ui.shell import empty, line
from creditviz.ui.words import literal
from creditviz.ui.workspace import Place

NOTHING = (
    "{label} has no attention, no gate and no trees: nothing of it can be drawn account by account. "
    "Choose another run, or train one that can be explained."
)


def choose_run(place: Place) -> Run | None:
    """Pills of the finished runs of the open book, the judged one first chosen."""
    every = runs_to_judge(place)
    if place.book is None or not every:
        return None
    names = labels(every)
    judged = judged_run(place.workspace, place.book, [run for run in every if explains(run)] or every)
    chosen = st.pills(
        "Run",
        list(names),
        default=judged.run.id if judged else every[0].id,
        required=True,
        format_func=lambda key: literal(names[key]),
        key="explanation_run",
        label_visibility="collapsed",
    )
    return next((run for run in every if run.id == chosen), None)


def explains(run: Run) -> tuple[str, ...]:
    """What can be drawn of a run: "attention", "gates", "shap"; nothing yet of a transfer."""
    if run.kind == "transfer":
        return ()
    return MODELS[run.specification.model].explains


def show_explanation(place: Place, run: Run | None) -> None:
    """The cards of a run; its explanation is begun when there is none, and its progress shown."""
    if run is None:
        return
    if run.kind == "transfer":
        empty(transfer_words(run), button="See its figures", page_key="performance")
        return
    if not explains(run):
        label = literal(MODELS[run.specification.model].label)
        empty(NOTHING.format(label=label), button="Train a model", page_key="training")
        return
    found = explanation_of(place.workspace, run)
    if found.status == "finished":
        line(f"{rows_words(found.figures['rows'], run.figures['rows']['test'])} · {_about(run)}")
        show(*_cards(place.workspace, found.id, found.attempt, run.id, run.name))
    elif found.open:
        line(f"The explanation is being computed in the background · {_about(run)}")
        st.fragment(_watch, run_every=1)(place.workspace, found.id)
    else:
        show_sentence(found.error or "The explanation was stopped.")
        again = (jobs.resume, place.workspace, found.id)
        st.button("Explain again", icon=":material/replay:", on_click=act, args=again, key="explain_again")


def transfer_words(run: Run) -> str:
    """Why a transfer is not drawn here, and what is known of it instead."""
    pairs = [f"{pair['target']} ← {pair['source']}" for pair in run.figures["pairs"]]
    read = f"{', '.join(pairs[:3])}{' and others' if len(pairs) > 3 else ''}"
    return literal(
        f"{run.name} reads its columns in pairs, new ← old ({read}), and cannot be drawn account by account yet. "
        "The log and settings on the Overview say which columns were paired."
    )


def rows_words(shown: int, available: int) -> str:
    """Which rows the figures draw.

    >>> rows_words(1800, 1800), rows_words(2000, 9000)
    ('All 1,800 untouched test rows', '2,000 of 9,000 untouched test rows, drawn at random')
    """
    if shown >= available:
        return f"All {shown:,} untouched test rows"
    return f"{shown:,} of {available:,} untouched test rows, drawn at random"


def _about(run: Run) -> str:
    return f"run {run.id[:4]}, seed {run.figures['seed']}"


def _watch(workspace: Workspace, run_id: str) -> None:
    run = workspace.store.run(run_id)
    if not run.open:
        st.rerun()
    show_row(workspace, run)


def explanation_of(workspace: Workspace, run: Run) -> Run:
    """The newest explanation of a run, begun now when there is none."""
    known = workspace.store.runs(kind="explanation", subject=run.id)
    if known:
        return known[0]
    spec = make_specification(ExplanationSpec, run=run.id)
    return jobs.submit(workspace, spec, name=f"Explanation of {run.name}")


@st.cache_resource(show_spinner="Drawing", max_entries=20)
def _cards(_workspace: Workspace, explanation: str, attempt: str, run_id: str, label: str) -> tuple[Card, ...]:
    from creditviz.reporting.explanation import account_map_card, beeswarm_card, spatial_card, temporal_card
    from creditviz.reporting.field_importance import field_importance_card
    from creditviz.runs.explanation import load_attention, load_gates, load_shap

    leaky = bool(_workspace.store.run(run_id).figures.get("leaky"))
    shap, attention = load_shap(_workspace, explanation), load_attention(_workspace, explanation)
    cards = []
    if attention is not None:
        cards += [build(label, attention, leaky=leaky) for build in (temporal_card, account_map_card, spatial_card)]
    gates = load_gates(_workspace, explanation)
    if gates is not None:
        cards.append(field_importance_card(label, gates, leaky=leaky))
    if shap is not None:
        cards.append(beeswarm_card(label, shap, leaky=leaky))
    return tuple(cards)
