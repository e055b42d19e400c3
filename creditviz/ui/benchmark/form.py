"""The form of a benchmark of one's own: books, models, samplers, rows, seeds; Start queues one run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from creditviz.experiment.checks import MIXES
from creditviz.models import MODELS
from creditviz.runs import Book, Run, Workspace
from creditviz.runs.engine import jobs
from creditviz.sampling import SAMPLERS
from creditviz.schema import TableSchema
from creditviz.specification import Arm, BenchmarkBook, BenchmarkSpec, make_specification
from creditviz.ui.benchmark.estimate import estimate_words
from creditviz.ui.benchmark.models import choose_models
from creditviz.ui.buttons import press
from creditviz.ui.facts import book_labels, schema_of
from creditviz.ui.forms.settings import first
from creditviz.ui.forms.words import DEVICE_WORDS, NEEDS, PROTECTED_WORDS, devices
from creditviz.ui.mistakes import mistakes
from creditviz.ui.pickers import pick
from creditviz.ui.runs.names import PROTOCOLS, benchmark_name
from creditviz.ui.sidebar import compute
from creditviz.ui.words import literal

TABS, RESULTS = "benchmark_tabs", "Results"  # in the session: the label of the open tab
DEFAULTS, PUBLISHED = "Ours", "As published"
TUNINGS = {"": "Not tuned", "random": "Random trials", "tpe": "Guided trials (TPE)", "grid": "The papers' grids"}
ORDER_LABEL = "Also sample before the split (leaky)"
ORDER_HELP = (
    "Replays the order of papers that sampled before they split: synthetic accounts get into the test rows. Both "
    "orders then stand side by side, and the difference is what the wrong one pretends."
)
REPEATS_HELP = (
    "Each seed splits, samples and trains anew, the same for every model, so that models are compared on equal rows. "
    "More seeds, narrower intervals, more time."
)
TUNING_HELP = (
    "Tries settings before every fit and keeps those that validation rows like best; test rows are never looked at. "
    "It multiplies the time by the number of trials."
)
SETTINGS_HELP = (
    "**Ours**: the settings we would use. **As published**: what a paper prints, for models that have such settings. "
)


def show_form(workspace: Workspace, book: Book) -> None:
    """Choose what to compare; nothing is queued before every part of it is legal."""
    with st.container(border=True), mistakes():
        books = _choose_books(workspace, book)
        protected = bool(st.session_state.get("benchmark_protected"))
        names = book_labels(workspace, books)
        schemas = {names[one.hash]: schema_of(workspace, one).for_model(use_protected=protected) for one in books}
        models = choose_models(schemas)
        settings = _show_settings([schema_of(workspace, one) for one in books])
        _show_start(workspace, books, models, settings)


def _choose_books(workspace: Workspace, book: Book) -> list[Book]:
    every = {one.hash: one for one in workspace.store.books()}
    names = book_labels(workspace, every.values())
    widget = "benchmark_books"
    if widget in st.session_state:  # one may have been deleted in another tab
        st.session_state[widget] = [key for key in st.session_state[widget] if key in every]
    chosen = pick(
        st.multiselect,
        "Books",
        list(every),
        **first(widget, default=[book.hash]),
        format_func=names.__getitem__,
        key=widget,
        persist_state="session",
        placeholder="Choose one book or several",
        help="Every model is fitted on every book. Ranks of models need several books, or several seeds.",
    )
    return [every[key] for key in chosen]


def _show_settings(schemas: Sequence[TableSchema]) -> dict[str, Any]:
    samplers = pick(
        st.pills,
        "Balancing of the training rows",
        list(SAMPLERS),
        selection_mode="multi",
        **first("benchmark_samplers", default=["none"]),
        format_func=lambda key: literal("None" if key == "none" else SAMPLERS[key].label),
        key="benchmark_samplers",
        persist_state="session",
        help="Every model is fitted once with each. Samplers that learn take minutes a split; test rows stay real.",
    )
    rows, seeds, tuning, rest = st.columns(4)
    with rows:
        found = _show_rows(schemas)
    with seeds:
        found |= _show_seeds(found["protocols"][0])
    with tuning:
        found |= _show_tuning()
    with rest:
        device = pick(
            st.selectbox,
            "Device",
            devices(compute()),
            key="benchmark_device",
            format_func=lambda key: DEVICE_WORDS[key],
        )
        preset = st.segmented_control(
            "Settings", [DEFAULTS, PUBLISHED], **first("benchmark_preset", default=DEFAULTS), required=True,
            key="benchmark_preset", help=SETTINGS_HELP,
        )  # fmt: skip
    found |= _show_switches(schemas, samplers or [], found["protocols"][0])
    return found | {"samplers": tuple(samplers or ()), "device": device, "preset": preset}


def _show_rows(schemas: Sequence[TableSchema]) -> dict[str, Any]:
    possible = [key for key in PROTOCOLS if key not in NEEDS or all(getattr(one, NEEDS[key]) for one in schemas)]
    protocol = pick(
        st.selectbox,
        "Test rows",
        possible,
        format_func=lambda key: PROTOCOLS[key],
        key="benchmark_protocol",
        help="Hold-out: 30% at random, anew with each seed. k-fold: every row is tested once. Out of time: the newest "
        "accounts, where the books have a date. Given: a column of the books says which.",
    )
    folds = 5
    if protocol == "kfold":
        folds = st.slider("Folds", 2, 10, **first("benchmark_folds", value=5), key="benchmark_folds")
    return {"protocols": (protocol or "holdout",), "folds": int(folds)}


def _show_seeds(protocol: str) -> dict[str, Any]:
    value = 1 if protocol == "kfold" else 3
    repeats = st.slider(
        "Seeds", 1, 20, **first("benchmark_repeats", value=value), key="benchmark_repeats", help=REPEATS_HELP
    )
    seed = st.number_input("First seed", 0, 2**31 - 1, key="benchmark_seed", help="Same seed, same figures.")
    return {"repeats": int(repeats), "seed": int(seed)}


def _show_tuning() -> dict[str, Any]:
    search = pick(
        st.selectbox,
        "Tuning on validation rows",
        list(TUNINGS),
        format_func=lambda key: TUNINGS[key],
        key="benchmark_search",
        help=TUNING_HELP,
    )
    trials = 30
    if search:
        trials = st.number_input("Trials at most", 2, 1000, 20, key="benchmark_trials", help="For every fit.")
    return {"search": search or "", "n_trials": int(trials)}


def _show_switches(schemas: Sequence[TableSchema], samplers: Sequence[str], protocol: str) -> dict[str, Any]:
    made = [key for key in samplers if key != "none"]
    both = made and protocol in MIXES and st.toggle(ORDER_LABEL, key="benchmark_both", help=ORDER_HELP)
    names = dict.fromkeys(one.label(name) for one in schemas for name in one.protected)
    use = bool(names) and st.toggle("Let the models read protected attributes", key="benchmark_protected")
    if names:
        st.caption(PROTECTED_WORDS.format(names=", ".join(map(literal, names))))
    return {"orders": ("after-split", "before-split") if both else ("after-split",), "use_protected": bool(use)}


def _show_start(workspace: Workspace, books: Sequence[Book], models: Sequence[str], settings: dict[str, Any]) -> None:
    ready = bool(books and models and settings["samplers"])
    spec = specification(workspace, books, models, settings) if ready else None
    name, button = st.columns([3, 1.4], vertical_alignment="bottom")
    typed = name.text_input(
        "Name", key="benchmark_name", max_chars=80, placeholder=benchmark_name(spec) if spec else "What is compared"
    )
    st.caption(estimate_words(workspace, spec) if spec else "Choose at least one book, one model and one balancing.")
    press(
        button.button,
        "Start",
        start,
        workspace,
        spec,
        typed or "",
        type="primary",
        icon=":material/play_arrow:",
        disabled=not ready,
        key="benchmark_start",
        width="stretch",
    )


def specification(
    workspace: Workspace, books: Sequence[Book], models: Sequence[str], settings: Mapping[str, Any]
) -> BenchmarkSpec:
    """The benchmark that the form asks for."""
    own = {name: value for name, value in settings.items() if name not in ("preset", "search", "n_trials")}
    names = book_labels(workspace, books)  # a book is found by its name in the table
    return make_specification(
        BenchmarkSpec,
        books=tuple(
            BenchmarkBook(book=one.hash, schema_hash=one.schema_hash or "", name=names[one.hash]) for one in books
        ),
        arms=tuple(
            Arm(
                model=key,
                preset=_preset(key, settings["preset"]),
                search=settings["search"] if settings["search"] != "grid" or MODELS[key].grid else "",
                n_trials=settings["n_trials"],
            )
            for key in models
        ),
        **own,
    )


def _preset(key: str, settings: str) -> str:
    return "as-published" if settings == PUBLISHED and "as-published" in MODELS[key].presets else "default"


def start(workspace: Workspace, spec: BenchmarkSpec, name: str) -> Run:
    """Queue the benchmark once its books, models and rows fit together."""
    from creditviz.runs.work.benchmark import check

    check(workspace, spec)
    st.session_state[TABS] = RESULTS  # where it can be watched
    return jobs.submit(workspace, spec, name=name.strip() or benchmark_name(spec))
