"""Why work ended, in true sentences: one for each cause that can be told apart."""

from __future__ import annotations

import errno
import signal
from pathlib import Path

from creditviz.exceptions import CreditVizError

CLOSED = "The app was closed while this was running. It can go on from where it was."
ENGINE_ENDED = "The engine that carried this out ended unexpectedly. Resume goes on from the last checkpoint."
REBOOTED = "The machine was started again while this was running. Resume goes on from the last checkpoint."
LOST = "The process that carried this out ended without a word."
SILENT = "The worker on the other machine has not been heard of for a while: it was given up."
STOPPED = "Stopped as asked; it can be started again."
DISK_FULL = (
    "The disk of the workspace is full, so that nothing more could be kept. Free some space (old runs can be deleted), "
    "then resume."
)
STORE_AWAY = (
    "The store could not be written for more than a minute (locked by another program, or its server away), so that "
    "the worker stopped. Resume goes on from the last checkpoint."
)
DISK_FULL_EXIT, STORE_AWAY_EXIT = 74, 75  # exit codes of a worker that could not write its own ending
MEMORY = "Memory ran out. Close other programs, or choose a smaller book, batch or model; then resume."
LIMIT = (
    "A limit that the system sets for this program was reached: memory, or the number of threads. Raise it, or close "
    "other programs; then resume."
)
GPU_MEMORY = "The memory of the GPU ran out, also with a smaller batch. Choose a smaller batch or model, or the CPU."

_FULL = ("no space left on device", "disk is full", "disk full", "not enough space", "disk quota exceeded")
_NO_MEMORY = (
    "can't allocate memory",
    "cannot allocate memory",
    "not enough memory",
    "std::bad_alloc",
    "bad allocation",
    "out of memory",
    "unable to allocate",
    "malloc of size",
)
_NO_THREAD = ("can't start new thread", "launch worker thread", "resource temporarily unavailable")


def chain(error: BaseException) -> list[BaseException]:
    """An error and what it came from."""
    found: list[BaseException] = []
    now: BaseException | None = error
    while now is not None and now not in found:
        found.append(now)
        now = now.__cause__ or now.__context__
    return found


def is_disk_full(error: BaseException) -> bool:
    """Whether a full disk (or a spent quota) is behind an error, also where a library wrapped it."""
    return any(
        getattr(e, "errno", None) in (errno.ENOSPC, errno.EDQUOT) or any(words in str(e).lower() for words in _FULL)
        for e in chain(error)
    )


def is_gpu_memory(error: BaseException) -> bool:
    """Whether a GPU had no memory left; known by name, so that torch need not be imported."""
    return any(type(e).__name__ == "OutOfMemoryError" or "cuda out of memory" in str(e).lower() for e in chain(error))


def is_out_of_memory(error: BaseException) -> bool:
    """Whether memory ran out."""
    return any(
        isinstance(e, MemoryError)
        or getattr(e, "errno", None) == errno.ENOMEM
        or any(w in str(e).lower() for w in _NO_MEMORY)
        for e in chain(error)
    )


def sentence_of(error: BaseException) -> str | None:
    """The sentence for a cause that is no mistake of creditviz; None where it is one."""
    if is_disk_full(error):
        return DISK_FULL
    if is_gpu_memory(error):
        return GPU_MEMORY
    if is_out_of_memory(error):
        return MEMORY
    if any(words in str(e).lower() for e in chain(error) for words in _NO_THREAD):
        return LIMIT
    return str(error) if isinstance(error, CreditVizError) else None


def sentence_of_exit(code: int, *, memory_kills: int = 0) -> str:
    """Why a worker process ended that wrote no ending itself.

    Parameters
    ----------
    code : exit code; negative is the number of a signal.
    memory_kills : how many processes the system killed for want of memory meanwhile.
    """
    if code == -getattr(signal, "SIGKILL", 9):
        if memory_kills:
            return "The system ended the worker because memory ran out. Choose a smaller book, batch or model."
        return (
            "The worker was ended from outside (signal 9): by the system, most likely because memory ran out, or by "
            "hand. Resume goes on from the last checkpoint."
        )
    if code in (DISK_FULL_EXIT, STORE_AWAY_EXIT):
        return DISK_FULL if code == DISK_FULL_EXIT else STORE_AWAY
    if code < 0:
        name = signal.Signals(-code).name if -code in set(signal.Signals) else str(-code)
        return f"The worker crashed inside a library ({name}). engine.log in the workspace has its last words."
    return (
        f"The worker ended (exit code {code}) before it could say why. engine.log in the workspace has its last words."
    )


def memory_kills() -> int:
    """How many processes the system has killed for want of memory since it started; 0 where it does not tell."""
    for path, word in (("/sys/fs/cgroup/memory.events", "oom_kill"), ("/proc/vmstat", "oom_kill")):
        try:
            lines = Path(path).read_text().splitlines()
        except OSError:  # another system
            continue
        return next((int(line.split()[1]) for line in lines if line.split()[:1] == [word]), 0)
    return 0
