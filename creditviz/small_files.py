"""Small files that people write or upload (a schema, a pairing, sentences, a benchmark): one careful reader for all.

A mistake in such a file is a sentence, whatever the file holds: the reader bounds its size and depth and never raises
anything but `DataError`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from creditviz.exceptions import DataError

MOST_BYTES = 5_000_000  # a schema of 2,000 columns has a tenth
MOST_DEEP = 60  # lists and objects inside each other


def read_text(path: Path, what: str) -> str:
    """The text of a file that was named by its path.

    Parameters
    ----------
    what : what names it, for the sentence ("--schema").

    Raises
    ------
    DataError
        There is no such file, or it is no small text.
    """
    if not path.is_file():
        raise DataError(f"{what} takes a file that exists, however: {str(path)!r}. Check the path.")
    try:
        with path.open("rb") as stream:
            return decoded(stream.read(MOST_BYTES + 1), path.name)
    except OSError as error:
        raise DataError(
            f"{what} takes a file that can be read, however: {error.strerror or error}. Check its permissions."
        ) from error


def decoded(content: bytes, name: str, most: int = MOST_BYTES) -> str:
    """The text in the bytes of a small file; raises `DataError` where it is too large or no text."""
    if len(content) > most:
        raise DataError(
            f"this file is a small one (at most {most:,} bytes), however {name!r} is larger. "
            "Choose the file that was meant here, not the data."
        )
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise DataError(
            f"this file is a text in UTF-8, however {name!r} has other bytes at position {error.start:,}. "
            "Save it again as UTF-8."
        ) from error


def parse_json(text: str) -> Any:
    """What JSON text says.

    Raises
    ------
    DataError
        It is no JSON, or nests deeper than any file of ours; short enough to stand inside another sentence.

    Examples
    --------
    >>> parse_json('{"pairs": {"age": "AGE"}}')
    {'pairs': {'age': 'AGE'}}
    """
    try:
        found = json.loads(text)
    except ValueError as error:
        raise DataError(str(error)) from error
    except RecursionError as error:
        raise DataError(_TOO_DEEP) from error
    level = [found]
    for _ in range(MOST_DEEP):
        level = [part for one in level for part in _parts(one)]
        if not level:
            return found
    raise DataError(_TOO_DEEP)


_TOO_DEEP = f"lists or objects inside each other more than {MOST_DEEP} deep"


def _parts(value: Any) -> Any:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
