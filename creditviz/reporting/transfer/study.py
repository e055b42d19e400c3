"""Cards of transfer studies: known outcomes against a transfer, and the weight of the vote."""

from __future__ import annotations

import numpy as np

from creditviz.evaluation.studies.transfers import StudyPoint, best_weight, gain_at, study_lines, values
from creditviz.figures.intervals import Dot, intervals_figure
from creditviz.figures.theme import MODEL_COLOURS
from creditviz.figures.transfer.study import StudyLine, outcomes_figure, weights_figure
from creditviz.reporting.card import Card
from creditviz.reporting.words import supported, with_interval
from creditviz.results import Interval, TransferStudy
from creditviz.transfer import TRANSFER_MODELS
from creditviz.transfer.vote import weight_by_size

FOCUS = "fdat"
OUTCOMES_HELP = (
    "How well each method ranks the new product's accounts, against how many outcomes of the new product are known. "
    "Flat lines bring the old product's outcomes over and read none of the new ones; rising lines are trained on the "
    "known outcomes alone. Where a rising line crosses a flat one, waiting for outcomes has overtaken the transfer; "
    "worry when the flat lines lie under all others from the start."
)
GAIN_HELP = (
    "AUC of the transfer minus that of the better model trained on known outcomes, seed by seed on the same rows. "
    "Behind each name stands how many are known; right of the dotted line the transfer is better, and an interval that "
    "holds the line may be chance. With few seeds intervals are wide, and two seeds are hardly enough for any."
)
WEIGHT_HELP = (
    "FDAT lets a network and a tree vote. The lines show the AUC for every weight of the network, each for another "
    "size of the old book, judged on the same rows of a simulated new book. A ring marks the weight that FDAT takes by "
    "the size of the old book; worry when a ring lies far under the top of its line."
)


def study_cards(study: TransferStudy) -> tuple[Card, ...]:
    """The cards of a study."""
    if study.study == "vote-weight":
        return (weight_card(study),)
    return outcomes_card(study), gain_card(study)


def outcomes_card(study: TransferStudy) -> Card:
    """AUC of every method against the number of known outcomes."""
    lines = study_lines(study)
    places = sorted({0.0, *(point.at for points in lines.values() for point in points)})
    drawn = [_line(method_label(key), points, flat=not _reads(key)) for key, points in lines.items()]
    return Card(
        key="transfer_outcomes",
        finding=outcomes_finding(study),
        subtitle=f"AUC, {_seeds(study)} · {_rows(study)}",
        help=OUTCOMES_HELP,
        figure=outcomes_figure(drawn, places) if drawn else None,
        numbers=_numbers(lines, "known_outcomes"),
    )


def outcomes_finding(study: TransferStudy) -> str:
    """From how many known outcomes on a model trained on them does without the transfer."""
    method = _focus(study)
    gains = gains_of(study, method)
    if not gains:
        return "Too little is done yet to hold a transfer against training on known outcomes"
    name = method_label(method)
    better = [at for at, gain in gains.items() if gain.low > 0]
    worse = [at for at, gain in gains.items() if gain.high < 0]
    if better and worse:
        return (
            f"{name} beats training on {max(better):,.0f} known outcomes, by {supported(gains[max(better)])} AUC; from "
            f"{min(worse):,.0f} on training on them is better"
        )
    if better:
        gain = with_interval(gains[max(better)])
        return f"{name} beats training on up to {max(better):,.0f} known outcomes, by {gain} AUC"
    if worse:
        lost = gains[min(worse)]
        return (
            f"Training on {min(worse):,.0f} known outcomes is better than {name}, by {with_interval(_turned(lost))} AUC"
        )
    first = min(gains)
    return f"{name} is not told apart from training on {first:,.0f} known outcomes: {_gain(gains[first])} AUC"


def gains_of(study: TransferStudy, method: str) -> dict[float, Interval]:
    """Known outcomes -> AUC of a method over the better model trained on them."""
    rivals = [key for key in dict.fromkeys(study.line) if _reads(key)]
    places = sorted({float(at) for at, key in zip(study.at, study.line, strict=True) if _reads(key)})
    found = {at: gain_at(study, method, rivals, at) for at in places} if method else {}
    return {at: gain for at, gain in found.items() if gain is not None}


