"""Rows of the store as frozen dataclasses: what a page or a worker holds of them is a copy."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from creditviz.specification import read_specification

WAITING = ("queued", "reserved")  # reserved: kept for the process that wrote it, not for the engine
OPEN = (*WAITING, "running")
RESUMABLE = ("stopped", "failed")


@dataclass(frozen=True)
class Book:
    """A stored book. Its content never changes; `schema_hash` names the schema in use."""

    hash: str
    raw_sha256: str
    name: str
    n_rows: int
    n_columns: int
    schema_hash: str | None
    created: float


@dataclass(frozen=True)
class Run:
    """One row of the run table, as it was when read."""

    id: str
    kind: str
    name: str
    notes: str
    spec: str
    book: str | None
    subject: str | None
    status: str
    attempt: str
    cancel: float | None
    created: float
    started: float | None
    ended: float | None
    heartbeat: float | None
    worker: str | None
    stage: str | None
    stage_number: int | None
    n_stages: int | None
    epoch: int | None
    n_epochs: int | None
    eta: float | None
    error: str | None
    summary: str | None
    archived: bool

    @property
    def specification(self) -> Any:
        """The specification, parsed."""
        return read_specification(self.spec)

    @property
    def figures(self) -> dict[str, Any]:
        """What `train --json` prints; empty until the run is finished."""
        return json.loads(self.summary) if self.summary else {}

    @property
    def open(self) -> bool:
        """Whether it is still to end."""
        return self.status in OPEN

    @property
    def stopping(self) -> bool:
        """Whether a stop was asked for and has not happened yet."""
        return self.open and self.cancel is not None

    @property
    def resumable(self) -> bool:
        """Whether it can go on."""
        return self.status in RESUMABLE

    @property
    def fraction(self) -> float:
        """How much of the work is done, 0 to 1; early stopping may make the rest shorter."""
        if self.status == "finished":
            return 1.0
        if not self.n_epochs or not self.n_stages or self.stage_number is None or self.epoch is None:
            return 0.0
        return min(1.0, (self.stage_number - 1 + self.epoch / self.n_epochs) / self.n_stages)


@dataclass(frozen=True)
class Champion:
    """The run that the analyst chose for a book, and why."""

    book: str
    run: str
    reason: str
    author: str
    at: float


@dataclass(frozen=True)
class Exclusion:
    """A synthetic row that the analyst left out of training, and why."""

    row: int
    reason: str
    author: str
    at: float


@dataclass(frozen=True)
class Decision:
    """What was decided about a run, by whom, when and why."""

    run: str
    what: str
    value: Any  # as JSON gives it back: lists for tuples, strings for keys
    author: str
    reason: str
    at: float
