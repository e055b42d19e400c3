"""What a transfer's search tried: every try with its settings, and which one was taken."""

from __future__ import annotations

from collections.abc import Sequence
from inspect import signature
from typing import Any

import pandas as pd

from creditviz.reporting.search import setting_label, value_words
from creditviz.reporting.transfer.words import method_name
from creditviz.results import Transfer, TransferScore, TransferTry
from creditviz.transfer import TRANSFER_MODELS

JUDGED_BY = {
    "source": "accounts of the old product that were held back",
    "target": "accounts of the new product whose outcome is known",
}
HELP = {
    "source": "The best of them need not be the best on the new product: nothing of its outcomes was read.",
    "target": "A product that has only been launched has no such outcomes: a lender could not choose like this yet.",
}
TAKEN, REFUSED, AS_SET = "taken", "refused", "as set"


def searched(transfer: Transfer) -> list[TransferScore]:
    """Methods whose settings were searched, in the order of the run."""
    return [score for score in transfer.scores if score.tries]


def taken(tries: Sequence[TransferTry]) -> int:
    """Place of the try that was taken: the best, of equals the first. One of them has a figure."""
    known = [number for number, each in enumerate(tries) if each.value is not None]
    return max(known, key=lambda number: (tries[number].value, -number))


def tries_words(score: TransferScore, choose_on: str) -> str:
    """What the search gained where settings were chosen, in one sentence."""
    tries, best = score.tries, taken(score.tries)
    at, first = tries[best].value, tries[0].value
    name = method_name(score.method)
    where = JUDGED_BY[choose_on]
    if not best:
        return f"{name} stays as set: AUC {at:.3f} on {where}, and no other try of {len(tries)} ranks better."
    before = "refused" if first is None else f"{first:.3f}"
    return f"{name} takes try {best + 1} of {len(tries)}: AUC {at:.3f} on {where}, as set {before}."


def tries_table(method: str, tries: Sequence[TransferTry]) -> dict[str, list[str]]:
    """Every try as it is read, the best first; settings that no try changed are left out."""
    order = sorted(range(len(tries)), key=lambda number: (tries[number].value is None, -(tries[number].value or 0.0)))
    shown = [tries[number] for number in order]
    entry, usual = TRANSFER_MODELS[method], _defaults(method)
    return {
        "try": [f"{number + 1}" for number in order],
        "AUC": ["" if each.value is None else f"{each.value:.3f}" for each in shown],
        "": [_mark(tries, number) for number in order],
        **{
            setting_label(entry, name): [value_words(each.parameters.get(name, usual.get(name))) for each in shown]
            for name in varied(tries)
        },
        "time": [f"{each.seconds:.1f} s" for each in shown],
    }


def _defaults(method: str) -> dict[str, Any]:
    """What a setting is that a try does not name; the methods' own classes import no heavy library."""
    return {name: value.default for name, value in signature(TRANSFER_MODELS[method].load()).parameters.items()}


def varied(tries: Sequence[TransferTry]) -> list[str]:
    """Settings that differ between tries."""
    names = dict.fromkeys(name for each in tries for name in each.parameters)
    return [name for name in names if len({str(each.parameters.get(name)) for each in tries}) > 1]


def _mark(tries: Sequence[TransferTry], number: int) -> str:
    if tries[number].value is None:
        return REFUSED
    words = [TAKEN] if number == taken(tries) else []
    return ", ".join(words if number else [*words, AS_SET])


def tries_numbers(transfer: Transfer, choose_on: str) -> pd.DataFrame:
    """Every try of every method with all its settings and digits, for a file."""
    lines: list[dict[str, Any]] = []
    for score in searched(transfer):
        best = taken(score.tries)
        for number, each in enumerate(score.tries):
            line = {"method": score.method, "try": number + 1, "taken": number == best, "auc": each.value}
            judged = {"judged_on": JUDGED_BY[choose_on], "seconds": each.seconds, "refused": each.reason}
            lines.append({**line, **judged, **each.parameters})
    return pd.DataFrame(lines)
