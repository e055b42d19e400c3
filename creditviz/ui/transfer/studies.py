"""Transfer studies on the page: known outcomes against a transfer, and the weight of the vote on simulated books."""

from __future__ import annotations

import streamlit as st

from creditviz.reporting.card import Card
from creditviz.results import TransferStudy
from creditviz.runs import Run, Workspace
from creditviz.runs.engine import jobs
from creditviz.specification import TransferStudySpec, make_specification
from creditviz.transfer import TRANSFER_MODELS
from creditviz.ui.buttons import press
from creditviz.ui.cards import show
from creditviz.ui.facts import kept
from creditviz.ui.forms.settings import first
from creditviz.ui.mistakes import mistakes
from creditviz.ui.pickers import pick
from creditviz.ui.runs.choice import choose_run
from creditviz.ui.runs.details import put_away
from creditviz.ui.runs.live import show_live
from creditviz.ui.shell import line
from creditviz.ui.words import count, literal
from creditviz.ui.workspace import Place

QUESTIONS = {
    "target-labels": "How many outcomes of the new product do without a transfer?",
    "vote-weight": "How much should the network count in FDAT's vote?",
}
ABOUT = {
    "target-labels": "The methods of the transfer above, its books and pairs, against models trained on known outcomes "
    "of the new product alone.",
    "vote-weight": "On simulated books, because three sizes of one old book are needed: the network and the tree are "
    "fitted once, and only the weight varies.",
}
KIND = "transfer-study"
CHOSEN = "transfer_study_chosen"  # in the session: id of the study that is looked at
RIVALS = ("target-logistic-regression", "target-xgboost")  # trained on the known outcomes alone
LABELS = (0, 50, 100, 200, 500, 1000, 2000, 5000)
SIZES = (1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000)
HELP = "The study whose figures stand below."
SEEDS_HELP = "Each seed splits and trains anew. More seeds, narrower intervals, more time; two are the fewest for any."
DELETED = "This deletes the study with everything that it found. It cannot be undone."


def show_studies(place: Place, run: Run | None) -> None:
    """The form, the studies at work, and the one that is looked at.

    Parameters
    ----------
    run : the transfer whose books, pairs and methods a study of known outcomes takes; None where there is none yet.
    """
    workspace = place.workspace
    every = studies(place)
    with st.expander("Start a study", icon=":material/science:", expanded=not every):
        _show_form(workspace, run)
    show_live(workspace, KIND)
    chosen = choose_run(every, CHOSEN, "Study", HELP)
    if chosen is None:
        line("No study of this book has been started yet.")
        return
    with mistakes():
        st.fragment(_show, run_every=4 if chosen.open else None)(workspace, chosen.id)
    if not chosen.open:
        with st.container(horizontal=True):
            put_away(workspace, chosen, DELETED, place="transfer_study_")


def studies(place: Place) -> list[Run]:
    """Studies of transfers to the open book and those of simulated books, newest first."""
    book = place.book.hash if place.book is not None else None
    return [run for run in place.workspace.store.runs(kind=KIND) if run.book in (None, book)]


def _show_form(workspace: Workspace, run: Run | None) -> None:
    asked = pick(
        st.segmented_control,
        "Question",
        list(QUESTIONS),
        format_func=lambda key: QUESTIONS[key],
        **first("transfer_study_question", default="target-labels"),
        required=True,
        key="transfer_study_question",
    )
    study = asked or "target-labels"
    st.caption(ABOUT[study])
    if study == "target-labels" and run is None:
        line("Start a transfer first: the study takes its books, pairs and methods.")
        return
    left, right = st.columns([4, 2])
    with left:
        amounts = _show_amounts(study)
    repeats = right.slider(
        "Seeds", 1, 10, **first("transfer_study_repeats", value=3), key="transfer_study_repeats", help=SEEDS_HELP
    )
    spec = specification(study, amounts, int(repeats), run) if any(amounts) else None
    if spec is not None:
        st.caption(f"{count(n_fits(spec), 'model')} will be trained, in the background.")
    press(
        st.button,
        "Start the study",
        start,
        workspace,
        spec,
        type="primary",
        icon=":material/play_arrow:",
        disabled=spec is None,
        key="transfer_study_start",
    )


