"""Reason statements: which sentence stands for which column, and the main reasons against one account."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from creditviz.evaluation.cutting.cutoff import ONE_PD
from creditviz.exceptions import DataError, SpecificationError
from creditviz.explanation.one_account import adverse
from creditviz.results import AccountShap
from creditviz.small_files import parse_json

N_REASONS = 4  # the most that a letter names (Regulation B of the United States has the same number)
MOST_CHANGES = 0.05  # share of accounts whose first reason may depend on chance where letters are written
PROTECTED, BORROWED = "reads protected attributes: ", "borrows meanings by automatic pairing: "


@dataclass(frozen=True)
class Reason:
    """What is said when a column spoke against an applicant.

    `group`: of several columns of one group only the strongest is named. `actionable`: the applicant can do
    something about it.
    """

    column: str
    sentence: str
    actionable: bool = True
    group: str = ""


def usual_reasons(columns: Sequence[str], names: Sequence[str]) -> tuple[Reason, ...]:
    """A sentence for every column, to be edited."""
    return tuple(
        Reason(column, f"{name} speaks against the application", True, name)
        for column, name in zip(columns, names, strict=True)
    )


def reasons_json(reasons: Sequence[Reason]) -> str:
    """The mapping as JSON text."""
    return json.dumps({"reasons": [asdict(reason) for reason in reasons]}, ensure_ascii=False, indent=2)


def read_reasons(text: str, columns: Sequence[str]) -> tuple[Reason, ...]:
    """The mapping behind JSON text.

    Raises
    ------
    SpecificationError
        It is none, or it names columns that the model does not read, or one column twice.
    """
    found = _parsed(text)
    known, named = set(columns), [reason.column for reason in found]
    unknown = sorted(set(named) - known)
    if unknown:
        raise SpecificationError(
            f"a reason is for a column that the model reads, however {len(unknown)} are unknown: "
            f"{', '.join(unknown[:5])}. Correct the names, or take them out."
        )
    twice = sorted({name for name in named if named.count(name) > 1})
    if twice:
        raise SpecificationError(f"a column has one sentence, however these have two: {', '.join(twice)}. Keep one.")
    return found


def _parsed(text: str) -> tuple[Reason, ...]:
    try:
        found = tuple(Reason(**raw) for raw in parse_json(text)["reasons"])
        if not all(isinstance(r.column, str) and isinstance(r.sentence, str) and r.sentence.strip() for r in found):
            raise ValueError("every reason has a column and a sentence")
        if not all(isinstance(r.group, str | None) and isinstance(r.actionable, bool) for r in found):
            raise ValueError("a group is a text, and actionable is true or false")
    except (DataError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise SpecificationError(
            f"a file of reasons is the JSON that this page saves, however this cannot be read ({error}). "
            "Save the reasons here and edit that file."
        ) from error
    return found


def fitting_reasons(text: str, columns: Sequence[str], names: Sequence[str]) -> tuple[tuple[Reason, ...], str]:
    """A sentence for every column: the kept one where it fits, else the usual one; and in words what did not fit.

    Never raises: what was kept once may have been made for another book.
    """
    usual = usual_reasons(columns, names)
    try:
        kept = {reason.column: reason for reason in _parsed(text)}
    except SpecificationError:
        return usual, "The kept sentences cannot be read, so that the usual ones stand here."
    unknown = sorted(set(kept) - set(columns))
    added = [name for column, name in zip(columns, names, strict=True) if column not in kept]
    said = [f"the model does not read {_some(unknown)}"] if unknown else []
    said += [f"without a kept sentence, and with the usual one: {_some(added)}"] if added else []
    note = f"Not all kept sentences fit this model: {'; '.join(said)}." if said else ""
    return tuple(kept.get(reason.column, reason) for reason in usual), note


def _some(names: Sequence[str], n: int = 3) -> str:
    """Names in a sentence, the first few of many."""
    more = f" and {len(names) - n} more" if len(names) > n else ""
    return ", ".join(names[:n]) + more


def main_reasons(
    values: np.ndarray, columns: Sequence[str], reasons: Sequence[Reason], n: int = N_REASONS
) -> list[Reason]:
    """The reasons against an account, strongest first: raising columns that have a sentence, one of each group."""
    said = {reason.column: reason for reason in reasons}
    found: dict[str, Reason] = {}
    for column in adverse(values, len(columns)):
        reason = said.get(columns[column])
        if reason is not None:
            found.setdefault(reason.group or reason.column, reason)
    return list(found.values())[:n]


def reason_numbers(
    values: np.ndarray, columns: Sequence[str], reasons: Sequence[Reason], n: int = N_REASONS
) -> np.ndarray:
    """`main_reasons` of many accounts at once: their numbers in `reasons`, (n_rows, n), -1 where there are no more."""
    place = {column: number for number, column in enumerate(columns)}
    groups: dict[str, list[int]] = {}
    for number, reason in enumerate(reasons):
        if reason.column in place:
            groups.setdefault(reason.group or reason.column, []).append(number)
    found = np.full((len(values), n), -1)
    if not groups:
        return found
    strength = np.empty((len(values), len(groups)))
    numbers = np.empty((len(values), len(groups)), dtype=np.int64)
    for at, members in enumerate(groups.values()):
        among = values[:, [place[reasons[member].column] for member in members]]
        strength[:, at], numbers[:, at] = among.max(1), np.array(members)[among.argmax(1)]
    order = np.argsort(-strength, axis=1, kind="stable")[:, :n]
    raising = np.take_along_axis(strength, order, 1) > 0
    found[:, : order.shape[1]] = np.where(raising, np.take_along_axis(numbers, order, 1), -1)
    return found


def reasons_kept(result: AccountShap, reasons: Sequence[Reason], n: int = N_REASONS) -> float:
    """Share of an account's reasons that are the same against a re-drawn reference, mean over accounts; nan without."""
    kept = []
    for first, second in zip(result.values, result.again, strict=False):
        mine = {reason.column for reason in main_reasons(first, result.columns, reasons, n)}
        others = {reason.column for reason in main_reasons(second, result.columns, reasons, n)}
        if mine:
            kept.append(len(mine & others) / len(mine))
    return float(np.mean(kept)) if kept else float("nan")


