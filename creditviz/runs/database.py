"""Connecting to the store and bringing its tables up to date."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import OperationalError, ProgrammingError

HEAD = "0005"  # the newest migration


def connect(url: str) -> Engine:
    """A connection pool on a store whose tables are up to date."""
    engine = create_engine(url, connect_args={"timeout": 10} if url.startswith("sqlite") else {})
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite_settings)
    try:
        _upgrade(engine)
    except (OperationalError, ProgrammingError):
        with engine.connect() as connection:
            if _version(connection) != HEAD:  # else another process made the tables in the same moment
                raise
    return engine


def _sqlite_settings(connection: Any, _: Any) -> None:
    """WAL lets pages read while a worker writes; NORMAL makes a write 0.3 ms instead of a disk's sync."""
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=10000", "foreign_keys=ON"):
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
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":  # one process makes the tables, whole or not at all; the others wait
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            if _version(connection) == HEAD:
                return
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
