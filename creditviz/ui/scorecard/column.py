"""One column: what its bins say, and changing them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from creditviz.metrics import wilson
from creditviz.reporting.scorecard.bench import HELP, bin_lines, evidence_line, finding
from creditviz.ui.buttons import press
from creditviz.ui.scorecard.bench import AUTHOR, REASON, Bench
from creditviz.ui.theme import show_figure
from creditviz.ui.words import literal


def show_column(bench: Bench, column: int) -> None:
    """Finding, picture, points, and what can be done."""
    from creditviz.figures.scorecard.bins import bins_figure

    binned, names = bench.binned(column), bench.bin_names(column)
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{literal(finding(bench.names[column], binned))}**", help=HELP)
        st.caption(literal(_about(bench, column)))
        filled = np.maximum(binned.n, 1)
        low, high = wilson(binned.n_bad, filled)
        alt = finding(bench.names[column], binned)
        show_figure(bins_figure(binned, names, low, high), key=f"scorecard_bins_{column}", alt=alt)
        controls = st.container(horizontal=True, vertical_alignment="center")
        ticked = _table(bench, column, names)
        with controls:
            _controls(bench, column, ticked)


def _about(bench: Bench, column: int) -> str:
    found = bench.workshop.collinear(bench.card).get(column)
    alike = [bench.names[other] for other in found[1]] if found else []
    drift = bench.workshop.drift(bench.card, column)
    words = evidence_line(bench.binned(column), drift, found[0] if found else None, alike)
    why = bench.card.left_out_.get(column)
    return f"{words} · not on the card: {why}" if why else words


def _table(bench: Bench, column: int, names: Sequence[str]) -> list[int]:
    """Bins with their points; returns those that are ticked."""
    binned, points = bench.binned(column), bench.points.get(column)
    lines = bin_lines(binned, names, points)
    most = max([1.0, *(float(own.max()) for own in bench.points.values())])
    event = st.dataframe(
        lines,
        hide_index=True,
        row_height=26,
        on_select="rerun",
        selection_mode="multi-row",
        key=f"scorecard_points_{column}_{bench.edits.held}_{len(bench.edits.steps)}",
        column_config={
            "share": st.column_config.NumberColumn(format="%.1f%%"),
            "bad rate": st.column_config.NumberColumn(format="%.1f%%"),
            "WoE": st.column_config.NumberColumn(format="%.2f"),
            "points": st.column_config.ProgressColumn(format="%d", min_value=0, max_value=int(most)),
        },
        alt="Bins with accounts, bad rates, weights of evidence and points.",
    )
    shown = np.flatnonzero(binned.n > 0)
    return [int(shown[row]) for row in event["selection"]["rows"] if row < len(shown)]


def _controls(bench: Bench, column: int, ticked: list[int]) -> None:
    st.text_input(
        "Your name", key=AUTHOR, persist_state="session", width=130, placeholder="your name",
        label_visibility="collapsed",
    )  # fmt: skip
    st.text_input("Reason", key=REASON, width=190, placeholder="why it is changed", label_visibility="collapsed")
    press(
        st.button, "Merge", _merge, bench, column, ticked, icon=":material/call_merge:", disabled=len(ticked) < 2,
        key=f"scorecard_merge_{column}", help="Bins that are ticked below become one.",
    )  # fmt: skip
    with st.popover("Split or move", icon=":material/call_split:", disabled=len(ticked) != 1):
        st.caption("Of the bin that is ticked: cut it at a value, or move its lower edge there.")
        at = st.number_input("Value", value=None, format="%g", key=f"scorecard_value_{column}")
        one = ticked[0] if len(ticked) == 1 else 0
        press(st.button, "Split", _split, bench, column, one, at, key=f"scorecard_split_{column}")
        press(st.button, "Move edge", _move, bench, column, one, at, key=f"scorecard_move_{column}")
    newest = bench.edits.newest.get(bench.feature(column))
    out = bool(newest and newest.left_out)
    with st.popover("More", icon=":material/more_horiz:"):
        _direction(bench, column)
        press(
            st.button, "Take it back in" if out else "Leave it out", _leave, bench, column, not out,
            key=f"scorecard_out_{column}",
        )  # fmt: skip
        press(
            st.button, "Bins as learned", bench.keep, column, "back to the learned bins", None,
            disabled=newest is None, key=f"scorecard_reset_{column}",
        )  # fmt: skip


def _direction(bench: Bench, column: int) -> None:
    """In which direction the PD may move with an amount, in this card and in every model that keeps directions."""
    subject = bench.directed_by(column)
    if subject is None:
        return
    ways = {"free": "as the rows say", "up": "up only", "down": "down only"}
    now = bench.workshop.schema.directions.get(subject, "free")
    asked = st.radio(
        "The PD may move with it", list(ways), index=list(ways).index(now), format_func=ways.__getitem__,
        key=f"scorecard_way_{column}_{now}",
        help="Kept in the schema: boosted trees and the scorecard hold to it. Ratios that read it are left out.",
    )  # fmt: skip
    press(
        st.button, "Keep this direction", bench.direct, subject, asked, disabled=asked == now,
        key=f"scorecard_direct_{column}",
    )  # fmt: skip


def _merge(bench: Bench, column: int, ticked: list[int]) -> None:
    from creditviz.models.scorecard.editing import merge

    names = bench.bin_names(column)
    bins = merge(bench.binned(column).bins, ticked)
    bench.keep(column, f"merged {' and '.join(names[number] for number in sorted(ticked))}", bins)


def _split(bench: Bench, column: int, number: int, at: float | None) -> None:
    from creditviz.models.scorecard.editing import split

    bins = split(bench.binned(column).bins, number, at)
    where = "" if at is None or bins.groups else f" at {at:g}"
    bench.keep(column, f"split {bench.bin_names(column)[number]}{where}", bins)


def _move(bench: Bench, column: int, number: int, to: float | None) -> None:
    from creditviz.exceptions import SpecificationError
    from creditviz.models.scorecard.editing import move_edge

    if to is None:
        raise SpecificationError("an edge is moved to a value, however none was typed. Type it.")
    bins = move_edge(bench.binned(column).bins, number, to)
    bench.keep(column, f"lower edge of {bench.bin_names(column)[number]} moved to {to:g}", bins)


def _leave(bench: Bench, column: int, out: bool) -> None:
    newest = bench.edits.newest.get(bench.feature(column))
    drawn = bench.binned(column).bins if newest and newest.bins is not None else None
    bench.keep(column, "left out" if out else "taken back in", drawn, left_out=out)
