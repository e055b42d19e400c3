"""The search part of the Training form: how many trials, how they are chosen, which settings vary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from creditviz.exceptions import SpecificationError
from creditviz.models import MODELS
from creditviz.models.needs import check_needs
from creditviz.reporting.search import METRIC_WORDS, range_words, setting_label
from creditviz.runs import Book, Run, Workspace
from creditviz.runs.engine import jobs
from creditviz.runs.work.training import check_rows
from creditviz.search_space import grid_size, grid_values, search_space, searchable, usual_names
from creditviz.specification import SearchSpec, make_specification
from creditviz.ui.buttons import press
from creditviz.ui.facts import schema_of
from creditviz.ui.forms.settings import changed_settings, first
from creditviz.ui.pickers import pick
from creditviz.ui.runs.names import search_name
from creditviz.ui.words import count, literal

METHODS = {"tpe": "TPE", "random": "Random", "grid": "Grid"}
METHOD_HELP = (
    "**TPE** looks where earlier trials were good, and cuts a trial short that falls behind the median of the others. "
    "**Random** draws every trial by itself. **Grid** tries a few values of each setting in all combinations, and "
    "ends when all are tried."
)
METRIC_HELP = (
    "What the validation rows judge by: the AUC asks only for the order of the scores, the log loss also for "
    "probabilities that are right."
)
VARY_HELP = "The others stay as they are set above. What you have set yourself does not vary."


def show_search(workspace: Workspace, book: Book, presets: Mapping[str, str], shared: Mapping[str, Any] | None) -> None:
    """The expander below the settings of the models.

    Parameters
    ----------
    presets : chosen models with their presets.
    shared : what all specifications have in common; None where the form does not allow a search.
    """
    # its state is kept: choosing another model moves it down the page, and would close it
    with st.expander("Search settings first", icon=":material/manage_search:", key="search_open", on_change="rerun"):
        st.caption(
            "Tries several settings of a model on the validation rows; test rows stay unseen. "
            "You then train with the best ones."
        )
        common = _show_method()
        vary = {key: _show_settings(key, preset, common["method"]) for key, preset in presets.items()}
        possible = {key: names for key, names in vary.items() if names}
        reason = _why_not(shared, presets, possible)
        if reason:
            st.caption(f":material/block: {reason}")
        press(
            st.button,
            f"Search settings of {count(len(possible), 'model')}",
            start_search,
            workspace,
            book,
            possible,
            presets,
            {**(shared or {}), **common},
            icon=":material/manage_search:",
            disabled=bool(reason),
            key="start_search",
        )


def start_search(
    workspace: Workspace,
    book: Book,
    vary: Mapping[str, list[str]],
    presets: Mapping[str, str],
    shared: Mapping[str, Any],
) -> list[Run]:
    """Queue one search a model; nothing is queued when one of them is illegal."""
    known = {name: value for name, value in shared.items() if name in SearchSpec.model_fields}
    specs = [
        make_specification(
            SearchSpec,
            book=book.hash,
            schema_hash=book.schema_hash,
            model=key,
            preset=presets[key],
            parameters=changed_settings(key, presets[key], st.session_state),
            searched=tuple(names),
            **known,
        )
        for key, names in vary.items()
    ]
    if not specs:
        raise SpecificationError("a search needs a model whose settings vary, however none is chosen. Choose one.")
    visible = schema_of(workspace, book).for_model(use_protected=specs[0].use_protected)
    for spec in specs:
        check_needs(MODELS[spec.model], visible)
        search_space(MODELS[spec.model], spec.searched, fixed=spec.parameters, grid=spec.method == "grid")
    check_rows(workspace, specs[0].training())
    return [jobs.submit(workspace, spec, name=search_name(spec)) for spec in specs]


def _show_method() -> dict[str, Any]:
    left, middle, right = st.columns(3)
    method = pick(
        left.segmented_control,
        "Settings are chosen by",
        list(METHODS),
        **first("search_method", default="tpe"),
        required=True,
        format_func=lambda key: METHODS[key],
        key="search_method",
        help=METHOD_HELP,
    )
    trials = middle.number_input(
        "Trials at most", 1, 1000, **first("search_trials", value=30), key="search_trials", help=_TRIALS_HELP
    )
    metric = pick(
        right.segmented_control,
        "Judged by",
        list(METRIC_WORDS),
        **first("search_metric", default="auc"),
        required=True,
        format_func=lambda key: METRIC_WORDS[key].capitalize() if key != "auc" else METRIC_WORDS[key],
        key="search_metric",
        help=METRIC_HELP,
    )
    return {"method": method or "tpe", "n_trials": int(trials), "metric": metric or "auc"}


_TRIALS_HELP = "Each trial takes as long as one training. More trials find better settings, and flatter more."


def _show_settings(key: str, preset: str, method: str) -> list[str]:
    """Which settings of one model vary; empty where none can."""
    entry, grid = MODELS[key], method == "grid"
    held = changed_settings(key, preset, st.session_state)
    possible = {name: legal for name, legal in searchable(entry, grid=grid).items() if name not in held}
    if not possible:
        st.caption(f"{literal(entry.label)} has no setting that a search could vary.")
        return []
    values = {name: grid_values(name, legal, entry) if grid else () for name, legal in possible.items()}
    widget = f"search_vary_{key}_{'grid' if grid else 'range'}_{len(possible)}"
    chosen = pick(
        st.multiselect,
        f"What varies in {entry.label}",
        list(possible),
        **first(widget, default=[name for name in usual_names(entry, grid=grid) if name in possible]),
        format_func=lambda name: f"{setting_label(entry, name)}: {range_words(possible[name], values[name])}",
        key=widget,
        help=VARY_HELP,
    )
    if grid and chosen:
        st.caption(f"{count(grid_size({name: possible[name] for name in chosen}, entry), 'combination')} in all.")
    return chosen


def _why_not(
    shared: Mapping[str, Any] | None, presets: Mapping[str, str], possible: Mapping[str, list[str]]
) -> str | None:
    if not presets:
        return "Choose a model above."
    if shared is None or shared["protocol"] == "kfold" or shared["resample"] == "before-split":
        return (
            "A search needs one set of real validation rows: choose other test rows than k-fold, and a sampler "
            "after the split instead of stored rows."
        )
    return None if possible else "Choose a setting that varies."
