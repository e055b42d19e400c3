"""What was changed by hand on a book's bins: steps that can be taken back and taken again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Step:
    """One change of one matrix column."""

    feature: str
    what: str  # in words, e.g. "merged 25 to 45 and 45 to 65"
    bins: Mapping[str, Any] | None = None  # `ColumnBins.to_plain()`; None: as learned
    author: str = ""
    reason: str = ""
    at: float = 0.0
    left_out: bool = False


@dataclass(frozen=True)
class BinEdits:
    """All steps, and how many of them hold: those behind were undone and can be taken again."""

    steps: tuple[Step, ...] = ()
    held: int = 0

    @property
    def newest(self) -> Mapping[str, Step]:
        """Feature -> the step that holds for it."""
        return {step.feature: step for step in self.steps[: self.held]}

    def parameter(self, rows: str) -> dict[str, Any] | None:
        """As the scorecard takes it, for training rows of this fingerprint; None where nothing holds."""
        bins = {name: dict(step.bins) for name, step in self.newest.items() if step.bins is not None}
        out = [name for name, step in self.newest.items() if step.left_out]
        return {"rows": rows, "bins": bins, "left_out": out} if bins or out else None

    def after(self, step: Step) -> BinEdits:
        """One step more; what was undone before it is gone."""
        steps = (*self.steps[: self.held], step)
        return BinEdits(steps, len(steps))

    def undone(self) -> BinEdits:
        """The newest step taken back."""
        return replace(self, held=max(0, self.held - 1))

    def redone(self) -> BinEdits:
        """The step that was taken back last, taken again."""
        return replace(self, held=min(len(self.steps), self.held + 1))

    def to_json(self) -> str:
        """As text; `from_json` reads it."""
        return json.dumps({"held": self.held, "steps": [asdict(step) for step in self.steps]})

    @classmethod
    def from_json(cls, text: str) -> BinEdits:
        """What `to_json` wrote."""
        raw = json.loads(text)
        return cls(tuple(Step(**step) for step in raw["steps"]), raw["held"])