def gain_card(study: TransferStudy) -> Card:
    """What every transfer gains over training on the known outcomes, by how many are known."""
    methods = [key for key in dict.fromkeys(study.line) if not _reads(key)]
    gains = {key: gains_of(study, key) for key in methods}
    rows = [(key, at, gain) for key, own in gains.items() for at, gain in own.items()]
    dots = [
        Dot(f"{method_label(key)} · {at:,.0f}", gain, MODEL_COLOURS[methods.index(key) % len(MODEL_COLOURS)])
        for key, at, gain in rows
    ]
    told = sum(gain.low > 0 for _, _, gain in rows), sum(gain.high < 0 for _, _, gain in rows)
    return Card(
        key="transfer_outcomes_gain",
        finding=f"Of {len(rows)} comparisons with training on known outcomes, transfers win {told[0]}, lose {told[1]}; "
        "the rest may be chance"
        if rows
        else "Nothing is trained on known outcomes yet",
        subtitle=f"AUC over the better model trained on the known outcomes, {_seeds(study)} · {_rows(study)}",
        help=GAIN_HELP,
        figure=intervals_figure(dots, "AUC over training on the known outcomes", at=0.0, at_text="no difference")
        if dots
        else None,
        numbers={
            "method": [method_label(key) for key, _, _ in rows],
            "known_outcomes": [at for _, at, _ in rows],
            "gain": [gain.value for _, _, gain in rows],
            "low": [gain.low for _, _, gain in rows],
            "high": [gain.high for _, _, gain in rows],
        },
    )


def weight_card(study: TransferStudy) -> Card:
    """AUC against the network's weight, one line a size of the old book, on simulated books."""
    lines = study_lines(study)
    drawn = [
        _line(f"{int(size):,} old accounts", points, marked=weight_by_size(int(size))) for size, points in lines.items()
    ]
    return Card(
        key="transfer_vote_weight",
        finding=weight_finding(study),
        subtitle=f"Simulated books · AUC, {_seeds(study)} · {_rows(study)}",
        help=WEIGHT_HELP,
        figure=weights_figure(drawn) if drawn else None,
        numbers=_numbers(lines, "network_weight", first="source_rows"),
    )


def weight_finding(study: TransferStudy) -> str:
    """The best weight of every size, and what the weight by size costs at most."""
    sizes = list(dict.fromkeys(study.line))
    if not sizes:
        return "No size of the old book is done yet"
    best = {size: best_weight(study, size) for size in sizes}
    cost = {size: _mean(study, size, best[size]) - _mean(study, size, weight_by_size(int(size))) for size in sizes}
    dearest = max(sizes, key=lambda size: cost[size])
    weights = ", ".join(f"{best[size]:.2g} with {int(size):,}" for size in sizes)
    return (
        f"Simulated: the network's best weight is {weights} old accounts; the weight by size costs "
        f"{cost[dearest]:.3f} AUC at most"
    )


def method_label(key: str) -> str:
    """Label of a method; a key that is not registered is shown as it is."""
    return TRANSFER_MODELS[key].label if key in TRANSFER_MODELS else key


def _mean(study: TransferStudy, line: str, at: float) -> float:
    return float(np.mean(values(study, line, at)))


def _line(name: str, points: list[StudyPoint], *, flat: bool = False, marked: float | None = None) -> StudyLine:
    return StudyLine(name, tuple(p.at for p in points), tuple(p.auc for p in points), flat, marked)


def _reads(key: str) -> bool:
    return key in TRANSFER_MODELS and TRANSFER_MODELS[key].reads_target_labels


def _focus(study: TransferStudy) -> str:
    """FDAT where it is there, else the first method that adapts, else the first that reads no outcome."""
    methods = [key for key in dict.fromkeys(study.line) if not _reads(key)]
    adapting = [key for key in methods if key in TRANSFER_MODELS and TRANSFER_MODELS[key].reads_target]
    return FOCUS if FOCUS in methods else next(iter([*adapting, *methods]), "")


def _gain(gain: Interval) -> str:
    return with_interval(gain, sign=True)


def _turned(gain: Interval) -> Interval:
    return Interval(-gain.value, -gain.high, -gain.low)


def _seeds(study: TransferStudy) -> str:
    n = len(np.unique(study.seed))
    return "1 seed, no interval" if n == 1 else f"mean of {n} seeds with 95% intervals"


def _rows(study: TransferStudy) -> str:
    rows = study.rows
    return (
        f"{rows.get('test', 0):,} test rows of the new product, {rows.get('test_bad', 0):,} bad" if rows else "no rows"
    )


def _numbers(lines: dict[str, list[StudyPoint]], place: str, first: str = "method") -> dict[str, list]:
    points = [(line, point) for line, own in lines.items() for point in own]
    return {
        first: [line for line, _ in points],
        place: [point.at for _, point in points],
        "auc": [point.auc.value for _, point in points],
        "low": [point.auc.low for _, point in points],
        "high": [point.auc.high for _, point in points],
    }
