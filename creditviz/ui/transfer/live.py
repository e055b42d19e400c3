"""A transfer at work: which methods are done, and the loss of the one that trains."""

from __future__ import annotations

import streamlit as st

from creditviz.figures.training.history import history_figure
from creditviz.reporting.transfer.words import colour_of, method_name
from creditviz.runs import Run, Workspace
from creditviz.ui.shell import line
from creditviz.ui.theme import show_figure
from creditviz.ui.words import count, literal

CURVES = (
    ("loss", "Does it still learn?", "Loss on the old product's training rows"),
    ("domain_accuracy", "Can it still tell the products apart?", "Share of rows whose product it recognises"),
)
HELP = (
    "The method that trains just now. The loss falls while it learns the old product. An adversarial network also "
    "learns to make both products look alike: the share of rows whose product is recognised then falls towards one "
    "half. Worry when the loss rises at the end: it has adapted so far that it forgot the old product."
)


def show_training(workspace: Workspace, run: Run) -> None:
    """Curves of a running transfer, drawn again every second."""
    if run.open:
        st.fragment(_curves, run_every=1)(workspace, run.id)


def _curves(workspace: Workspace, run_id: str) -> None:
    run = workspace.store.run(run_id)
    if not run.open:
        st.rerun()  # the whole page: the result has come
    points = workspace.store.points(run_id)
    label = (run.stage or "").partition(" · ")[0]
    mine = [{**p, "stage": p["stage"].partition(" · ")[2]} for p in points if p["stage"].partition(" · ")[0] == label]
    line(_words(run, label))
    drawn = [curve for curve in CURVES if any(p.get(curve[0]) is not None for p in mine)]
    key = next((key for key in run.specification.methods if method_name(key) == label), "")
    log = bool(drawn) and _in_powers_of_ten()
    for column, (metric, question, what) in zip(st.columns(2), drawn, strict=False):
        with column, st.container(border=True, height="stretch"):
            st.markdown(f"**{question}**", help=HELP)
            st.caption(f"{what} · {literal(label)} · {count(len(mine), 'epoch')}")
            as_log = log and metric == "loss"  # a share stays as it is
            figure = history_figure({label: mine}, metric, colours={label: colour_of(key)}, log_scale=as_log)
            show_figure(figure, key=f"transfer_curve_{metric}", alt=f"{question} {what}")


def _in_powers_of_ten() -> bool:
    """The switch over the curves."""
    scale = st.segmented_control(
        "Scale", ["Linear", "Log"], default="Linear", required=True, key="live_scale", label_visibility="collapsed"
    )
    return scale == "Log"


def _words(run: Run, label: str) -> str:
    if run.status == "queued" or not label:
        return "The first method is on its way; its figures come below as soon as it is done."
    number, n = run.stage_number or 1, len(run.specification.methods)
    return f"Method {number} of {n}: **{literal(label)}**. Figures of each stand below as soon as it is done."
