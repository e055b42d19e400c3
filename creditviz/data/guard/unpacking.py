"""Unpacking with bounds: what comes out is counted while it streams, whatever the file says of itself."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from creditviz.data.guard.limits import Limits, raise_it
from creditviz.exceptions import DataError

CHUNK = 1 << 22
_MB = 1 << 20
_FROM_MB = 64  # a small file may unpack to as many times its size as it likes


class Stream(Protocol):
    """What gives bytes."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""


class Counter:
    """What came out of a packed file so far.

    Parameters
    ----------
    packed : bytes of the packed file.
    name : the file's name, for the sentence.
    """

    def __init__(self, packed: int, name: str, limits: Limits) -> None:
        self.packed, self.name, self.limits, self.out = packed, name, limits, 0

    def add(self, n_bytes: int) -> None:
        """Count; raises `DataError` where the file unpacks to more than it may."""
        self.out += n_bytes
        megabytes = self.out / _MB
        if megabytes > self.limits.unpacked_mb:
            raise DataError(
                f"a packed file may unpack to {self.limits.unpacked_mb:,} MB, however {self.name!r} holds more. "
                + raise_it("unpacked_mb", "Unpack it yourself and load the table")
            )
        if megabytes > _FROM_MB and self.out > self.limits.ratio * self.packed:
            raise DataError(
                f"a packed file may unpack to {self.limits.ratio:,} times its size, however {self.name!r} "
                f"({self.packed:,} bytes) unpacks to more. "
                + raise_it("ratio", "Check where it comes from; unpack it yourself and load the table")
            )


def chunks(stream: Stream, counter: Counter) -> Iterator[bytes]:
    """The unpacked bytes of a stream, counted."""
    while chunk := stream.read(CHUNK):
        counter.add(len(chunk))
        yield chunk


def unzip(path: Path, name: str, target: Path, limits: Limits) -> None:
    """Unpack a .gz file to `target`.

    Raises
    ------
    DataError
        It is damaged, unpacks to nothing, or to more than it may.
    """
    counter = Counter(path.stat().st_size, name, limits)
    try:
        with gzip.open(path) as packed, target.open("wb") as plain:
            for chunk in chunks(packed, counter):
                plain.write(chunk)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise DataError(
            f"a .gz file must unzip to its end, however {name!r} is damaged or was cut off. "
            "Copy or pack the file again."
        ) from error
    if counter.out == 0:
        raise DataError(f"a book needs rows, however the file {name!r} is empty inside. Choose another file.")
