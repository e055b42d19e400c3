"""A lock that the system frees: whoever holds it is alive, whatever the clock says and however it ended."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

FILE = "engine.lock"


class EngineLock:
    """The right to serve the queue of a workspace; one process has it at a time, until it ends.

    It is an exclusive transaction on an SQLite file of its own, which is the same lock on Linux, macOS and Windows.

    Parameters
    ----------
    home : folder of the workspace.
    """

    def __init__(self, home: Path) -> None:
        self._path = home / FILE
        self._held: sqlite3.Connection | None = None

    def take(self) -> bool:
        """Become the holder; False while another process is."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self._path, isolation_level=None, timeout=1.0, check_same_thread=False)
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            connection.close()
            return False
        self._held = connection
        return True

    def release(self) -> None:
        """Let another process have it."""
        if self._held is not None:
            self._held.close()
            self._held = None

    def held(self) -> bool:
        """Whether some process holds it now; asking does not take it."""
        if not self._path.exists():
            return False
        with closing(sqlite3.connect(self._path, isolation_level=None, timeout=0.0)) as connection:
            try:
                connection.execute("SELECT count(*) FROM sqlite_master")
            except sqlite3.OperationalError:
                return True
        return False
