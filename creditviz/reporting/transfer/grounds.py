"""On what grounds columns are paired, in words."""

from __future__ import annotations

from collections.abc import Iterable

from creditviz.results import Pairing
from creditviz.results.transfer.run import GUESSES

GROUNDS = {
    "name": "same name",
    "given": "confirmed by you",
    "meaning": "meaning",
    "unit": "words and unit",
    "guess": "guess",
    "proposed": "guess",  # of older runs
}
SHAPE = "shape only"
UNIT_WORDS = {"own": "own scale", "common": "common unit", "ranks": "ranks"}


def ground_words(how: str, why: str = "") -> str:
    """The ground of a pair.

    >>> ground_words("meaning", "income"), ground_words("guess"), ground_words("name")
    ('meaning: income', 'guess: shape only', 'same name')
    """
    more = why or (SHAPE if how in GUESSES else "")
    return f"{GROUNDS.get(how, how)}: {more}" if more else GROUNDS.get(how, how)


def guesses_words(pairs: Iterable[tuple[str, bool]]) -> str:
    """How many pairs are guesses.

    Parameters
    ----------
    pairs : of each its ground, and whether the two names differ.

    >>> guesses_words([("name", False), ("guess", True)]), guesses_words([("meaning", True)])
    ('1 of 2 pairs is a guess.', 'No pair is a guess: every one has a name or a meaning in common, or was confirmed.')
    """
    guessed = [how in GUESSES and differ for how, differ in pairs]
    n, of = sum(guessed), len(guessed)
    if not n:
        return "No pair is a guess: every one has a name or a meaning in common, or was confirmed."
    if n == of:
        return "The only pair is a guess." if n == 1 else f"All {n} pairs are guesses."
    return f"{n} of {of} pairs {'is a guess' if n == 1 else 'are guesses'}."


def guesses_first(pairing: Pairing) -> str:
    """What stands before a verdict: how many pairs are guesses; empty where none is."""
    pairs = [(pair.how, pair.target != pair.source) for pair in pairing.pairs]
    return f"{guesses_words(pairs)} " if any(pair.is_guess for pair in pairing.pairs) else ""
