"""What transfer methods are called and how they are grouped, for a page, a table and a figure."""

from __future__ import annotations

from collections.abc import Sequence

from creditviz.figures import theme
from creditviz.results import Interval
from creditviz.transfer import TRANSFER_MODELS
from creditviz.transfer.entry import TransferEntry

SOURCE_ONLY = "source-only"
PAPER, ABLATIONS, OTHERS, WITHOUT, BOUND = (
    "The method",
    "Its parts left out",
    "Other ways to adapt",
    "Without transfer",
    "Taught by the new product",
)
ABOUT = {
    PAPER: "FDAT: columns that shifted go to a network that learns only what both products have in common, the others "
    "to a decision tree, and both vote.",
    ABLATIONS: "FDAT with one of its parts taken out: what each part is worth.",
    OTHERS: "Older methods for the same task, on the same pairs.",
    WITHOUT: "The old product's model used on the new product as it is: what a lender would do, and the bar to clear.",
    BOUND: "Trained on known outcomes of the new product: how good a model could be once they are there.",
}
COLOURS = {
    PAPER: theme.MODEL_COLOURS[0],
    ABLATIONS: theme.MODEL_COLOURS[2],
    OTHERS: theme.MODEL_COLOURS[3],
    WITHOUT: theme.MUTED,
    BOUND: theme.MODEL_COLOURS[1],
}
FAMILY = "fdat"  # its ablations take its settings


def group_of(key: str) -> str:
    """The group of a method; one that is no longer registered is among the others."""
    if key not in TRANSFER_MODELS:
        return OTHERS
    entry = TRANSFER_MODELS[key]
    if entry.reads_target_labels:
        return BOUND
    if not entry.reads_target:
        return WITHOUT
    return ABLATIONS if entry.ablation else PAPER if key == FAMILY else OTHERS


def groups() -> dict[str, list[str]]:
    """Group -> keys of its methods, in the order of a reader's questions."""
    found: dict[str, list[str]] = {name: [] for name in ABOUT}
    for key in TRANSFER_MODELS:
        found[group_of(key)].append(key)
    return {name: keys for name, keys in found.items() if keys}


def in_family(key: str) -> bool:
    """Whether a method is FDAT or FDAT without one of its parts: these share their settings."""
    entry: TransferEntry = TRANSFER_MODELS[key]
    return "variant" in entry.fixed


def method_name(key: str) -> str:
    """Label of a method; a key that is not registered is shown as it is.

    >>> method_name("fdat"), method_name("mine")
    ('FDAT', 'mine')
    """
    return TRANSFER_MODELS[key].label if key in TRANSFER_MODELS else key


def colour_of(key: str) -> str:
    """The colour of a method's group."""
    return COLOURS[group_of(key)]


def told_apart(gain: Interval) -> int:
    """1 better, -1 worse, 0 where the interval holds 0 or is not known.

    >>> told_apart(Interval(0.02, 0.01, 0.03)), told_apart(Interval(-0.02, -0.05, 0.01))
    (1, 0)
    """
    return 1 if gain.low > 0 else -1 if gain.high < 0 else 0


def and_more(names: Sequence[str], most: int = 2) -> str:
    """Names in a sentence.

    >>> and_more(["A"]), and_more(["A", "B"]), and_more(["A", "B", "C", "D"])
    ('A', 'A and B', 'A, B and 2 more')
    """
    if len(names) <= most:
        return " and ".join(names)
    return f"{', '.join(names[:most])} and {len(names) - most} more"
