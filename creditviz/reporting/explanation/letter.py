"""A letter of one page to an applicant who was declined: the main reasons, and what could be done about them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from creditviz.explanation.reasons import Reason
from creditviz.reporting.words import signed
from creditviz.results import Interval

OPENING = "We have considered your application and are unable to approve it at this time. The main reasons are:"
NOTHING = "No single reason weighed against the application."
CLOSING = (
    "The reasons are listed by weight, the strongest first. You may ask us for the information that the decision was "
    "based on, and for a review by a person."
)
CAN_CHANGE = "You may be able to change this now."
STYLE = (
    "body{font:16px/1.5 Georgia,serif;max-width:42em;margin:3em auto;padding:0 1em;color:#1c2430}"
    "ol{padding-left:1.4em}li{margin:.5em 0}small{color:#68707c}@page{size:A4;margin:25mm}"
)


@dataclass(frozen=True)
class Letter:
    """What stands in the letter; no PD and no score."""

    account: str
    reasons: tuple[Reason, ...]
    lender: str = ""
    day: date | None = None
    changeable: frozenset[str] = frozenset()  # columns whose nature is "can change now"

    @property
    def lines(self) -> list[tuple[str, str]]:
        """(sentence, what can be done) of each reason."""
        return [(_full_stop(r.sentence), CAN_CHANGE if r.column in self.changeable else "") for r in self.reasons]


def letter_text(letter: Letter) -> str:
    """Plain text.

    >>> print(letter_text(Letter("A7", (Reason("x", "Payments were late"),), "A bank")).splitlines()[6])
    1. Payments were late.
    """
    numbered = [f"{i}. {said} {hint}".strip() for i, (said, hint) in enumerate(letter.lines, start=1)]
    return "\n".join([*_head(letter), "", _opening(letter), "", *numbered, "", CLOSING, ""])


def letter_html(letter: Letter) -> str:
    """One page of HTML that needs no network; everything a user typed is escaped."""
    items = "".join(
        f"<li>{escape(said)}{f' <small>{escape(hint)}</small>' if hint else ''}</li>" for said, hint in letter.lines
    )
    head = "".join(f"<p>{escape(line)}</p>" for line in _head(letter))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Decision on your application</title>'
        f"<style>{STYLE}</style></head><body>{head}<p>{escape(_opening(letter))}</p><ol>{items}</ol>"
        f"<p>{escape(CLOSING)}</p></body></html>"
    )


def _head(letter: Letter) -> list[str]:
    day = letter.day.isoformat() if letter.day else ""
    return [letter.lender or "[Name of the lender]", f"Application {letter.account}", day]


def _opening(letter: Letter) -> str:
    return OPENING if letter.reasons else NOTHING


def _full_stop(sentence: str) -> str:
    return sentence.strip().rstrip(".") + "."


def letter_name(account: str) -> str:
    """A file name that any system takes.

    >>> letter_name("A/7 b")
    'letter-A-7-b'
    """
    return "letter-" + "".join(c if c.isalnum() or c in "-_" else "-" for c in account)


def reasons_sentence(kept: float, n_accounts: int, reference: str) -> str:
    """How stable the reasons are, in words.

    >>> reasons_sentence(0.934, 100, "the portfolio")
    '93% of the reasons stay when the portfolio is drawn anew (100 accounts).'
    """
    if kept != kept:
        return "No account that is explained twice has a reason against it."
    return (
        f"{kept:.0%} of the reasons stay when {reference.partition(' (')[0]} is drawn anew ({n_accounts:,} accounts)."
    )


def costs_sentence(
    with_protected: float | None, without: float | None, names: Sequence[str], apart: Interval | None = None
) -> str:
    """What leaving protected attributes out costs; empty unless both runs exist.

    Parameters
    ----------
    apart : the difference with its interval, where both were judged on the same rows.

    >>> costs_sentence(0.7843, 0.7821, ("Age",), Interval(0.0022, -0.0004, 0.0048))
    'Leaving out Age costs 0.002 of AUC: 0.782 without, 0.784 with (95% interval of the cost: 0.000 to +0.005).'
    """
    if with_protected is None or without is None:
        return ""
    what = ", ".join(names)
    cost = with_protected - without
    said = "no AUC" if cost <= 0 else f"{cost:.3f} of AUC"
    sure = ""
    if apart is not None and not math.isnan(apart.low):
        sure = f" (95% interval of the cost: {signed(apart.low)} to {signed(apart.high)})"
    return f"Leaving out {what} costs {said}: {without:.3f} without, {with_protected:.3f} with{sure}."
