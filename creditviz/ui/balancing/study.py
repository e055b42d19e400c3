"""Sampler studies: the form, and what finished ones say about samplers, orders and rates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from creditviz.models import MODELS
from creditviz.reporting.card import Card
from creditviz.reporting.method_names import metric_name
from creditviz.results import Study
from creditviz.runs import Book, Run, Workspace
from creditviz.runs.engine import jobs
from creditviz.sampling import SAMPLERS
from creditviz.specification import SamplerStudySpec, make_specification
from creditviz.ui.balancing.choice import Chosen
from creditviz.ui.balancing.facts import studies, study_of
from creditviz.ui.buttons import press
from creditviz.ui.cards import show
from creditviz.ui.facts import bad_rate, kept, schema_of
from creditviz.ui.forms.settings import first
from creditviz.ui.forms.words import NEEDS, ORDER_HELP, ORDER_LABEL
from creditviz.ui.pickers import pick
from creditviz.ui.runs.details import put_away
from creditviz.ui.runs.judging import finished
from creditviz.ui.runs.names import PROTOCOLS, labels, study_name
from creditviz.ui.runs.progress import show_row
from creditviz.ui.shell import line
from creditviz.ui.words import count, literal

CLASSIFIERS = ("logistic-regression", "decision-tree", "k-nearest-neighbours", "svm", "mlp", "xgboost")
RATES = (0.5, 1.0, 2.0, 3.0, 5.0, 10.0)
WEIGHTS = {"class_weight", "scale_pos_weight"}  # settings that make defaults count more
METRICS = ("auc", "recall_at_precision", "ks", "f1", "recall", "auc_hard", "brier")
DELETED = "This deletes the study with everything that it found. It cannot be undone."


def show_studies(workspace: Workspace, book: Book, chosen: Chosen) -> None:
    """The form, the studies at work, the finished one that is looked at."""
    every = studies(workspace, book)
    done = finished(every)
    line("Every sampler against no balancing and against class weights, over several models and several seeds.")
    with st.expander("Start a study", icon=":material/science:", expanded=not every):
        _show_form(workspace, book)
    working = [run for run in every if run.open]
    if working:
        st.fragment(_watch, run_every=1)(workspace, [run.id for run in working])
    if done:
        _show_finished(workspace, done)


def _watch(workspace: Workspace, ids: list[str]) -> None:
    for run_id in ids:
        show_row(workspace, workspace.store.run(run_id))


def _show_form(workspace: Workspace, book: Book) -> None:
    samplers = pick(
        st.pills,
        "Samplers",
        [key for key in SAMPLERS if key != "none"],
        selection_mode="multi",
        default=["random", "smote"],
        format_func=lambda key: literal(SAMPLERS[key].label),
        key="study_samplers",
        help="Learning samplers take minutes for each seed and rate; no balancing and class weights are always there.",
    )
    classifiers = pick(
        st.pills,
        "Models",
        [key for key in CLASSIFIERS if key in MODELS],
        selection_mode="multi",
        default=list(SamplerStudySpec.model_fields["classifiers"].default),
        format_func=lambda key: literal(MODELS[key].label),
        key="study_classifiers",
        help="Each is trained on the rows of each sampler.",
    )
    amount = _show_amount()
    settings = _show_settings(workspace, book)
    spec = specification(book, samplers, classifiers, {**amount, **settings})
    st.caption(f"{count(n_fits(spec), 'model')} will be trained, in the background. {judged_words(spec)}")
    press(
        st.button,
        "Start the study",
        start,
        workspace,
        spec,
        type="primary",
        icon=":material/play_arrow:",
        disabled=not samplers or not classifiers,
        key="study_start",
    )


def _show_amount() -> dict[str, Any]:
    left, right = st.columns(2)
    rates = pick(
        left.pills,
        "Rows per defaulter",
        RATES,
        selection_mode="multi",
        format_func=lambda rate: f"{rate:g}",
        key="study_rates",
        help="One or several rates K: K synthetic rows for each real training defaulter. Several rates draw quality "
        "against K. Without one, rows are made up to the ratio beside.",
    )
    ratio = right.slider(
        "Bad per good", 0.05, 1.0, **first("study_ratio", value=0.4), step=0.05, key="study_ratio", disabled=bool(rates)
    )
    return {"rates": tuple(sorted(rates)), "ratio": float(ratio)}


def _show_settings(workspace: Workspace, book: Book) -> dict[str, Any]:
    left, middle, right = st.columns(3)
    with left:
        by_chance = st.session_state.get("study_protocol", "holdout") == "holdout"  # synthetic rows have no date
        both = st.toggle(f"Also {ORDER_LABEL.lower()}", key="study_both", help=ORDER_HELP, disabled=not by_chance)
        possible = [key for key in ("holdout", "out-of-time", "given") if _possible(workspace, book, key)]
        protocol = pick(
            st.selectbox,
            "Test rows",
            possible,
            format_func=lambda key: PROTOCOLS[key],
            key="study_protocol",
            help=_PROTOCOL_HELP,
        )
    with middle:
        repeats = st.slider("Seeds", 1, 10, **first("study_repeats", value=5), key="study_repeats", help=_SEEDS_HELP)
        gap = None
        if protocol == "out-of-time":
            months = first("study_gap", value=schema_of(workspace, book).outcome_months)
            gap = st.number_input(
                "Months left out before the test rows", 0, 60, **months, key="study_gap", help=_GAP_HELP
            )
    with right:
        seed = st.number_input("First seed", 0, 2**31 - 1, key="study_seed", help="Same seed, same figures.")
        thin_to = _show_thinning(bad_rate(workspace, book))
    orders = ("after-split", "before-split") if both and protocol == "holdout" else ("after-split",)
    return {
        "orders": orders,
        "protocol": protocol,
        "repeats": int(repeats),
        "seed": int(seed),
        "thin_to": thin_to,
        "gap_months": gap,
    }


_SEEDS_HELP = (
    "Each seed samples and trains anew, and under the hold-out splits the book anew; out of time and with given parts "
    "the test rows stay the same. More seeds, narrower intervals, more time."
)
_GAP_HELP = "Train on month t, test on month t + 1 + this many: outcomes take months to be known."
_PROTOCOL_HELP = "How the rows are chosen that all models are judged on."


def _show_thinning(rate: float | None) -> float | None:
    """Thin the defaulters to a rarer rate, as papers do; None leaves the book as it is."""
    if rate is None or not st.toggle("Thin the defaulters", key="study_thin", help=_THIN_HELP):
        return None
    most = max(0.01, round(rate - 0.005, 3))
    return float(
        st.number_input(
            "Bad rate, per cent", 0.5, 100 * most, min(3.0, 100 * most), step=0.5, format="%g", key="study_to"
        )
        / 100
    )


_THIN_HELP = (
    "Leaves defaulters out at random until this bad rate is reached, in training and test rows alike: balancing "
    "matters more where defaults are rare. The figures then speak of the thinned book."
)


def _possible(workspace: Workspace, book: Book, protocol: str) -> bool:
    return protocol not in NEEDS or bool(getattr(schema_of(workspace, book), NEEDS[protocol]))


def n_fits(spec: SamplerStudySpec) -> int:
    """How many models a study trains, as its plan counts them.

    The plan itself would import every model's library; whether one can weigh outcomes is read off its settings here.
    """
    from creditviz.experiment.study.plan import rates_of, samplers, seeds

    weighing = sum(bool(WEIGHTS & set(MODELS[key].hyperparameters)) for key in spec.classifiers)
    cells = sum(len(rates_of(spec, key)) for key in samplers(spec)) * len(set(spec.orders))
    return len(seeds(spec)) * ((1 + cells) * len(spec.classifiers) + weighing)


def judged_words(spec: SamplerStudySpec) -> str:
    """Which rows judge the models of a study."""
    if spec.protocol != "holdout":
        return "All are judged on the same real test rows, whatever the seed."
    words = "Each seed has its own hold-out of real test rows, the same for every sampler and model"
    if "before-split" in spec.orders:
        return f"{words}; sampled before the split, test rows hold synthetic ones too."
    return f"{words}."


def specification(
    book: Book, samplers: list[str], classifiers: list[str], settings: dict[str, Any]
) -> SamplerStudySpec:
    """The study that the form asks for."""
    return make_specification(
        SamplerStudySpec,
        book=book.hash,
        schema_hash=book.schema_hash,
        samplers=tuple(samplers),
        classifiers=tuple(classifiers),
        **settings,
    )


def start(workspace: Workspace, spec: SamplerStudySpec) -> Run:
    """Queue the study."""
    return jobs.submit(workspace, spec, name=study_name(spec))


def _show_finished(workspace: Workspace, done: list[Run]) -> None:
    names = labels(done)
    picked = pick(
        st.selectbox,
        "Study",
        [run.id for run in done],
        format_func=lambda key: literal(names[key]),
        key=f"study_shown_{done[0].id}",
    )
    run = next(run for run in done if run.id == picked)
    study = study_of(workspace, run)
    metric = pick(
        st.segmented_control,
        "Measured by",
        [key for key in METRICS if key in study.metrics],
        default="auc",
        required=True,
        format_func=lambda key: _metric_words(key, study),
        key=f"study_metric_{run.id}",
    )
    for note in study.notes:
        line(f":material/info: {literal(note)}")
    show(*_cards(workspace, run, metric or "auc"))
    _show_table(study, metric or "auc")
    with st.container(horizontal=True):
        put_away(workspace, run, DELETED)


def _metric_words(metric: str, study: Study) -> str:
    name = metric_name(metric, study.precision or 0.0)
    return name[0].upper() + name[1:]


@kept(40, spinner="Drawing")
def _cards(workspace: Workspace, run: Run, metric: str) -> tuple[Card, ...]:
    from creditviz.evaluation.studies.samplers import rates
    from creditviz.reporting.balancing.cards import gain_card, order_card, rate_card

    study = study_of(workspace, run)
    build: list[Callable[[], Card]] = [
        lambda: gain_card(study, metric=metric, baseline="none"),
        lambda: gain_card(study, metric=metric, baseline="class-weight"),
    ]
    if len(set(study.order)) > 1:
        build.append(lambda: order_card(study, metric=metric))
    if len(rates(study)) > 1:
        build.append(lambda: rate_card(study, metric=metric))
    return tuple(one() for one in build)


def _show_table(study: Study, metric: str) -> None:
    from creditviz.reporting.balancing.cards import study_table

    for order in dict.fromkeys(study.order):
        words = "after the split" if order == "after-split" else "before the split: synthetic rows among the test rows"
        st.markdown(f"**{_metric_words(metric, study)}, sampled {words}**")
        table = study_table(study, metric, order=order)
        st.dataframe(
            table,
            hide_index=True,
            alt=f"{_metric_words(metric, study)} of every sampler and model, sampled {words}.",
        )
        if note := table.attrs.get("note"):
            line(literal(note))
    line("Mean and standard deviation over the seeds. The intervals above compare the same seeds; use them.")
