"""Two-sample test: can a model tell synthetic rows from real ones it has not seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import plotly.graph_objects as go

from creditviz.figures import theme
from creditviz.figures.intervals import Dot, intervals_figure
from creditviz.figures.samplers import styles
from creditviz.results import FidelityResult, TwoSample

FLOOR, SMOTE = "real rows (floor)", "SMOTE, for comparison"
CHANCE = 0.5


class Yardstick(NamedTuple):
    """A figure that stands beside those of the samplers."""

    label: str
    test: TwoSample
    smote: bool  # SMOTE's, else the floor


def two_sample_figure(results: Mapping[str, FidelityResult], *, keys: Mapping[str, str] | None = None) -> go.Figure:
    """One dot per sampler from chance (.5) to always known (1), beside the real-vs-real floor and SMOTE.

    Parameters
    ----------
    results : label -> fidelity.
    keys : label -> registry key, for the sampler's own colour.
    """
    looks = styles(results, keys)
    dots = [
        Dot(label, result.two_sample.auc, looks[label].colour, looks[label].symbol) for label, result in results.items()
    ]
    smote = styles(["smote"])["smote"]
    for stick in yardsticks(results, keys=keys):
        colour, symbol = (smote.colour, smote.symbol) if stick.smote else (theme.REAL, "diamond-open")
        dots.append(Dot(stick.label, stick.test.auc, colour, symbol))
    figure = intervals_figure(dots, "AUC of telling them apart", at=CHANCE, at_text="cannot tell")
    lowest = min([dot.interval.low for dot in dots if dot.interval.low == dot.interval.low] or [CHANCE])
    return figure.update_xaxes(range=[min(0.47, lowest - 0.02), 1.02], tickformat=".2~f", nticks=7)


def yardsticks(results: Mapping[str, FidelityResult], *, keys: Mapping[str, str] | None = None) -> list[Yardstick]:
    """SMOTE and the floor, once where all runs share them, else one for each group of runs that does.

    A run of SMOTE needs no second SMOTE beside it.
    """
    smote = {
        label: result.smote
        for label, result in results.items()
        if result.smote is not None and (keys or {}).get(label, label) != "smote"
    }
    floor = {label: result.floor for label, result in results.items()}
    shared = len(_groups(floor)) == 1
    if shared and any((keys or {}).get(label, label) == "smote" for label in results):
        smote = {}
    return [*_named(smote, SMOTE, smote=True), *_named(floor, FLOOR, smote=False)]


def _named(tests: Mapping[str, TwoSample], name: str, *, smote: bool) -> list[Yardstick]:
    groups = _groups(tests)
    if len(groups) == 1:
        return [Yardstick(name, next(iter(tests.values())), smote)]
    return [Yardstick(f"{name}: {', '.join(labels)}", tests[labels[0]], smote) for labels in groups]


def _groups(tests: Mapping[str, TwoSample]) -> list[list[str]]:
    """Labels of equal figures together; `repr` because an unknown figure (nan) does not equal itself."""
    groups: dict[str, list[str]] = {}
    for label, test in tests.items():
        groups.setdefault(repr((test.auc, test.n)), []).append(label)
    return list(groups.values())
