"""Words and lines for what the inputs give away of protected attributes."""

from __future__ import annotations

from creditviz.data.values import listed
from creditviz.metrics.thresholds import THRESHOLDS
from creditviz.results.decision.proxies import Proxies

SHOWN = 8  # inputs a line of the table names at most
HELP = (
    "How well each input alone, and all of them together, predict the attribute on rows that were not learned from: "
    "AUC of a category (0.5 tells nothing, 1 everything), R² of an amount (0 and 1). Outcomes are not read. An input "
    "is named from AUC 0.70 or R² 0.25. A model that may not read the attribute can still read "
    "its proxies."
    f" {THRESHOLDS['proxy-auc'].words}"
)


def proxy_words(found: Proxies) -> str:
    """One attribute in a sentence."""
    what = f"{found.name}{f' ({found.level})' if found.level else ''}"
    measure = "R²" if found.measure == "R2" else found.measure
    together = f"all inputs together tell {what} with {measure} {found.together:.2f} (n = {found.n_rows:,})"
    if not found.named:
        first = found.inputs[0]
        alone = f"strongest {first.name}, {measure} {first.value:.2f}"
        return f"No single input tells {found.name} with {measure} {found.limit:.2f} or more: {alone}; {together}."
    names = listed([f"{one.name} ({one.value:.2f})" for one in found.named], 5)
    verb = "stands" if len(found.named) == 1 else "stand"
    return f"{names} {verb} for {found.name}, {measure} of {found.limit:.2f} or more; {together}."


def proxy_lines(every: tuple[Proxies, ...]) -> list[tuple[str, str, str, str]]:
    """(attribute, input, measure, value) of the strongest inputs, and of all together."""
    lines = []
    for found in every:
        measure = "R²" if found.measure == "R2" else found.measure
        lines.append((found.name, "all inputs together", measure, f"{found.together:.2f}"))
        lines += [(found.name, one.name, measure, f"{one.value:.2f}") for one in found.inputs[:SHOWN]]
    return lines
