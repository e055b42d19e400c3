"""What SMOTE and its relatives share: a mixed table becomes points, new points become legal rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from creditviz.exceptions import DataError
from creditviz.hyperparameters import Hyperparameters, Range
from creditviz.sampling.base import TableSampler
from creditviz.sampling.codec import TableCodec
from creditviz.sampling.neighbours.mixed_space import MixedSpace

K_NEIGHBORS = Range(
    1,
    50,
    label="Neighbours",
    help="How many nearest bad accounts a new one may lean towards; more spread the new accounts wider.",
)


@dataclass(kw_only=True, eq=False, repr=False)
class InterpolatingSampler(TableSampler):
    """Base of the samplers that put a new row between two real ones; a new one writes `_library`.

    Categories, statuses of the months and missing values come from the nearer of the two, all of them, so
    that a status history is one that a real account had; amounts of the months are a weighted mean of two
    real series, rises of at most one stay so, whole numbers are rounded and bounds kept.
    """

    name: ClassVar[str] = ""
    hyperparameters: ClassVar[Hyperparameters] = {"k_neighbors": K_NEIGHBORS}

    k_neighbors: int = 5

    def _library(self, wanted: dict[Any, int], codec: TableCodec, space: MixedSpace, check: Callable[[], None]):
        """The imbalanced-learn sampler that reaches these totals."""
        raise NotImplementedError

    def _synthesize(self, frame, labels, counts, check):
        for label in counts:
            self._check_enough(labels, label)
        codec = TableCodec(self.schema).fit(frame)
        space = MixedSpace(codec)
        points = space.points(codec.encode(frame))
        made = [self._between(points, labels, label, n, codec, space, check) for label, n in counts.items()]
        self._note_no_numbers(codec)
        classes = np.repeat(list(counts), [len(part) for part in made])
        return codec.decode(space.matrix(np.concatenate(made))), classes

    def _between(self, points, labels, label, n, codec, space, check) -> np.ndarray:
        """About `n` new points of one class."""
        wanted = {label: int((labels == label).sum()) + n}
        return self._library(wanted, codec, space, check).fit_resample(points, labels)[0][len(points) :]

    def _check_enough(self, labels: np.ndarray, label: Any) -> None:
        n = int((labels == label).sum())
        if n <= self.k_neighbors:
            who = "defaulters" if label == 1 else f"rows of the outcome {label}"
            raise DataError(
                f"{self.name} with {self.k_neighbors} neighbours needs at least {self.k_neighbors + 1} {who} in the "
                f"training rows, however: {n}. Choose random oversampling, fewer neighbours, or a larger book."
            )

    def _note_no_numbers(self, codec: TableCodec) -> None:
        if not codec.numeric_:
            self.notes_.append(
                "The book has no numbers to interpolate between: each new row copies a bad account, as in random "
                "oversampling. SMOTE-NC votes on categories instead."
            )
