"""Pairs of columns by what they mean: names and words first, shape last and only as a guess."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from scipy.optimize import linear_sum_assignment

from creditviz.data.scaling import as_numbers
from creditviz.data.values import spelled_levels
from creditviz.exceptions import SchemaError
from creditviz.metrics import auc_interval
from creditviz.results.transfer.run import Pair, Pairing
from creditviz.transfer.columns import CATEGORY, NUMBER
from creditviz.transfer.pairing import Distances, Domain, check_names, pairing_of, spread
from creditviz.transfer.words.terms import Term, term_of, terms, unit_of, words_of

FEWEST_LETTERS = 3  # of a word that two names have in common
SHARED_LEVELS = 0.5  # of the new rows: so many must have a level that the old book knows by a word
MOST_NAMES = 0.5  # of the new columns: where so many have the old names, both are one kind of book, codes and all
UNLIKE_NAMES = 2.0  # what names without a common word cost beside W1, which is 1 at most
CODES = "categories whose codes may mean different things"
MIXED = "a number would stand for a category"
BACKWARDS = "one counts below 0 and the other above"
AGAINST = "in the old book higher values mean {more} defaults, and {term} usually means {less}"


class Match(NamedTuple):
    """Two columns whose names say that they belong together."""

    target: str
    source: str
    how: str  # "name", "meaning" or "unit"
    term: str  # key of the term of a meaning; words in common else


@dataclass(frozen=True)
class Named:
    """A column by its name alone: its business name and what both say."""

    name: str
    label: str

    @property
    def term(self) -> Term | None:
        """The term of the dictionary, the column's own name asked first."""
        return term_of(self.name, self.label)

    @property
    def words(self) -> frozenset[str]:
        """Words and numbers of both names."""
        return frozenset((*words_of(self.name), *words_of(self.label)))


def pair_by_meaning(
    source: Domain,
    target: Domain,
    *,
    keep: Mapping[str, str] | None = None,
    y: np.ndarray | None = None,
    guess: bool = False,
) -> Pairing:
    """Pair columns by name and meaning; what only shape speaks for stays a guess.

    Parameters
    ----------
    source, target : training rows of the two books; outcomes of the target are never read.
    keep : target column -> source column: pairs that somebody confirmed; the rest is found around them.
    y : outcomes of the source rows, (n,). With them, a pair whose old column moves against its meaning is a guess.
    guess : on uses the guesses too; off lists them (`Pairing.guesses`).

    Raises
    ------
    SchemaError
        When nothing is left to pair.

    Notes
    -----
    Equal names first. Then names that say one term of the dictionary (`terms.toml`); of several columns with one term
    those whose names have most words and numbers in common, then those spread most alike. Then names that speak out
    one unit and have another word in common. A pair falls back to a guess where a number meets a category, where
    categories share no words, where one column counts below 0, or where the old outcomes contradict the term. What is
    left is guessed by shape (`Distances.assign`). NOTE[DIFF]: Xu and Zhang 2025 pair "similar" columns.
    """
    keep = dict(keep or {})
    check_names(keep, source.columns, target.columns)
    apart = Distances(source, target)
    rest = [c for c in source.columns if c not in keep.values()], [c for c in target.columns if c not in keep]
    matches = match_names(_named(source, rest[0]), _named(target, rest[1]), apart.w1)
    pairs = [apart.pair(t, s, "name" if t == s else "given") for t, s in keep.items()]
    doubtful: list[Pair] = []
    one_kind = len(set(source.columns) & set(target.columns)) >= MOST_NAMES * len(target.columns)
    for match in matches:
        why = _doubt(match, source, target, y, one_kind=one_kind)
        found = apart.pair(match.target, match.source, "guess" if why else match.how)
        (doubtful if why else pairs).append(replace(found, why=why or _ground(match)))
    taken = pairs + doubtful
    free = [[c for c in names if c not in {getattr(p, side) for p in taken}] for names, side in zip(
        (source.columns, target.columns), ("source", "target"), strict=True
    )]  # fmt: skip
    guesses = [*doubtful, *(apart.pair(t, s, "guess") for t, s in apart.assign(free[1], free[0]))]
    used = pairs + guesses if guess else pairs
    if not used:
        raise SchemaError(_nothing(source, target, len(guesses)))
    return replace(pairing_of(used, source, target), guesses=() if guess else tuple(guesses))


def match_names(
    old: Sequence[Named], new: Sequence[Named], w1: Mapping[tuple[str, str], float] | None = None
) -> list[Match]:
    """Which columns belong together by their names, each at most once.

    Parameters
    ----------
    old, new : columns of the two books.
    w1 : (new column, old column) -> distance; it decides where names leave it open. None: names alone.

    Examples
    --------
    >>> old = [Named("income", "income"), Named("months_late", "months_late")]
    >>> new = [Named("annualIncome", "annualIncome"), Named("dpd", "dpd"), Named("x1", "x1")]
    >>> [(m.target, m.source, m.how) for m in match_names(old, new)]
    [('annualIncome', 'income', 'meaning'), ('dpd', 'months_late', 'meaning')]
    """
    found: list[Match] = []
    for keys in (_same_name, _same_term, _near_term, _same_unit):
        taken = {m.source for m in found}, {m.target for m in found}
        left = [c for c in old if c.name not in taken[0]], [c for c in new if c.name not in taken[1]]
        found += _assigned(*left, keys, w1 or {})
    return found


