"""The store: the only place where pages and workers meet."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import IntegrityError

from creditviz.exceptions import SpecificationError
from creditviz.runs.shelves import tables as t
from creditviz.runs.shelves.chain import append, append_row
from creditviz.runs.shelves.decisions import DecisionShelf
from creditviz.runs.shelves.looks import LookShelf
from creditviz.runs.shelves.people import permit
from creditviz.runs.shelves.rows import OPEN, RESUMABLE, WAITING, Book, Champion, Exclusion, Run
from creditviz.runs.shelves.sums import SumShelf
from creditviz.specification import Specification


class Store(DecisionShelf, LookShelf, SumShelf):
    """Rows in, rows out. SQLite by default, PostgreSQL by URL; see `Database` for what it waits for."""

    def _put(self, table: Any, values: Mapping[str, Any], key: Sequence[str], *, replace: bool) -> None:
        """Insert a row; where its key is taken, replace the rest or leave it."""
        make = postgres_insert if self.engine.dialect.name == "postgresql" else sqlite_insert
        statement = make(table).values(**values)
        rest = {name: value for name, value in values.items() if name not in key}
        self._do(
            statement.on_conflict_do_update(index_elements=list(key), set_=rest)
            if replace and rest
            else statement.on_conflict_do_nothing(index_elements=list(key))
        )

    # books and schemas ------------------------------------------------------------------------

    def put_book(self, book: Book) -> None:
        """Keep a book; the same content again changes nothing."""
        self._put(t.books, vars(book), ["hash"], replace=False)

    def books(self) -> list[Book]:
        """All books, newest first."""
        return [Book(**row._mapping) for row in self._all(select(t.books).order_by(t.books.c.created.desc()))]

    def book(self, key: str) -> Book | None:
        """The book of that hash, or None."""
        rows = self._all(select(t.books).where(t.books.c.hash == key))
        return Book(**rows[0]._mapping) if rows else None

    def delete_book(self, key: str) -> None:
        """Forget a book (its runs are deleted by the caller first)."""

        def forget(connection: Connection) -> None:
            connection.execute(delete(t.books).where(t.books.c.hash == key))
            _forget_schemas(connection)
            append(connection, "deleted", key)

        self.transaction(forget)

    def put_schema(self, book: str, schema_hash: str, body: str) -> None:
        """Keep a schema and make it the one in use for the book."""
        permit("changed")
        self.add_schema(schema_hash, body)
        self._do(update(t.books).where(t.books.c.hash == book).values(schema_hash=schema_hash))

    def add_schema(self, schema_hash: str, body: str) -> None:
        """Keep a schema for the runs that refer to it."""
        self._put(t.schemas, {"hash": schema_hash, "body": body}, ["hash"], replace=False)

    def schema(self, schema_hash: str) -> str:
        """JSON text of a schema."""
        rows = self._all(select(t.schemas.c.body).where(t.schemas.c.hash == schema_hash))
        if not rows:
            raise SpecificationError(f"there is no schema {schema_hash!r} in this workspace. Open the book again.")
        return rows[0].body

    # runs -------------------------------------------------------------------------------------

    def add_run(self, spec: Specification, *, name: str, notes: str = "", status: str = "queued") -> Run:
        """Write a new run and return it."""
        run_id = uuid.uuid4().hex[:8]
        values = insert(t.runs).values(
            id=run_id,
            kind=spec.kind,
            name=name,
            notes=notes,
            spec=spec.to_json(),
            book=getattr(spec, "book", None),
            subject=getattr(spec, "run", None),
            status=status,
            attempt=uuid.uuid4().hex,
            created=time.time(),
            archived=False,
        )
        about = {"kind": spec.kind, "book": getattr(spec, "book", None)}

        def start(connection: Connection) -> None:
            connection.execute(values)
            append(connection, "started", run_id, detail=about)

        self.transaction(start)
        return self.run(run_id)

    def run(self, run_id: str) -> Run:
        """The run of that id, or of the only id that begins so."""
        rows = self._all(select(t.runs).where(t.runs.c.id.startswith(run_id, autoescape=True)))
        if len(rows) != 1:
            what = "no run" if not rows else f"{len(rows)} runs"
            raise SpecificationError(
                f"a run is named by its id, however {what} of this workspace begins with {run_id!r}. "
                "It may have been deleted.",
                typed="`python -m creditviz runs` lists them.",
            )
        return Run(**rows[0]._mapping)

    def runs(
        self,
        *,
        kind: str | None = None,
        book: str | None = None,
        subject: str | None = None,
        status: Iterable[str] | None = None,
        archived: bool = False,
    ) -> list[Run]:
        """Runs that match, newest first."""
        query = select(t.runs).order_by(t.runs.c.created.desc()).where(t.runs.c.archived == archived)
        for column, value in ((t.runs.c.kind, kind), (t.runs.c.book, book), (t.runs.c.subject, subject)):
            if value is not None:
                query = query.where(column == value)
        if status is not None:
            query = query.where(t.runs.c.status.in_(tuple(status)))
        return [Run(**row._mapping) for row in self._all(query)]

    def change_run(self, run_id: str, **values: Any) -> None:
        """Overwrite columns of a run (name, notes, archived …)."""
        permit("changed")

        def change(connection: Connection) -> None:
            before = connection.execute(select(t.runs.c.name, t.runs.c.archived).where(t.runs.c.id == run_id)).first()
            connection.execute(update(t.runs).where(t.runs.c.id == run_id).values(**values))
            if before is not None and values.get("name", before.name) != before.name:
                append(connection, "renamed", run_id, detail={"from": before.name, "to": values["name"]})
            if before is not None and bool(values.get("archived", before.archived)) != bool(before.archived):
                append(connection, "archived" if values["archived"] else "restored", run_id)

        self.transaction(change)

    def claim(self, run_id: str, attempt: str, worker: str) -> bool:
        """Start a queued attempt. False when it was started before, stopped or replaced: then refuse."""
        now = time.time()
        this = (t.runs.c.id == run_id, t.runs.c.attempt == attempt)
        begin = update(t.runs).where(*this, t.runs.c.status.in_(WAITING))
        if self._do(begin.values(status="running", started=now, heartbeat=now, worker=worker)):
            return True
        mine = select(t.runs.c.id).where(*this, t.runs.c.status == "running", t.runs.c.worker == worker)
        return bool(self._all(mine))  # a server that went away may have kept the first try

    def beat(self, run_id: str, attempt: str) -> None:
        """Say that the worker lives."""
        self._do(
            update(t.runs)
            .where(t.runs.c.id == run_id, t.runs.c.attempt == attempt, t.runs.c.status == "running")
            .values(heartbeat=time.time())
        )

    def may_go_on(self, run_id: str, attempt: str) -> bool:
        """Whether this attempt is still wanted: running, not replaced, not asked to stop."""
        return bool(
            self._all(
                select(t.runs.c.id).where(
                    t.runs.c.id == run_id,
                    t.runs.c.attempt == attempt,
                    t.runs.c.status == "running",
                    t.runs.c.cancel.is_(None),
                )
            )
        )

    def record(self, run_id: str, attempt: str, progress: Mapping[str, Any], log: Mapping[str, float]) -> bool:
        """Write one epoch: the state of progress and its metric points, in one transaction.

        False, and nothing is written, when the run has another attempt by now: a worker that was given up may wake.
        """
        rows = [
            {"run": run_id, "stage": progress["stage"], "epoch": progress["epoch"], "name": name, "value": float(value)}
            for name, value in log.items()
            if value == value  # a metric that is not a number is not a point
        ]

        def write(connection: Connection) -> bool:
            mine = connection.execute(
                update(t.runs)
                .where(t.runs.c.id == run_id, t.runs.c.attempt == attempt)
                .values(**progress, heartbeat=time.time())
            ).rowcount
            if mine and rows:
                connection.execute(insert(t.points), rows)
            return bool(mine)

        return self.transaction(write)

    def end(self, run_id: str, attempt: str, status: str, *, error: str | None = None, summary: Any = None) -> bool:
        """End a running attempt; False when it is no longer this attempt's to end."""
        values: dict[str, Any] = {"status": status, "ended": time.time(), "error": error, "eta": None}
        if summary is not None:
            values["summary"] = json.dumps(summary)
        return bool(
            self._do(
                update(t.runs)
                .where(t.runs.c.id == run_id, t.runs.c.attempt == attempt, t.runs.c.status.in_(OPEN))
                .values(**values)
            )
        )

    def requeue(self, run_id: str, *, status: str = "queued") -> bool:
        """Give a stopped or failed run a new attempt; False when it is neither."""
        permit("started")
        return bool(
            self._do(
                update(t.runs)
                .where(t.runs.c.id == run_id, t.runs.c.status.in_(RESUMABLE))
                .values(
                    status=status,
                    attempt=uuid.uuid4().hex,
                    cancel=None,
                    error=None,
                    ended=None,
                    worker=None,
                    archived=False,  # the engine and the queue do not look into the archive
                )
            )
        )

    def ask_to_stop(self, run_id: str) -> None:
        """Raise the flag of a running run; a queued one ends at once."""
        permit("stopped")
        now = time.time()
        waiting = (
            update(t.runs)
            .where(t.runs.c.id == run_id, t.runs.c.status.in_(WAITING))
            .values(status="stopped", ended=now, error="Stopped before it began.")
        )
        running = (
            update(t.runs)
            .where(t.runs.c.id == run_id, t.runs.c.status == "running", t.runs.c.cancel.is_(None))
            .values(cancel=now)
        )

        def ask(connection: Connection) -> None:
            if connection.execute(waiting).rowcount or connection.execute(running).rowcount:
                append(connection, "stopped", run_id)

        self.transaction(ask)

    def delete_run(self, run_id: str) -> None:
        """Forget a run with all that hangs on it; that its test rows were looked at stays, without a row of them."""

        def forget(connection: Connection) -> None:
            for table in (t.points, t.events, t.champions, t.exclusions, t.decisions, t.artifacts):
                connection.execute(delete(table).where(table.c.run == run_id))
            connection.execute(delete(t.runs).where(t.runs.c.id == run_id))
            append(connection, "deleted", run_id)

        self.transaction(forget)

    # points and events ------------------------------------------------------------------------

    def points(self, run_id: str) -> list[dict[str, Any]]:
        """History of a run: one dict an epoch, {"stage", "epoch", metric: value, ...}, in the order written."""
        rows: dict[tuple[str, int], dict[str, Any]] = {}
        for p in self._all(select(t.points).where(t.points.c.run == run_id).order_by(t.points.c.id)):
            rows.setdefault((p.stage, p.epoch), {"stage": p.stage, "epoch": p.epoch})[p.name] = p.value
        return list(rows.values())

    def forget_points_after(self, run_id: str, stage: str | None, epoch: int) -> None:
        """Drop what a resumed run will write again: everything after a checkpoint (all of it without one)."""

        def forget(connection: Connection) -> None:
            last = None
            if stage is not None:
                last = connection.execute(
                    select(func.max(t.points.c.id)).where(
                        t.points.c.run == run_id, t.points.c.stage == stage, t.points.c.epoch <= epoch
                    )
                ).scalar()
            connection.execute(delete(t.points).where(t.points.c.run == run_id, t.points.c.id > (last or 0)))

        self.transaction(forget)

    def add_event(self, run_id: str, sentence: str) -> None:
        """Note what happened to a run."""
        self._do(insert(t.events).values(run=run_id, at=time.time(), text=sentence))

    def events(self, run_id: str) -> list[tuple[float, str]]:
        """(time, sentence) of a run, oldest first."""
        rows = self._all(select(t.events).where(t.events.c.run == run_id).order_by(t.events.c.id))
        return [(row.at, row.text) for row in rows]

    # synthetic rows that were left out ----------------------------------------------------------

    def exclude(self, run_id: str, rows: Iterable[int], *, reason: str, author: str) -> None:
        """Leave synthetic rows of a balancing run out of training; a row's last reason counts."""
        at = time.time()
        numbers = [int(r) for r in rows]
        values = [{"run": run_id, "row": r, "reason": reason, "author": author, "at": at} for r in numbers]

        def write(connection: Connection) -> None:
            _forget_exclusions(connection, run_id, numbers)
            if values:
                connection.execute(insert(t.exclusions), values)
            append(connection, "excluded", run_id, detail={"rows": len(numbers), "by": author})

        self.transaction(write)

    def include(self, run_id: str, rows: Iterable[int]) -> None:
        """Bring such rows back."""
        numbers = [int(r) for r in rows]

        def bring_back(connection: Connection) -> None:
            _forget_exclusions(connection, run_id, numbers)
            append(connection, "included", run_id, detail={"rows": len(numbers)})

        self.transaction(bring_back)

    def exclusions(self, run_id: str) -> dict[int, Exclusion]:
        """Row number -> why it was left out."""
        query = select(t.exclusions).where(t.exclusions.c.run == run_id).order_by(t.exclusions.c.row)
        return {row.row: Exclusion(row.row, row.reason, row.author, row.at) for row in self._all(query)}

    # champions, settings ----------------------------------------------------------------------

    def make_champion(self, book: str, run_id: str, *, reason: str, author: str) -> None:
        """Choose the champion of a book; earlier choices stay on record."""
        row = {"book": book, "run": run_id, "reason": reason, "author": author, "at": time.time()}
        self.transaction(lambda connection: append_row(connection, t.champions, row, "chose"))

    def champion(self, book: str) -> Champion | None:
        """The last choice for a book, or None."""
        rows = self._all(
            select(t.champions).where(t.champions.c.book == book).order_by(t.champions.c.id.desc()).limit(1)
        )
        return Champion(*rows[0][1:]) if rows else None

    def set(self, key: str, value: str) -> None:
        """Keep a setting of the workspace."""
        self._put(t.settings, {"key": key, "value": value}, ["key"], replace=True)

    def get(self, key: str) -> str | None:
        """A setting of the workspace, or None."""
        rows = self._all(select(t.settings.c.value).where(t.settings.c.key == key))
        return rows[0].value if rows else None

    def swap(self, key: str, old: str | None, new: str) -> bool:
        """Set a setting only if it still is `old`: how two processes settle who is first."""
        if old is None:
            try:
                return bool(self._do(insert(t.settings).values(key=key, value=new)))
            except IntegrityError:  # the row is there: somebody was first
                return False
        return bool(
            self._do(update(t.settings).where(t.settings.c.key == key, t.settings.c.value == old).values(value=new))
        )


def _forget_schemas(connection: Connection) -> None:
    """Delete schemas that no book and no run uses: they name columns and values of a book."""
    books = connection.execute(select(t.books.c.schema_hash)).scalars().all()
    specifications = " ".join(connection.execute(select(t.runs.c.spec)).scalars().all())
    for key in connection.execute(select(t.schemas.c.hash)).scalars().all():
        if key not in books and key not in specifications:
            connection.execute(delete(t.schemas).where(t.schemas.c.hash == key))


def _forget_exclusions(connection: Connection, run_id: str, rows: Sequence[int]) -> None:
    """Delete in parts: a statement takes only so many values."""
    for first in range(0, len(rows), 10_000):
        these = t.exclusions.c.row.in_(rows[first : first + 10_000])
        connection.execute(delete(t.exclusions).where(t.exclusions.c.run == run_id, these))
