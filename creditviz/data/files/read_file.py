"""One file read into Parquet, in a process of its own: `python -m creditviz.data.files.read_file FOLDER`.

The process reads `job.json` from the folder and answers in `reply.json`. It holds nothing that is worth attacking,
and its end, however it comes, is one sentence of the process that waits for it (`reading_process`).
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from dataclasses import asdict
from pathlib import Path

import polars as pl

from creditviz.data.files.as_parquet import check_size, readable, sink, write_parquet
from creditviz.data.files.content import content_hash
from creditviz.data.files.staging import unpack
from creditviz.data.guard.limits import Limits
from creditviz.data.guard.reading_process import BOOK, JOB, KEPT, REPLY, FileSummary
from creditviz.data.guard.warm_reader import IDLE_SECONDS, WAITING
from creditviz.data.text.cells import Expected, read_cells
from creditviz.exceptions import CreditVizError, DataError

_GRACE = 5  # seconds that the process that waits has to end this one by itself


def read_file(
    path: Path,
    name: str,
    folder: Path,
    *,
    min_rows: int,
    may_mix: bool,
    limits: Limits,
    expected: Expected | None = None,
    sheet: str = "",
) -> FileSummary:
    """Read a file of one of the kinds of `formats` (gzipped or not) and write it to `book.parquet` in `folder`.

    What was done to it, and how its numbers were spelled, is kept beside the table (`reading.what_was_done`).

    Raises
    ------
    DataError
        One sentence on what is wrong with the file.
    """
    table, written = folder / "table.parquet", folder / BOOK
    notes, comma = write_parquet(unpack(path, name, folder, limits), name, table, limits, sheet=sheet)
    with readable(name):
        check_size(pl.scan_parquet(table, glob=False), name, limits)
        changes, more, readings = read_cells(table, may_mix=may_mix, comma_file=comma, expected=expected)
        notes += more
        if changes or notes:
            kept = {KEPT: json.dumps({"notes": [asdict(note) for note in notes], "readings": readings})}
            sink(pl.scan_parquet(table, glob=False).with_columns(changes), written, metadata=kept)
        else:
            table.replace(written)
    return summary_of(written, name, min_rows, limits)


def summary_of(written: Path, name: str, min_rows: int, limits: Limits) -> FileSummary:
    """Hash and shape of a table as it was written; raises `DataError` where its rows are too few or too many."""
    table = pl.scan_parquet(written, glob=False)
    n_rows = check_size(table, name, limits)
    if n_rows < min_rows:
        raise DataError(
            f"a book needs at least {min_rows} rows to be split and judged, however {name!r} has {n_rows}. "
            "Load more accounts."
        )
    return FileSummary(content_hash(written), n_rows, len(table.collect_schema()))


def _answer(folder: Path) -> dict[str, object]:
    """What `reply.json` says: the summary, a mistake of the user's, or what broke."""
    job = json.loads((folder / JOB).read_text(encoding="utf-8"))
    limits = Limits(**job.pop("limits"))
    like = job.pop("expected", None)
    expected = Expected.from_dict(like) if like is not None else None
    _bound(limits)
    try:
        return asdict(read_file(Path(job.pop("path")), folder=folder, limits=limits, expected=expected, **job))
    except CreditVizError as mistake:
        return {"mistake": str(mistake)}
    except MemoryError:
        return {"met": "memory"}
    except BaseException as error:  # whatever a reader of files raises ends here; it is told apart from a mistake
        return {"broke": f"{type(error).__name__}: {(str(error).splitlines() or [''])[0][:200]}"}


def _bound(limits: Limits) -> None:
    """Limits that hold even where the waiting process is gone or held up."""
    if hasattr(signal, "alarm"):
        signal.alarm(min(limits.seconds + _GRACE, 2**31 - 1))
    if sys.platform == "linux":
        import resource

        # What is asked for is more than what is used, so that this net hangs lower than the measured limit.
        most = min((2 * limits.memory_mb + 8192) << 20, 2**62)
        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        resource.setrlimit(resource.RLIMIT_DATA, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _end_with_parent() -> None:
    sys.stdin.buffer.read()  # never written to: it closes when the waiting process ends, however it ends
    os._exit(1)


def _awaited() -> Path:
    """The folder that a reader started in advance is told; it ends where none comes, or its parent does."""
    pl.DataFrame({"a": [1]}).lazy().with_columns(pl.col("a") + 1).collect()  # the library's threads are started
    too_long = threading.Timer(IDLE_SECONDS, os._exit, (0,))
    too_long.daemon = True
    too_long.start()
    line = sys.stdin.buffer.readline().decode().removesuffix("\n")
    too_long.cancel()
    if not line:
        os._exit(0)
    folder = Path(line)
    os.dup2(os.open(folder / "errors", os.O_WRONLY | os.O_APPEND), 2)
    return folder


def main() -> None:
    """Read the job in a folder and answer there."""
    folder = Path(sys.argv[1]) if sys.argv[1] != WAITING else _awaited()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    partial = folder / f".{REPLY}"
    partial.write_text(json.dumps(_answer(folder)), encoding="utf-8")
    partial.replace(folder / REPLY)
    os._exit(0)  # the threads of the readers need no farewell


if __name__ == "__main__":
    main()
