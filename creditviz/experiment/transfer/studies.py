"""Studies of transfers: how many known outcomes of the new product outdo one, and what the weights of the vote do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from creditviz.data.simulated.shift import simulate_shifted_books
from creditviz.exceptions import CreditVizError, RunCancelled, SpecificationError
from creditviz.experiment.checks import check_device
from creditviz.experiment.fitting import OnEpoch
from creditviz.experiment.parts import Part
from creditviz.experiment.resampling import check_parameters
from creditviz.experiment.transfer.methods import Book, Ground, check_transfer, mask_outcomes, prepare
from creditviz.experiment.transfer.search import UNKNOWN
from creditviz.metrics import auc
from creditviz.progress import checker
from creditviz.results import TransferStudy
from creditviz.specification import TransferSpec, TransferStudySpec
from creditviz.transfer import TRANSFER_MODELS

WEIGHTS = tuple(round(0.05 * i, 2) for i in range(21))  # of the network
TARGET_ROWS = 5000  # of the simulated new book
TEST_SHARE = 0.5  # of them
SIMULATED = (
    "Simulated books: a new segment of customers lies higher on four of eight columns, by {shift:g} of the most, under "
    "the same rule of default. Every source size is judged on the same {n:,} rows; the network and the tree are fitted "
    "once and only the weight varies."
)


class Fit(NamedTuple):
    """One fit of a study: whose, on how much, with which seed."""

    line: str
    at: int  # known outcomes, or source rows
    seed: int


def fits(spec: TransferStudySpec) -> list[Fit]:
    """All fits of a study, in their order. A method that reads no target outcome is fitted once a seed."""
    seeds = range(spec.seed, spec.seed + spec.repeats)
    if spec.study == "vote-weight":
        return [Fit("fdat", n, seed) for seed in seeds for n in sorted(set(spec.source_rows))]
    assert spec.transfer is not None, "checked before"
    return [Fit(key, n, seed) for seed in seeds for key in spec.transfer.methods for n in _counts(spec, key)]


def _counts(spec: TransferStudySpec, method: str) -> list[int]:
    return [n for n in sorted(set(spec.labels)) if n] if TRANSFER_MODELS[method].reads_target_labels else [0]


def check_study(spec: TransferStudySpec, source: Book | None, target: Book | None) -> None:
    """Raise now what `run_study` would raise after a wait in the queue."""
    check_device(spec.device)
    if spec.study == "vote-weight":
        if not spec.source_rows:
            raise SpecificationError("the weights are studied for some sizes of the old book, however none is named.")
        return check_parameters(TRANSFER_MODELS["fdat"], spec.parameters)
    if spec.transfer is None or source is None or target is None:
        raise SpecificationError(
            "known outcomes are studied for two books, however no transfer is named. Choose the books first."
        )
    check_transfer(spec.transfer, source, target)
    if not any(spec.labels) or not any(TRANSFER_MODELS[key].reads_target_labels for key in spec.transfer.methods):
        raise SpecificationError(
            "the study holds transfers against training on known outcomes, however no method or number for that is "
            "among those chosen. Add 'Target labels' and a number above 0."
        )
    return None


def run_study(
    spec: TransferStudySpec,
    source: Book | None = None,
    target: Book | None = None,
    *,
    on_epoch: OnEpoch | None = None,
    keep: Callable[[TransferStudy], None] | None = None,
    before: TransferStudy | None = None,
) -> TransferStudy:
    """Carry out a study.

    Parameters
    ----------
    source, target : the books of "target-labels"; None for simulated ones.
    keep : is given the study after every fit.
    before : a study of the same specification that was interrupted: its fits are taken over.

    Raises
    ------
    SchemaError, DataError, SpecificationError
        Books or settings do not allow it, or every fit failed.
    RunCancelled
        `on_epoch` asked to stop; `keep` has what was reached.
    """
    check_study(spec, source, target)
    study = before or TransferStudy(spec.study)
    done = set(_done(study))
    every = fits(spec)
    grounds = _Grounds(spec, source, target)
    for number, fit in enumerate(every):
        watched = Part(on_epoch, fit.line, before=number, after=len(every) - number - 1) if on_epoch else None
        checker(watched)()
        if fit not in done:
            study = _with_fit(spec, fit, grounds, study, watched)
            if keep is not None:
                keep(study)
    if not len(study.auc):
        raise CreditVizError(f"every fit failed. The first said: {next(iter(study.failed.values()))}")
    return study


def _done(study: TransferStudy) -> Iterator[Fit]:
    weights = study.study == "vote-weight"
    for line, at, seed in zip(study.line, study.at, study.seed, strict=True):
        yield Fit("fdat", int(line), int(seed)) if weights else Fit(line, int(at), int(seed))


class _Grounds:
    """Rows of both domains, made when the first fit of a seed needs them; only the newest are kept."""

    def __init__(self, spec: TransferStudySpec, source: Book | None, target: Book | None) -> None:
        self._spec, self._books = spec, (source, target)
        self._of: tuple[int, int] | None = None
        self._found: tuple[Ground, tuple[str, ...]] | None = None

    def of(self, fit: Fit) -> tuple[Ground, tuple[str, ...]]:
        """The ground of a fit and what a reader must know of it."""
        n = fit.at if self._spec.study == "vote-weight" else 0
        if self._found is None or self._of != (fit.seed, n):
            self._of = (fit.seed, n)
            self._found = self._simulated(fit) if n else self._real(fit)
        return self._found

    def _real(self, fit: Fit) -> tuple[Ground, tuple[str, ...]]:
        source, target = self._books
        assert self._spec.transfer is not None and source is not None and target is not None, "checked before"
        asked = self._spec.transfer.model_copy(update={"seed": fit.seed, "target_labels": None})
        ground, _, notes = prepare(asked, source, target)
        return ground, notes

    def _simulated(self, fit: Fit) -> tuple[Ground, tuple[str, ...]]:
        """The target is the same whatever the source's size; smaller sources are parts of the largest."""
        most = max(TARGET_ROWS, *self._spec.source_rows)
        books = simulate_shifted_books("features", self._spec.shift, most, fit.seed)
        new = books.target.iloc[:TARGET_ROWS].reset_index(drop=True)
        asked = TransferSpec(
            book="",
            schema_hash="",
            source="",
            source_schema="",
            pairing="by-name",
            test_share=TEST_SHARE,
            seed=fit.seed,
        )
        ground, _, _ = prepare(asked, Book(books.source.iloc[: fit.at], books.schema), Book(new, books.schema))
        return ground, (SIMULATED.format(shift=self._spec.shift, n=len(ground.y_test)),)


