"""A reading process started before there is a file: its libraries are loaded, it waits for the folder of one job."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]  # creditviz is found from whatever folder the app was started in
IDLE_SECONDS = 600  # after which a reader that nobody asked ends by itself
_FRESH_SECONDS = IDLE_SECONDS - 60  # younger ones are taken
WAITING = "-"  # stands where the folder of a job does
_LOCK = threading.Lock()
_spare: tuple[subprocess.Popen[bytes], float] | None = None


def warm_up() -> None:
    """Start a reader that waits, unless one does; it serves the next file of this process and ends."""
    global _spare
    with _LOCK:
        if _spare is not None and _is_fresh(*_spare):
            return
        _end(_spare)
        _spare = (started(WAITING, subprocess.DEVNULL), time.monotonic())


def take(folder: Path) -> subprocess.Popen[bytes] | None:
    """The reader that waits, told which job is its own; None where none does."""
    global _spare
    with _LOCK:
        spare, _spare = _spare, None
    if spare is None or not _is_fresh(*spare) or spare[0].stdin is None:
        _end(spare)
        return None
    try:
        spare[0].stdin.write(f"{folder.resolve()}\n".encode())
        spare[0].stdin.flush()
    except OSError:
        _end(spare)
        return None
    return spare[0]


def started(folder: str, errors: int) -> subprocess.Popen[bytes]:
    """A reader of a job's folder, or one that waits for it. It ends when its standard input is closed."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    return subprocess.Popen(
        [sys.executable, "-m", "creditviz.data.files.read_file", folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=errors,
        env={**os.environ, "PYTHONPATH": path, "RUST_BACKTRACE": "0"},
    )


def _is_fresh(process: subprocess.Popen[bytes], began: float) -> bool:
    return process.poll() is None and time.monotonic() - began < _FRESH_SECONDS


def _end(spare: tuple[subprocess.Popen[bytes], float] | None) -> None:
    if spare is not None:
        with suppress(OSError), spare[0]:
            spare[0].kill()
