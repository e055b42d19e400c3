"""A guess of the outcome, with the grade of its certainty."""

from __future__ import annotations

from dataclasses import dataclass, replace

from creditviz.schema import CERTAINTIES, Value

TAKEN, CHECK, ASKED = CERTAINTIES


@dataclass(frozen=True)
class TargetGuess:
    """A target and the meaning of its values, with reasons."""

    column: str
    reason: str
    bad: tuple[Value, ...] = ()
    good: tuple[Value, ...] = ()
    exclude: tuple[Value, ...] = ()
    grade: str = TAKEN
    doubt: str = ""  # the readings side by side, or the question

    def turned(self) -> TargetGuess:
        """The same column read the other way round."""
        return replace(self, bad=self.good, good=self.bad)

    def with_doubt(self, grade: str, doubt: str) -> TargetGuess:
        """The same guess, less sure."""
        return replace(self, grade=grade, doubt=doubt, reason=f"{self.reason}: check it")
