"""A finished run as a pack reads it."""

from __future__ import annotations

from dataclasses import dataclass

from creditviz.results import RunResult
from creditviz.runs import Run


@dataclass(frozen=True, eq=False)
class Judged:
    """A finished run under the calibration that was chosen for it."""

    run: Run
    label: str
    result: RunResult
