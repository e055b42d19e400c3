"""The seam between the queue and what carries a run out: two methods. A new kind of workers is one file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from creditviz.runs.shelves.rows import Run


@dataclass
class Task:
    """An attempt of a run that was handed out."""

    run: str
    attempt: str
    lane: str  # "heavy" or "light"
    over: bool = False
    reason: str | None = None  # why it ended, for the case that it could not write that itself; None: nothing happened
    handle: Any = field(default=None, repr=False)  # what the workers keep of it


class Workers(Protocol):
    """What carries runs out."""

    local: bool  # whether they are this machine's: one heavy and one light run at a time, whose end is always heard of
    trouble: str | None  # what keeps runs from beginning, in a sentence

    def submit(self, run: Run, lane: str) -> Task:
        """Begin an attempt soon; returns at once, and sets `over` of what it returned when it has ended."""

    def end(self, task: Task) -> None:
        """End it soon, whatever it does; returns at once. The store already says that it was ended."""

    def close(self) -> None:
        """Let go of everything."""
