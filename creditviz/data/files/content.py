"""The content of a stored book: its hash, and that its numbers are finite."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from creditviz.exceptions import DataError

_BATCH = 131_072  # rows in memory at a time
_THREADS = 2


class _ColumnDigest:
    """Hash of one column that does not depend on how the rows are cut into batches."""

    def __init__(self, name: str, kind: pa.DataType) -> None:
        self.name = name
        self.kind = kind
        self.values = hashlib.sha256()
        self.shape = hashlib.sha256()  # which rows are empty, and how long each text is
        self.n_infinite = 0
        self.n_rows = 0

    def update(self, column: pa.Array) -> None:
        """Add the next rows."""
        if column.null_count:
            missing = np.flatnonzero(np.asarray(column.is_null())) + self.n_rows
            self.shape.update(missing.astype(np.int64).data)
        self.n_rows += len(column)
        known = column.drop_null() if column.null_count else column
        if _is_text(self.kind):
            self._update_text(known.cast(pa.large_string()))
            return
        numbers = _as_numbers(known)
        if numbers.dtype.kind == "f":
            self.n_infinite += int(np.isinf(numbers).sum())
        self.values.update(np.ascontiguousarray(numbers).data)

    def _update_text(self, text: pa.Array) -> None:
        _, offsets, characters = text.buffers()
        ends = np.frombuffer(offsets, dtype=np.int64)[text.offset : text.offset + len(text) + 1]
        self.shape.update(np.diff(ends).data)
        if characters is not None:
            self.values.update(memoryview(characters)[int(ends[0]) : int(ends[-1])])

    def digest(self) -> bytes:
        """Name, type and values in 32 bytes."""
        kind = "text" if _is_text(self.kind) else self.kind
        whole = hashlib.sha256(f"{self.name}\0{kind}".encode())
        whole.update(str(self.n_rows).encode() + self.values.digest() + self.shape.digest())
        return whole.digest()


def _is_text(kind: pa.DataType) -> bool:
    return pa.types.is_large_string(kind) or pa.types.is_string(kind) or pa.types.is_string_view(kind)


def _as_numbers(column: pa.Array) -> np.ndarray:
    if pa.types.is_temporal(column.type):
        column = column.cast(pa.int32() if pa.types.is_date32(column.type) else pa.int64())
    if pa.types.is_boolean(column.type):
        column = column.cast(pa.int8())
    return column.to_numpy(zero_copy_only=False)


def content_hash(path: Path) -> str:
    """16 hex digits that name the values of a Parquet file, whatever file they came from.

    Raises
    ------
    DataError
        If a number is infinite.
    """
    file = pq.ParquetFile(path)
    digests = [_ColumnDigest(field.name, field.type) for field in file.schema_arrow]
    with ThreadPoolExecutor(_THREADS) as pool:  # hashing lets other threads run
        for batch in file.iter_batches(batch_size=_BATCH):
            list(pool.map(_ColumnDigest.update, digests, batch.columns))
    infinite = {d.name: d.n_infinite for d in digests if d.n_infinite}
    if infinite:
        shown = ", ".join(f"{name!r} ({count:,})" for name, count in list(infinite.items())[:5])
        raise DataError(
            f"numbers must be finite, however there are infinite values in {shown}. "
            "Leave these cells empty, or write the largest value that makes sense."
        )
    return hashlib.sha256(b"".join(d.digest() for d in digests)).hexdigest()[:16]
