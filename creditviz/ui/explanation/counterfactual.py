"""Tab What would change it: the smallest changes after which the model would approve an account."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from creditviz.data.values import grouped
from creditviz.results import Counterfactuals
from creditviz.runs.reading.reasons import current_natures
from creditviz.ui.cards import show_card
from creditviz.ui.explanation.account import choose_account
from creditviz.ui.explanation.facts import Explained, in_words, marked, position
from creditviz.ui.facts import calibration_stamp, kept
from creditviz.ui.pickers import pick
from creditviz.ui.shell import line
from creditviz.ui.words import literal

if TYPE_CHECKING:
    from creditviz.explanation.counterfactual import Candidates


def show_counterfactual(explained: Explained) -> None:
    """What may change, and the answers."""
    line(
        "What this model would then say, not that it would make the account safer. Only what an applicant can change "
        "now moves, as the Data page says of each input; protected columns never do."
    )
    if not st.toggle("Load the model", key="nearest_on", help="Takes a few seconds, once."):
        return
    stamp = calibration_stamp(explained.workspace, explained.run.id)
    with st.spinner("Loading the model"):
        searchable = _searchable(explained, stamp)
    left, right = st.columns([1, 2])
    with left:
        choose_account(explained, "nearest_account")
        cut_off = _cut_off(explained)
        free, fixed = _movable(explained, searchable.candidates)
        held, directions, ranges = _constraints(explained, free)
        held = [*held, *fixed]
        most = st.number_input("Columns that may change together, at most", 1, 6, 3, key="nearest_most")
        limits = tuple(sorted(directions.items())), tuple(sorted(ranges.items()))
        asked = (marked(explained), cut_off, tuple(held), *limits, int(most))
        wanted = _wanted(explained, asked)
    with right:
        if not wanted:
            line("Press Search: nothing has been searched with these choices yet.")
            return
        with st.spinner("Searching"):
            found = _search(explained, stamp, *asked)
        _show(explained, found, searchable.n_rows)


def _wanted(explained: Explained, asked: tuple[Any, ...]) -> bool:
    """Whether Search was pressed with these choices: it may take seconds, and not every change is meant as one."""
    key = f"nearest_searched_{explained.run.id}"
    if st.button("Search", key="nearest_search", icon=":material/search:", type="primary"):
        st.session_state[key] = asked
    return bool(st.session_state.get(key) == asked)


def _cut_off(explained: Explained) -> float:
    """As decided for the run, or as typed."""
    from creditviz.runs.reading.explained_model import cut_off_of

    decided = math.floor(1e4 * cut_off_of(explained.workspace, explained.run)) / 100  # never above what Scoring allows
    about = (
        "The PD from which on an account is declined: the cut-off that was kept, else the KS point of validation rows."
    )
    key = f"nearest_cut_off_{explained.run.id[:8]}"
    return st.number_input("Cut-off, PD in %", 0.01, 100.0, min(100.0, max(0.01, decided)), key=key, help=about) / 100


def _movable(explained: Explained, candidates: Sequence[Candidates]) -> tuple[list[Candidates], list[str]]:
    """Columns that move, and those that stay because nobody can change them now."""
    natures = current_natures(explained.workspace, explained.run)
    free = [one for one in candidates if natures.get(one.column) == "now"]
    every = st.toggle(
        "Move every input",
        key=f"nearest_every_{explained.run.specification.book[:8]}",
        help="For a validator's look at the model: no advice to anybody.",
    )
    if not free and not every:
        line("No input of this model can be changed now. The natures of inputs stand on the Data page.")
    fixed = [] if every else [one.column for one in candidates if one not in free]
    return (list(candidates) if every else free), fixed


def _constraints(
    explained: Explained, candidates: Sequence[Candidates]
) -> tuple[list[str], dict[str, Any], dict[str, tuple[float, float]]]:
    """Columns that stay, numbers that may move one way only (one that may do neither stays), and ranges of numbers."""
    book = explained.run.specification.book[:8]
    columns = [one.column for one in candidates]
    numbers = {one.column: one for one in candidates if one.number}

    def chosen(label: str, key: str, about: str, among: Iterable[str]) -> list[str]:
        name = explained.schema.label
        return pick(st.multiselect, label, list(among), format_func=name, key=f"nearest_{key}_{book}", help=about)

    held = chosen("Stays as it is", "held", "Columns that nobody can change.", columns)
    rising = chosen("May only rise", "up", "Numbers such as the time at an address.", numbers)
    falling = chosen("May only fall", "down", "Numbers such as the months in arrears.", numbers)
    ranged = chosen("Stays within a range", "range", "Numbers whose new value must lie between two limits.", numbers)
    ranges = {name: _range(explained, numbers[name]) for name in ranged}
    neither = sorted({*rising} & {*falling} - {*held})
    return [*held, *neither], {**dict.fromkeys(rising, "up"), **dict.fromkeys(falling, "down")}, ranges


def _range(explained: Explained, candidate: Candidates) -> tuple[float, float]:
    """Two limits among the values that real accounts have."""
    values = [float(value) for value in candidate.values]
    low, high = pick(
        st.select_slider,
        f"{literal(explained.schema.label(candidate.column))}, from and to",
        values,
        value=(values[0], values[-1]),
        format_func=grouped,
        key=f"nearest_between_{explained.run.specification.book[:8]}_{candidate.column}",
    )
    return low, high


@kept(4)
def _searchable(explained: Explained, stamp: float) -> Any:
    from creditviz.runs.reading.counterfactual import load_searchable

    return load_searchable(explained.workspace, explained.run.id)


@kept(200)
def _search(
    explained: Explained,
    stamp: float,
    row_id: int,
    cut_off: float,
    held: tuple[str, ...],
    directions: tuple[tuple[str, Any], ...],
    ranges: tuple[tuple[str, tuple[float, float]], ...],
    most: int,
) -> Counterfactuals:
    row = explained.frame.iloc[[position(explained)]].reset_index(drop=True)
    searchable = _searchable(explained, stamp)
    return searchable.search(
        row, cut_off, held=held, directions=dict(directions), ranges=dict(ranges), most_changes=most
    )


def _show(explained: Explained, found: Counterfactuals, n_rows: int) -> None:
    from creditviz.reporting.explanation.counterfactual import counterfactual_card, counterfactual_numbers

    names = {name: explained.schema.label(name) for name in explained.frame.columns}
    account = f"account {explained.names[position(explained)]}"
    label = explained.label
    show_card(counterfactual_card(label, found, names, in_words, account=account, n_rows=n_rows), "nearest_")
    if found.found:
        numbers = counterfactual_numbers(found, names)
        table = pd.DataFrame(
            {
                "answer": numbers["answer"],
                "column": [literal(name) for name in numbers["name"]],
                "now": [in_words(value) for value in numbers["now"]],
                "then": [in_words(value) for value in numbers["then"]],
                "PD then": [f"{value:.1%}" for value in numbers["pd_after"]],
            }
        )
        st.dataframe(table, hide_index=True, alt="Changes of every answer.")
    line(f"{found.n_tried:,} combinations were tried. With several columns a smaller change may have been missed.")
