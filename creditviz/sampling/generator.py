"""The generator contract: learn the rows once, draw as many as wanted, also from earlier steps of the training."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from creditviz.exceptions import DataError, SpecificationError
from creditviz.sampling.base import TableSampler
from creditviz.sampling.coded import with_legal_codes

SNAPSHOTS = (1000, 3000, 5000, 7000, 10_000)  # steps, as in figure 6 of Zhang et al. (2022)
FEWEST_ROWS = 6  # of a class that is to be imitated


@dataclass(kw_only=True, eq=False, repr=False)
class TableGenerator(TableSampler):
    """A sampler with `fit` and `sample`; a new one writes `_learn` and `_draw`.

    Parameters
    ----------
    snapshots : steps after which the generator is kept, for looking back; the last step always is.
    device : "auto", "cpu" or "cuda:N".
    sampling_strategy, schema, random_state : see `TableSampler`.

    Attributes
    ----------
    snapshots_ : steps that `sample(step=...)` can go back to, rising; the last is the finished generator.
    history_ : dicts with "step" and what is watched at it.
    """

    snapshots: Any = SNAPSHOTS
    device: str = "auto"

    def fit(self, X, y, *, on_epoch=None, resume_from=None):
        """Learn real training rows of every outcome, whatever ratio they have.

        Raises
        ------
        DataError
            A class with fewer than six rows.
        RunCancelled
            `on_epoch` asked to stop.
        """
        frame, labels, _ = self._check(X, y)
        self._learn(frame, labels, on_epoch, resume_from)
        return self

    def sample(self, n: int, *, label=1, random_state=None, step: int | None = None) -> pd.DataFrame:
        """Draw rows of one outcome in original units, (n, n_features).

        Parameters
        ----------
        label : outcome of the rows, 1 = default.
        random_state : seed of the draw; None takes the sampler's own.
        step : a step of `snapshots_`; None takes the finished generator.
        """
        if step is not None and step not in self.snapshots_:
            raise SpecificationError(
                f"a snapshot was kept at the steps {', '.join(map(str, self.snapshots_))}, however: {step}. "
                "Choose one of these."
            )
        seed = self._seed() if random_state is None else random_state
        return with_legal_codes(self._draw(n, label, np.random.default_rng(seed), step), self.coded_)

    def _synthesize(self, frame, labels, counts, check):
        random = np.random.default_rng(self._seed())
        check()
        rows = [self._draw(n, label, random, None) for label, n in counts.items()]
        return pd.concat(rows, ignore_index=True), np.repeat(list(counts), list(counts.values()))

    def _draw(self, n: int, label: Any, random: np.random.Generator, step: int | None) -> pd.DataFrame:
        """`n` rows of `label` from the generator as it was at `step`."""
        raise NotImplementedError

    @staticmethod
    def _check_enough(labels: np.ndarray, wanted, name: str) -> None:
        """Raise unless every class that is to be imitated has enough rows to learn from."""
        for label in wanted:
            n = int((labels == label).sum())
            if n < FEWEST_ROWS:
                raise DataError(
                    f"{name} needs at least {FEWEST_ROWS} rows of an outcome to learn from, however: {n}. "
                    "Choose random oversampling, or a larger book."
                )
