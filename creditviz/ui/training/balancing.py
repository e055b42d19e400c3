"""The balancing part of the Training form: none, a sampler, or the stored rows of a balancing run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from creditviz.runs import Book, Run, Workspace
from creditviz.runs.reading.synthetic import training_on
from creditviz.sampling import SAMPLERS
from creditviz.specification import TrainingSpec
from creditviz.ui.forms.settings import changed_settings, prefill, show_settings
from creditviz.ui.forms.words import ORDER_HELP, ORDER_LABEL
from creditviz.ui.pickers import pick
from creditviz.ui.runs.names import PROTOCOLS, labels
from creditviz.ui.training.amount import prefill_amount, show_amount
from creditviz.ui.words import count, literal

SOURCE = "training_source"  # in the session: the balancing run whose rows the Training page starts from
STORED = "run:"  # how such a choice begins in the menu
_WIDGET = "form_sampler"


@dataclass(frozen=True)
class Balancing:
    """What the form says of balancing."""

    sampler: str
    ratio: float
    rate: float | None
    leaky: bool
    stored: Run | None = None

    def fields(self, workspace: Workspace) -> dict[str, Any]:
        """Its part of a training specification; stored rows settle seed and test rows as well."""
        if self.stored is not None:
            return training_on(workspace, self.stored.id)
        preset = st.session_state.get(f"preset_{self.sampler}") or "default"
        return {
            "sampler": self.sampler,
            "sampler_preset": preset,
            "sampler_parameters": changed_settings(self.sampler, preset, st.session_state),
            "ratio": self.ratio,
            "rate": self.rate,
            "resample": "before-split" if self.leaky else "after-split",
        }


def stored_runs(workspace: Workspace, book: Book) -> list[Run]:
    """Finished balancing runs of a book that have rows to give."""
    runs = workspace.store.runs(kind="balancing", book=book.hash, status=("finished",))
    return [run for run in runs if run.figures.get("rows", {}).get("synthetic")]


def show_balancing(workspace: Workspace, book: Book) -> Balancing:
    """The menu of samplers and stored rows, the amount, and the order."""
    runs = {f"{STORED}{run.id}": run for run in stored_runs(workspace, book)}
    _take_source(runs)
    names = labels(list(runs.values()))
    chosen = pick(
        st.selectbox,
        "Balancing",
        [*SAMPLERS, *runs],
        format_func=lambda key: f"Rows of {names[runs[key].id]}" if key in runs else SAMPLERS[key].label,
        key=_WIDGET,
        persist_state="session",
        help="A sampler makes its rows within the training. **Rows of …** are those of a run of the Balancing page, "
        "less the excluded ones.\n\n"
        + "\n\n".join(f"**{SAMPLERS[key].label}**: {SAMPLERS[key].about}" for key in SAMPLERS),
    )
    if chosen in runs:
        _say_stored(workspace, runs[chosen])
        return Balancing(runs[chosen].specification.sampler, 0.4, None, False, runs[chosen])
    if chosen == "none":
        return Balancing(chosen, TrainingSpec.model_fields["ratio"].default, None, False)
    amount = show_amount("form")
    makes_rows = not SAMPLERS[chosen].removes
    leaky = st.toggle(ORDER_LABEL, key="form_leaky", help=ORDER_HELP, disabled=not makes_rows)
    if leaky and makes_rows:
        st.caption(":material/error: Figures of this run will be marked as leaky and never be suggested.")
    return Balancing(chosen, amount.ratio, amount.rate, leaky and makes_rows)


def show_sampler_settings(balancing: Balancing) -> None:
    """The expander of the chosen sampler, where there is something to set."""
    entry = SAMPLERS[balancing.sampler]
    if balancing.stored is None and (entry.hyperparameters or len(entry.presets) > 1):
        show_settings(balancing.sampler)


def split_words(spec: Any) -> str:
    """How test rows were chosen, e.g. "Hold-out, seed 0"."""
    return f"{PROTOCOLS[spec.protocol]}, seed {spec.seed}"


def fill_balancing(workspace: Workspace, spec: TrainingSpec) -> None:
    """Put the balancing of an earlier training into the form."""
    state = st.session_state
    state[_WIDGET] = f"{STORED}{spec.balancing}" if spec.balancing else spec.sampler
    state["form_leaky"] = spec.resample == "before-split"
    prefill_amount("form", spec.ratio, spec.rate)
    if not spec.balancing:
        prefill(spec.sampler, spec.sampler_preset, spec.sampler_parameters, state)


def _say_stored(workspace: Workspace, run: Run) -> None:
    n_rows, n_excluded = run.figures["rows"]["synthetic"], len(workspace.store.exclusions(run.id))
    out = f", {n_excluded:,} excluded" if n_excluded else ""
    st.caption(
        f"{count(n_rows - n_excluded, 'stored row')}{out}. Test rows and seed are those of the balancing run: "
        f"{literal(split_words(run.specification))}."
    )


def _take_source(runs: dict[str, Run]) -> None:
    """Choose the rows that the Balancing page sent here, once; forget a choice that this book does not have."""
    source = st.session_state.pop(SOURCE, None)
    if source is not None and f"{STORED}{source}" in runs:
        st.session_state[_WIDGET] = f"{STORED}{source}"
    elif st.session_state.get(_WIDGET, "none") not in (*SAMPLERS, *runs):
        st.session_state[_WIDGET] = "none"
