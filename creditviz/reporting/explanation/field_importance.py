"""The card that says which fields a gate lets through."""

from __future__ import annotations

import numpy as np

from creditviz.figures.explanation.field_importance import MAX_FIELDS, field_importance_figure
from creditviz.reporting.card import Card
from creditviz.reporting.words import LEAKY, of_rows
from creditviz.results import FieldImportance

QUESTION = "Which fields does the gate let through?"
HELP = (
    "The network opens a gate, 0 to 1, for each field before fields are multiplied; bars are means over accounts. "
    "A long bar means that much of the field reaches the products, not that the score depends on it. "
    "Worry when a field is let through that may not be used for the decision, such as a protected attribute."
)
NO_GATE = "This model has no gate: it was switched off, or no field passes it."
ALIKE = 0.05  # gates that lie closer than this say nothing of the fields
STEADY = 0.02  # and a gate that moves less than this from account to account is a plain weight


def field_importance_card(
    label: str, result: FieldImportance, *, threshold: float | None = None, leaky: bool = False
) -> Card:
    """Mean opening of the gate by field, the most open on top."""
    rows = of_rows(result.n_rows, result.n_available)
    subtitle = f"{QUESTION} · {label} · {rows}" + (f" · {LEAKY}" if leaky else "")
    if not len(result.importance):
        return Card("field-importance", NO_GATE, subtitle, HELP)
    shown, n_fields = min(MAX_FIELDS, len(result.names)), len(result.names)
    if shown < n_fields:
        subtitle += f" · {shown} of {n_fields} fields"
    order = np.argsort(-result.importance, kind="stable")
    numbers = {
        "field": [result.names[field] for field in order],
        "column": [result.sources[field] for field in order],
        "importance": result.importance[order],
        "spread": result.spread[order],
    }
    figure = field_importance_figure(result, threshold=threshold)
    return Card("field-importance", _finding(result), subtitle, HELP, figure, numbers)


def _finding(result: FieldImportance) -> str:
    least, most = int(np.argmin(result.importance)), int(np.argmax(result.importance))
    low, high = result.importance[least], result.importance[most]
    if len(result.names) == 1:
        return f"{result.names[most]} is the only field, its gate {high:.2f} open"
    if high - low < ALIKE:
        return f"The gate treats all fields alike: {low:.2f} to {high:.2f}"
    steady = ", nearly alike for every account" if result.spread.max() < STEADY else ""
    return f"{result.names[most]} passes most, {high:.2f}; {result.names[least]} least, {low:.2f}{steady}"