def refusal(
    result: AccountShap, protected: Sequence[str], proposed: Mapping[str, str], names: Mapping[str, str]
) -> str | None:
    """Why no letter may be written with this model; None where one may.

    Parameters
    ----------
    protected : protected attributes of the book.
    proposed : columns whose pair was proposed automatically -> both names.
    names : column -> business name.
    """
    if result.first_changes > MOST_CHANGES:
        return (
            "A letter names reasons that do not depend on chance; however, those of this model are sampled, and the "
            f"first one of {result.first_changes:.0%} of accounts would change in another draw (at most "
            f"{MOST_CHANGES:.0%}). Write letters with a model that is explained exactly."
        )
    size = np.abs(result.values).mean(0)
    if not size.any():
        return f"A letter names reasons, however there are none: {ONE_PD}"
    share = size / max(float(size.sum()), np.finfo(float).tiny)
    moved = {column: float(part) for column, part in zip(result.columns, share, strict=True) if part > 0}
    because = forbidden(moved, protected, proposed, names)
    if because is None:
        return None
    way_out = "Train a run without them, and write letters with that one."
    if not because.startswith(PROTECTED):
        way_out = "Pair the columns by name, and transfer again."
    return (
        f"A letter names reasons that may be used and that mean what they say; however, this model {because}. {way_out}"
    )


def forbidden(
    moved: Mapping[str, float], protected: Sequence[str], proposed: Mapping[str, str], names: Mapping[str, str]
) -> str | None:
    """What a model does that forbids telling its reasons, in words; None where they may be told.

    Parameters
    ----------
    moved : column -> its share of the movement, nan where it is not known.
    protected, proposed, names : as of `refusal`.
    """
    read = [column for column in protected if column in moved]
    if read:
        return PROTECTED + ", ".join(names[column] + _share_words(moved[column]) for column in read)
    borrowed = [proposed[column] for column in moved if column in proposed]
    return BORROWED + _some(borrowed) if borrowed else None


def _share_words(share: float) -> str:
    return "" if np.isnan(share) else f" ({share:.0%} of the movement)"
