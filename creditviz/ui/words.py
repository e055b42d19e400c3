"""Words and numbers as a banker reads them; text from files shown as it is written."""

from __future__ import annotations

import re
import time

_PUNCTUATION = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$^=\"'@&/])")
_JOINER = "\u2060"  # invisible: keeps ":smile:" and ":red[...]" from being read as a directive


def literal(text: object) -> str:
    r"""`text` so that Markdown shows every character of it: a column may be called `<b>` or `**`.

    >>> literal("2 * <b>")
    '2 \\* \\<b\\>'
    """
    one_line = " ".join(str(text).split())
    return _PUNCTUATION.sub(r"\\\1", one_line).replace(":", ":" + _JOINER)


def duration(seconds: float) -> str:
    """Seconds in words.

    >>> duration(100), duration(7.2), duration(3720)
    ('1 min 40 s', '7 s', '1 h 2 min')
    """
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min" + (f" {whole % 60} s" if whole % 60 else "")
    return f"{whole // 3600} h" + (f" {whole % 3600 // 60} min" if whole % 3600 >= 60 else "")


def roughly(seconds: float) -> str:
    """Seconds as coarsely as a guess is, in one unit.

    >>> roughly(8.4), roughly(43), roughly(190), roughly(9000)
    ('8 s', '45 s', '3 min', '2.5 h')
    """
    if seconds < 10:
        return f"{max(1, round(seconds))} s"
    if seconds < 57.5:
        return f"{5 * round(seconds / 5)} s"
    if seconds < 5400:
        return f"{max(1, round(seconds / 60))} min"
    return f"{seconds / 3600:.1f} h"


def time_left(seconds: float | None) -> str:
    """How long work still takes, rounded as coarsely as the guess is.

    >>> time_left(102.4), time_left(None), time_left(0.2)
    ('at most 1 min 40 s left', 'estimating the time left', 'almost done')
    """
    if seconds is None:
        return "estimating the time left"
    if seconds < 1:
        return "almost done"
    step = 1 if seconds < 10 else 5 if seconds < 60 else 10 if seconds < 600 else 60
    return f"at most {duration(max(step, step * round(seconds / step)))} left"


def ago(moment: float, now: float | None = None) -> str:
    """How long ago a moment was.

    >>> ago(0, 30), ago(0, 130), ago(0, 7300), ago(0, 200000)
    ('just now', '2 min ago', '2 h ago', '2 days ago')
    """
    passed = (time.time() if now is None else now) - moment
    if passed < 60:
        return "just now"
    if passed < 3600:
        return f"{passed / 60:.0f} min ago"
    if passed < 48 * 3600:
        return f"{passed / 3600:.0f} h ago"
    return f"{passed / 86400:.0f} days ago"


def count(n: int, noun: str) -> str:
    """A number with its noun.

    >>> count(1, "run"), count(9000, "row")
    ('1 run', '9,000 rows')
    """
    return f"{n:,} {noun}" + ("" if n == 1 else "s")


def sentence(text: str) -> str:
    """The text with a capital letter at its head.

    >>> sentence("the target is missing")
    'The target is missing'
    """
    return text[:1].upper() + text[1:]
