"""The form of the Training page: models, balancing, rows, settings; returns specifications."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from creditviz.models import MODELS
from creditviz.models.needs import check_needs
from creditviz.runs import Book, Run, Workspace
from creditviz.runs.engine import jobs
from creditviz.runs.work.training import check_rows
from creditviz.sampling import SAMPLERS
from creditviz.schema import TableSchema
from creditviz.specification import TrainingSpec, make_specification
from creditviz.ui.buttons import press
from creditviz.ui.facts import schema_of
from creditviz.ui.forms.settings import changed_settings, first, prefill, show_settings
from creditviz.ui.forms.words import DEVICE_WORDS, NEEDS, PROTECTED_WORDS, devices
from creditviz.ui.mistakes import mistakes
from creditviz.ui.pickers import pick
from creditviz.ui.runs.details import TEMPLATE
from creditviz.ui.runs.names import PROTOCOLS, default_name
from creditviz.ui.sidebar import compute
from creditviz.ui.training.balancing import Balancing, fill_balancing, show_balancing, show_sampler_settings
from creditviz.ui.training.last import finished_trainings
from creditviz.ui.training.model_menu import choose_models
from creditviz.ui.training.search_form import show_search
from creditviz.ui.training.starts import show_starts
from creditviz.ui.words import count, duration, literal

SEALED_HELP = (
    "The run is judged on validation rows only; its figures on test rows stay hidden until somebody breaks the seal "
    "with a name and a reason, among the runs on the Overview. So many models can be tried for one look at test rows."
)


@dataclass(frozen=True)
class Common:
    """What all models of one start share."""

    balancing: Balancing
    protocol: str
    folds: int
    seed: int
    device: str
    use_protected: bool
    sealed: bool

    def fields(self, workspace: Workspace) -> dict[str, Any]:
        """Its part of a specification; the rows of a balancing run overrule seed and test rows."""
        own = {name: value for name, value in vars(self).items() if name != "balancing"}
        return own | self.balancing.fields(workspace)

    def searching(self, workspace: Workspace) -> dict[str, Any] | None:
        """Its part of a search; None where rows of a balancing run stand in for a sampler."""
        return None if self.balancing.stored is not None else self.fields(workspace)


def show_form(workspace: Workspace, book: Book, *, idle: bool) -> None:
    """Three starts of one click where nothing runs, and all settings with a start of their own, folded.

    Parameters
    ----------
    idle : whether nothing of this book runs or waits.
    """
    schema = schema_of(workspace, book)
    wanted = _take_template(workspace)
    starts = st.container() if idle else None
    with st.expander("Change models and settings", icon=":material/tune:", expanded=wanted):
        head = st.container(border=True)
        models = choose_models(schema.for_model(use_protected=bool(st.session_state.get("form_protected"))))
        common = _show_common(workspace, book, schema)
        show_sampler_settings(common.balancing)
        presets = {key: show_settings(key) for key in models}
        show_search(workspace, book, presets, common.searching(workspace))
    with head, st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(plan_words(workspace, book, models, common), width="stretch")
        press(
            st.button,
            f"Train {count(len(models), 'model')}",
            start,
            workspace,
            book,
            models,
            presets,
            common,
            type="secondary" if idle else "primary",
            icon=":material/play_arrow:",
            disabled=not models,
            key="start",
        )
    if starts is not None:
        with starts:
            begin = lambda model: start(workspace, book, [model], {model: "default"}, common)  # noqa: E731
            visible = schema.for_model(use_protected=common.use_protected)
            show_starts(workspace, book, visible, begin, rest_words(common))


def plan_words(workspace: Workspace, book: Book, models: Sequence[str], common: Common) -> str:
    """What Start would do, and how long each model took the last time on this book; Markdown."""
    if not models:
        return "**Choose a model below.**"
    took = {run.specification.model: run.figures["seconds"] for run in reversed(finished_trainings(workspace, book))}
    names = [
        f"**{literal(MODELS[key].label)}**" + (f" (took {duration(took[key])} the last time)" if key in took else "")
        for key in models
    ]
    return f"{', '.join(names)} · {rest_words(common)}"


def rest_words(common: Common) -> str:
    """What all models of a start share; Markdown."""
    parts = [literal(_balancing_words(common.balancing)), PROTOCOLS[common.protocol].lower(), f"seed {common.seed}"]
    return " · ".join([*parts, *(["test rows sealed"] if common.sealed else [])])


def _balancing_words(balancing: Balancing) -> str:
    if balancing.stored is not None:
        return f"synthetic rows of {balancing.stored.name}"
    return "no balancing" if balancing.sampler == "none" else SAMPLERS[balancing.sampler].label


def start(workspace: Workspace, book: Book, models: list[str], presets: Mapping[str, str], common: Common) -> list[Run]:
    """Queue one run a model; nothing is queued when one of them is illegal."""
    shared = common.fields(workspace)
    specs = [
        make_specification(
            TrainingSpec,
            book=book.hash,
            schema_hash=book.schema_hash,
            model=key,
            preset=presets[key],
            parameters=changed_settings(key, presets[key], st.session_state),
            **shared,
        )
        for key in models
    ]
    visible = schema_of(workspace, book).for_model(use_protected=common.use_protected)
    for key in models:
        check_needs(MODELS[key], visible)
    check_rows(workspace, specs[0])  # columns, outcomes and split are the same for all
    return [jobs.submit(workspace, spec, name=default_name(spec)) for spec in specs]


def _show_common(workspace: Workspace, book: Book, schema: TableSchema) -> Common:
    left, rows, rest = st.columns(3)
    with left:
        balancing = show_balancing(workspace, book)
    settled = balancing.stored is not None  # seed and test rows are those of the balancing run
    with rows:
        protocol, folds = _show_protocol(schema, disabled=settled)
    with rest:
        seed = st.number_input(
            "Seed",
            0,
            2**31 - 1,
            key="form_seed",
            persist_state="session",
            help="Same seed and settings, same result.",
            disabled=settled,
        )
        device = pick(
            st.selectbox, "Device", devices(compute()), key="form_device", format_func=lambda key: DEVICE_WORDS[key]
        )
        sealed = st.toggle("Keep the test rows sealed", key="form_sealed", persist_state="session", help=SEALED_HELP)
    return Common(balancing, protocol, folds, int(seed), device, _show_protected(schema), sealed)


def _show_protocol(schema: TableSchema, *, disabled: bool) -> tuple[str, int]:
    possible = [key for key in PROTOCOLS if key not in NEEDS or getattr(schema, NEEDS[key])]
    protocol = pick(
        st.selectbox,
        "Test rows",
        possible,
        format_func=lambda key: PROTOCOLS[key],
        key="form_protocol",
        disabled=disabled,
        help="Hold-out: 30% at random. k-fold: every row is tested once. Out of time: the newest accounts, "
        "where the book has a date. Given: a column of the book says which.",
    )
    folds = st.slider(
        "Folds",
        2,
        max(10, st.session_state.get("form_folds", 10)),
        **first("form_folds", value=5),
        key="form_folds",
        disabled=disabled or protocol != "kfold",
        help="More folds: more training rows, more time.",
    )
    return protocol, int(folds)


def _show_protected(schema: TableSchema) -> bool:
    if not schema.protected:
        return False
    names = ", ".join(literal(schema.label(name)) for name in schema.protected)
    chosen = st.toggle("Let the models read protected attributes", key="form_protected")
    st.caption(PROTECTED_WORDS.format(names=names))
    return chosen


def _take_template(workspace: Workspace) -> bool:
    """Fill the form with the settings of the run that is to be trained again, once; whether that was asked for."""
    run_id = st.session_state.pop(TEMPLATE, None)
    if run_id is None:
        return False
    with mistakes():  # the run may have been deleted in another tab
        _fill(workspace, workspace.store.run(run_id).specification)
    return True


def _fill(workspace: Workspace, spec: TrainingSpec) -> None:
    st.session_state["form_models"] = [spec.model]
    fill_balancing(workspace, spec)
    for name in ("protocol", "folds", "seed"):
        st.session_state[f"form_{name}"] = getattr(spec, name)
    st.session_state["form_protected"] = spec.use_protected
    st.session_state["form_sealed"] = spec.sealed
    prefill(spec.model, spec.preset, spec.parameters, st.session_state)
