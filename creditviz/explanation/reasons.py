"""Reason statements: which sentence stands for which column, and the main reasons against one account."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from creditviz.evaluation.cutting.cutoff import ONE_PD
from creditviz.exceptions import DataError, SpecificationError
from creditviz.explanation.one_account import TINY
from creditviz.results import AccountShap
from creditviz.small_files import parse_json

N_REASONS = 4  # the most that a letter names (Regulation B of the United States has the same number)
MOST_CHANGES = 0.05  # share of accounts whose first reason may depend on chance where letters are written
LEAST_SHARE = 0.1  # of the way from the cut-off to an account's PD: what adds less is no reason


@dataclass(frozen=True)
class Reason:
    """What is said when a column spoke against an applicant; of several columns of one group, of the strongest."""

    column: str
    sentence: str
    group: str = ""


def usual_reasons(columns: Sequence[str], names: Sequence[str]) -> tuple[Reason, ...]:
    """A sentence for every column, to be edited."""
    return tuple(
        Reason(column, f"{name} speaks against the application", name)
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
        every = parse_json(text)["reasons"]
        # Files before the natures of the schema said here what can be changed.
        found = tuple(Reason(**{key: value for key, value in raw.items() if key != "actionable"}) for raw in every)
        if not all(isinstance(r.column, str) and isinstance(r.sentence, str) and r.sentence.strip() for r in found):
            raise ValueError("every reason has a column and a sentence")
        if not all(isinstance(r.group, str | None) for r in found):
            raise ValueError("a group is a text")
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


def least_steps(values: np.ndarray, pd: np.ndarray, base_pd: float, cut_off: float) -> np.ndarray:
    """The contribution from which on a column is a reason, (n_rows,): a tenth of the way from the cut-off to the PD.

    The way is measured in PD as a waterfall draws it, all steps scaled by one factor; 0 for accounts under the cut-off.

    Parameters
    ----------
    values : (n_rows, n_columns) contributions to the margin.
    pd, base_pd : of the accounts, (n_rows,), and of the reference they are compared with.

    >>> least_steps(np.array([[1.0, 1.0]]), np.array([0.5]), 0.1, 0.3)  # .4 of PD are 2, a tenth of .2 is .1
    array([0.1])
    """
    moved = np.asarray(pd, dtype=np.float64) - base_pd
    beyond = np.maximum(np.asarray(pd, dtype=np.float64) - cut_off, 0.0)
    return LEAST_SHARE * np.where(np.abs(moved) > TINY, beyond / np.where(moved == 0, 1.0, moved), 0.0) * values.sum(1)


def main_reasons(
    values: np.ndarray, columns: Sequence[str], reasons: Sequence[Reason], n: int = N_REASONS, least: float = 0.0
) -> list[Reason]:
    """The reasons against an account, strongest first: raising columns, one of each group.

    Parameters
    ----------
    least : of `least_steps`.
    """
    numbers = reason_numbers(values[None], columns, reasons, n, np.array([least]))[0]
    return [reasons[number] for number in numbers if number >= 0]


def reason_numbers(
    values: np.ndarray,
    columns: Sequence[str],
    reasons: Sequence[Reason],
    n: int = N_REASONS,
    least: np.ndarray | None = None,
) -> np.ndarray:
    """`main_reasons` of many accounts at once: their numbers in `reasons`, (n_rows, n), -1 where there are no more.

    Raises
    ------
    SpecificationError
        A column has no sentence: its place would be taken by a reason that is not the true one.
    """
    silent = sorted({*columns} - {reason.column for reason in reasons})
    if silent:
        raise SpecificationError(
            f"every column that a model reads has a sentence, however {_some(silent)} has none: another reason would "
            "be given in its place. Write one, or take the usual sentences."
        )
    place = {column: number for number, column in enumerate(columns)}
    groups: dict[str, list[int]] = {}
    for number, reason in enumerate(reasons):
        if reason.column in place:
            groups.setdefault(reason.group or reason.column, []).append(number)
    found = np.full((len(values), n), -1)
    strength = np.empty((len(values), len(groups)))
    numbers = np.empty((len(values), len(groups)), dtype=np.int64)
    for at, members in enumerate(groups.values()):
        among = values[:, [place[reasons[member].column] for member in members]]
        strength[:, at], numbers[:, at] = among.max(1), np.array(members)[among.argmax(1)]
    order = np.argsort(-strength, axis=1, kind="stable")[:, :n]
    holds = _holds(np.take_along_axis(strength, order, 1), least)
    found[:, : order.shape[1]] = np.where(holds, np.take_along_axis(numbers, order, 1), -1)
    return found


def _holds(strength: np.ndarray, least: np.ndarray | None) -> np.ndarray:
    """Which contributions of each row are reasons: above 0, and not below the least step."""
    return (strength > 0) & (strength >= (0.0 if least is None else least[:, None] * (1 - TINY)))


def sensitive_reasons(
    values: np.ndarray,
    columns: Sequence[str],
    numbers: np.ndarray,
    reasons: Sequence[Reason],
    sensitive: Collection[str],
    least: np.ndarray | None = None,
) -> list[list[str]]:
    """Sensitive columns among the true reasons of each account: those that a letter names or hides behind a group.

    Parameters
    ----------
    numbers : of `reason_numbers`.
    sensitive : protected attributes and their named proxies.
    """
    watched = [number for number, column in enumerate(columns) if column in sensitive]
    if not watched:
        return [[] for _ in values]
    place = {column: number for number, column in enumerate(columns)}
    of_reason = np.array([place.get(reason.column, 0) for reason in reasons])
    told = np.where(numbers >= 0, np.take_along_axis(values, of_reason[numbers], 1), 0.0)
    weakest = np.where((numbers >= 0).all(1), told.min(1), 0.0)  # with places left every raising column is a reason
    counts = _holds(values, least)[:, watched] & (values[:, watched] >= weakest[:, None])
    return [[columns[watched[at]] for at in np.flatnonzero(row)] for row in counts]


def reasons_kept(result: AccountShap, reasons: Sequence[Reason], n: int = N_REASONS) -> float:
    """Share of an account's reasons that are the same against a re-drawn reference, mean over accounts; nan without."""
    kept = []
    for first, second in zip(result.values, result.again, strict=False):
        mine = {reason.column for reason in main_reasons(first, result.columns, reasons, n)}
        others = {reason.column for reason in main_reasons(second, result.columns, reasons, n)}
        if mine:
            kept.append(len(mine & others) / len(mine))
    return float(np.mean(kept)) if kept else float("nan")


