"""Cards of the tab Attention that ask more of it: groups of customers, and whether it is faithful."""

from __future__ import annotations

import numpy as np

from creditviz.explanation.attention import by_group
from creditviz.figures.explanation.by_month import by_month_figure
from creditviz.figures.explanation.faithfulness import faithfulness_figure
from creditviz.reporting.card import Card
from creditviz.reporting.words import FEW_BAD, LEAKY, of_rows, percent
from creditviz.results import AttentionResult, Faithfulness, Segmentation

GROUP_HELP = (
    "Each line is a group of customers; a cell is the mean share of the network's attention that a month gets there. "
    "Lines that look alike mean that the network looks at the same months whoever the customer is. "
    "Worry when a group without delays is looked at where nothing happened."
)
FAITHFUL_HELP = (
    "Months are exchanged for those of another account: once those that got most attention, once random ones; "
    "the bars say how far the score moves on average. "
    "Attention is worth reading when its months move scores further than random months do. "
    "Worry when both move them alike: the heat maps then say little about what decides."
)


def group_card(label: str, result: AttentionResult, groups: Segmentation, *, leaky: bool = False) -> Card:
    """Mean attention by month in each group of customers; `groups` is of the whole book."""
    number = np.asarray(groups.index)[result.row_id]
    found = by_group(result, number, len(groups.labels))
    counts = np.array([(number == g).sum() for g in range(len(groups.labels))])
    subtitle = f"Mean attention by month and {groups.name.lower()} · {label} · " + of_rows(
        len(result.row_id), result.n_available
    )
    subtitle += f" · {LEAKY}" if leaky else ""
    kept = np.flatnonzero(counts >= FEW_BAD)
    if found is None or not len(kept):
        return Card("group-attention", "No group is large enough to be compared.", subtitle, GROUP_HELP)
    shares = found[kept]
    names = [f"{groups.labels[g]} ({counts[g]:,})" for g in kept]
    apart = np.ptp(shares, axis=0)
    most = int(apart.argmax())
    high, low = int(shares[:, most].argmax()), int(shares[:, most].argmin())
    month = result.step_names[most]
    finding = f"All groups are looked at alike: no month differs by more than {percent(apart[most])}"
    if apart[most] > 0.02:
        finding = (
            f"{month.capitalize()} gets {percent(shares[high, most])} with {groups.labels[kept[high]]}, "
            f"{percent(shares[low, most])} with {groups.labels[kept[low]]}"
        )
    numbers: dict = {"group": [groups.labels[g] for g in kept], "rows": counts[kept]}
    numbers |= {name: shares[:, step] for step, name in enumerate(result.step_names)}
    figure = by_month_figure(shares, names, result.step_names, form=".0%")
    return Card("group-attention", finding, subtitle, GROUP_HELP, figure, numbers)


def faithfulness_card(label: str, result: Faithfulness, *, leaky: bool = False) -> Card:
    """Whether attended months move scores further than random ones."""
    months = f"{result.n_months} of {result.n_steps} months exchanged, {result.n_repeats} draws"
    subtitle = f"Masking test · {label} · {len(result.top):,} accounts · {months}" + (f" · {LEAKY}" if leaky else "")
    top, random = float(result.top.mean()), float(result.random.mean())
    interval = f"difference {result.difference:+.2f}, {result.low:+.2f} to {result.high:+.2f}"
    if result.low > 0:
        finding = f"Attention points to months that count: they move scores by {top:.2f}, random ones by {random:.2f}"
    elif result.high < 0:
        finding = f"Attention misleads: its months move scores by {top:.2f}, random ones by {random:.2f}"
    else:
        finding = f"Attention says little: its months move scores by {top:.2f}, random ones by {random:.2f}"
    numbers = {"move_attended": result.top, "move_random": result.random}
    figure = faithfulness_figure(result)
    return Card("faithfulness", f"{finding} ({interval})", subtitle, FAITHFUL_HELP, figure, numbers)
