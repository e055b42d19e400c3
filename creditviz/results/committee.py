"""What a project says of itself, and what its committee decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

CommitteeVerdict = Literal["approve", "approve-with-conditions", "decline"]


@dataclass(frozen=True)
class ProjectFacts:
    """What no figure tells: the pack prints it as it was written."""

    purpose: str = ""  # what is decided with the PDs
    owner: str = ""  # who answers for the model
    population: str = ""  # whom it scores
    exclusions: str = ""  # whom it must not score
    outcome: str = ""  # what bad means, in the bank's words
    window: str = ""  # from when accounts are, and how long each was watched

    @property
    def missing(self) -> tuple[str, ...]:
        """Fields that nobody has filled in, in the order of the form."""
        return tuple(name for name, text in vars(self).items() if not text.strip())


@dataclass(frozen=True)
class SignOff:
    """One decision of a committee about one run."""

    verdict: CommitteeVerdict
    names: tuple[str, ...]  # who decided
    conditions: str = ""  # under which it is approved, or why it is declined
    pack: str = ""  # SHA-256 of the pack's file that lay before them; empty where there was none
    at: float = 0.0  # seconds since 1970; the store writes the time of signing
    answers: Mapping[str, str] = field(default_factory=dict)  # what was open -> the sentence that answers it

    def __post_init__(self) -> None:
        assert self.verdict in get_args(CommitteeVerdict), self.verdict
