"""Small panels in one figure, in the house's look."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from creditviz.figures import theme

TITLE_ROOM = 26  # pixels above a panel


class Panels:
    """Panels read line by line, gathered as plain dicts and drawn at once: plotly's own sub-plots take a second for 23.

    Parameters
    ----------
    titles : one a panel; already short enough for a panel's width.
    panel_height : pixels of a panel without its title and axis.
    gap : pixels between two lines of panels, for axis and title of the next.
    width_gap : all gaps of a line together, as a share of the figure's width.
    """

    def __init__(
        self, titles: Sequence[str], *, n_columns: int, panel_height: int, gap: int = 56, width_gap: float = 0.12
    ) -> None:
        self.n_columns = max(1, min(n_columns, len(titles)))
        n_rows = -(-max(1, len(titles)) // self.n_columns)
        self.inner_height = n_rows * panel_height + (n_rows - 1) * gap
        self.traces: list[dict[str, Any]] = []
        self.layout: dict[str, Any] = {"annotations": [], "shapes": []}
        space = width_gap / (self.n_columns - 1) if self.n_columns > 1 else 0.0
        wide = (1 - space * (self.n_columns - 1)) / self.n_columns
        for number, title in enumerate(titles):
            row, column = divmod(number, self.n_columns)
            left, top = column * (wide + space), 1 - row * (panel_height + gap) / self.inner_height
            end = _end(number)
            self.layout[f"xaxis{end}"] = {"anchor": f"y{end}", "domain": [left, min(1.0, left + wide)]}
            bottom = max(0.0, top - panel_height / self.inner_height)
            self.layout[f"yaxis{end}"] = {"anchor": f"x{end}", "domain": [bottom, top]}
            self._title(title, left + wide / 2, top)

    def column(self, number: int) -> int:
        """Column of a panel, from 0."""
        return number % self.n_columns

    def add(self, number: int, **trace: Any) -> None:
        """Draw a trace into a panel."""
        self.traces.append({**trace, "xaxis": f"x{_end(number)}", "yaxis": f"y{_end(number)}"})

    def x(self, number: int, **changes: Any) -> None:
        """Change the x axis of a panel."""
        self.layout[f"xaxis{_end(number)}"].update(changes)

    def y(self, number: int, **changes: Any) -> None:
        """Change the y axis of a panel."""
        self.layout[f"yaxis{_end(number)}"].update(changes)

    def note(self, number: int, **annotation: Any) -> None:
        """Write a word into a panel, in the units of its axes."""
        place = {"xref": f"x{_end(number)}", "yref": f"y{_end(number)}"}
        self.layout["annotations"].append({**place, **annotation})

    def say(self, number: int, text: str) -> None:
        """A panel without data: words in its middle instead of axes."""
        x, y = (sum(self.layout[f"{axis}axis{_end(number)}"]["domain"]) / 2 for axis in "xy")
        place = {"xref": "paper", "yref": "paper", "xanchor": "center", "yanchor": "middle"}
        self.layout["annotations"].append({**place, "x": x, "y": y, "text": text})
        self.x(number, visible=False)
        self.y(number, visible=False)

    def reference(self, number: int, x: float) -> None:
        """A dotted line from the bottom to the top of a panel."""
        line = {"color": theme.MUTED, "dash": "dot", "width": 1.5}
        place = {"xref": f"x{_end(number)}", "yref": f"y{_end(number)} domain", "x0": x, "x1": x, "y0": 0, "y1": 1}
        self.layout["shapes"].append({"type": "line", "line": line, **place})

    def figure(self, **layout: Any) -> go.Figure:
        """The figure with all panels."""
        common = {
            "template": theme.TEMPLATES["light"],
            "height": self.inner_height + 110,
            "margin": {"t": TITLE_ROOM + 34},
            "legend": {"y": 1 + (TITLE_ROOM + 4) / self.inner_height},
        }
        return go.Figure(data=self.traces, layout={**common, **self.layout, **layout})

    def _title(self, text: str, x: float, y: float) -> None:
        place = {"xref": "paper", "yref": "paper", "xanchor": "center", "yanchor": "bottom", "yshift": 4}
        font = {"size": 12, "color": theme.TEXT}
        self.layout["annotations"].append({**place, "x": x, "y": y, "text": text, "font": font})


def _end(number: int) -> str:
    """What plotly puts behind the name of an axis: nothing for the first."""
    return "" if number == 0 else str(number + 1)
