"""Card of how the PD changes with one input."""

from __future__ import annotations

from creditviz.figures.explanation.effect import effect_figure
from creditviz.reporting.card import Card
from creditviz.reporting.words import percent
from creditviz.results.explanation.effect import Effect

EFFECT_HELP = (
    "The thick line is the mean PD with every account set to a value; thin lines are single accounts, and the dashed "
    "line moves each account within its own range only. Worry where thick and dashed part (the model is asked about "
    "accounts that do not exist), or where thin lines cross. It says what the model does, not what causes a default, "
    "and little where the bars are low."
)


def effect_card(label: str, effect: Effect, name: str) -> Card:
    """The picture, and how far the mean PD goes."""
    low, high = float(effect.partial.min()), float(effect.partial.max())
    gap = float(abs(effect.partial - effect.local).max())
    left = f" · {effect.n_left_out:,} without an amount left out" if effect.n_left_out else ""
    numbers = {"value": effect.grid, "mean_pd": effect.partial, "local_effect_pd": effect.local}
    return Card(
        "effect",
        f"The mean PD goes from {percent(low)} to {percent(high)} over {name}; local effects differ by "
        f"{100 * gap:.1f} points at most",
        f"{label} · {len(effect.values):,} untouched test rows{left}",
        EFFECT_HELP,
        effect_figure(effect, name),
        numbers,
    )
