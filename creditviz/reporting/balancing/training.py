"""Card of a generator in training: losses, and the one distance that may be compared."""

from __future__ import annotations

from collections.abc import Mapping

from creditviz.data.values import listed
from creditviz.figures.balancing.generator_curves import PANELS, WAITING, History, generator_curves_figure, points
from creditviz.reporting.card import Card

LIVE_HELP = (
    "The first panel is the mean distance between generated and real defaulters, from 0 (alike) to 1; the others are "
    "what the networks minimise. "
    "Compare samplers by the first panel only: loss levels of different objectives are not comparable. "
    "Worry when the distance rises again or stops falling early, or when a loss runs away."
)


def live_card(histories: Mapping[str, History], *, keys: Mapping[str, str] | None = None) -> Card:
    """Losses, Wasserstein estimate and yardstick over generator steps, samplers overlaid.

    Parameters
    ----------
    histories : label -> reports, each with "step" and what the sampler watches.
    keys : label -> registry key, for the sampler's own colour.
    """
    histories = {  # a stage before the generator, such as an autoencoder, counts no steps
        label: [report for report in history if report.get("step") is not None] for label, history in histories.items()
    }
    steps = max((int(report["step"]) for history in histories.values() for report in history), default=0)
    progress = f"{steps:,} generator steps" if steps else "before the first report"
    rows = "distance on 2,000 generated and at most 2,000 real training defaulters"
    numbers: dict[str, list] = {"sampler": [], "step": [], **{value: [] for value, _ in PANELS}}
    for label, history in histories.items():
        for report in history:
            numbers["sampler"].append(label)
            numbers["step"].append(report["step"])
            for value, _ in PANELS:
                numbers[value].append(report.get(value))
    return Card(
        "generator-curves",
        _finding(histories),
        f"Training of {listed(list(histories), 3) or 'generators'} · {progress} · {rows}",
        LIVE_HELP,
        generator_curves_figure(histories, keys=keys),
        numbers if numbers["step"] else {},
    )


def _finding(histories: Mapping[str, History]) -> str:
    reached = {label: points(history, "w1") for label, history in histories.items()}
    reached = {label: found for label, found in reached.items() if found[0]}
    if not reached:
        return WAITING
    ranked = sorted(reached, key=lambda label: reached[label][1][-1])
    first = ranked[0]
    steps, distances = reached[first]
    if len(ranked) > 1:
        second = ranked[1]
        return f"{first} is nearest to real rows: distance {distances[-1]:.3f}, {second} {reached[second][1][-1]:.3f}"
    best = min(range(len(distances)), key=distances.__getitem__)
    finding = f"Distance to real rows {distances[-1]:.3f} after {steps[-1]:,} steps"
    if distances[-1] <= 1.02 * distances[best]:
        return finding if len(distances) == 1 else f"{finding}, down from {distances[0]:.3f}"
    return f"{finding}; it was lower, {distances[best]:.3f}, after {steps[best]:,}"
