"""The tables of the store. Text, numbers and JSON text only, so that SQLite and PostgreSQL hold the same."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, Index, Integer, MetaData, Table, Text

metadata = MetaData()

books = Table(
    "books",
    metadata,
    Column("hash", Text, primary_key=True),  # of the content
    Column("raw_sha256", Text, nullable=False),  # of the file as it came
    Column("name", Text, nullable=False),
    Column("n_rows", Integer, nullable=False),
    Column("n_columns", Integer, nullable=False),
    Column("schema_hash", Text),  # the schema in use; earlier ones stay in `schemas`
    Column("created", Float, nullable=False),
)

schemas = Table(
    "schemas",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("body", Text, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("notes", Text, nullable=False, default=""),
    Column("spec", Text, nullable=False),
    Column("book", Text),
    Column("subject", Text),  # the run that this run explains, scores, repeats
    Column("status", Text, nullable=False),  # reserved, queued, running, finished, stopped, failed
    Column("attempt", Text, nullable=False),  # a task whose attempt is not this one refuses to start
    Column("cancel", Float),  # when a stop was asked for
    Column("created", Float, nullable=False),
    Column("started", Float),
    Column("ended", Float),
    Column("heartbeat", Float),
    Column("worker", Text),  # "host:pid"
    Column("stage", Text),
    Column("stage_number", Integer),
    Column("n_stages", Integer),
    Column("epoch", Integer),
    Column("n_epochs", Integer),
    Column("eta", Float),  # seconds left, at most
    Column("error", Text),
    Column("summary", Text),  # JSON: what `train --json` prints
    Column("archived", Boolean, nullable=False, default=False),
    Index("runs_by_status", "status", "created"),
    Index("runs_by_subject", "subject", "kind"),
)

points = Table(
    "points",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("run", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("value", Float, nullable=False),
    Index("points_by_run", "run", "id"),
)

events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("run", Text, nullable=False),
    Column("at", Float, nullable=False),
    Column("text", Text, nullable=False),
    Index("events_by_run", "run", "id"),
)

champions = Table(
    "champions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("book", Text, nullable=False),
    Column("run", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("at", Float, nullable=False),
    Index("champions_by_book", "book", "id"),
)

looks = Table(
    "looks",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("book", Text, nullable=False),  # hash of the content, which stays when the book is deleted
    Column("model", Text, nullable=False),  # hash of what settles a fitted model, its seed included
    Column("split", Text, nullable=False),
    Column("seed", Integer, nullable=False),
    Column("figure", Text, nullable=False),  # auc
    Column("value", Float),
    Column("se", Float),
    Column("at", Float, nullable=False),
    Index("looks_by_book", "book", "model", unique=True),
)

exclusions = Table(
    "exclusions",
    metadata,
    Column("run", Text, primary_key=True),  # a balancing run
    Column("row", Integer, primary_key=True),  # number of a synthetic row
    Column("reason", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("at", Float, nullable=False),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("run", Text, nullable=False),
    Column("what", Text, nullable=False),  # cut-off, calibration, reasons …
    Column("value", Text, nullable=False),  # JSON
    Column("author", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Float, nullable=False),
    Index("decisions_by_run", "run", "what", "id"),
)

artifacts = Table(
    "artifacts",
    metadata,
    Column("run", Text, primary_key=True),
    Column("path", Text, primary_key=True),  # in the run's folder, with /
    Column("sha256", Text, nullable=False),  # of the file when the run ended
)

chain = Table(
    "chain",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),  # 1, 2, 3 … without a gap
    Column("at", Float, nullable=False),
    Column("what", Text, nullable=False),  # uploaded, started, decided, exported …
    Column("subject", Text, nullable=False),  # a run or a book
    Column("who", Text, nullable=False),
    Column("verified", Boolean, nullable=False),  # by a login
    Column("detail", Text, nullable=False),  # JSON
    Column("digest", Text, nullable=False),  # of what was written elsewhere in the store
    Column("previous", Text, nullable=False),  # hash of the entry before
    Column("hash", Text, nullable=False),
)

settings = Table(
    "settings",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
