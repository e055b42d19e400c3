"""The cut-off: a slider and a box that follow each other, and a way back to the best and to the kept one."""

from __future__ import annotations

import numpy as np
import streamlit as st

from creditviz.reporting.decision.words import cut_off_words
from creditviz.results import CutOffCounts
from creditviz.ui.buttons import press
from creditviz.ui.decision.stand import Stand
from creditviz.ui.pickers import pick


def slider_steps(curves: CutOffCounts) -> list[float]:
    """Cut-offs of the slider in per cent, three digits each: even steps of the PD and of the approval rate."""
    return sorted({float(f"{100 * value:.3g}") for value in np.clip(curves.cut_off, 0.0, 1.0)})


def choose_cut_off(stand: Stand) -> float:
    """The cut-off in force on the page, as a PD; it begins with the kept one, else with the suggested one."""
    steps = slider_steps(stand.rows.curves)
    slider, box = f"decision_slider_{stand.run.id}", f"decision_box_{stand.run.id}"
    kept = stand.kept()
    if box not in st.session_state:
        _move(stand.rows.cut_off, steps, slider, box)
    elif st.session_state.get(slider) not in steps:  # the amounts, and so the steps, may have changed
        _move(st.session_state[box] / 100, steps, slider, box)
    with st.container(border=True, key="bar"):  # stays in sight, see look.css
        _show_bar(stand, bool(kept), steps, slider, box)
    return float(st.session_state[box]) / 100


def _show_bar(stand: Stand, kept: bool, steps: list[float], slider: str, box: str) -> None:
    left, middle, right = st.columns([5, 1.3, 2], vertical_alignment="bottom")
    pick(
        left.select_slider,
        "Cut-off: accounts with a PD below it are approved",
        steps,
        format_func=lambda value: f"{value:g}%",
        key=slider,
        on_change=_follow_slider,
        args=(slider, box),
    )
    middle.number_input(
        "Cut-off, % PD",
        0.0,
        100.0,
        step=0.5,
        format="%.4g",
        key=box,
        on_change=_follow_box,
        args=(steps, slider, box),
        help="Type a cut-off; arrow keys move it by half a point.",
    )
    with right.container(horizontal=True):
        _button("Best", stand.best, "Earned most on validation rows", steps, slider, box)
        if kept:
            _button("Kept", stand.rows.cut_off, "The cut-off that was kept last", steps, slider, box)
        else:
            about = "KS point of validation rows, as nobody has kept one"
            _button("Suggested", stand.rows.cut_off, about, steps, slider, box)


def _button(word: str, pd: float, about: str, steps: list[float], slider: str, box: str) -> None:
    press(
        st.button,
        word,
        _move,
        pd,
        steps,
        slider,
        box,
        key=f"decision_to_{word.lower()}",
        help=f"{about}: {cut_off_words(pd)}.",
    )


def _move(pd: float, steps: list[float], slider: str, box: str) -> None:
    """Put a PD into both widgets; the slider takes its nearest step."""
    st.session_state[box] = float(round(min(max(100 * pd, 0.0), 100.0), 4))
    _follow_box(steps, slider, box)


def _follow_box(steps: list[float], slider: str, box: str) -> None:
    value = st.session_state[box]
    st.session_state[slider] = min(steps, key=lambda step: abs(step - value))


def _follow_slider(slider: str, box: str) -> None:
    st.session_state[box] = float(st.session_state[slider])
