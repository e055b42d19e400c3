"""How long the rest of a benchmark takes, judged by what every model has taken so far."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from statistics import fmean

Place = tuple[int, int]  # book, arm


class Pace:
    """Seconds of finished fits by book and model.

    A model that was not fitted on a book yet counts as on the other books; one that was never fitted, as the mean
    of all. What lies between fits (splitting, samplers) is added in the proportion seen in this attempt.
    """

    def __init__(self) -> None:
        self._walls: dict[Place, list[float]] = {}
        self._began, self._fitting = time.perf_counter(), 0.0

    def know(self, place: Place, wall: float) -> None:
        """Take down a fit of an earlier attempt."""
        self._walls.setdefault(place, []).append(wall)

    def add(self, place: Place, wall: float) -> None:
        """Take down a fit of this attempt."""
        self.know(place, wall)
        self._fitting += wall

    def left(self, waiting: Iterable[Place]) -> float:
        """Seconds that these fits will take; nan before the first fit.

        >>> pace = Pace()
        >>> pace.left([(0, 0)])
        nan
        >>> pace.know((0, 0), 2.0); pace.know((0, 1), 4.0)
        >>> pace.left([(0, 0), (1, 1), (0, 2)])  # as seen; as on the other book; as the mean of both
        9.0
        """
        if not self._walls:
            return math.nan
        expected = sum(self._expected(place) for place in waiting)
        elapsed = time.perf_counter() - self._began
        return expected * (max(1.0, elapsed / self._fitting) if self._fitting else 1.0)

    def _expected(self, place: Place) -> float:
        here = self._walls.get(place)
        elsewhere = [wall for (_, arm), walls in self._walls.items() if arm == place[1] for wall in walls]
        anything = (fmean(walls) for walls in self._walls.values())
        return fmean(here or elsewhere or anything)
