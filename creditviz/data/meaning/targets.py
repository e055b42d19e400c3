"""Which column says how an account ended, which of its values mean default, and how sure that is."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from creditviz.data.meaning.columns import Profile
from creditviz.data.meaning.outcome_names import HISTORY, OUTCOME, NameOfOutcome, name_of_outcome
from creditviz.data.meaning.outcome_values import MEANING_OF_WORD, ValuesOfOutcome, values_of_outcome
from creditviz.data.meaning.protected import is_protected
from creditviz.data.meaning.target_guess import ASKED, CHECK, TargetGuess
from creditviz.data.values import MISSING, counted, listed, plain, spelled
from creditviz.schema import Value

__all__ = ["MEANING_OF_WORD", "TargetGuess", "guess_target", "with_values"]
MOST_VALUES = 20
_MOST_BAD = 0.5  # a higher bad rate is asked about


def guess_target(frame: pd.DataFrame, profiles: dict[str, Profile], taken: set[str]) -> TargetGuess | None:
    """The most likely target among the columns that are not `taken`; None if nothing speaks for one."""
    scored = []
    for name, facts in profiles.items():
        if name in taken or not 1 <= facts.n_distinct <= MOST_VALUES or is_protected(frame[name], name):
            continue
        score, reason = _evidence(facts, name_of_outcome(name), values_of_outcome(frame[name]))
        if score:
            scored.append((score, reason, name))
    if not scored:
        return None
    best = max(score for score, _, _ in scored)
    # Of equals, the last: outcomes stand at the end of a table more often than at its beginning.
    *others, (_, reason, name) = [entry for entry in scored if entry[0] == best]
    if others:
        reason = f"{reason}; {others[-1][2]!r} could be the outcome too"
    return with_values(frame[name], name, reason, sure=not others and best not in _UNSURE)


_WORDS_ALONE, _PAST = 4, 1
_UNSURE = (_WORDS_ALONE, _PAST)


def _evidence(facts: Profile, named: NameOfOutcome, values: ValuesOfOutcome) -> tuple[int, str]:
    """How strongly a column speaks of being the outcome (0: not at all), and why."""
    says_how, by_name = values.says_how_it_ended, named.kind == OUTCOME
    two_valued = facts.n_distinct <= 2 and not values.amounts
    by_its_name = f"the name {facts.name!r} says so"
    if named.kind == HISTORY:
        why = f"{facts.name!r} speaks of an earlier default, and no other column of an outcome"
        return (_PAST, why) if named.polarity and two_valued else (0, "")
    if says_how and (by_name or named.polarity):
        return 7, f"the name {facts.name!r} and its values say how an account ended"
    if two_valued and (by_name or named.polarity and not named.circumstance):
        return 5, by_its_name
    if says_how:
        return _WORDS_ALONE, "its values say how an account ended"
    if two_valued and named.polarity:
        return 3, f"the name {facts.name!r} speaks of default, and it has two values"
    speaks = by_name or (named.polarity and not named.circumstance)
    if speaks and (values.has_status or not values.amounts):
        return 2, by_its_name
    return 0, ""


def with_values(column: pd.Series, name: str, reason: str, *, sure: bool = True) -> TargetGuess:
    """The guess completed by which values are bad, good or to be left out, and how sure that is.

    Parameters
    ----------
    sure : whether the column itself is certain; where it is not, the guess is never more than "check".
    """
    counts = column.value_counts()  # most frequent first; missing ones have no meaning yet
    values, named, how = [plain(v) for v in counts.index], name_of_outcome(name), values_of_outcome(column)
    if len(values) == 1:
        return _of_one(column, values[0], named, reason)
    if len(values) == 2:
        return _of_two(column, values, named, how, reason, sure)
    bad, good, out = (tuple(v for v in values if how.meaning(v) == m) for m in ("bad", "good", "exclude"))
    guess = TargetGuess(name, f"{reason}; the words say which values are bad", bad, good, out)
    unmapped = [v for v in values if how.meaning(v) is None]
    if unmapped or not bad or not good or how.proposed:
        doubt = f"which values of {name!r} mean bad? {_proposal(column, guess, unmapped)}"
        reason = f"{reason}; say which values are bad and which good"
        return replace(guess, grade=ASKED, doubt=doubt, reason=reason)
    return _judged(column, guess, sure=sure)


def _of_one(column: pd.Series, value: Value, named: NameOfOutcome, reason: str) -> TargetGuess:
    """One value, and empty cells: a mark may be set where the name holds, so that empty means the opposite."""
    name, empty = str(column.name), int(column.isna().sum())
    guess = TargetGuess(name, f"{reason}; it has one value only", (), (value,))
    if not empty or not named.polarity or spelled(value) == "0":
        return guess
    bad, good = ((value,), (MISSING,)) if named.polarity > 0 else ((MISSING,), (value,))
    n_bad = len(column) - empty if named.polarity > 0 else empty
    doubt = (
        f"{name} holds {_shown((value,))} or nothing: if an empty cell means {'no' if named.polarity > 0 else 'bad'}, "
        f"{counted(n_bad, 'row')} ({n_bad / len(column):.1%}) are bad; else their outcome is not known"
    )
    return replace(guess, bad=bad, good=good).with_doubt(CHECK, doubt + ".")


def _of_two(
    column: pd.Series, values: list, named: NameOfOutcome, how: ValuesOfOutcome, reason: str, certain: bool
) -> TargetGuess:
    """The direction of two values: by their words, by the name, by the literature, last by which is rarer."""
    rarer, commoner = values[1], values[0]
    bad, why, sure = _direction(values, named, how, rarer)
    good = commoner if bad == rarer else rarer
    guess = TargetGuess(str(column.name), f"{reason}; {why}", (bad,), (good,))
    return _judged(column, guess, sure=sure and certain, turned=named.polarity == 0 and not how.says_how_it_ended)


def _direction(values: list, named: NameOfOutcome, how: ValuesOfOutcome, rarer: object) -> tuple:
    """(bad value, why, whether that is sure)."""
    worded = {how.meaning(v): v for v in values}
    if "bad" in worded and "good" in worded:
        return worded["bad"], "the words say which values are bad", not how.refusals
    if "bad" in worded or "good" in worded:  # the other one can only mean the opposite
        bad = worded.get("bad", next(v for v in values if v != worded.get("good")))
        return bad, "the words say which value is bad or good, the other one is taken for the opposite", False
    yes_no = how.yes_and_no(values)
    if yes_no is not None:
        return _of_yes_and_no(*yes_no, named, rarer)
    if {spelled(v) for v in values} == {"1", "2"}:
        two = next(v for v in values if spelled(v) == "2")
        return (two, "2 is bad in the literature", True) if named.one_is_good else (rarer, _RARER, False)
    return rarer, _RARER, False


_RARER = "the rarer value is taken as bad"


def _of_yes_and_no(yes: object, no: object, named: NameOfOutcome, rarer: object) -> tuple:
    if named.one_is_good or named.polarity < 0:
        return no, f"{_shown((no,))} means default", not named.granted
    if named.polarity > 0 or spelled(yes) == "1":
        return yes, f"{_shown((yes,))} means default", True
    if named.granted:
        return no, "a yes may mean that the loan was granted", False
    return rarer, _RARER, False


def _judged(column: pd.Series, guess: TargetGuess, *, sure: bool = True, turned: bool = False) -> TargetGuess:
    """The guess with its grade: a bad rate above one half is asked about, and where nothing speaks, turned round."""
    rate = _rate(column, guess.bad, guess.good)
    if rate > _MOST_BAD and turned:
        guess = guess.turned()
        rate, sure = 1 - rate, False
    if sure and rate <= _MOST_BAD:
        return guess
    bad, good = _shown(guess.bad), _shown(guess.good)
    doubt = (
        f"{guess.column} seems to say how an account ended, but which of its values is bad is not certain: "
        f"{bad} means bad: {rate:.1%}; {good} means bad: {1 - rate:.1%}. The first reading is the proposed one."
    )
    return guess.with_doubt(CHECK, doubt)


def _rate(column: pd.Series, bad: tuple, good: tuple) -> float:
    counts = column.value_counts()
    n_bad, n_good = (int(sum(counts[v] for v in counts.index if plain(v) in group)) for group in (bad, good))
    return n_bad / max(1, n_bad + n_good)


def _shown(values: tuple) -> str:
    return listed([spelled(v) for v in values], 3)


def _proposal(column: pd.Series, guess: TargetGuess, unmapped: list) -> str:
    counts = {spelled(v): int(n) for v, n in column.value_counts().items()}

    def rows(values) -> str:
        return ", ".join(f"{spelled(v)} ({counted(counts.get(spelled(v), 0), 'row')})" for v in values)

    parts = [("bad", guess.bad), ("good", guess.good), ("to be left out", guess.exclude)]
    said = "; ".join(f"{word}: {rows(values)}" for word, values in parts if values)
    unknown = f"; not known: {rows(unmapped[:8])}" if unmapped else ""
    return f"Proposed: {said or 'nothing'}{unknown}."
