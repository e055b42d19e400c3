"""One colour, dash and marker per sampler, the same on every page and in every run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from zlib import crc32

from creditviz.figures import theme


class Style(NamedTuple):
    """How a sampler is drawn. Dash and marker tell it from every other one where colour does not."""

    colour: str
    dash: str
    symbol: str


DASHES = ("solid", "dash", "dot", "dashdot")
FAMILIES = (  # a marker a family, a dash a member; the key "class-weight" stands for weights instead of rows
    ("circle-open", ("class-weight", "none")),
    ("diamond", ("random", "random-under")),
    ("circle", ("smote", "smote-nc", "borderline-smote", "adasyn")),
    ("square", ("actgan", "cgan", "bagan", "gl-gan")),
    ("triangle-up", ("adaar", "adaar-no-autoencoder", "adaar-no-d1", "adaar-no-d2")),
    ("star", ("autoregressive-trees",)),
)
_COLOURS = iter(theme.SAMPLER_COLOURS)
STYLES: dict[str, Style] = {
    key: Style(next(_COLOURS), dash, symbol)
    for symbol, keys in FAMILIES
    for key, dash in zip(keys, DASHES, strict=False)
}
SPARE = tuple(_COLOURS)
SPARE_SYMBOLS = ("cross", "x", "hexagon")


def sampler_style(key: str) -> Style:
    """The style of a registry key; a key without one always gets the same spare one.

    >>> sampler_style("smote") == sampler_style("smote"), sampler_style("mine").symbol in SPARE_SYMBOLS
    (True, True)
    """
    if key in STYLES:
        return STYLES[key]
    number = crc32(key.encode())
    return Style(
        SPARE[number % len(SPARE)],
        DASHES[number // 7 % len(DASHES)],
        SPARE_SYMBOLS[number // 3 % len(SPARE_SYMBOLS)],
    )


def styles(labels: Iterable[str], keys: Mapping[str, str] | None = None) -> dict[str, Style]:
    """A style for each label; runs of one sampler share its colour and differ by dash and marker.

    Parameters
    ----------
    labels : what a line is called on screen.
    keys : label -> registry key; a label that is missing here is a key.
    """
    found: dict[str, Style] = {}
    taken: dict[str, int] = {}
    for label in labels:
        style = sampler_style((keys or {}).get(label, label))
        seen = taken.get(style.colour, 0)
        taken[style.colour] = seen + 1
        if seen:
            dash = DASHES[(DASHES.index(style.dash) + seen) % len(DASHES)]
            style = Style(style.colour, dash, SPARE_SYMBOLS[(seen - 1) % len(SPARE_SYMBOLS)])
        found[label] = style
    return found
