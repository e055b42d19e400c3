"""Figures as JSON that a page may hold: in light colours, once, with what turns them dark in the browser."""

from __future__ import annotations

import json
from typing import Any

import plotly.graph_objects as go
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from creditviz.figures.theme import DARK_TWINS, TEMPLATES, in_mode


def figure_json(figure: go.Figure) -> dict[str, Any]:
    """A figure as plain values: without its template, which all share, and with harmless labels."""
    found = json.loads(in_mode(figure, "light").to_json(engine="json"))
    found["layout"].pop("template", None)
    return {"data": found["data"], "layout": found["layout"]}


def looks() -> dict[str, Any]:
    """Colour -> its dark twin, and the template of each mode."""
    templates = {mode: template.to_plotly_json() for mode, template in TEMPLATES.items()}
    return {"dark": dict(DARK_TWINS), "templates": templates}


def in_script(value: Any) -> Markup:
    """JSON within a script tag; no text of a user can end it, since <, >, & and ' are written by their numbers."""
    return htmlsafe_json_dumps(value, ensure_ascii=False, allow_nan=False)
