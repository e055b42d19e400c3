"""Cards of how transfer methods learned, epoch by epoch; and how they rank over several transfers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from creditviz.evaluation.significance import rank_test
from creditviz.figures.benchmark.critical_difference import critical_difference_figure
from creditviz.figures.transfer.curves import points_of, transfer_curves_figure
from creditviz.metrics.thresholds import limit
from creditviz.reporting.card import Card
from creditviz.results import RankTest, Transfer, TransferScore
from creditviz.transfer import TRANSFER_MODELS

FIRST = ("fdat", "fnn", "subspace-alignment", "source-only", "target")  # what the paper draws; the others follow
MOST_LINES = 6
ALPHA = limit("test")
FEWEST_TRANSFERS = 3
LOSS_HELP = (
    "The loss of the outcomes on the old product's training rows, epoch by epoch. "
    "It should fall and then lie flat; the log scale shows whether it still falls where the linear one looks flat. "
    "A lower line is no better method: it says how well the old product is known, not whether the new one is."
)
DOMAIN_HELP = (
    "The share of rows whose product the network's own domain classifier recognises, epoch by epoch. "
    "Adaptation works against it: at the dotted line it recognises nothing. "
    "Worry when it ends well above the line; near the line, look at the AUC over the maps as well, because a fresh "
    "classifier may see what this one has missed."
)
RANK_HELP = (
    "Every method gets a rank in each transfer, 1 being the best AUC; its place on the line is the mean. "
    "Methods joined by a bar are closer than the critical difference of Nemenyi's test: they cannot be told apart. "
    "Worry when few transfers are behind it, or when they share a book: they then resemble each other."
)


def loss_card(found: Transfer, *, log_scale: bool = False) -> Card | None:
    """Training loss of every network; None where no method has epochs."""
    scores = _networks(found.scores, "loss")
    if not scores:
        return None
    scale = ", log scale" if log_scale else ""
    return Card(
        "transfer-loss-log" if log_scale else "transfer-loss",
        _loss_finding(scores),
        f"Loss on the old product's training rows, by epoch{scale} · {_lines(scores, found)}",
        LOSS_HELP,
        transfer_curves_figure(_histories(scores), "loss", title="training loss", log_scale=log_scale),
        _numbers(scores, "loss"),
    )


def domain_accuracy_card(found: Transfer) -> Card | None:
    """How well each adversarial network recognises the products; None where none was trained."""
    scores = _networks(found.scores, "domain_accuracy")
    if not scores:
        return None
    first = scores[0]
    _, shares = points_of(first.history, "domain_accuracy")
    return Card(
        "transfer-domain-accuracy",
        f"{_name(first)} recognises the product of {shares[-1]:.0%} of the rows in the last epoch, "
        f"{shares[0]:.0%} in the first",
        f"Share of training rows whose product is recognised, by epoch · {_lines(scores, found)}",
        DOMAIN_HELP,
        transfer_curves_figure(_histories(scores), "domain_accuracy", title="products recognised"),
        _numbers(scores, "domain_accuracy"),
    )


def seconds_table(found: Transfer) -> dict[str, list[str]]:
    """Epochs and time of every method, as columns of a table; the quickest first. An epoch of trees is one tree."""
    scores = sorted(found.scores, key=lambda score: score.seconds)
    return {
        "method": [_name(score) for score in scores],
        "epochs or trees": [f"{len(score.history):,}" if score.history else "" for score in scores],
        "seconds each": [f"{score.seconds_per_epoch:.3f}" if score.history else "" for score in scores],
        "seconds in all": [f"{score.seconds:.1f}" for score in scores],
    }


def transfer_ranks_card(transfers: Sequence[Transfer]) -> Card | None:
    """Mean ranks by AUC over several transfers of the same methods; None with fewer than three."""
    shared = [key for key in _keys(transfers[0]) if all(key in _keys(t) for t in transfers)] if transfers else []
    if len(transfers) < FEWEST_TRANSFERS or len(shared) < 2:
        return None
    values = {TRANSFER_MODELS[key].label: np.array([_auc(found, key) for found in transfers]) for key in shared}
    ranks = rank_test(values, alpha=ALPHA)
    order = np.argsort(ranks.ranks, kind="stable")
    return Card(
        "transfer-ranks",
        _rank_finding(ranks),
        f"Mean ranks by AUC, Friedman and Nemenyi at {ALPHA:g} · N = {ranks.n_blocks} transfers (two books and a seed)",
        RANK_HELP,
        critical_difference_figure(ranks),
        {"method": [ranks.names[i] for i in order], "mean_rank": ranks.ranks[order]},
    )


def _rank_finding(ranks: RankTest) -> str:
    order = np.argsort(ranks.ranks, kind="stable")
    best, rank = int(order[0]), float(ranks.ranks[order[0]])
    behind = [i for i in order if ranks.ranks[i] - rank >= ranks.critical_difference]
    if not behind:
        return f"{ranks.names[best]} ranks first with {rank:.2f}, but no method can be told apart from it"
    return (
        f"{ranks.names[best]} ranks first with {rank:.2f}; {len(behind)} of {len(order) - 1} others rank apart from it"
    )


def _loss_finding(scores: Sequence[TransferScore]) -> str:
    first = scores[0]
    _, losses = points_of(first.history, "loss")
    return f"The loss of {_name(first)} goes from {losses[0]:.3f} to {losses[-1]:.3f} in {len(losses):,} epochs"


def _networks(scores: Sequence[TransferScore], metric: str) -> list[TransferScore]:
    """Methods with that curve, the paper's first, as many as a figure holds."""
    order = {key: number for number, key in enumerate(FIRST)}
    return sorted(_with_epochs(scores, metric), key=lambda score: order.get(score.method, len(order)))[:MOST_LINES]


def _with_epochs(scores: Sequence[TransferScore], metric: str) -> list[TransferScore]:
    return [score for score in scores if points_of(score.history, metric)[0]]


def _histories(scores: Sequence[TransferScore]) -> Mapping[str, Sequence[Mapping]]:
    return {_name(score): score.history for score in scores}


def _lines(scores: Sequence[TransferScore], found: Transfer) -> str:
    rows = f"{found.rows['source']:,} old and {found.rows['target']:,} new training accounts"
    return f"{len(scores)} method{'' if len(scores) == 1 else 's'} · {rows}"


def _numbers(scores: Sequence[TransferScore], metric: str) -> dict[str, list]:
    parts = [(_name(score), *points_of(score.history, metric)) for score in scores]
    return {
        "method": [name for name, epochs, _ in parts for _ in epochs],
        "epoch": [epoch for _, epochs, _ in parts for epoch in epochs],
        metric: [value for _, _, values in parts for value in values],
    }


def _keys(found: Transfer) -> tuple[str, ...]:
    return tuple(score.method for score in found.scores)


def _auc(found: Transfer, key: str) -> float:
    return next(score.auc.value for score in found.scores if score.method == key)


def _name(score: TransferScore) -> str:
    return TRANSFER_MODELS[score.method].label if score.method in TRANSFER_MODELS else score.method
