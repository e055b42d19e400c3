"""The rows of a sampler study or a benchmark: who trains, who judges, where synthetic rows go, their matrices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from creditviz.data.matrix.encoder import TableEncoder
from creditviz.data.splitting import Split, split_rows
from creditviz.experiment.fitting import Rows
from creditviz.experiment.holdout import Sample
from creditviz.experiment.resampling import make_sampler
from creditviz.experiment.study.plan import AFTER, CLASS_WEIGHT, NONE
from creditviz.progress import EpochReport
from creditviz.results import Layout
from creditviz.sampling import SAMPLERS
from creditviz.schema import TableSchema
from creditviz.specification import BalancingSpec, SamplerStudySpec

Matrix = tuple[np.ndarray, np.ndarray]  # encoded rows (n, n_features) float32, outcomes (n,)


class Silent:
    """Progress that tells nothing and passes the wish to stop on."""

    def __init__(self, check: Callable[[], None]) -> None:
        self.check = check

    def __call__(self, report: EpochReport) -> None:
        """Look whether a stop was asked for."""
        self.check()


@dataclass(frozen=True, eq=False)
class Draw:
    """What a sampler made of one set of rows, for the largest amount that the study asks for.

    The synthetic rows stand in a random order, so that the first ones of them are what a smaller amount
    would have been.
    """

    rows: pd.DataFrame  # synthetic defaulters, the features of the schema
    n_most: int  # rows that were asked for
    n_real: int  # rows that it learned from
    kept: np.ndarray  # positions of those that stay
    notes: tuple[str, ...] = ()
    encoded: dict[str, np.ndarray] = field(default_factory=dict)  # by encoding; filled when first read

    @property
    def changes(self) -> bool:
        """Whether the sampler makes rows or leaves some out; else its fits would be those of "none"."""
        return self.n_most > 0 or len(self.kept) < self.n_real

    def first(self, n: int) -> int:
        """How many of its rows stand for `n`; methods that come near a number only come as near here."""
        return round(len(self.rows) * n / self.n_most) if self.n_most else 0

    def matrix(self, encoder: TableEncoder, encoding: str) -> np.ndarray:
        """The synthetic rows as the model reads them."""
        if encoding not in self.encoded:
            self.encoded[encoding] = encoder.transform(self.rows)
        return self.encoded[encoding]


class Ground:
    """The three parts of one split, encoded once for each encoding.

    Parameters
    ----------
    sample, split : rows and their parts; positions of the sample.
    schema : what the models may see.
    """

    def __init__(self, sample: Sample, split: Split, schema: TableSchema) -> None:
        self.sample, self.split, self.schema = sample, split, schema
        self.train, self.validation, self.test = (sample.rows(p) for p in (split.train, split.validation, split.test))
        self._encoded: dict[str, tuple[TableEncoder, np.ndarray, np.ndarray, np.ndarray]] = {}

    def encoded(self, encoding: str) -> tuple[TableEncoder, np.ndarray, np.ndarray, np.ndarray]:
        """The encoder and the matrices of training, validation and test rows; learned on the training rows."""
        if encoding not in self._encoded:
            encoder = TableEncoder(self.schema, encoding=encoding).fit(self.train.frame)
            parts = (encoder.transform(rows.frame) for rows in (self.train, self.validation, self.test))
            self._encoded[encoding] = (encoder, *parts)  # type: ignore[assignment]
        return self._encoded[encoding]

    @property
    def n_test_synthetic(self) -> int:
        """Synthetic rows among those that judge: none, unless the rows were sampled before the split."""
        return int((self.sample.row_id[self.split.test] < 0).sum())


@dataclass(frozen=True, eq=False)
class Stand:
    """The rows that one fit stands on: those of a ground, and synthetic ones behind its training rows."""

    ground: Ground
    draw: Draw | None = None
    n_added: int = 0  # of the draw, behind the training rows

    @property
    def n_synthetic(self) -> int:
        """Synthetic training rows."""
        inside = int((self.ground.sample.row_id[self.ground.split.train] < 0).sum())
        return inside + self.n_added

    @property
    def n_train(self) -> int:
        """Real training rows."""
        return len(self._kept) - int((self.ground.sample.row_id[self.ground.split.train] < 0).sum())

    @cached_property
    def _kept(self) -> np.ndarray:
        return np.arange(len(self.ground.train)) if self.draw is None else self.draw.kept

    @property
    def y(self) -> np.ndarray:
        """Outcomes of the training rows."""
        return np.r_[self.ground.train.y[self._kept], np.ones(self.n_added, dtype=np.int8)]

    def matrices(self, encoding: str) -> tuple[Layout, Matrix, Matrix, Matrix]:
        """What a model reads: its layout; training, validation and test rows."""
        encoder, train, validation, test = self.ground.encoded(encoding)
        X = train[self._kept]
        if self.draw is not None and self.n_added:
            X = np.vstack([X, self.draw.matrix(encoder, encoding)[: self.n_added]])
        return (
            encoder.layout_,
            (X, self.y),
            (validation, self.ground.validation.y),
            (test, self.ground.test.y),
        )


class SeedRows:
    """All rows of one seed: thinned, split, and sampled once for each sampler and order.

    Parameters
    ----------
    sample : the usable rows of the book.
    seed : of thinning, splitting and sampling.
    check : raises when a stop was asked for.
    ready : synthetic defaulters that were made of these training rows before, by the study's one sampler.
    split : how a sample is split, where it is not as the study says.
    """

    def __init__(
        self,
        spec: SamplerStudySpec,
        schema: TableSchema,
        sample: Sample,
        seed: int,
        check: Callable[[], None],
        ready: pd.DataFrame | None = None,
        split: Callable[[Sample], Split] | None = None,
    ) -> None:
        self.spec, self.schema, self.seed, self._check, self._ready = spec, schema, seed, check, ready
        self._split = split or self._as_asked
        self.visible = schema.for_model(use_protected=spec.use_protected)
        self.sample = thinned(sample, spec.thin_to, seed)
        self._latest: tuple[tuple[str, str], Draw] | None = None  # one at a time: a large book's draws are large

    @cached_property
    def honest(self) -> Ground:
        """Split first: what every honest fit stands on."""
        return self._ground(self.sample)

    def _ground(self, sample: Sample) -> Ground:
        return Ground(sample, self._split(sample), self.visible)

    def _as_asked(self, sample: Sample) -> Split:
        spec = self.spec
        return split_rows(
            sample.frame,
            self.schema,
            np.arange(len(sample.y)),
            sample.y,
            protocol=spec.protocol,
            seed=self.seed,
            test_share=spec.test_share,
            validation_share=spec.validation_share,
            gap_months=spec.gap_months,
        )[0]

    def stand(self, order: str, sampler: str, rate: float | None) -> Stand:
        """The rows of one sampler, order and rate.

        Raises
        ------
        DataError, SpecificationError
            The sampler refuses these rows.
        """
        if sampler in (NONE, CLASS_WEIGHT):
            return Stand(self.honest)
        whole = self.honest.train if order == AFTER else Rows(self.sample.frame, self.sample.y)
        draw = self.draw(order, sampler, whole)
        n = draw.first(asked(self.spec, whole.y, rate)) if draw.n_most else 0
        if order == AFTER:
            return Stand(self.honest, draw, n)
        return Stand(self._ground(mixed(self.sample, draw, n)))

    def draw(self, order: str, sampler: str, whole: Rows) -> Draw:
        """What the sampler makes of these rows; it is asked once."""
        if self._latest is None or self._latest[0] != (order, sampler):
            self._latest = None  # let go of the last one before the next is made
            ready = self._ready if order == AFTER else None
            self._latest = (
                (order, sampler),
                draw_rows(self.spec, self.schema, sampler, whole, self.seed, self._check, ready),
            )
        return self._latest[1]


def asked(spec: SamplerStudySpec, y: np.ndarray, rate: float | None) -> int:
    """Synthetic defaulters asked for of rows with outcomes `y`, at a rate or (None) at the ratio."""
    n_bad = int((y == 1).sum())
    return round(rate * n_bad) if rate is not None else max(0, round(spec.ratio * (len(y) - n_bad)) - n_bad)


def implied_rate(spec: SamplerStudySpec, y: np.ndarray) -> float:
    """The rate that the ratio comes to on a book with outcomes `y`: one and the same number for all seeds."""
    return round(asked(spec, y, None) / int((y == 1).sum()), 4)


def draw_rows(
    spec: SamplerStudySpec,
    schema: TableSchema,
    key: str,
    whole: Rows,
    seed: int,
    check: Callable[[], None],
    ready: pd.DataFrame | None = None,
) -> Draw:
    """Fit a sampler on these rows and make as many defaulters as the largest amount asks for."""
    columns = list(schema.features(use_protected=True))
    frame, everyone = whole.frame[columns], np.arange(len(whole))
    rates: tuple[float | None, ...] = spec.rates or (None,)
    n_most = max(asked(spec, whole.y, rate) for rate in rates)
    if ready is not None and len(ready) >= n_most:
        return Draw(shuffled(ready[columns], seed).iloc[:n_most], n_most, len(whole), everyone)
    sampler = make_sampler(_choice(spec, key, seed), schema, whole.y)
    if n_most and SAMPLERS[key].generator:
        sampler.fit(frame, whole.y, on_epoch=Silent(check))
        rows = sampler.sample(n_most, label=1, random_state=seed)
        return Draw(rows.reset_index(drop=True), n_most, len(whole), everyone, tuple(sampler.notes_))
    made, _ = sampler.fit_resample(frame, whole.y, on_epoch=Silent(check))
    rows = shuffled(made[sampler.is_synthetic_], seed)
    return Draw(rows, n_most if len(rows) else 0, len(whole), np.asarray(sampler.kept_), tuple(sampler.notes_))


def _choice(spec: SamplerStudySpec, key: str, seed: int) -> BalancingSpec:
    """The sampler of a study as a balancing run would name it, asked for the most rows."""
    return BalancingSpec(
        book=spec.book,
        schema_hash=spec.schema_hash,
        sampler=key,
        sampler_parameters=spec.sampler_parameters.get(key, {}),
        ratio=spec.ratio,
        rate=max(spec.rates) if spec.rates else None,
        seed=seed,
        device=spec.device,
    )


def shuffled(rows: pd.DataFrame, seed: int) -> pd.DataFrame:
    """The rows in a random order: ADASYN makes them account by account, and the first ones would be no fair part."""
    order = np.random.default_rng(seed).permutation(len(rows))
    return rows.iloc[order].reset_index(drop=True)


def thinned(sample: Sample, bad_rate: float | None, seed: int) -> Sample:
    """The sample with defaulters left out at random until they are `bad_rate` of the rows.

    Where there are fewer already, all stay.
    """
    bad, good = np.flatnonzero(sample.y == 1), np.flatnonzero(sample.y == 0)
    if bad_rate is None or thinned_bads(len(good), bad_rate) >= len(bad):
        return sample
    n = thinned_bads(len(good), bad_rate)
    stay = np.sort(np.r_[good, np.random.default_rng(seed).choice(bad, n, replace=False)])
    return Sample(sample.frame.iloc[stay].reset_index(drop=True), sample.y[stay], sample.row_id[stay])


def thinned_bads(n_good: int, bad_rate: float) -> int:
    """Defaulters that make a bad rate beside so many good accounts."""
    return round(bad_rate / (1.0 - bad_rate) * n_good)


def mixed(sample: Sample, draw: Draw, n: int) -> Sample:
    """Real rows that stay and the first `n` synthetic ones in one heap, as the leaky order splits them.

    NOTE[DIFF] against our own rule: sampling before the split is what the papers did (Zhang et al. 2022, by
    inference from their figures). Synthetic rows keep their mark, row ids below 0.
    """
    from creditviz.sampling.base import append_rows

    real = Sample(sample.frame.iloc[draw.kept], sample.y[draw.kept], sample.row_id[draw.kept])
    return Sample(
        append_rows(real.frame, draw.rows.iloc[:n]),
        np.r_[real.y, np.ones(n, dtype=np.int8)],
        np.r_[real.row_id, -1 - np.arange(n)],
    )