def _with_fit(
    spec: TransferStudySpec, fit: Fit, grounds: _Grounds, study: TransferStudy, watched: Part | None
) -> TransferStudy:
    """The study with one fit more; one that its rows do not allow is noted and the others go on."""
    ground, notes = grounds.of(fit)
    try:
        lines, at, found = _judge(spec, fit, ground, watched)
    except RunCancelled:
        raise
    except (CreditVizError, ValueError) as error:
        name = f"{fit.line} with {fit.at:,} outcomes" if fit.at else fit.line
        return replace(study, failed={**study.failed, name: str(error)})
    is_target = ground.domain < 0
    counts = {
        "target": int(is_target.sum()), "test": len(ground.y_test), "test_bad": int(ground.y_test.sum())
    }  # fmt: skip
    return replace(
        study,
        line=(*study.line, *lines),
        at=np.r_[study.at, at],
        seed=np.r_[study.seed, np.full(len(at), fit.seed)],
        auc=np.r_[study.auc, found],
        rows={"source": int((~is_target).sum()), **counts},
        notes=study.notes or notes,
    )


def _judge(
    spec: TransferStudySpec, fit: Fit, ground: Ground, watched: Part | None
) -> tuple[list[str], list[float], list[float]]:
    """Line, place on the axis and AUC of every figure that a fit gives."""
    if spec.study == "vote-weight":
        model = _fitted(fit, spec.parameters, ground, 0, watched)
        network, tree, _ = model.parts(ground.X_test)
        found = [auc(ground.y_test, w * network + (1.0 - w) * tree) for w in WEIGHTS]
        return [str(fit.at)] * len(WEIGHTS), list(WEIGHTS), found
    assert spec.transfer is not None, "checked before"
    _check_enough(fit, ground)
    model = _fitted(fit, spec.transfer.parameters.get(fit.line, {}), ground, fit.at, watched)
    return [fit.line], [float(fit.at)], [auc(ground.y_test, model.predict_proba(ground.X_test)[:, 1])]


def _check_enough(fit: Fit, ground: Ground) -> None:
    there = int((ground.domain < 0).sum())
    if fit.at > there:
        raise SpecificationError(
            f"{fit.at:,} known outcomes are taken from the new product's training rows, however there are {there:,}. "
            "Ask for fewer."
        )


def _fitted(fit: Fit, parameters: dict[str, Any], ground: Ground, known: int, watched: Part | None) -> Any:
    entry = TRANSFER_MODELS[fit.line]
    settings = {**entry.preset("default").parameters, **parameters}
    model = entry.build(random_state=fit.seed, **settings)
    y = ground.y.copy()
    is_target = ground.domain < 0
    y[is_target] = mask_outcomes(y[is_target], known, fit.seed) if entry.reads_target_labels else UNKNOWN
    return model.fit(ground.X, y, sample_domain=ground.domain, on_epoch=watched)
