"""Reason statements: which sentence stands for which column, and the main reasons against one account."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from creditviz.exceptions import SpecificationError
from creditviz.explanation.one_account import adverse
from creditviz.results import AccountShap

N_REASONS = 4  # the most that a letter names (Regulation B of the United States has the same number)


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
    try:
        found = tuple(Reason(**raw) for raw in json.loads(text)["reasons"])
        if not all(isinstance(r.column, str) and isinstance(r.sentence, str) and r.sentence.strip() for r in found):
            raise ValueError("every reason has a column and a sentence")
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise SpecificationError(
            f"a file of reasons is the JSON that this page saves, however this cannot be read ({error}). "
            "Save the reasons here and edit that file."
        ) from error
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
    size = np.abs(result.values).mean(0)
    share = size / max(float(size.sum()), np.finfo(float).tiny)
    moved = {column: part for column, part in zip(result.columns, share, strict=True) if part > 0}
    read = [column for column in protected if column in moved]
    if read:
        said = ", ".join(f"{names[column]} ({moved[column]:.0%} of the movement)" for column in read)
        return (
            f"A letter names reasons that may be used; however, this model reads protected attributes: {said}. "
            "Train a run without them, and write letters with that one."
        )
    borrowed = [proposed[column] for column in moved if column in proposed]
    if borrowed:
        more = f" and {len(borrowed) - 3} more" if len(borrowed) > 3 else ""
        return (
            "A letter speaks of what a column means; however, this model borrows meanings by automatic pairing: "
            f"{', '.join(borrowed[:3])}{more}. Pair the columns by name, and transfer again."
        )
    return None
