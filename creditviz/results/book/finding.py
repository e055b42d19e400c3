"""What a check of a book says."""

from __future__ import annotations

from dataclasses import dataclass

VERDICTS = ("good", "note", "warning", "stop")  # stop: a model built on this would be wrong


@dataclass(frozen=True)
class Finding:
    """One thing found in a book: a verdict word, one sentence, the columns concerned."""

    verdict: str
    check: str  # stable key, e.g. "missing", "leakage", "duplicates"
    what: str  # one sentence with its numbers
    columns: tuple[str, ...] = ()
    remedy: str = ""  # what to do about it

    def __post_init__(self) -> None:
        assert self.verdict in VERDICTS, self.verdict


@dataclass(frozen=True)
class Guess:
    """What schema inference decided for one column, and why."""

    column: str
    role: str  # "target", "numeric", "categorical", "sequence PAY", "identifier", "date", ...
    reason: str  # one short sentence
