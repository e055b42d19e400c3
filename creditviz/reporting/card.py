"""A card is one finding with its figure; a tile is one verdict."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from creditviz.data.files.export import harmless_cell

if TYPE_CHECKING:
    import plotly.graph_objects as go

Verdict = Literal["good", "warning", "stop", "none"]  # "stop" is the only red thing on a page


@dataclass(frozen=True, eq=False)
class Card:
    """One figure with what it says; a page, a pack and a notebook render it.

    Parameters
    ----------
    key : stable name, unique on a page; names the download and the widgets.
    finding : one bold sentence with a number, written from the data.
    subtitle : one grey line: what is drawn, on how many rows and which.
    help : three plain sentences: what it shows, how to read it, when to worry.
    figure : drawn in light colours, `figures.theme.in_mode` turns it dark; None when there is nothing to draw.
    numbers : the figure's numbers as named columns of one length, for download.
    """

    key: str
    finding: str
    subtitle: str
    help: str
    figure: go.Figure | None = None
    numbers: Mapping[str, Any] = field(default_factory=dict)  # name -> list or array

    def __post_init__(self) -> None:
        assert len({len(column) for column in self.numbers.values()}) <= 1, "columns of one length"

    def to_csv(self) -> str:
        r"""The numbers as CSV text with a header that no spreadsheet takes for a formula; empty without numbers.

        >>> Card("k", "f", "s", "h", numbers={"=name": ["=1+1", "b"], "n": [-1.5, 2]}).to_csv()
        "'=name,n\n'=1+1,-1.5\nb,2\n"
        """
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        if self.numbers:
            writer.writerow([harmless_cell(name) for name in self.numbers])
            writer.writerows([harmless_cell(cell) for cell in row] for row in zip(*self.numbers.values(), strict=True))
        return text.getvalue()


@dataclass(frozen=True)
class Tile:
    """One verdict in large: name and icon, figure, change in grey, one sentence."""

    name: str
    verdict: Verdict
    figure: str  # in large, e.g. "Gini 0.57"
    change: str  # in grey, e.g. "+0.012 against the champion"; may be empty
    sentence: str
