"""The audit log: one chain of entries in which each holds the hash of the one before it.

Who uploaded, started, chose, exported, signed and deleted stands in one list with the sums of what was decided and
written. Changing, removing or moving an entry breaks the chain from there on, which `python -m creditviz verify` finds.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from creditviz.runs.shelves import tables as t
from creditviz.runs.shelves.database import Database
from creditviz.runs.shelves.people import permit

HEAD = "chain_head"  # in the settings: number and hash of the newest entry


@dataclass(frozen=True)
class Entry:
    """One line of the audit log.

    Parameters
    ----------
    number : from 1, without a gap.
    what : uploaded, started, wrote, decided, chose, excluded, exported, deleted …
    subject : the run or book that it is about.
    who, verified : who did it, and whether a login vouches for the name.
    detail : JSON text; no row of a book is ever in it.
    digest : SHA-256 of what was written elsewhere in the store, empty where nothing was.
    previous, hash : of the entry before, and of this one with it.
    """

    number: int
    at: float
    what: str
    subject: str
    who: str
    verified: bool
    detail: str
    digest: str
    previous: str
    hash: str

    def expected_hash(self) -> str:
        """The hash that this entry has unless somebody changed it."""
        return digest_of([getattr(self, name) for name in _HASHED])


_HASHED = ("number", "at", "what", "subject", "who", "verified", "detail", "digest", "previous")


def digest_of(values: Any) -> str:
    """SHA-256 of JSON values, the same on every machine."""
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def row_digest(row: Any) -> str:
    """SHA-256 of a row of a table, its id included: which of two is the newer one counts."""
    return digest_of(dict(row._mapping))


def append(
    connection: Connection, what: str, subject: str, *, digest: str = "", detail: Mapping[str, Any] | None = None
) -> None:
    """Add an entry within a transaction, so that it is kept with what it speaks of or not at all.

    Parameters
    ----------
    what, subject, digest, detail : see `Entry`.

    Raises
    ------
    SpecificationError
        Who acts may not do this.
    """
    connection.execute(update(t.settings).where(t.settings.c.key == HEAD).values(value=t.settings.c.value))  # a lock
    last = connection.execute(select(t.chain).order_by(t.chain.c.number.desc()).limit(1)).first()
    who = permit(str((detail or {}).get("of", what)))
    values = {
        "number": last.number + 1 if last else 1,
        "at": time.time(),
        "what": what,
        "subject": subject,
        "who": who.name,
        "verified": who.verified,
        "detail": json.dumps(detail or {}, sort_keys=True, allow_nan=False),
        "digest": digest,
        "previous": last.hash if last else "",
    }
    values["hash"] = digest_of([values[name] for name in _HASHED])
    connection.execute(insert(t.chain).values(**values))
    head = f"{values['number']} {values['hash']}"
    connection.execute(update(t.settings).where(t.settings.c.key == HEAD).values(value=head))


def append_row(connection: Connection, table: Any, values: Mapping[str, Any], what: str) -> None:
    """Insert a row about a run, and an entry with its digest."""
    key = connection.execute(insert(table).values(**values)).inserted_primary_key
    assert key is not None, "one row has one key"
    row = connection.execute(select(table).where(table.c.id == key[0])).one()
    append(connection, what, row.run, digest=row_digest(row), detail={"by": row.author, "of": _kind(row)})


def _kind(row: Any) -> str:
    return row._mapping.get("what", "champion")


def seal(connection: Connection) -> None:
    """Take what an older version has left into a new chain: from now on it is watched too."""
    connection.execute(insert(t.settings).values(key=HEAD, value="0 "))
    for table, what in ((t.decisions, "decided"), (t.champions, "chose")):
        for row in connection.execute(select(table).order_by(table.c.id)).all():
            append(connection, what, row.run, digest=row_digest(row), detail={"of": _kind(row), "sealed": True})
    for run in connection.execute(select(t.artifacts.c.run).distinct().order_by(t.artifacts.c.run)).scalars().all():
        append(connection, "wrote", run, digest=sums_digest(connection, run), detail={"sealed": True})


def sums_digest(connection: Connection, run_id: str) -> str:
    """SHA-256 of the sums of a run's files."""
    rows = connection.execute(select(t.artifacts.c.path, t.artifacts.c.sha256).where(t.artifacts.c.run == run_id))
    return digest_of(sorted([row.path, row.sha256] for row in rows))


class ChainShelf(Database):
    """The part of the store that holds the audit log."""

    def note(self, what: str, subject: str, /, **detail: Any) -> None:
        """Add an entry to the audit log; see `Entry`."""
        self.transaction(lambda connection: append(connection, what, subject, detail=detail))

    def chain(self) -> Sequence[Entry]:
        """The whole audit log as it is stored, oldest first."""
        return [Entry(*row) for row in sorted(self.rows_of(t.chain), key=lambda row: row.number)]

    def rows_of(self, table: Any) -> Sequence[Any]:
        """Every row of a table as it is stored."""
        return self.transaction(lambda connection: connection.execute(select(table)).all())
