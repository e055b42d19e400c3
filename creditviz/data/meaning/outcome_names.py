"""What a column's name says of the outcome: whether it is one, and whether a yes under it is bad."""

from __future__ import annotations

from dataclasses import dataclass

from creditviz.data.vocabulary import listed_words, name_words, plain_text, speaks_of, squeezed

OUTCOME, HISTORY = "outcome", "history"


@dataclass(frozen=True)
class NameOfOutcome:
    """What a name says."""

    kind: str  # "outcome", "history", or empty
    polarity: int  # 1: a yes under it is bad, -1: good, 0: it does not say
    one_is_good: bool  # in the literature
    granted: bool  # it may speak of the decision, not of how the loan ended
    circumstance: bool  # its word is as often a fact about the applicant (bankrupt, overdue) as an outcome


def name_of_outcome(name: str) -> NameOfOutcome:
    """What the name of a column says of an outcome.

    >>> [name_of_outcome(n).polarity for n in ("default", "not.fully.paid", "no_default", "non_default", "good", "y")]
    [1, 1, -1, -1, -1, 0]
    """
    together = squeezed(name)
    bad, good = (speaks_of(name, listed_words("outcome", "names", key)) for key in ("bad", "good"))
    polarity = _turned(name, together, bad) if bad else -_turned(name, together, good) if good else 0
    if together in listed_words("outcome", "names", "outcome"):
        kind = OUTCOME
    else:
        kind = HISTORY if _of_the_past(name) else ""
    one_is_good = together in listed_words("outcome", "names", "one_is_good")
    granted = together in listed_words("outcome", "names", "granted")
    circumstance = bad in listed_words("outcome", "names", "circumstance") and together.removesuffix("flag") != bad
    return NameOfOutcome(kind, polarity, one_is_good, granted, circumstance)


def _turned(name: str, together: str, word: str) -> int:
    """-1 where a negation stands before the word, 1 otherwise."""
    negations = listed_words("outcome", "names", "not")
    own = name_words(name)
    for i, part in enumerate(own):
        if word in part or part in word:
            before = own[max(0, i - 2) : i]
            return -1 if any(w in negations for w in before) or _prefixed(part, word) else 1
    return -1 if _prefixed(together, word) else 1


def _prefixed(part: str, word: str) -> bool:
    """Whether a negation is grown together with the word: nondefault, unpaid, 不良."""
    head = part.split(word)[0] if word in part else ""
    return bool(head) and any(head.endswith(n) for n in listed_words("outcome", "names", "not") if len(n) > 1)


def _of_the_past(name: str) -> bool:
    own = set(name_words(name))
    words = listed_words("outcome", "names", "history")
    # "next month", "within 12 months" look ahead; "dlq in 2 yrs" is how one benchmark's outcome is called
    if own & {"next", "in", "within", "after"} or "dlqin" in squeezed(name):
        return False
    return bool(own & words) or any(w in plain_text(name) for w in words if not w.isascii())
