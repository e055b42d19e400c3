"""Card of the smallest changes after which a model would say something else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from creditviz.data.values import counted
from creditviz.figures.explanation.counterfactual import change_words, counterfactual_figure
from creditviz.reporting.card import Card
from creditviz.results import Counterfactual, Counterfactuals

COUNTERFACTUAL_HELP = (
    "Each answer is a set of changes after which this model's PD of this account would lie below the cut-off, fewest "
    "columns first; a bar is the share of accounts that lie between the old and the new value, of a code half the "
    "share that does not have the new one. It says what the model would say, and nothing else: not that a change can "
    "be made, nor that it would make the account safer. Worry when a tiny change turns the answer, or when the only "
    "ones are changes that nobody could make."
)


def counterfactual_card(
    label: str,
    found: Counterfactuals,
    names: Mapping[str, str],
    shown: Callable[[Any], str],
    *,
    account: str,
    n_rows: int,
) -> Card:
    """The answers for one account.

    Parameters
    ----------
    label : of the run; names : column -> business name; shown : writes a cell as a person does.
    account : what it is called.
    n_rows : training rows that values come from.
    """
    free = counted(found.n_free, "column")
    subtitle = f"{label} · {account} · {free} free to change, values that occur among {n_rows:,} training rows"
    figure = counterfactual_figure(found, names, shown) if found.found else None
    numbers = counterfactual_numbers(found, names) if found.found else {}
    return Card("counterfactual", finding_words(found, names, shown), subtitle, COUNTERFACTUAL_HELP, figure, numbers)


def finding_words(found: Counterfactuals, names: Mapping[str, str], shown: Callable[[Any], str]) -> str:
    """The first answer, or that there is none."""
    if found.pd < found.cut_off:
        return f"Nothing has to change: the PD of {found.pd:.1%} lies below the cut-off of {found.cut_off:.1%}"
    if not found.n_free:
        return "Every column is held fixed: nothing may change"
    if not found.found:
        most = counted(min(found.most_changes, found.n_free), "column")
        return (
            f"No change of up to {most} was found that brings the PD below {found.cut_off:.1%}: "
            f"it is {found.pd:.1%}, the lowest that was reached is {found.lowest:.1%}"
        )
    first = found.found[0]
    return f"With {_listed(first, names, shown)} the model would say {first.pd:.1%} instead of {found.pd:.1%}"


def _listed(one: Counterfactual, names: Mapping[str, str], shown: Callable[[Any], str]) -> str:
    words = [change_words(change, names, shown) for change in one.changes]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def counterfactual_numbers(found: Counterfactuals, names: Mapping[str, str]) -> dict[str, list]:
    """One line a change."""
    rows = [(n, one, change) for n, one in enumerate(found.found, start=1) for change in one.changes]
    return {
        "answer": [n for n, _, _ in rows],
        "column": [change.column for _, _, change in rows],
        "name": [names.get(change.column, change.column) for _, _, change in rows],
        "now": [change.before for _, _, change in rows],
        "then": [change.after for _, _, change in rows],
        "accounts_between": [change.distance for _, _, change in rows],
        "pd_after": [one.pd for _, one, _ in rows],
    }