def refusal(result: AccountShap, proposed: Mapping[str, str]) -> str | None:
    """Why no letter at all may be written with this model; None where one may.

    Parameters
    ----------
    proposed : columns whose pair was proposed automatically -> both names.
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
    because = borrowed([c for c, part in zip(result.columns, size, strict=True) if part > 0], proposed)
    return because and (
        f"A letter names reasons that mean what they say; however, this model {because}. Pair the columns by name, and "
        "transfer again."
    )


def borrowed(columns: Sequence[str], proposed: Mapping[str, str]) -> str | None:
    """That a model reads columns whose meaning is a guess, in words; None where it reads none."""
    guessed = [proposed[column] for column in columns if column in proposed]
    return f"borrows meanings by automatic pairing: {_some(guessed)}" if guessed else None


def sensitive_words(columns: Sequence[str], sensitive: Mapping[str, str], names: Mapping[str, str]) -> str:
    """Which true reasons are sensitive, in words.

    Parameters
    ----------
    sensitive : column -> what it is, e.g. "a protected attribute".

    >>> sensitive_words(["age"], {"age": "a protected attribute"}, {"age": "Age"})
    'Age, a protected attribute'
    """
    return "; ".join(f"{names.get(column, column)}, {sensitive[column]}" for column in columns)
