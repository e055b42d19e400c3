"""What an account of a book earns and costs: set once, read by Performance, Decision and the pack."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from creditviz.results import Economics
from creditviz.runs.shelves.people import permit
from creditviz.runs.workspace import Workspace

KEY = "money/"  # of a setting; the hash of the book follows


@dataclass(frozen=True)
class Money:
    """Margin, loss, amount and cost of a case of one book."""

    economics: Economics
    column: str = ""  # the exposure column; empty for one amount
    capacity: float | None = None  # share of applicants whose approval can be handled
    kept: bool = False  # whether somebody has set it; else the usual figures, which are nobody's


def money_of(workspace: Workspace, book: str) -> Money:
    """The money of a book, by its hash; the usual figures until it is set."""
    text = workspace.store.get(f"{KEY}{book}")
    if text is None:
        return Money(Economics())
    found = json.loads(text)
    return Money(Economics(**found["economics"]), found["column"], found["capacity"], kept=True)


def keep_money(workspace: Workspace, book: str, money: Money) -> None:
    """Set the money of a book, for every page and pack; a role that is too low raises `SpecificationError`."""
    permit("money")
    found = {"economics": asdict(money.economics), "column": money.column, "capacity": money.capacity}
    workspace.store.set(f"{KEY}{book}", json.dumps(found, allow_nan=False))
