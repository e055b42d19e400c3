"""A pack as one HTML file that opens without a network: plotly.js once, figures as JSON, everything typed escaped."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from creditviz.reporting.card import Card
from creditviz.reporting.committee.pack.figures import figure_json, in_script, looks
from creditviz.reporting.committee.pack.parts import Pack, Section
from creditviz.reporting.committee.pack.sections.record import WORDS

STYLES = ("pack.css", "present.css", "print.css")
SCRIPTS = ("draw.js", "numbers.js", "live.js", "present.js", "start.js")
ICONS = {"good": "✓", "warning": "!", "stop": "✕", "none": "–"}
SAID = {"good": "in order", "warning": "to be looked at", "stop": "failed", "none": "no verdict"}
LIVE = ("trade-off", "profit", "impact")  # keys of cards whose line follows the slider


def pack_html(pack: Pack) -> str:
    """The whole file."""
    from plotly.offline import get_plotlyjs

    drawn = dict(_cards(pack))
    data = {
        "figures": {key: figure_json(card.figure) for key, card in drawn.items() if card.figure is not None},
        "numbers": {key: [f"{card.key}.csv", card.to_csv()] for key, card in drawn.items() if card.numbers},
        "live": [key for key, card in drawn.items() if card.key in LIVE],
        "looks": looks(),
        "steps": pack.steps,
    }
    return _environment().get_template("pack.html").render(
        pack=pack,
        judging=[section for section in pack.sections if section.judges],
        style=Markup("\n").join(Markup(_text(name)) for name in STYLES),
        script=Markup("\n").join(Markup(_text(name)) for name in SCRIPTS),
        plotly=Markup(get_plotlyjs()),
        data=in_script(data),
        figures=in_script(pack.figures),
        icons=ICONS,
        said=SAID,
        answers=WORDS,
        cards_of=cards_of,
    )  # fmt: skip


def cards_of(section: Section) -> list[tuple[str, Card, bool]]:
    """(id, card, whether presenter mode shows it) of a section."""
    wanted = list(section.shown) or [card.key for card in section.cards[:1]]
    found = []
    for number, card in enumerate(section.cards):
        shown = card.key in wanted
        if shown:
            wanted.remove(card.key)  # of several cards of one key the first is shown
        found.append((f"{section.key}-{number}-{card.key}", card, shown))
    return found


def _cards(pack: Pack) -> Iterator[tuple[str, Card]]:
    for section in pack.sections:
        for key, card, _ in cards_of(section):
            yield key, card


@cache
def _environment() -> Environment:
    def load(name: str) -> str:
        return _text(name)

    return Environment(
        loader=FunctionLoader(load), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


@cache
def _text(name: str) -> str:
    return resources.files("creditviz.reporting.committee.pack").joinpath("templates", name).read_text(encoding="utf-8")


def embedded(html: str, name: str) -> Any:
    """JSON that a pack holds under an id, "pack-figures" or "pack-data"; for tests and for whoever reads a pack."""
    import json

    start = html.index(f'id="{name}">') + len(f'id="{name}">')
    return json.loads(html[start : html.index("</script>", start)])
