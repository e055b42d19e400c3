"""Business names for the columns of an encoded matrix."""

from __future__ import annotations

from creditviz.results import Layout
from creditviz.schema import TableSchema, months_before


def business_names(layout: Layout, schema: TableSchema) -> tuple[str, ...]:
    """One name per matrix column, e.g. "Education = 2" or "Repayment status, 1 month before"."""
    static = [_named(name, schema) for name in layout.feature_names[: layout.n_static]]
    channels = business_channels(layout, schema)
    steps = [step_words(step) for step in layout.step_names]
    return tuple([*static, *(f"{channel}, {step}" for step in steps for channel in channels)])


def business_channels(layout: Layout, schema: TableSchema) -> tuple[str, ...]:
    """One name per monthly channel, e.g. "Repayment status"."""
    return tuple(_named(name, schema) for name in layout.channel_names)


def step_words(step: str) -> str:
    """A month in words.

    >>> step_words("t-0"), step_words("t-1"), step_words("t-5"), step_words("2024-01")
    ('latest month', '1 month before', '5 months before', '2024-01')
    """
    back = step.removeprefix("t-")
    if back == step or not back.isdigit():
        return step
    return months_before(int(back))


def _named(column: str, schema: TableSchema) -> str:
    """The label of the raw column or channel that `column` begins with, and what the encoder put after it."""
    known = [
        *schema.numeric,
        *schema.categorical,
        *(s.name for s in schema.sequences),
        *(d.name for d in schema.derived),
        *(r.name for r in schema.recipes),
    ]
    behind = [name for name in known if column == name or column.startswith((f"{name}=", f"{name} missing"))]
    if not behind:
        return column
    raw = max(behind, key=len)
    rest = column[len(raw) :]
    return schema.label(raw) + (f" = {rest[1:]}" if rest.startswith("=") else " is missing" if rest else "")
