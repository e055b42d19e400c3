"""Settings of a transfer method drawn at random; the rows they are chosen on decide what may be claimed."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.model_selection import train_test_split

from creditviz.exceptions import DataError, RunCancelled, SpecificationError
from creditviz.experiment.fitting import OnEpoch
from creditviz.experiment.parts import Part
from creditviz.experiment.search.trials import FAILURES
from creditviz.metrics import auc
from creditviz.progress import checker
from creditviz.results import TransferTry
from creditviz.search_space import Space, searchable, suggest
from creditviz.specification import TransferSpec
from creditviz.transfer.entry import TransferEntry

SHARE = 0.2  # of the rows that settings are chosen on
FEWEST_OF_EACH = 5  # outcomes among them
UNKNOWN = -1
NOTHING = "It has no settings that a search tries: those of its preset are used."
CHOSEN = {
    "source": "Settings: the best of {n} tries by AUC on {rows:,} accounts of the old product that were held back.",
    "target": (
        "Settings: the best of {n} tries by AUC on {rows:,} accounts of the new product whose outcome is known. "
        "A product that has only been launched has none."
    ),
}


@dataclass(frozen=True, eq=False)
class DomainRows:
    """What a method may learn from: rows of both domains, outcomes (-1: not known), 1 source and -1 target."""

    X: np.ndarray
    y: np.ndarray
    domain: np.ndarray

    def masked(self, entry: TransferEntry) -> np.ndarray:
        """Outcomes as this method may read them: the target's only where it says so."""
        return self.y if entry.reads_target_labels else np.where(self.domain > 0, self.y, UNKNOWN)

    def only(self, rows: np.ndarray) -> DomainRows:
        """These rows of them."""
        return DomainRows(self.X[rows], self.y[rows], self.domain[rows])


@dataclass(frozen=True, eq=False)
class Choice:
    """Settings, every try behind them, and what a reader must know."""

    settings: Mapping[str, Any]
    tries: tuple[TransferTry, ...] = ()
    notes: tuple[str, ...] = ()


def choose_settings(
    spec: TransferSpec,
    entry: TransferEntry,
    settings: Mapping[str, Any],
    rows: DomainRows,
    *,
    fixed: Mapping[str, Any] | None = None,
    on_epoch: OnEpoch | None = None,
) -> Choice:
    """Try `spec.search` settings and take the best on rows that no try learned from.

    The first try is `settings` as they are; the others are drawn from the usual ranges, which for FDAT and its
    ablations are those of Xu and Zhang 2025, table 3. A fifth of the labelled source rows is held back to choose on,
    or of the target training rows whose outcome is known (`choose_on`). Target test rows are not given to this.

    Parameters
    ----------
    settings : of the preset, with the user's own over them.
    rows : training rows of both domains.
    fixed : the user's own settings: they do not vary.

    Raises
    ------
    DataError
        Too few known outcomes to choose on.
    SpecificationError
        Every try failed.

    NOTE[DIFF]: the paper's validation rows are target rows with outcomes, which its scenario does not have; that is
    `choose_on="target"`, source rows are the default. It does not say how many settings it draws.
    """
    space = {name: legal for name, legal in searchable(entry).items() if name not in (fixed or {})}
    if not spec.search:
        return Choice(settings)
    if not space:
        return Choice(settings, notes=(NOTHING,))
    train, validation = _split(rows, spec)
    tries: list[TransferTry] = []
    for number, drawn in enumerate(_draws(space, spec.search, spec.seed)):
        watched = Part(on_epoch, "try", before=number, after=spec.search - number) if on_epoch else None
        tries.append(_try(spec, entry, {**settings, **drawn}, train, validation, watched))
    values = [-np.inf if each.value is None else each.value for each in tries]
    best = tries[int(np.argmax(values))]
    if best.value is None:
        raise SpecificationError(
            f"a search needs a try that succeeds, however all {len(tries)} failed, the first with: "
            f"{tries[0].reason.rstrip('.')}. Set some of its settings yourself."
        )
    note = CHOSEN[spec.choose_on].format(n=len(tries), rows=len(validation.y))
    return Choice(best.parameters, tuple(tries), (note,))


def check_choice(spec: TransferSpec) -> None:
    """Raise now when settings shall be chosen on outcomes that the specification hides."""
    fewest = round(2 * FEWEST_OF_EACH / SHARE)
    known = spec.target_labels
    if spec.search and spec.choose_on == "target" and known is not None and known < fewest:
        raise SpecificationError(
            f"settings are chosen on the new product where at least {fewest} of its outcomes are known, however "
            f"target_labels is {known}. Let more be known, or choose on the old product (choose_on = 'source')."
        )


def _draws(space: Space, n: int, seed: int) -> list[dict[str, Any]]:
    """Nothing changed, then n - 1 random settings; a longer search begins with the draws of a shorter one."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=seed % (2**31)))
    return [{}, *(suggest(study.ask(), space) for _ in range(n - 1))]


def _split(rows: DomainRows, spec: TransferSpec) -> tuple[DomainRows, DomainRows]:
    """Rows that the tries learn from, and labelled rows of one domain to choose on."""
    side = rows.domain > 0 if spec.choose_on == "source" else rows.domain < 0
    labelled = np.flatnonzero(side & (rows.y != UNKNOWN))
    fewest = min(np.bincount(rows.y[labelled], minlength=2)) if len(labelled) else 0
    if fewest * SHARE < FEWEST_OF_EACH:
        raise DataError(
            f"settings are chosen where at least {round(FEWEST_OF_EACH / SHARE)} accounts of each outcome are known, "
            f"however there are {fewest} of the rarer one among the {spec.choose_on} rows. Choose on the other "
            "product, or leave the search out."
        )
    _, chosen = train_test_split(labelled, test_size=SHARE, stratify=rows.y[labelled], random_state=spec.seed)
    stays = np.ones(len(rows.y), dtype=bool)
    stays[chosen] = False
    return rows.only(np.flatnonzero(stays)), rows.only(np.sort(chosen))


def _try(
    spec: TransferSpec,
    entry: TransferEntry,
    settings: dict[str, Any],
    train: DomainRows,
    validation: DomainRows,
    watched: Part | None,
) -> TransferTry:
    """Fit and judge one choice of settings; what the method refuses is a failed try."""
    checker(watched)()
    began = time.perf_counter()
    value, reason = None, ""
    try:
        model = entry.build(random_state=spec.seed, **settings)
        model.fit(train.X, train.masked(entry), sample_domain=train.domain, on_epoch=watched)
        score = model.predict_proba(validation.X)[:, 1].astype(np.float64)
        if not np.isfinite(score).all():
            raise DataError("scores must be numbers, however some are not. Take a smaller learning rate.")
        value = float(auc(validation.y, score))
    except RunCancelled:
        raise
    except FAILURES as error:
        reason = " ".join(str(error).split()) or type(error).__name__
    return TransferTry(settings, value, time.perf_counter() - began, reason)
