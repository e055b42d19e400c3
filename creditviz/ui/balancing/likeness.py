"""The tab "Like real rows?": verdicts, features, months, associations, the joint map, rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from creditviz.reporting.card import Card
from creditviz.runs import Book, Run, Workspace
from creditviz.ui.balancing import cards
from creditviz.ui.balancing.choice import Chosen, choose_one
from creditviz.ui.balancing.facts import excluded_words, result_of, schema_of_run, tiles_of
from creditviz.ui.balancing.rows.pair import show_row
from creditviz.ui.cards import show, show_card, show_tiles
from creditviz.ui.pickers import pick
from creditviz.ui.shell import line
from creditviz.ui.words import count, literal

FINISHED = 0  # the slider's last stop; snapshots are steps from 1
FIRST_FEATURES = 4


def show_likeness(workspace: Workspace, book: Book, chosen: Chosen) -> None:
    """One part at a time, so that each opens at once."""
    parts: dict[str, Callable[[Workspace, Chosen], None]] = {
        "Verdict": _show_verdict,
        "Feature by feature": _show_features,
        "Month by month": _show_months,
        "Features together": _show_associations,
        "Map": _show_map,
        "Rules": _show_rules,
    }
    if not any(result_of(workspace, run).months for run in chosen.runs):
        parts.pop("Month by month")
    part = st.segmented_control(
        "Look at",
        list(parts),
        default="Verdict",
        required=True,
        key=f"likeness_part_{len(parts)}",
        label_visibility="collapsed",
    )
    parts[part or "Verdict"](workspace, chosen)


def _show_verdict(workspace: Workspace, chosen: Chosen) -> None:
    for run in chosen.runs:
        result = result_of(workspace, run)
        fidelity = result.fidelity
        rows = f"{result.rows['synthetic']:,} synthetic defaulters"
        if fidelity is not None:
            rows += f" against {fidelity.n_held_out:,} real ones that no sampler has seen"
        line(f"**{literal(chosen.labels[run.id])}** · {rows}")
        for note in result.notes:
            line(f":material/info: {literal(note)}")
        if run.status != "finished":
            line(f":material/hourglass: {unfinished_words(run)}")
        show_tiles(tiles_of(workspace, run))
        if words := excluded_words(workspace, run):
            line(f":material/block: {words}")
    _show_grid(cards.verdict_cards(chosen), most=2)


def _show_grid(rows: Sequence[Sequence[Card]], *, most: int = 3) -> None:
    """Each row of cards in one row of the page, `most` beside each other; longer rows are shown two by two."""
    for number, row in enumerate(rows):
        width = len(row) if len(row) <= most else 2
        for first in range(0, len(row), width):
            beside = row[first : first + width]
            for place, (column, card) in enumerate(zip(st.columns(width), beside, strict=False), start=first):
                with column:
                    show_card(card, place=f"{number}_{place}_")


def unfinished_words(run: Run) -> str:
    """Why parts are missing."""
    if run.open:
        return "Still being judged: parts appear as they are done. Open another tab, or this one again, to see them."
    return f"This run is {run.status}, so that parts of its judgement are missing. Resume it under Make."


def _show_features(workspace: Workspace, chosen: Chosen) -> None:
    step = _choose_moment(workspace, chosen)
    line("Real rows are test defaulters that no sampler has seen; each axis is drawn for the real rows and stays put.")
    schema = schema_of_run(workspace, chosen.runs[0])
    features = list(schema.features(use_protected=True))
    picked = pick(
        st.multiselect,
        "Features",
        features,
        default=cards.worst_features(chosen, features)[:FIRST_FEATURES],
        format_func=lambda name: literal(schema.label(name)),
        key=f"likeness_features_{'_'.join(run.id for run in chosen.runs)}",
        help="The first ones shown are those with the most misplaced rows.",
        max_selections=12,
    )
    show(*(cards.comparison(chosen, name, step) for name in picked))
    for run in chosen.runs:
        show_card(cards.grid(chosen, run.id, step), place=run.id)


def _choose_moment(workspace: Workspace, chosen: Chosen) -> int:
    """A kept step of the training, `FINISHED` for the rows as they are; samplers by rule have no steps."""
    kept = [result_of(workspace, run).snapshots for run in chosen.runs]
    steps = sorted({step for every in kept for step in every[:-1]})  # the last one kept is the finished sampler
    if not steps:
        return FINISHED
    moment = pick(
        st.select_slider,
        "State of the sampler",
        [*steps, FINISHED],
        value=FINISHED,
        format_func=lambda step: "finished" if step == FINISHED else f"{step:,} steps",
        key=f"likeness_moment_{'_'.join(run.id for run in chosen.runs)}",
        help="Learning samplers are kept at some steps of their training: move left to see what they made then. "
        "The arrow keys move the slider too. Samplers by rule have one state only, which stays.",
    )
    return int(moment)


def _show_months(workspace: Workspace, chosen: Chosen) -> None:
    line(
        "The outer band holds 80% of the accounts, the inner one half of them, the line is the median; the dotted line "
        "beside synthetic rows is the real median. The months go from the oldest to the latest."
    )
    channels = cards.months(chosen)
    if len(chosen.runs) == 1:
        show(*(card for row in channels for card in row))
    else:
        _show_grid(channels)  # one channel a row, one run a column


def _show_associations(workspace: Workspace, chosen: Chosen) -> None:
    for run in chosen.runs:
        found = cards.association(chosen, run.id)
        if found is not None:
            show_card(found, place=run.id)


def _show_map(workspace: Workspace, chosen: Chosen) -> None:
    run = choose_one(chosen, "map")
    maps = result_of(workspace, run).maps
    if not maps:
        line("There is no map of these rows: there are too few of them.")
        return
    methods = [rows.method for rows in maps]
    method = st.segmented_control(
        "Drawn by",
        methods,
        default=methods[-1],
        required=True,
        key=f"map_method_{run.id}",
        help="t-SNE keeps neighbours together and tears distances apart; PCA keeps the large distances.",
    )
    clicked = show_card(cards.row_map(chosen, run.id, method or methods[-1]), place=f"{run.id}{method}", clickable=True)
    if clicked is None:
        line("Choose a point to see its row here. The tab Rows lists every synthetic row.")
    else:
        from creditviz.reporting.balancing.cards import clicked_row

        kind, row = clicked_row(clicked)
        show_row(workspace, run, row, real=kind == "book")


def _show_rules(workspace: Workspace, chosen: Chosen) -> None:
    line(
        "Rules that real training rows keep, learned from them; some real rows break them too, which is the yardstick."
    )
    for run in chosen.runs:
        result = result_of(workspace, run)
        if not result.rules:
            line(f"{literal(chosen.labels[run.id])}: no rule was found that the real rows of this book keep.")
            continue
        show_card(cards.rules(chosen, run.id), place=run.id)
        with st.expander(f"All {count(len(result.rules), 'rule')} of {literal(chosen.labels[run.id])}"):
            st.table(  # long sentences are wrapped, not cut
                cards.rules_frame(result), border="horizontal", hide_index=True, alt="Rules and how often they break."
            )
