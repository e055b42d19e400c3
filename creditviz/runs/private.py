"""A workspace belongs to one user: its folders are 0700 and its files 0600, whatever the umask says."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

OURS = ("books", "runs", "files")  # folders of a workspace; what else lies beside them is not ours to change
_FILES = ("creditviz.db*", "*.log")  # the database with its -wal and -shm
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def make_private(home: Path) -> None:
    """Make the folder of a workspace, and close it and what is in it to every other user.

    From now on whatever this process writes, exports too, is for its own user alone. On Windows nothing is done: there
    a user's folder is closed by itself.

    Parameters
    ----------
    home : the workspace. A folder that everybody may write to (such as /tmp) or that is another user's stays as it is.

    Raises
    ------
    OSError
        The folder cannot be made.
    """
    if os.name != "posix":
        home.mkdir(parents=True, exist_ok=True)
        return
    os.umask(_OTHERS)
    home.mkdir(parents=True, exist_ok=True)
    if _open_to_others(home) or any(_open_to_others(file) for file in home.glob("creditviz.db*")):
        for path in _inside(home):
            if _open_to_others(path):
                path.chmod(stat.S_IMODE(path.stat().st_mode) & ~_OTHERS)


def _open_to_others(path: Path) -> bool:
    """Whether other users may do something with it, and it is ours to close."""
    try:
        found = path.lstat()
    except FileNotFoundError:  # -wal and -shm come and go
        return False
    if stat.S_ISLNK(found.st_mode) or found.st_mode & stat.S_ISVTX or found.st_uid != os.geteuid():
        return False
    return bool(found.st_mode & _OTHERS)


def _inside(home: Path) -> Iterator[Path]:
    """The folder, and everything in it that creditviz has made."""
    yield home
    for pattern in _FILES:
        yield from home.glob(pattern)
    for name in OURS:
        for folder, _, files in os.walk(home / name):
            yield Path(folder)
            yield from (Path(folder, file) for file in files)


def without_secret(text: str, url: str) -> str:
    """A sentence about a store, without its password and its address.

    >>> without_secret("postgresql://me:pw@host/db: no answer from host", "postgresql://me:pw@host/db")
    'the store: no answer from its server'
    """
    try:
        parts = make_url(url)
    except ArgumentError:
        return text.replace(url, "the store") if url else text
    for part, word in ((url, "the store"), (parts.password, "…"), (parts.host, "its server")):
        text = text.replace(str(part), word) if part else text
    return text
