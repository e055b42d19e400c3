"""The process that reads a file, seen from the one that waits for it: started, watched, and its end put into words."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from creditviz.data.guard.limits import Limits, raise_it
from creditviz.data.guard.warm_reader import started, take
from creditviz.exceptions import DataError

if TYPE_CHECKING:
    from creditviz.data.text.cells import Expected

BOOK, JOB, REPLY = "book.parquet", "job.json", "reply.json"
KEPT = "creditviz"  # key of the book's own metadata: what was done to the file
_LOOK_SECONDS = 0.05
_OUT_OF_MEMORY = b"memory allocation of"  # what Rust says before it aborts


@dataclass(frozen=True)
class FileSummary:
    """What lies in `book.parquet` now."""

    hash: str  # of the content
    n_rows: int
    n_columns: int


def read_in_process(
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
    """As `read_file.read_file`, in a process of its own.

    Parameters
    ----------
    folder : where the job, the reply and `book.parquet` lie.

    Raises
    ------
    DataError
        What is wrong with the file, or how the process ended.
    """
    job = {
        "path": str(path),
        "name": name,
        "min_rows": min_rows,
        "may_mix": may_mix,
        "limits": asdict(limits),
        "expected": expected.to_dict() if expected is not None else None,
        "sheet": sheet,
    }
    (folder / JOB).write_text(json.dumps(job), encoding="utf-8")
    with (folder / "errors").open("wb") as errors, take(folder) or _started(folder, errors) as process:
        try:
            met = _watch(process, limits)
        finally:
            process.kill()
    reply = _reply(folder) if met is None else {"met": met}
    if "mistake" in reply:
        raise DataError(reply["mistake"])
    if "met" in reply:
        raise DataError(_met(reply["met"], name, limits))
    if "broke" in reply or not reply:
        raise DataError(_broke(name, reply.get("broke") or _how_it_ended(process.returncode, folder)))
    return FileSummary(**reply)


def _started(folder: Path, errors: Any) -> subprocess.Popen[bytes]:
    return started(str(folder), errors.fileno())


def _watch(process: subprocess.Popen[bytes], limits: Limits) -> str | None:
    """Wait for the end; which limit was met, or None. The process may still run where one was."""
    ends, seen = time.monotonic() + limits.seconds, psutil.Process(process.pid)
    while True:
        with suppress(subprocess.TimeoutExpired):
            process.wait(_LOOK_SECONDS)
            return "seconds" if process.returncode == -getattr(signal, "SIGALRM", 0) else None
        if time.monotonic() > ends:
            return "seconds"
        with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            if _held_mb(seen) > limits.memory_mb:
                return "memory"


def _held_mb(process: psutil.Process) -> float:
    """Memory that is the process's own; pages of the files that it looks into are not."""
    held = process.memory_info()
    return (held.rss - getattr(held, "shared", 0)) / 2**20


def _reply(folder: Path) -> dict[str, Any]:
    try:
        return json.loads((folder / REPLY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _met(limit: str, name: str, limits: Limits) -> str:
    """The sentence about a limit that was met."""
    if limit == "memory":
        return (
            f"a file may take {limits.memory_mb:,} MB of memory to be read, however {name!r} takes more. "
            + raise_it("memory_mb", "Load fewer rows or columns, or save it as CSV or Parquet")
        )
    return f"a file may take {limits.seconds:,} seconds to be read, however {name!r} takes longer. " + raise_it(
        "seconds", "Load fewer rows or columns, or save it as CSV or Parquet"
    )


def _how_it_ended(code: int, folder: Path) -> str:
    with suppress(OSError), (folder / "errors").open("rb") as errors:
        if _OUT_OF_MEMORY in errors.read(4096):
            return "it asked for more memory than this machine has"
    if code >= 0:
        return f"it ended with code {code}"
    with suppress(ValueError):
        return f"it was ended by {signal.Signals(-code).name}"
    return f"it was ended by signal {-code}"


def _broke(name: str, what: str) -> str:
    return (
        f"a file is read in a process of its own, however reading {name!r} broke that process ({what}). "
        "The file may be damaged, or made to do harm: save the table again from the program it came from, or as CSV."
    )