def _show_amounts(study: str) -> list[int]:
    if study == "target-labels":
        return pick(
            st.pills,
            "Known outcomes of the new product",
            LABELS,
            selection_mode="multi",
            **first("transfer_study_labels", default=[0, 50, 200, 1000]),
            format_func=lambda n: f"{n:,}",
            key="transfer_study_labels",
            help="With none, only methods that read no outcome of the new product stand on the figure.",
        )
    return pick(
        st.pills,
        "Accounts of the old book",
        SIZES,
        selection_mode="multi",
        **first("transfer_study_sizes", default=[1000, 10_000, 50_000]),
        format_func=lambda n: f"{n:,}",
        key="transfer_study_sizes",
        help="One line for each. Xu and Zhang 2025 have 10,000, 100,000 and 200,000; these take minutes a seed.",
    )


def specification(study: str, amounts: list[int], repeats: int, run: Run | None) -> TransferStudySpec:
    """The study that the form asks for."""
    if study == "vote-weight":
        return make_specification(
            TransferStudySpec, study=study, source_rows=tuple(sorted(amounts)), repeats=repeats,
            parameters={"batch_size": 256},
        )  # fmt: skip
    assert run is not None, "the form asks for a transfer first"
    methods = [key for key in run.specification.methods if not TRANSFER_MODELS[key].reads_target_labels]
    asked = run.specification.model_copy(update={"methods": (*methods, *RIVALS), "search": 0, "target_labels": None})
    return make_specification(
        TransferStudySpec, study=study, transfer=asked, labels=tuple(sorted(amounts)), repeats=repeats, seed=asked.seed
    )


def n_fits(spec: TransferStudySpec) -> int:
    """How many models a study trains, as `experiment` counts them; the library itself is not imported here."""
    if spec.study == "vote-weight" or spec.transfer is None:
        return spec.repeats * len(set(spec.source_rows))
    reading = sum(TRANSFER_MODELS[key].reads_target_labels for key in spec.transfer.methods)
    once = len(spec.transfer.methods) - reading
    return spec.repeats * (once + reading * len({n for n in spec.labels if n}))


def start(workspace: Workspace, spec: TransferStudySpec) -> Run:
    """Queue the study."""
    return jobs.submit(workspace, spec, name=study_name(spec))


def study_name(spec: TransferStudySpec) -> str:
    """What a study is called, e.g. "Known outcomes, 5 methods, 3 seeds"."""
    seeds = count(spec.repeats, "seed")
    if spec.transfer is None:
        return f"Weight of the vote, {count(len(set(spec.source_rows)), 'size')}, {seeds}"
    return f"Known outcomes, {count(len(spec.transfer.methods), 'method')}, {seeds}"


def _show(workspace: Workspace, run_id: str) -> None:
    run = workspace.store.run(run_id)
    found = _study(workspace, run)
    if found is None or not len(found.auc):
        line("The first figure comes with the first model.")
    else:
        show(*_cards(workspace, run), place="study_")
        for note in found.notes:
            st.caption(f":material/info: {literal(note)}")
    if found is not None and found.failed:
        with st.expander(f"{count(len(found.failed), 'model')} without figures", icon=":material/error:"):
            st.dataframe(
                {"model": list(found.failed), "why": list(found.failed.values())},
                hide_index=True,
                height="content",
                alt="Models that failed, each with the reason.",
            )


def _study(workspace: Workspace, run: Run) -> TransferStudy | None:
    from creditviz.runs.work.transfer_study import load_transfer_study

    return load_transfer_study(workspace, run.id)


@kept(20)
def _cards(workspace: Workspace, run: Run) -> tuple[Card, ...]:
    from creditviz.reporting.transfer.study import study_cards

    found = _study(workspace, run)
    return study_cards(found) if found is not None else ()
