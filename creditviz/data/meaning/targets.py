"""Which column says how an account ended, and which of its values mean default."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from creditviz.data.meaning.columns import Profile
from creditviz.data.meaning.months import words
from creditviz.data.values import plain, spelled
from creditviz.schema import Value

_EXACT = frozenset(
    """target default defaulted bad isbad badflag baddebt isdefault class y label outcome goodbad creditrisk loanstatus
    seriousdlqin2yrs defaultpaymentnextmonth defaultflag defaultind defaultstatus status churnstatus badgood response
    good isgood goodflag repaid chargedoff loandefault defaultnextmonth result gb gbflag""".split()
)
_SPEAKING = frozenset(
    "default defaulted bad target chargeoff charged delinquent seriousdlqin dlq npl outcome dlqin".split()
)
_MEANS_GOOD = frozenset("good repaid paid performing nondefault approved".split())
_STATUS_WORDS = {
    "bad": """charged off|chargedoff|default|defaulted|bad|written off|non-performing|npl|delinquent|yes|y|true|t
        |does not meet the credit policy. status:charged off|b""",
    "good": """fully paid|paid|paid off|paid in full|good|repaid|no|n|false|f|non-default|no default|not default
        |performing|does not meet the credit policy. status:fully paid|closed|g|nondefault""",
    "exclude": """current|in grace period|issued|late (16-30 days)|late (31-120 days)|ongoing|open|active|pending
        |indeterminate|late|in process|unknown""",
}
MEANING_OF_WORD = {
    word.strip(): meaning for meaning, text in _STATUS_WORDS.items() for word in re.split(r"\s*\|\s*", text)
}
MOST_VALUES = 20


@dataclass(frozen=True)
class TargetGuess:
    """A target and the meaning of its values, with reasons."""

    column: str
    reason: str
    bad: tuple[Value, ...] = ()
    good: tuple[Value, ...] = ()
    exclude: tuple[Value, ...] = ()


def guess_target(frame: pd.DataFrame, profiles: dict[str, Profile], taken: set[str]) -> TargetGuess | None:
    """The most likely target among the columns that are not `taken`; None if nothing speaks for one."""
    candidates = [p for name, p in profiles.items() if name not in taken and 1 <= p.n_distinct <= MOST_VALUES]
    scored = [(score, reason, p.name) for p in candidates for score, reason in [_evidence(p, frame[p.name])] if score]
    if not scored:
        last = candidates[-1] if candidates and candidates[-1].name == frame.columns[-1] else None
        if last is None or last.n_distinct != 2:
            return None
        scored = [(1, "the last column, with two values; no other name speaks of an outcome", last.name)]
    best = max(score for score, _, _ in scored)
    # Of equals, the last: outcomes stand at the end of a table more often than at its beginning.
    _, reason, name = [entry for entry in scored if entry[0] == best][-1]
    return with_values(frame[name], name, reason)


def _evidence(facts: Profile, column: pd.Series) -> tuple[int, str]:
    squeezed = re.sub(r"[^a-z0-9]", "", facts.name.lower())
    meanings = {MEANING_OF_WORD.get(spelled(v).lower()) for v in column.dropna().unique()} - {None}
    statuses = {"bad", "good"} <= meanings and not facts.is_number
    small = facts.n_distinct <= 2
    speaking = bool(words(facts.name) & _SPEAKING)
    if squeezed in _EXACT and (small or statuses):
        return 5, f"the name {facts.name!r} says so"
    if speaking and small:
        return 4, f"the name {facts.name!r} speaks of default, and it has two values"
    if statuses and facts.n_distinct > 2:
        return 3, "its values are loan statuses"
    if squeezed in _EXACT:
        return 2, f"the name {facts.name!r} says so"
    return 0, ""


def with_values(column: pd.Series, name: str, reason: str) -> TargetGuess:
    """The guess completed by which values are bad, good or to be left out."""
    counts = column.value_counts()  # most frequent first; missing ones have no meaning yet
    values = [plain(v) for v in counts.index]
    known = {v: MEANING_OF_WORD.get(spelled(v).lower()) for v in values}
    if values and all(known.values()):
        groups = {m: tuple(v for v in values if known[v] == m) for m in ("bad", "good", "exclude")}
        if groups["bad"] or groups["good"]:
            return TargetGuess(name, f"{reason}; the words say which values are bad", **groups)
    if {spelled(v) for v in values} <= {"0", "1"}:
        flipped = bool(words(name) & _MEANS_GOOD) and not words(name) & {"bad"}
        bad, good = (0, 1) if flipped else (1, 0)
        return TargetGuess(name, f"{reason}; {bad} means default", (bad,), (good,))
    if len(values) == 2:
        return TargetGuess(
            name, f"{reason}; {values[1]!r} is the rarer value and taken as bad: check it", (values[1],), (values[0],)
        )
    if len(values) == 1:
        return TargetGuess(name, f"{reason}; it has one value only", (), (values[0],))
    known_groups = {m: tuple(v for v in values if known[v] == m) for m in ("bad", "good", "exclude")}
    return TargetGuess(name, f"{reason}; say which values are bad and which good", **known_groups)
