"""Digits that are not 0 to 9 (full-width, Arabic, Indian) and the marks that stand between them."""

from __future__ import annotations

import sys
import unicodedata
from functools import cache


@cache
def digits() -> dict[int, str]:
    """Every such sign and the plain one that it stands for, as `str.translate` takes them."""
    others = {code for code in range(128, sys.maxunicode + 1) if chr(code).isdecimal()}
    marks = {0x066B: ".", 0x066C: ",", 0xFF0E: ".", 0xFF0C: ","}  # Arabic and full-width
    return {code: str(unicodedata.decimal(chr(code))) for code in others} | marks


def has_other_digits(text: str) -> bool:
    """Whether a text holds such digits.

    >>> has_other_digits("12"), has_other_digits("１２"), has_other_digits("m²")
    (False, True, False)
    """
    return not text.isascii() and any(not c.isascii() and c.isdecimal() for c in text)
