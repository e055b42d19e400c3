"""Folders in which files land; those of processes that are gone are removed."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows has none: there only age tells
    fcntl = None  # type: ignore[assignment]

_PREFIX, _LOCK = ".landing-", "lock"
_NEW_SECONDS = 3600.0  # an unlocked folder may be one that is just being made, or an older version's


@contextmanager
def landing_folder(folder: Path) -> Iterator[Path]:
    """A scratch folder inside `folder`, removed at the end; the dead's are removed first."""
    folder.mkdir(parents=True, exist_ok=True)
    clear_landings(folder)
    with tempfile.TemporaryDirectory(prefix=_PREFIX, dir=folder, ignore_cleanup_errors=True) as made:
        scratch = Path(made)
        with (scratch / _LOCK).open("wb") as lock:
            if fcntl is not None:
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield scratch


def clear_landings(folder: Path) -> int:
    """Remove landing folders that no living process holds; returns how many."""
    dead = [path for path in folder.glob(f"{_PREFIX}*") if _is_dead(path)]
    for path in dead:
        shutil.rmtree(path, ignore_errors=True)
    return len(dead)


def _is_dead(scratch: Path) -> bool:
    """Whether the process that made a landing folder is gone: the system frees a lock with its process."""
    with suppress(OSError):
        if fcntl is not None and (scratch / _LOCK).exists():
            with (scratch / _LOCK).open("rb") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return time.time() - scratch.stat().st_mtime > _NEW_SECONDS
    return False
