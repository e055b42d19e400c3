"""Points and grades on the page: the scale, its two checks, the master scale that can be edited and kept."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from creditviz.reporting.decision.cutoff import AtCutOff
from creditviz.results import GradeTests, MasterScale, SameRanking
from creditviz.runs.reading.applicants import Rows, without_groups
from creditviz.ui.buttons import press
from creditviz.ui.cards import show_card, show_tile_column, show_tiles
from creditviz.ui.decision.stand import Stand
from creditviz.ui.facts import kept
from creditviz.ui.shell import line, section

SCALE = "master-scale"  # the kind of decision in the store


def show_points(stand: Stand, at: AtCutOff) -> None:
    """Points of any model, from its PDs."""
    from creditviz.evaluation.calibration.grade_tests import grade_tests
    from creditviz.evaluation.cutting.points import DEFAULT_LIMITS, master_scale
    from creditviz.reporting.decision.points import grades_card, ranking_tiles

    kept = next(iter(stand.workspace.store.decisions(stand.run.id, SCALE)), None)
    scale = _show_scale(kept.value if kept else {})
    rows = without_groups(stand.rows.test)
    left, right = st.columns([1, 3])
    with left:
        limits = _edit_limits(stand, kept.value["limits"] if kept else list(DEFAULT_LIMITS))
    found = master_scale(rows, limits, **scale)
    with right:
        show_card(grades_card(found, at.about), "decision_")
    show_tiles(ranking_tiles(_ranking(stand.rows, tuple(scale.items())), found))
    tests = grade_tests(found)
    st.dataframe(_table(found, tests), hide_index=True, alt="Grades of the master scale.")
    _line(at, scale)
    _show_tests(tests, at)
    press(
        st.button,
        "Keep this scale",
        stand.workspace.store.decide,
        stand.run.id,
        SCALE,
        {**scale, "limits": limits},
        icon=":material/bookmark:",
        key="decision_keep_scale",
        help="Kept with the run, for scoring and for reports.",
    )


def _show_tests(tests: GradeTests, at: AtCutOff) -> None:
    """Traffic lights by grade, and the PDs as a whole."""
    from creditviz.reporting.decision.grades import grade_tests_card, whole_tiles

    section("Expected and seen, grade by grade")
    left, right = st.columns([3, 2])
    with left:
        show_card(grade_tests_card(tests, at.about), "decision_")
    with right:
        show_tile_column(whole_tiles(tests))


@kept(30)
def _ranking(rows: Rows, scale: tuple[tuple[str, float], ...]) -> SameRanking:
    from creditviz.evaluation.cutting.points import same_ranking

    return same_ranking(rows.test, **dict(scale))


def _line(at: AtCutOff, scale: dict[str, float]) -> None:
    from creditviz.evaluation.cutting.points import points

    cut = float(points(at.now.cut_off, **scale)[0])
    line(
        f"The cut-off of the slider is {cut:.0f} points. Points come from the PD, so that every model has them: "
        f"{scale['pdo']:g} more double the odds of being good."
    )


def _show_scale(kept: dict[str, float]) -> dict[str, float]:
    """The three numbers of a scale."""
    fields = {
        "base_points": ("Points at the base odds", 600.0, 10.0, "Where the scale is fixed."),
        "base_odds": ("Base odds, good per bad", 50.0, 5.0, "Good accounts per bad one at those points."),
        "pdo": ("Points to double the odds", 20.0, 5.0, "So many more points mean half the risk, about."),
    }
    found = {}
    for column, (name, (label, start, step, about)) in zip(st.columns(3), fields.items(), strict=True):
        found[name] = float(
            column.number_input(
                label,
                -10_000.0 if name == "base_points" else 0.1,
                100_000.0,
                value=float(kept.get(name, start)),
                step=step,
                format="%g",
                key=f"decision_{name}",
                help=about,
                persist_state="session",
            )
        )
    return found


def _edit_limits(stand: Stand, start: list[float]) -> list[float]:
    """PD limits of the grades, in per cent; rows can be added and taken away."""
    st.caption("PDs that part the grades, in per cent, rising. Add or delete rows.")
    edited = st.data_editor(
        pd.DataFrame({"up to PD": [round(100 * limit, 6) for limit in start]}),
        num_rows="dynamic",
        hide_index=True,
        key=f"decision_limits_{stand.run.id}",
        column_config={
            "up to PD": st.column_config.NumberColumn("below PD, %", min_value=0.0, max_value=100.0, format="%g")
        },
    )
    return [float(value) / 100 for value in edited["up to PD"].dropna()]


def _table(found: MasterScale, tests: GradeTests) -> pd.DataFrame:
    from creditviz.reporting.decision.grades import light_words, p_cell
    from creditviz.reporting.decision.points import points_words

    ends = list(zip((0.0, *found.limits), (*found.limits, 1.0), strict=True))
    rates = found.bad_rate
    return pd.DataFrame(
        {
            "grade": found.grades,
            "PD": [f"{100 * a:g}% to {100 * b:g}%" for a, b in ends],
            "points": [points_words(a, b) for a, b in zip(found.points_from, found.points_to, strict=True)],
            "accounts": [f"{n:,}" for n in found.n],
            "bad": [f"{n:,}" for n in found.n_bad],
            "bad rate": ["" if n == 0 else f"{r:.1%}" for n, r in zip(found.n, rates, strict=True)],
            "95% interval": [
                "" if n == 0 else f"{a:.1%} to {b:.1%}" for n, a, b in zip(found.n, found.low, found.high, strict=True)
            ],
            "mean PD": ["" if n == 0 else f"{p:.1%}" for n, p in zip(found.n, found.mean_pd, strict=True)],
            "light": [light_words(test) for test in tests.grades],
            "Jeffreys": [p_cell(test.jeffreys) for test in tests.grades],
            "binomial": [p_cell(test.binomial) for test in tests.grades],
        }
    )
