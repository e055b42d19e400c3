"""How often test rows of a book were looked at, in the same words on pages, command line and pack."""

from __future__ import annotations

import math

from creditviz.runs.reading.looks import Looked


def looks_words(looked: Looked) -> str:
    """The count and what it costs.

    >>> looks_words(Looked(1, 0.0))
    'Judged once on test rows of this book'
    >>> looks_words(Looked(12, 0.0104))
    'Judged 12 times on test rows of this book: the best of 12 looks about .010 AUC better than it is'
    >>> looks_words(Looked(3, 0.02, at_most=True))
    'Judged 3 times on test rows of this book: the best of 3 looks up to about .020 AUC better than it is'
    """
    if not looked.n:
        return "Not judged on test rows of this book so far"
    if looked.n == 1:
        return "Judged once on test rows of this book"
    return f"Judged {looked.n:,} times on test rows of this book: the best of {looked.n:,} looks {_lead(looked)} is"


def _lead(looked: Looked) -> str:
    if math.isnan(looked.lead):
        return "better, by an unknown amount, than it"
    if looked.lead < 0.0005:
        return "less than .001 AUC better than it"
    return f"{'up to ' if looked.at_most else ''}about {f'{looked.lead:.3f}'.removeprefix('0')} AUC better than it"
