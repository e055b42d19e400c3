"""Which columns of two books are held against each other, how far apart they are, and what transfer methods reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from creditviz.results.curves import Interval

GUESSES = ("guess", "proposed")
UNITS = OWN, COMMON, RANKS = ("own", "common", "ranks")


@dataclass(frozen=True)
class Pair:
    """A column of the new product (target) and the column of the old one (source) that stands for it."""

    target: str
    source: str
    kind: str  # "number" or "category"; "mixed" where one is a number and the other a category
    distance: float  # W1 of the columns, each scaled to [0, 1] by its own 1st and 99th percentile
    how: str  # its ground: "name", "given", "meaning", "unit" or "guess"; of older runs "name" or "proposed" (a guess)
    unit: str = OWN  # how its two columns become comparable: each on its own book's scale, in one unit, as ranks
    why: str = ""  # the term of a meaning; what speaks against a guess

    @property
    def is_guess(self) -> bool:
        """Whether only the shape of the columns speaks for it; columns of one name are none."""
        return self.how in GUESSES and self.target != self.source

    @property
    def words(self) -> str:
        """Both names, the new one first; one where they are equal."""
        return self.target if self.target == self.source else f"{self.target} ← {self.source}"


@dataclass(frozen=True)
class Pairing:
    """All pairs of two books, what is left over, and what a reader must know."""

    pairs: tuple[Pair, ...]
    unpaired_source: tuple[str, ...] = ()
    unpaired_target: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    guesses: tuple[Pair, ...] = ()  # by shape alone, not used


@dataclass(frozen=True, eq=False)
class Division:
    """The feature divider: pairs that shifted go to the adversarial network, the others to the tree."""

    names: tuple[str, ...]  # (k,) target columns
    distance: np.ndarray  # (k,) W1 of the shapes, with location and scale where a column has moved or stretched
    relative: np.ndarray  # (k,) min-max of the distances, 0 to 1
    threshold: float
    shifted: np.ndarray  # (k,) bool: relative > threshold
    notes: tuple[str, ...] = ()
    location: np.ndarray = field(default_factory=lambda: np.zeros(0))  # (k,) part of the distance; none in older runs
    scale: np.ndarray = field(default_factory=lambda: np.zeros(0))  # (k,) likewise

    @property
    def parts(self) -> dict[str, np.ndarray]:
        """Shape, location and scale of every distance, each (k,)."""
        nothing = np.zeros(len(self.names))
        location, scale = (part if len(part) else nothing for part in (self.location, self.scale))
        return {"shape": self.distance - location - scale, "location": location, "scale": scale}


@dataclass(frozen=True)
class TransferTry:
    """Settings that a random search tried, and what they were worth on rows held back for choosing."""

    parameters: Mapping[str, Any]
    value: float | None  # AUC; None where the method refused them
    seconds: float = 0.0
    reason: str = ""  # why it refused


@dataclass(frozen=True, eq=False)
class TransferScore:
    """One method on the target's test rows."""

    method: str  # key
    y_score: np.ndarray  # (n_test,) probability of default
    metrics: Mapping[str, float]
    auc: Interval
    gain: Interval | None = None  # AUC over source-only on the same rows; None without source-only, and for itself
    seconds: float = 0.0
    seconds_per_epoch: float = 0.0
    history: tuple[Mapping[str, Any], ...] = ()
    notes: tuple[str, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)
    tries: tuple[TransferTry, ...] = ()  # of the search that chose `parameters`


@dataclass(frozen=True, eq=False)
class Transfer:
    """What a transfer run hands to the rooms that judge it."""

    pairing: Pairing
    division: Division
    row_id: np.ndarray  # (n_test,) target rows that every method was judged on
    y_true: np.ndarray  # (n_test,)
    scores: tuple[TransferScore, ...] = ()
    rows: Mapping[str, int] = field(default_factory=dict)  # {"source", "target", "target_labels", "test"}
    majority_accuracy: float = 0.0
    failed: Mapping[str, str] = field(default_factory=dict)  # method -> why it has no figures
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class TransferStudy:
    """AUC on the new product's test rows, fit by fit, column by column."""

    study: str  # "target-labels" or "vote-weight"
    line: tuple[str, ...] = ()  # key of the method; number of source rows in "vote-weight"
    at: np.ndarray = field(default_factory=lambda: np.zeros(0))  # (n,) known outcomes; the network's weight
    seed: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))  # (n,)
    auc: np.ndarray = field(default_factory=lambda: np.zeros(0))  # (n,)
    rows: Mapping[str, int] = field(default_factory=dict)  # {"source", "target", "test", "test_bad"} of one seed
    failed: Mapping[str, str] = field(default_factory=dict)  # what has no figure -> why
    notes: tuple[str, ...] = ()

    @property
    def overlap(self) -> float:
        """Test rows for one training row: what intervals over splits of one book are widened by; 0 for new books."""
        if self.study == "vote-weight":
            return 0.0  # every seed simulates books of its own
        return self.rows["test"] / max(1, self.rows["target"]) if self.rows else 0.0
