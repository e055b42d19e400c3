"""What a benchmark fits, in which order: decided before the first fit, so that a stopped benchmark can go on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from creditviz.data.meaning.changes import check_certain, check_columns
from creditviz.data.outcome import outcomes
from creditviz.data.splitting import Split, split_rows
from creditviz.exceptions import CreditVizError, SchemaError, SpecificationError
from creditviz.experiment.checks import check_before_split, check_features
from creditviz.experiment.fitting import resolve
from creditviz.experiment.holdout import Sample
from creditviz.experiment.search.settings import plan_of
from creditviz.experiment.search.tuner import Plan
from creditviz.experiment.study.plan import AFTER, BEFORE, NONE
from creditviz.experiment.study.rows import thinned
from creditviz.models import MODELS
from creditviz.models.needs import why_not
from creditviz.schema import TableSchema
from creditviz.specification import Arm, BenchmarkBook, BenchmarkSpec, SearchSpec, TrainingSpec

WHOLE = -1  # the one split of a protocol without folds, or all folds together
OpenBook = Callable[[BenchmarkBook], tuple[pd.DataFrame, TableSchema]]


@dataclass(frozen=True)
class Cell:
    """One figure of the table for one seed: a fit, or the fits of all folds."""

    number: int  # its place in the plan
    book: int  # its place in the specification
    protocol: str
    seed: int
    order: str
    sampler: str
    arm: int  # its place in the specification


@dataclass(frozen=True)
class Fit:
    """One fit of a cell."""

    cell: Cell
    fold: int


def plan(spec: BenchmarkSpec) -> tuple[Cell, ...]:
    """Every cell of a benchmark; cells that share rows stand together.

    "none" is fitted in the honest order alone: without synthetic rows both orders are the same. An arm with a
    sampler of its own takes the place of the grid's samplers.
    """
    places = (
        (book, protocol, seed, order, sampler, arm)
        for book in range(len(spec.books))
        for protocol in dict.fromkeys(spec.protocols)
        for seed in range(spec.seed, spec.seed + spec.repeats)
        for order, sampler in _ways(spec)
        for arm in range(len(spec.arms))
        if sampler in _samplers_of(spec, spec.arms[arm])
    )
    return tuple(Cell(number, *place) for number, place in enumerate(places))


def fits(spec: BenchmarkSpec, cells: Sequence[Cell]) -> Iterator[Fit]:
    """The fits of cells that share a book, a protocol and a seed: fold by fold, so that a fold is encoded once."""
    for fold in folds_of(spec, cells[0].protocol):
        yield from (Fit(cell, fold) for cell in cells)


def folds_of(spec: BenchmarkSpec, protocol: str) -> tuple[int, ...]:
    """Numbers of the folds of a protocol."""
    return tuple(range(spec.folds)) if protocol == "kfold" else (WHOLE,)


def _ways(spec: BenchmarkSpec) -> Iterator[tuple[str, str]]:
    """Order and sampler, the honest order first."""
    asked = dict.fromkeys((*spec.samplers, *(arm.sampler for arm in spec.arms if arm.sampler)))
    for order in (AFTER, BEFORE):
        for sampler in asked:
            if sampler == NONE and order == AFTER or sampler != NONE and order in spec.orders:
                yield order, sampler


def _samplers_of(spec: BenchmarkSpec, arm: Arm) -> tuple[str, ...]:
    return (arm.sampler,) if arm.sampler else spec.samplers


def labels(spec: BenchmarkSpec) -> tuple[str, ...]:
    """What the models are called in the table; no two alike.

    >>> labels(BenchmarkSpec(books=(), arms=(Arm(model="svm"), Arm(model="svm", search="grid"), Arm(model="svm"))))
    ('Support vector machine', 'Support vector machine, tuned', 'Support vector machine 2')
    """
    found: list[str] = []
    for arm in spec.arms:
        name = arm.label or _own_label(arm)
        names = (name, *(f"{name} {number}" for number in range(2, len(spec.arms) + 1)))
        found.append(next(free for free in names if free not in found))
    return tuple(found)


def _own_label(arm: Arm) -> str:
    words = [MODELS[arm.model].label]
    words += [f"preset {arm.preset}"] if arm.preset != "default" else []
    words += ["tuned"] if arm.search else []
    return ", ".join(words)


def training_of(spec: BenchmarkSpec, arm: Arm, seed: int, order: str = AFTER) -> TrainingSpec:
    """The training that an arm stands for, its settings written out and checked; the rows come from the plan."""
    return resolve(
        TrainingSpec(
            book="",
            schema_hash="",
            model=arm.model,
            preset=arm.preset,
            parameters=arm.parameters,
            seed=seed,
            device=spec.device,
            use_protected=spec.use_protected,
        )
    ).model_copy(update={"resample": order})


def search_of(spec: BenchmarkSpec, arm: Arm, seed: int) -> Plan:
    """What the search of an arm varies; raises `SpecificationError` where nothing can vary."""
    asked = SearchSpec(
        book="",
        schema_hash="",
        model=arm.model,
        preset=arm.preset,
        parameters=arm.parameters,
        method=arm.search or "grid",
        n_trials=arm.n_trials,
        seed=seed,
        device=spec.device,
    )
    return plan_of(asked)


def rows_of_book(book: BenchmarkBook, frame: pd.DataFrame, schema: TableSchema, seed: int) -> Sample:
    """The usable rows: thinned to a bad rate first, then a random part of them with the same share of bad ones."""
    row_id, y = outcomes(frame, schema)
    sample = thinned(Sample(frame.iloc[row_id].reset_index(drop=True), y, row_id), book.thin_to, seed)
    if book.rows is None or book.rows >= len(sample.y):
        return sample
    from sklearn.model_selection import train_test_split

    stay, _ = train_test_split(np.arange(len(sample.y)), train_size=book.rows, stratify=sample.y, random_state=seed)
    stay.sort()
    return Sample(sample.frame.iloc[stay].reset_index(drop=True), sample.y[stay], sample.row_id[stay])


def split_of(spec: BenchmarkSpec, schema: TableSchema, sample: Sample, protocol: str, seed: int, fold: int) -> Split:
    """The rows of one fit: that of a training run with the same protocol, shares and seed."""
    splits = split_rows(
        sample.frame,
        schema,
        np.arange(len(sample.y)),
        sample.y,
        protocol=protocol,
        seed=seed,
        test_share=spec.test_share,
        validation_share=spec.validation_share,
        gap_months=spec.gap_months,
        folds=spec.folds,
    )
    return splits[max(fold, 0)]


def lacking(spec: BenchmarkSpec, schema: TableSchema) -> dict[int, str]:
    """Arms that a book cannot serve, by their place, and why."""
    visible = schema.for_model(use_protected=spec.use_protected)
    reasons = ((number, why_not(MODELS[arm.model], visible)) for number, arm in enumerate(spec.arms))
    return {number: reason for number, reason in reasons if reason is not None}


def check_benchmark(spec: BenchmarkSpec, open_book: OpenBook) -> None:
    """Raise now what `run_benchmark` would raise after a wait in the queue.

    Raises
    ------
    SchemaError, DataError, SpecificationError
        A model, a sampler, a preset or a setting that there is not; a book that cannot be split as asked; no
        model that any of the books can serve.
    """
    if not spec.books or not spec.arms or not spec.samplers or not spec.protocols or not spec.orders:
        raise SpecificationError(
            "a benchmark needs a book, a model, a sampler, a way of choosing test rows and an order, however one of "
            "them is missing. Choose at least one of each; 'none' is a sampler too."
        )
    _check_names(spec)
    _check_settings(spec)
    unserved: list[dict[int, str]] = []
    for book in spec.books:
        frame, schema = open_book(book)
        _check_book(spec, book, frame, schema)
        unserved.append(lacking(spec, schema))
    if all(len(reasons) == len(spec.arms) for reasons in unserved):
        raise SchemaError(
            f"a benchmark needs a model that one of its books can serve, however: {next(iter(unserved[0].values()))} "
            "Choose another model or another book."
        )


def _check_names(spec: BenchmarkSpec) -> None:
    """A book is found by its name in the table: rows of two books under one name would be compared as one's."""
    names = [book.name for book in spec.books]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise SpecificationError(
            f"every book of a benchmark has a name of its own, however two are called {twice!r}. Give one another name."
        )


def _check_settings(spec: BenchmarkSpec) -> None:
    for arm in spec.arms:
        training_of(spec, arm, spec.seed)
        if arm.search:
            search_of(spec, arm, spec.seed)
    for sampler in dict.fromkeys((*spec.samplers, *(arm.sampler for arm in spec.arms if arm.sampler))):
        parameters = spec.sampler_parameters.get(sampler, {})
        resolve(
            TrainingSpec(
                book="", schema_hash="", model=spec.arms[0].model, sampler=sampler, sampler_parameters=parameters
            )
        )
    if BEFORE in spec.orders:
        check_before_split(spec.protocols)


def _check_book(spec: BenchmarkSpec, book: BenchmarkBook, frame: pd.DataFrame, schema: TableSchema) -> None:
    check_columns(schema, frame)
    check_certain(schema)
    check_features(schema, use_protected=spec.use_protected, book=book.name)
    sample = rows_of_book(book, frame, schema, spec.seed)
    for protocol in dict.fromkeys(spec.protocols):
        try:
            split_of(spec, schema, sample, protocol, spec.seed, WHOLE)
        except CreditVizError as error:
            raise type(error)(f"{book.name}, protocol {protocol}: {error}") from error
