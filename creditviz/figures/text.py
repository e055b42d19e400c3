"""Labels that fit: on one line, on two, and months in short."""

from __future__ import annotations


def short_month(month: str) -> str:
    """Short form of a month that fits under an axis: five months before as "−5"."""
    number, _, rest = month.partition(" ")
    return f"−{number}" if rest.endswith("before") else month.removesuffix(" month")


def wrap(name: str, width: int = 26) -> str:
    """A long label on two lines; what does not fit ends in dots."""
    cut = name.rfind(" ", 0, width + 1)
    if len(name) <= width or cut <= 0:
        return fit(name, width)
    return f"{name[:cut]}<br>{fit(name[cut:].strip(), width)}"


def fit(text: str, width: int) -> str:
    """A label on one line; what does not fit ends in dots."""
    return text if len(text) <= width else f"{text[: width - 1]}…"
