"""Cards of a transfer: AUC of every method, what each gains over source-only, and the feature divider."""

from __future__ import annotations

from collections.abc import Mapping

import plotly.graph_objects as go

from creditviz.figures.intervals import Dot, intervals_figure
from creditviz.figures.transfer.divider import MOST_ROWS, divider_figure
from creditviz.reporting.card import Card
from creditviz.reporting.transfer.findings import Standings
from creditviz.reporting.transfer.words import WITHOUT, colour_of, group_of, method_name, told_apart
from creditviz.reporting.words import supported, with_interval
from creditviz.results import Division, Interval, Pairing, Transfer
from creditviz.transfer.divider import ALIKE, CHANCE, RELATIVE

AUC_HELP = (
    "How well each method ranks the new product's accounts, with the 95% interval of the test rows. "
    "Right is better; the dotted line is a coin. "
    "Worry about a method on the left of the coin: it ranks the wrong way round, and some pairs turn risk round."
)
GAIN_HELP = (
    "AUC of each method minus that of the old product's model used as it is, on the same accounts. "
    "Right of the dotted line a method helps, left of it it harms; an interval that holds the line says that it may be "
    "chance. Worry when the method you mean to use lies left of the line."
)
DIVIDER_HELP = (
    "How far each pair of columns lies apart in the two products: 0 is the pair that moved least, 1 the one that moved "
    f"most. {RELATIVE} "
    "A plain bar is a change of shape; hatched parts, of pairs in a common unit, say that a column moved (/) or "
    "stretched (x). Pairs right of the line are read by a network that unlearns what differs between the products; "
    "those left of it by a decision tree. Worry when the pairs on the right are those that should mean the same in "
    "both products."
)


def auc_card(found: Standings) -> Card:
    """AUC of every method with its interval."""
    scores = found.transfer.scores
    if not scores:
        return Card("transfer_auc", "No method has finished yet", "", AUC_HELP)
    lead = max(scores, key=lambda score: score.auc.value)
    return Card(
        key="transfer_auc",
        finding=f"{method_name(lead.method)} ranks best: AUC {with_interval(lead.auc)}"
        if lead.method == found.best
        else f"The highest AUC is {supported(lead.auc)}, of {method_name(lead.method)}",
        subtitle=f"AUC with 95% intervals · {rows_words(found.transfer)}",
        help=AUC_HELP,
        figure=_dots({s.method: s.auc for s in scores}, "AUC", 0.5, "a coin"),
        numbers={
            "method": [method_name(s.method) for s in scores],
            "auc": [s.auc.value for s in scores],
            "low": [s.auc.low for s in scores],
            "high": [s.auc.high for s in scores],
        },
    )


def gain_card(found: Standings) -> Card | None:
    """AUC over source-only of every other method; None without source-only."""
    gains = found.gains
    if not gains:
        return None
    own = {key: gain for key, gain in gains.items() if group_of(key) != WITHOUT and key in found.adapting}
    better = sum(told_apart(gain) > 0 for gain in own.values())
    worse = sum(told_apart(gain) < 0 for gain in own.values())
    open_ = len(own) - better - worse
    return Card(
        key="transfer_gain",
        finding=f"Of {len(own)} ways to adapt, {worse} harm, {better} help, {open_} may be chance"
        if own
        else "What the others reach over the old product's model",
        subtitle=f"AUC over source-only, paired 95% intervals · {rows_words(found.transfer)}",
        help=GAIN_HELP,
        figure=_dots(gains, "AUC over source-only", 0.0, "source-only"),
        numbers={
            "method": [method_name(key) for key in gains],
            "gain": [gain.value for gain in gains.values()],
            "low": [gain.low for gain in gains.values()],
            "high": [gain.high for gain in gains.values()],
        },
    )


def rows_words(transfer: Transfer) -> str:
    """Which rows judge."""
    n_bad = int((transfer.y_true == 1).sum())
    return f"{len(transfer.y_true):,} test rows of the new product, {n_bad:,} bad"


def divider_card(division: Division, pairing: Pairing) -> Card:
    """Which pairs shifted, with the line that parts network from tree."""
    labels = pair_labels(pairing)
    n, shifted = len(division.names), int(division.shifted.sum())
    alike = ALIKE in division.notes
    if alike:
        said = "Nothing divides the pairs: all go to the network"
    else:
        moved = "differ by no more than chance may" if CHANCE in division.notes else "shifted"
        said = f"{shifted} of {n} pairs {moved} and go to the network, {n - shifted} to the tree"
    half = MOST_ROWS // 2
    shown = "all pairs" if n <= MOST_ROWS else f"the {half} most and the {half} least shifted of {n} pairs"
    return Card(
        key="transfer_divider",
        finding=said,
        subtitle=f"Distance of the two columns of each pair · {shown} · line at {division.threshold:.2f}",
        help=DIVIDER_HELP,
        figure=divider_figure(division, labels=labels),
        numbers={
            "new column": list(division.names),
            "old column": [pair.source for pair in pairing.pairs],
            "distance": division.distance.tolist(),
            "relative": division.relative.tolist(),
            **{part: values.tolist() for part, values in division.parts.items()},
            "read by": ["network" if s else "tree" for s in division.shifted],
        },
    )


def pair_labels(pairing: Pairing) -> dict[str, str]:
    """Target column -> both names of its pair; one where they are alike."""
    return {
        pair.target: pair.target if pair.target == pair.source else f"{pair.target} ← {pair.source}"
        for pair in pairing.pairs
    }


def _dots(intervals: Mapping[str, Interval], x: str, at: float, at_text: str) -> go.Figure:
    """A row a method, in the colour of its group."""
    return intervals_figure(
        [Dot(method_name(key), interval, colour_of(key)) for key, interval in intervals.items()],
        x,
        at=at,
        at_text=at_text,
    )
