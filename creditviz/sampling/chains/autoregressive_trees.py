"""Autoregressive trees: an account is drawn column by column, each from boosted trees that read those before it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from creditviz.exceptions import SpecificationError
from creditviz.hyperparameters import Hyperparameters, Range
from creditviz.progress import Checkpoint, EpochReport, checker
from creditviz.registry import SamplerEntry
from creditviz.sampling.chains.boosted_chain import BoostedChain
from creditviz.sampling.chains.chain_encoding import ChainEncoding
from creditviz.sampling.chains.chain_lessons import bytes_to_learn
from creditviz.sampling.chains.copies import KnownRows
from creditviz.sampling.generator import TableGenerator
from creditviz.sampling.memory import check_memory
from creditviz.sampling.yardstick import Yardstick

TITLE = "Autoregressive trees"
CHUNK = 20_000  # rows drawn at once
MOST_ROWS = 60_000  # rows that trees learn from; of the common outcome some are left out
LEAST_WEIGHT = 0.2  # of a row of the common outcome: it also teaches how columns hang together
FEWEST_TO_HOLD = 50  # rows of an outcome; with fewer none is held back
MANY_COPIES = 0.05  # of the rows: in such a table equal rows are ordinary
MOST_TRIES = 20
WATCHED_ROWS = 2000  # drawn for the yardstick


@dataclass(kw_only=True, eq=False, repr=False)
class AutoregressiveTreesSampler(TableGenerator):
    """Draw a row by the chain rule: p(row | outcome) = product of p(column | outcome, earlier columns).

    Each conditional is a boosted multi-class classifier. Values that many rows share are classes, the
    others fall into intervals of equal numbers of rows; a number that moves with an earlier one (a bill with
    last month's bill) is told by its difference from it. The columns go from static to monthly, month by
    month, oldest first. All outcomes are learned together, so that the many good accounts teach how columns
    hang together, and the outcome says what is different about defaulters.

    Parameters
    ----------
    n_rounds : trees a column. Raising it follows the rows more closely, and takes longer to learn and draw.
    max_depth : of a tree. Raising it lets more columns act together.
    learning_rate : of the boosting. Raising it needs fewer rounds and is coarser.
    min_split_loss : a split must gain so much. Raising it makes the rows less like single training rows.
    n_bins : classes of a column with many different values, about. Raising it is finer and slower.
    held_share : share of the rows that only judge: a column stops at the round that suits them best.
    snapshots : rounds after which the generator can be asked.
    device : without effect; these trees grow on the processor.
    sampling_strategy, schema, random_state : see `TableGenerator`.

    Attributes
    ----------
    classes_ : outcomes seen in `fit`.

    References
    ----------
    McCarter (2024), "Unmasking Trees for Tabular Data", sections 2 and 3: boosted trees on quantile bins, one
    variable after another. Reiter (2005), "Using CART to generate partially synthetic public use microdata".

    NOTE[DIFF] One order of the columns, which time gives, in place of random orders, so that one booster a
    column is enough; one softmax with vector leaves in place of a tree of binary splits; shared values are
    never blurred, numbers may be told by their difference from an earlier one, a status follows another only
    where some real account did so, and a row that is exactly a training row is drawn anew.
    """

    hyperparameters: ClassVar[Hyperparameters] = {
        "n_rounds": Range(
            1, 500, label="Rounds", help="Trees a column; more follow the rows closer, and take longer.", log=True
        ),
        "max_depth": Range(1, 10, label="Tree depth", help="More lets more columns act together."),
        "learning_rate": Range(0.01, 1.0, help="More needs fewer rounds and is coarser.", log=True),
        "min_split_loss": Range(
            0.0, 100.0, label="Gain of a split", help="More keeps the new accounts farther from single real ones."
        ),
        "n_bins": Range(4, 128, label="Intervals", help="Steps that an amount is drawn in; more are finer and slower."),
        "held_share": Range(
            0.0, 0.5, label="Rows that judge", help="Share of the rows that say when a column has learned enough."
        ),
    }

    n_rounds: int = 30
    max_depth: int = 4
    learning_rate: float = 0.4
    min_split_loss: float = 5.0
    n_bins: int = 24
    held_share: float = 0.2
    snapshots: tuple = (1, 5, 10, 20)

    def _learn(self, frame, labels, on_epoch, resume_from):
        check_size(len(frame), frame.shape[1], self.get_params())
        seed = self._seed() if resume_from is None else int(resume_from.meta["seed"])
        self.classes_, outcome, count = np.unique(labels, return_inverse=True, return_counts=True)
        watched = self._watched(labels, count)
        self._encoding = ChainEncoding(self.schema).fit(frame, outcome == watched)
        rows, check = self._encoding.encode(frame), checker(on_epoch)
        self._known = KnownRows(rows)
        self._chain = self._new_chain(rows, outcome, watched, self._encoding.changes(frame), seed, check)
        yardstick = Yardstick(frame[outcome == watched], self.schema)

        def w1() -> float:
            return yardstick.distance(self._rows(WATCHED_ROWS, watched, np.random.default_rng(seed), check=check))

        self._grow(w1, seed, on_epoch, resume_from)
        self.snapshots_ = (*sorted({step for step in self.snapshots if step < self.n_rounds}), self.n_rounds)
        self.device_ = "cpu"

    def _watched(self, labels: np.ndarray, count: np.ndarray) -> int:
        """The number of the outcome that reports are about: defaulters, else the rarest of those imitated."""
        common = count.argmax()
        wanted = [label for label, n in self.sampling_strategy_.items() if n > 0]
        imitated = [i for i, label in enumerate(self.classes_) if i != common or label == 1 or label in wanted]
        self._check_enough(labels, self.classes_[imitated], TITLE)
        bad = [i for i in imitated if self.classes_[i] == 1]
        return bad[0] if bad else min(imitated, key=lambda i: count[i])

    def _new_chain(self, rows, outcome, watched, changes, seed, check) -> BoostedChain:
        random = np.random.default_rng(seed)
        kept = _thin(outcome, random)
        if len(kept) < len(outcome):
            self.notes_.append(f"The trees learned from {len(kept):,} of {len(outcome):,} rows; all rare ones are in.")
        outcome = outcome[kept]
        return BoostedChain(
            rows[kept],
            outcome,
            is_code=self._encoding.is_code_,
            weight=_weights(outcome, watched),
            held=_hold_back(outcome, self.held_share, random),
            n_bins=self.n_bins,
            legal=self._encoding.legal,
            changes=changes,
            settings=self._settings(),
            check=check,
        )

    def _settings(self) -> dict[str, Any]:
        return {
            "max_depth": self.max_depth,
            "eta": self.learning_rate,
            "min_split_loss": self.min_split_loss,
            "nthread": 1,  # the same trees on every machine
        }

    def _grow(self, w1: Callable[[], float], seed: int, on_epoch, resume_from: Checkpoint | None) -> None:
        """All rounds, with a report after each."""
        check, first = checker(on_epoch), 1
        self.history_: list[dict[str, float]] = []
        if resume_from is not None:
            self._chain.load_state(resume_from.arrays)
            self.history_, first = list(resume_from.meta["history"]), resume_from.epoch + 1
        for number in range(first, self.n_rounds + 1):
            loss = self._chain.grow(number, check)
            check()
            self.history_.append({"step": number, "generator_loss": loss, "w1": w1()})
            if on_epoch is not None:
                log = {name: float(value) for name, value in self.history_[-1].items()}
                on_epoch(EpochReport(TITLE, number, self.n_rounds, log, lambda: self._checkpoint(seed)))
        self._chain.finish()

    def _checkpoint(self, seed: int) -> Checkpoint:
        meta = {"seed": seed, "history": list(self.history_), "stage_number": 1}
        return Checkpoint(TITLE, len(self.history_), self._chain.state(), meta)

    def _draw(self, n, label, random, step):
        where = np.flatnonzero(self.classes_ == label)
        if not len(where):
            raise SpecificationError(
                f"the generator learned the outcomes {', '.join(map(str, self.classes_))}, however: {label}. "
                "Choose one of these."
            )
        return self._rows(n, int(where[0]), random, step)

    def _rows(self, n: int, outcome: int, random: np.random.Generator, step=None, check=lambda: None) -> pd.DataFrame:
        parts = [
            self._encoding.decode(self._new_rows(min(CHUNK, n - start), outcome, random, step, check))
            for start in range(0, max(n, 1), CHUNK)
        ]
        return pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]

    def _new_rows(self, n: int, outcome: int, random: np.random.Generator, step, check) -> np.ndarray:
        """Rows of the chain; those that are exactly a training row are drawn anew, unless rows often repeat."""
        rows = self._chain.draw(n, outcome, random, rounds=step, check=check)
        for _ in range(MOST_TRIES):
            copies = np.flatnonzero(self._known.contains(rows))
            if not 0 < len(copies) <= MANY_COPIES * n:
                break
            rows[copies] = self._chain.draw(len(copies), outcome, random, rounds=step, check=check)
        return rows


def check_size(n_rows: int, n_columns: int, parameters: Mapping[str, Any]) -> None:
    """Raise `DataError` where so many columns would not fit into the memory of this machine."""
    settings = {**AutoregressiveTreesSampler().get_params(), **parameters}
    n_rows = min(n_rows, MOST_ROWS)
    needed = bytes_to_learn(n_rows, n_columns, max_depth=settings["max_depth"], n_bins=settings["n_bins"])
    check_memory(needed, TITLE, n_columns, "Choose a smaller tree depth, fewer intervals, or another sampler.")


def _thin(outcome: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Positions that are learned from: all rows, or all but some of the most common outcome."""
    mine = np.flatnonzero(outcome == np.bincount(outcome).argmax())
    surplus = min(len(outcome) - MOST_ROWS, len(mine) - MOST_ROWS // 2)
    if surplus <= 0:
        return np.arange(len(outcome))
    return np.setdiff1d(np.arange(len(outcome)), random.choice(mine, surplus, replace=False))


def _weights(outcome: np.ndarray, watched: int) -> np.ndarray:
    """Weight of each row: the watched outcome 1, a more common one less, so that it does not drown it."""
    count = np.bincount(outcome)
    by_outcome = np.clip(count[watched] / np.maximum(count, 1), LEAST_WEIGHT, 1.0)
    return by_outcome[outcome].astype(np.float32)


def _hold_back(outcome: np.ndarray, share: float, random: np.random.Generator) -> np.ndarray:
    """Rows that only judge, (n,) bool: a share of each outcome; none where an outcome has few rows."""
    held = np.zeros(len(outcome), dtype=bool)
    if np.bincount(outcome).min() < FEWEST_TO_HOLD:
        return held
    for number in np.unique(outcome):
        mine = np.flatnonzero(outcome == number)
        held[random.choice(mine, int(share * len(mine)), replace=False)] = True
    return held


ENTRY = SamplerEntry(
    label=TITLE,
    estimator="creditviz.sampling.chains.autoregressive_trees:AutoregressiveTreesSampler",
    about="Draws an account field by field, month by month, each from trees that have read the fields before it.",
    source="after McCarter, 2024",
    hyperparameters=AutoregressiveTreesSampler.hyperparameters,
    tiny={"n_rounds": 3, "snapshots": (1,), "max_depth": 3, "n_bins": 8},
    generator=True,
    size_checked_by="creditviz.sampling.chains.autoregressive_trees:check_size",
)
