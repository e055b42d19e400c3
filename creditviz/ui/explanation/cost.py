"""What leaving protected attributes out costs: the same run with and without them, on the same test rows."""

from __future__ import annotations

import numpy as np
import streamlit as st

from creditviz.reporting.explanation.letter import costs_sentence
from creditviz.results import Interval
from creditviz.runs import Run, Workspace
from creditviz.runs.engine import jobs
from creditviz.specification import TrainingSpec
from creditviz.ui.buttons import press
from creditviz.ui.explanation.facts import Explained
from creditviz.ui.facts import result_of
from creditviz.ui.words import literal


def show_cost(explained: Explained) -> None:
    """The AUC with and without protected attributes, or the run that would say so."""
    run, protected = explained.run, explained.schema.protected
    if run.kind != "training" or not protected:
        return
    twin = run.specification.model_copy(update={"use_protected": not run.specification.use_protected})
    other = twin_run(explained, twin)
    names = [explained.schema.label(name) for name in protected]
    if other is None:
        _offer(explained, twin, names)
        return
    if other.status != "finished":
        word = "with" if twin.use_protected else "without"
        st.caption(literal(f"The same run {word} {', '.join(names)} is {other.status}."))
        return
    with_them, without = (run, other) if run.specification.use_protected else (other, run)
    first, second = (one.figures["test"]["auc"] for one in (with_them, without))
    apart = _apart(explained.workspace, with_them, without)
    st.markdown(literal(costs_sentence(first, second, names, apart)))


def _apart(workspace: Workspace, with_them: Run, without: Run) -> Interval | None:
    """The difference of their AUCs with its interval; None where they were not judged on the same rows."""
    from creditviz.evaluation.significance.delong import auc_difference

    first, second = (result_of(workspace, run).test for run in (with_them, without))
    if not np.array_equal(first.row_id, second.row_id):
        return None
    return auc_difference(first.y_true, first.y_score, second.y_score)


def _offer(explained: Explained, twin: TrainingSpec, names: list[str]) -> None:
    word = "with" if twin.use_protected else "without"
    st.caption(literal(f"What {', '.join(names)} add to the ranking is known when the same run exists {word} them."))
    press(
        st.button,
        f"Train it {word} protected attributes",
        _train,
        explained,
        twin,
        f"{explained.run.name}, {word} protected attributes",
        icon=":material/play_arrow:",
        key="protected_twin",
    )


def twin_run(explained: Explained, twin: TrainingSpec) -> Run | None:
    """A run of the same specification but for protected attributes, the newest."""
    known = explained.workspace.store.runs(kind="training", book=twin.book)
    return next((run for run in known if run.specification == twin and run.status != "failed"), None)


def _train(explained: Explained, twin: TrainingSpec, name: str) -> None:
    jobs.submit(explained.workspace, twin, name=name)
