"""Connecting to the store, bringing its tables up to date, and waiting for it where it is busy or away."""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from creditviz.exceptions import StoreError
from creditviz.runs.causes import DISK_FULL, is_disk_full

HEAD = "0006"  # the newest migration
PATIENCE = 60.0  # seconds that a store may be locked or away before it is said that it is
SLOW = 2.0  # seconds after which whoever waits is told
R = TypeVar("R")
BUSY = (
    "the store can be locked or away for a minute, however it has been for longer ({reason}). Nothing was lost: see "
    "which program holds it, or start the database again."
)
GONE = (
    "the store is one file that stays where it is, however {path} was deleted or replaced while creditviz had it open. "
    "Nothing more is written. Put the file back and start creditviz again."
)
_PASSING = (
    "database is locked",
    "database table is locked",
    "database schema is locked",
    "server closed the connection",
    "connection refused",
    "connection failed",
    "connection is lost",
    "terminating connection",
    "the database system is",  # starting up, shutting down, in recovery mode
    "the connection is closed",
    "could not connect",
    "ssl connection has been closed",
    "connection reset",
    "deadlock detected",
)
_waiting = threading.local()


def when_slow(tell: Callable[[], object] | None) -> None:
    """Have this thread call `tell` once each time it has waited for a store for `SLOW` seconds."""
    _waiting.tell = tell


def passes(error: DBAPIError) -> bool:
    """Whether trying again may help: the store is locked, or its server is away for a moment."""
    return error.connection_invalidated or any(words in str(error.orig).lower() for words in _PASSING)


def patiently(work: Callable[[], R], patience: float | None = None) -> R:
    """Do `work`, again and again while the store is locked or away, for at most a minute.

    Raises
    ------
    StoreError
        It stayed so, or the disk is full.
    """
    began, told, pause = time.monotonic(), False, 0.02
    while True:
        try:
            return work()
        except DBAPIError as error:
            if is_disk_full(error):
                raise StoreError(DISK_FULL) from error
            waited = time.monotonic() - began
            if not passes(error):
                raise
            if waited > (PATIENCE if patience is None else patience):
                raise StoreError(BUSY.format(reason=str(error.orig).strip().splitlines()[0])) from error
        tell = getattr(_waiting, "tell", None)
        if waited > SLOW and tell is not None and not told:
            told = True
            tell()
        time.sleep(pause * random.uniform(0.5, 1.5))  # jitter: those who wait must not all come back at once
        pause = min(pause * 2, 1.0)


class Database:
    """A connection pool whose every access waits for a store that is busy, and refuses one that was deleted.

    Parameters
    ----------
    url : SQLAlchemy URL, e.g. "sqlite:////home/me/.creditviz/creditviz.db".
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._file: tuple[int, int] | None = None

    @cached_property
    def engine(self) -> Engine:
        """The connection pool; the tables are brought up to date when it is first used."""
        engine = patiently(lambda: connect(self.url))
        self._file = _identity(engine)
        return engine

    def close(self) -> None:
        """Give every connection back; a later access opens new ones."""
        if "engine" in self.__dict__:
            self.engine.dispose()

    def transaction(self, work: Callable[[Connection], R]) -> R:
        """`work(connection)` in a transaction of its own: whole, or not at all and then again."""

        def once() -> R:
            self._check_file()
            with self.engine.begin() as connection:
                return work(connection)

        return patiently(once)

    def _all(self, query: Any) -> Sequence[Any]:
        return self.transaction(lambda connection: connection.execute(query).all())

    def _do(self, statement: Any) -> int:
        return self.transaction(lambda connection: connection.execute(statement).rowcount)

    def _check_file(self) -> None:
        """A deleted file stays writable for whoever has it open: what is written there is lost."""
        if self.engine.dialect.name == "sqlite" and _identity(self.engine) != self._file:
            raise StoreError(GONE.format(path=self.engine.url.database))


def _identity(engine: Engine) -> tuple[int, int] | None:
    """Which file an SQLite store is, whatever it is called; None where there is none."""
    path = engine.url.database
    try:
        found = os.stat(path) if path else None
    except FileNotFoundError:
        return None
    return (found.st_dev, found.st_ino) if found else None


def connect(url: str) -> Engine:
    """A connection pool on a store whose tables are up to date."""
    if url.startswith("sqlite"):
        engine = create_engine(url, connect_args={"timeout": 2})  # `patiently` waits on
        event.listen(engine, "connect", _sqlite_settings)
    else:
        engine = create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": 5} if "psycopg" in url else {})
    try:
        _upgrade(engine)
    except (OperationalError, ProgrammingError):
        with engine.connect() as connection:
            if _version(connection) != HEAD:  # else another process made the tables in the same moment
                raise
    return engine


def _sqlite_settings(connection: Any, _: Any) -> None:
    """WAL lets pages read while a worker writes; NORMAL makes a write 0.3 ms instead of a disk's sync."""
    for pragma in ("busy_timeout=2000", "journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _version(connection: Connection) -> str | None:
    """The migration that the store stands at."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(engine: Engine) -> None:
    """Bring the tables to the newest migration; costs one query when they are."""
    with engine.connect() as connection:
        if _version(connection) == HEAD:
            return
    from alembic import command  # a third of a second that an up-to-date store need not wait for
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent.parent / "migrations"))
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":  # one process makes the tables, whole or not at all; the others wait
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            if _version(connection) == HEAD:
                return
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
