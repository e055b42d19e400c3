"""A transfer: pair the columns of two books, divide them, fit every method, judge all on the same target rows."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from sklearn.model_selection import train_test_split

from creditviz.data.meaning.changes import check_certain, check_columns
from creditviz.data.outcome import outcomes
from creditviz.evaluation.significance import auc_difference
from creditviz.exceptions import CreditVizError, RunCancelled, SpecificationError
from creditviz.experiment.checks import check_device
from creditviz.experiment.fitting import OnEpoch
from creditviz.experiment.parts import Part
from creditviz.experiment.resampling import check_parameters
from creditviz.experiment.transfer.search import DomainRows, check_choice, choose_settings
from creditviz.metrics import auc_interval, metric_summary
from creditviz.progress import checker
from creditviz.results import Pairing, Transfer, TransferScore
from creditviz.schema import TableSchema
from creditviz.specification import TransferSpec
from creditviz.transfer import TRANSFER_MODELS
from creditviz.transfer.direction import with_direction
from creditviz.transfer.divider import THRESHOLD, divide
from creditviz.transfer.encoding import PairedEncoder
from creditviz.transfer.pairing import Domain, pair_by_name, propose_pairs
from creditviz.transfer.words.common_units import with_units
from creditviz.transfer.words.proposal import pair_by_meaning

HALF = 0.5  # the threshold of hard labels: there are no target outcomes to choose another by
SOURCE_ONLY, UNKNOWN = "source-only", -1
EXCHANGED = (
    "{old:.0%} of the old accounts are bad and {new:.0%} of the new ones: see on the Data page that bad and good are "
    "not exchanged in one of the books."
)


@dataclass(frozen=True, eq=False)
class Book:
    """A book with what its columns mean."""

    frame: pd.DataFrame
    schema: TableSchema


@dataclass(frozen=True, eq=False)
class Ground:
    """The rows of both domains as matrices of pairs; the same for every method."""

    X: np.ndarray  # source rows, then target training rows
    y: np.ndarray  # source outcomes, then those of the target as far as they are known
    domain: np.ndarray  # 1 source, -1 target
    X_test: np.ndarray
    y_test: np.ndarray
    row_id: np.ndarray  # of the target's test rows
    source_id: np.ndarray  # of the source rows, in the old book
    target_id: np.ndarray  # of the target training rows
    encoder: PairedEncoder


Prepared = tuple[Ground, Pairing, tuple[str, ...]]
KeepModel = Callable[[str, Any], None]


def run_transfer(
    spec: TransferSpec,
    source: Book,
    target: Book,
    *,
    on_epoch: OnEpoch | None = None,
    keep: Callable[[Transfer], None] | None = None,
    before: Transfer | None = None,
    prepared: Prepared | None = None,
    keep_model: KeepModel | None = None,
) -> Transfer:
    """Carry out a transfer.

    Parameters
    ----------
    source, target : the old product with outcomes, and the new one whose test rows judge.
    keep : is given the result after every method.
    before : a result of the same specification that was interrupted: its methods are taken over.
    prepared : what `prepare` gave for the same specification and books, where the caller reads it too.
    keep_model : is given the key and the fitted model of every method, before `keep` is given its figures.

    Raises
    ------
    SchemaError, DataError, SpecificationError
        The books, their schemas, the pairing or the settings do not allow it, or every method failed.
    RunCancelled
        `on_epoch` asked to stop; `keep` has what was reached.
    """
    check_transfer(spec, source, target)
    ground, pairing, notes = prepared or prepare(spec, source, target)
    is_source = ground.domain > 0
    division = divide(
        ground.X[is_source],
        ground.X[~is_source],
        [pair.target for pair in pairing.pairs],
        threshold=spec.parameters.get("fdat", {}).get("threshold", THRESHOLD),
    )
    bad_rate = float(ground.y_test.mean())
    result = Transfer(
        pairing=pairing,
        division=division,
        row_id=ground.row_id,
        y_true=ground.y_test,
        rows=_counts(ground),
        majority_accuracy=max(bad_rate, 1 - bad_rate),
        notes=notes,
    )
    done = {score.method: score for score in before.scores} if before is not None else {}
    ordered = sorted(spec.methods, key=lambda method: method != SOURCE_ONLY)  # first what the others are held against
    for number, method in enumerate(ordered):
        watched = _part(on_epoch, spec.methods, number) if on_epoch else None
        result = _with_method(spec, method, ground, result, watched, done.get(method), keep_model)
        if keep is not None:
            keep(result)
    if not result.scores:
        raise CreditVizError(f"every method failed. The first said: {next(iter(result.failed.values()))}")
    return result


def _part(on_epoch: OnEpoch, methods: Sequence[str], number: int) -> Part:
    """Reports of one method among all; networks of several methods call their stages alike."""
    label = TRANSFER_MODELS[methods[number]].label
    return Part(on_epoch, methods[number], before=number, after=len(methods) - number - 1, label=label)


def check_transfer(spec: TransferSpec, source: Book, target: Book) -> None:
    """Raise now what `run_transfer` would raise after a wait in the queue."""
    if not spec.methods:
        raise SpecificationError("a transfer compares methods, however none is named. Choose at least one.")
    check_device(spec.device)
    for method in spec.methods:
        check_parameters(TRANSFER_MODELS[method], spec.parameters.get(method, {}))
    check_choice(spec)
    for book in (source, target):
        check_columns(book.schema, book.frame)
        check_certain(book.schema)
        outcomes(book.frame, book.schema)
    old, new = _visible(spec, source, target)
    pair(spec, *_labelled(old), new)


def pair(spec: TransferSpec, source: Domain, y: np.ndarray, target: Domain) -> Pairing:
    """The pairs and their units that the specification asks for; `y` are the outcomes of the source rows."""
    found = _paired(spec, source, y, target)
    return with_units(found, source, target, chosen=spec.unit_of, propose=spec.units == "proposed")


def _paired(spec: TransferSpec, source: Domain, y: np.ndarray, target: Domain) -> Pairing:
    if spec.pairing in ("by-meaning", "guess"):
        return pair_by_meaning(source, target, keep=spec.pairs, y=y, guess=spec.pairing == "guess")
    if spec.pairing == "proposed":
        return propose_pairs(source, target, keep=spec.pairs)
    return pair_by_name(source, target, spec.pairs if spec.pairing == "given" else None)


def prepare(spec: TransferSpec, source: Book, target: Book) -> Prepared:
    """Split the target, pair on training rows, encode both; and what a reader must know."""
    old, new = _visible(spec, source, target)
    rows, _ = outcomes(old.frame, old.schema)
    old, y_source = _labelled(old)
    row_id, y_target = outcomes(new.frame, new.schema)
    train, test = train_test_split(
        np.arange(len(row_id)), test_size=spec.test_share, stratify=y_target, random_state=spec.seed
    )
    waiting = _without_outcome(new) if spec.adapt_to_unknown else np.zeros(0, dtype=np.int64)
    learned = np.concatenate([row_id[train], waiting])
    training = Domain(new.frame.iloc[learned].reset_index(drop=True), new.schema)
    pairing = with_direction(pair(spec, old, y_source, training), old, training, y_source)
    encoder = PairedEncoder(pairing).fit(old, training)
    X = np.vstack([encoder.source(old.frame), encoder.target(training.frame)])
    told = mask_outcomes(y_target[train], spec.target_labels, spec.seed)
    y = np.r_[y_source, told, np.full(len(waiting), UNKNOWN)].astype(int)
    domain = np.repeat([1, -1], [len(y_source), len(learned)])
    ground = Ground(
        X,
        y,
        domain,
        encoder.target(new.frame.iloc[row_id[test]]),
        y_target[test].astype(np.int8),
        row_id[test],
        source_id=rows,
        target_id=learned,
        encoder=encoder,
    )
    return ground, pairing, (*_senses(y_source, y_target), *pairing.warnings, *encoder.notes_)


def _labelled(domain: Domain) -> tuple[Domain, np.ndarray]:
    """The rows whose outcome is known, and their outcomes."""
    rows, y = outcomes(domain.frame, domain.schema)
    return Domain(domain.frame.iloc[rows].reset_index(drop=True), domain.schema), y


def _senses(y_source: np.ndarray, y_target: np.ndarray) -> tuple[str, ...]:
    """A note where most accounts of one book are bad and most of the other good."""
    old, new = float(y_source.mean()), float(y_target.mean())
    return (EXCHANGED.format(old=old, new=new),) if (old - HALF) * (new - HALF) < 0 else ()


def _without_outcome(domain: Domain) -> np.ndarray:
    """Rows of the new product whose outcome is not known yet, (n,)."""
    assert domain.schema.target is not None, "outcomes were read before"
    return np.flatnonzero(domain.frame[domain.schema.target].isna()).astype(np.int64)


def _visible(spec: TransferSpec, source: Book, target: Book) -> tuple[Domain, Domain]:
    old, new = (
        Domain(book.frame, book.schema.for_model(use_protected=spec.use_protected)) for book in (source, target)
    )
    return old, new


def mask_outcomes(y: np.ndarray, n: int | None, seed: int) -> np.ndarray:
    """Target outcomes as far as they are known: all (None), or a stratified part of so many rows; the rest is -1."""
    wanted = len(y) if n is None else min(n, len(y))
    if wanted == len(y):
        return y
    masked = np.full(len(y), UNKNOWN)
    if wanted:
        told = np.random.default_rng(seed).permutation(len(y))
        order = np.concatenate([told[y[told] == outcome] for outcome in (0, 1)])
        share = np.linspace(0, len(y) - 1, wanted).round().astype(int)  # evenly from goods, then bads
        masked[order[share]] = y[order[share]]
    return masked


def _with_method(
    spec: TransferSpec,
    method: str,
    ground: Ground,
    result: Transfer,
    watched: Part | None,
    known: TransferScore | None,
    keep_model: KeepModel | None,
) -> Transfer:
    """The result with one method more; a method that refuses the rows is noted and the others go on."""
    try:
        score = known or _judge(spec, method, ground, result, watched, keep_model)
    except RunCancelled:
        raise
    except (CreditVizError, ValueError) as error:
        return replace(result, failed={**result.failed, method: str(error)})
    return replace(result, scores=(*result.scores, score))


def _judge(
    spec: TransferSpec,
    method: str,
    ground: Ground,
    result: Transfer,
    watched: Part | None,
    keep_model: KeepModel | None,
) -> TransferScore:
    entry = TRANSFER_MODELS[method]
    checker(watched)()
    own = spec.parameters.get(method, {})
    rows = DomainRows(ground.X, ground.y, ground.domain)
    preset = {**entry.preset("default").parameters, **own}
    chosen = choose_settings(spec, entry, preset, rows, fixed=own, on_epoch=watched)
    model = entry.build(random_state=spec.seed, **chosen.settings)
    began = time.perf_counter()
    last = Part(watched, method, before=len(chosen.tries)) if watched is not None else None
    model.fit(rows.X, rows.masked(entry), sample_domain=rows.domain, on_epoch=last)
    seconds = time.perf_counter() - began
    if keep_model is not None:
        keep_model(method, model)
    score = model.predict_proba(ground.X_test)[:, 1].astype(np.float64)
    reference = next((s.y_score for s in result.scores if s.method == SOURCE_ONLY), None)
    return TransferScore(
        method=method,
        y_score=score,
        metrics=metric_summary(ground.y_test, score, score, HALF),
        auc=auc_interval(ground.y_test, score),
        gain=None if reference is None else auc_difference(ground.y_test, score, reference),
        seconds=seconds,
        seconds_per_epoch=float(getattr(model, "seconds_per_epoch_", 0.0)),
        history=tuple(model.history_),
        notes=(*chosen.notes, *model.notes_),
        parameters=dict(chosen.settings),
        tries=chosen.tries,
    )


def _counts(ground: Ground) -> dict[str, int]:
    is_target = ground.domain < 0
    return {
        "source": int((~is_target).sum()),
        "target": int(is_target.sum()),
        "target_labels": int((ground.y[is_target] != UNKNOWN).sum()),
        "test": len(ground.y_test),
    }