def _assigned(old: Sequence[Named], new: Sequence[Named], keys, w1: Mapping[tuple[str, str], float]) -> list[Match]:
    """Within every key that both sides have, the pairs that are most alike."""
    groups: dict[tuple[str, str], tuple[list[Named], list[Named]]] = defaultdict(lambda: ([], []))
    for side, columns in enumerate((old, new)):
        for column in columns:
            for key in keys(column, side == 0):
                groups[key][side].append(column)
    found: list[Match] = []
    for (how, what), (theirs, ours) in groups.items():
        theirs = [c for c in theirs if c.name not in {m.source for m in found}]
        ours = [c for c in ours if c.name not in {m.target for m in found}]
        if theirs and ours:
            cost = np.array([[_unlike(t, s, w1) for s in theirs] for t in ours])
            rows, columns_ = linear_sum_assignment(cost)
            found += [Match(ours[r].name, theirs[c].name, how, what) for r, c in zip(rows, columns_, strict=True)]
    return found


def _unlike(new: Named, old: Named, w1: Mapping[tuple[str, str], float]) -> float:
    common = len(new.words & old.words) / max(1, len(new.words | old.words))
    return UNLIKE_NAMES * (1 - common) + w1.get((new.name, old.name), 0.0)


def _same_name(column: Named, _: bool) -> Iterable[tuple[str, str]]:
    yield "name", " ".join(words_of(column.name)) or column.name


def _same_term(column: Named, _: bool) -> Iterable[tuple[str, str]]:
    if column.term is not None:
        yield "meaning", column.term.key


def _near_term(column: Named, _: bool) -> Iterable[tuple[str, str]]:
    """Each side under its own term; a term also under those that may stand for it, whichever side has them."""
    if column.term is not None:
        yield "meaning", column.term.key
        yield from (("meaning", key) for key in column.term.near)


def _same_unit(column: Named, _: bool) -> Iterable[tuple[str, str]]:
    """Only columns that the dictionary does not know: two terms of one unit are no pair."""
    unit = unit_of(column.name)
    if unit is not None and column.term is None:
        telling = {w for w in column.words if len(w) >= FEWEST_LETTERS and not w.isdigit() and unit_of(w) is None}
        yield from (("unit", f"{word}, in {unit}") for word in sorted(telling))


def _named(domain: Domain, names: Sequence[str]) -> list[Named]:
    return [Named(name, domain.schema.label(name)) for name in names]


def _ground(match: Match) -> str:
    return {"name": "", "meaning": match.term.replace("_", " ")}.get(match.how, match.term)


def _doubt(match: Match, source: Domain, target: Domain, y: np.ndarray | None, *, one_kind: bool) -> str:
    """Why a match by names is only a guess; empty where nothing speaks against it.

    Equal names are taken at their word, but for codes in books that otherwise have other names.
    """
    kinds = source.kind(match.source), target.kind(match.target)
    old, new = source.frame[match.source], target.frame[match.target]
    if kinds == (CATEGORY, CATEGORY) and not (match.how == "name" and one_kind):
        return "" if _share_words(old, new) >= SHARED_LEVELS else CODES
    if match.how == "name":
        return ""
    if kinds[0] != kinds[1]:
        return MIXED
    if _below_zero(as_numbers(old)) != _below_zero(as_numbers(new)):
        return BACKWARDS
    return _against(match, source, y) if match.how == "meaning" and y is not None else ""


def _share_words(old, new) -> float:
    """Share of new rows whose level is a word, not a code, that the old book has."""
    known = {name for name in spelled_levels(old)[1] if not name.lstrip("+-").isdigit()}
    codes, spellings = spelled_levels(new)
    shared = np.array([name in known for name in spellings] + [False])
    return float(shared[codes].mean()) if len(codes) else 0.0


def _below_zero(values: np.ndarray) -> bool:
    known = values[~np.isnan(values)]
    return bool(len(known)) and float(np.quantile(known, 0.99)) < 0


def _against(match: Match, source: Domain, y: np.ndarray | None) -> str:
    """Whether the old outcomes say the contrary of what the term promises."""
    term = terms().get(match.term)
    if term is None or not term.risk or y is None or source.kind(match.source) != NUMBER:
        return ""
    few = spread(len(source.frame))
    values = as_numbers(source.frame[match.source].iloc[few])
    known = ~np.isnan(values)
    outcome = np.asarray(y)[few][known]
    if len(np.unique(outcome)) < 2:
        return ""
    found = auc_interval(outcome, values[known])
    risk = int(found.low > 0.5) - int(found.high < 0.5)
    more, less = ("more", "fewer") if risk > 0 else ("fewer", "more")
    return AGAINST.format(more=more, less=less, term=term.words) if risk == -term.risk else ""


def _nothing(source: Domain, target: Domain, n_guesses: int) -> str:
    if not n_guesses:
        return (
            f"a transfer needs features in both books, however the old one has {len(source.columns)} and the new one "
            f"{len(target.columns)}. Give columns a role on the Data page."
        )
    return (
        f"a transfer needs columns that mean the same, however no name says so and {n_guesses} pairs could only be "
        "guessed by their shape. Pair columns yourself, or ask for the guesses."
    )
