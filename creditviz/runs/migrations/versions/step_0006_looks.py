"""Looks at test rows by fitted model, with figure and standard error, watched by the audit log."""

import json
import math

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_JUDGED = "SELECT id, book, spec, summary FROM runs WHERE kind IN ('training', 'transfer') AND summary IS NOT NULL"


def upgrade() -> None:
    """Count again by model: what older versions noted by run, and every finished run whose figures are shown."""
    connection = op.get_bind()
    noted = connection.execute(sa.text("SELECT test_set, run FROM looks ORDER BY at")).all()
    shown = {run.id: run for run in connection.execute(sa.text(_JUDGED + " ORDER BY created")).all()}
    op.drop_table("looks")
    op.create_table(
        "looks",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("book", sa.Text, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("split", sa.Text, nullable=False),
        sa.Column("seed", sa.Integer, nullable=False),
        sa.Column("figure", sa.Text, nullable=False),
        sa.Column("value", sa.Float),
        sa.Column("se", sa.Float),
        sa.Column("at", sa.Float, nullable=False),
    )
    op.create_index("looks_by_book", "looks", ["book", "model"], unique=True)
    _count_again(connection, noted, shown)


def _count_again(connection, noted, shown):
    from creditviz.runs.shelves.chain import digest_of
    from creditviz.runs.shelves.looks import Look, add_looks

    for run in shown.values():
        add_looks(connection, *_of_run(run))
    for test_set, run in noted:
        if run not in shown:  # deleted since, or never finished: its figure is not known any more
            book, protocol, seed, share, *_ = test_set.split("/")
            add_looks(connection, book, [Look(digest_of(["run", run]), f"{protocol} {share}", int(seed))])


def _of_run(run):
    """(book, looks) of a run that has been judged; of a transfer only its headline method was kept in figures."""
    from creditviz.exceptions import SpecificationError
    from creditviz.runs.reading.looks import split_words
    from creditviz.runs.shelves.chain import digest_of
    from creditviz.runs.shelves.looks import Look, method_key, model_key
    from creditviz.specification import read_specification

    figures = json.loads(run.summary)
    test = figures.get("test", {})
    if not test:
        return run.book, []
    try:
        spec = read_specification(run.spec)
    except SpecificationError:  # of another version: the workspace must open, and the look counts
        return run.book, [Look(digest_of(["run", run.id]), "unknown", 0, test.get("auc"))]
    key = method_key(spec, figures["model"]) if spec.kind == "transfer" else model_key(spec)
    value, bad = test.get("auc"), test.get("n_bad", 0)
    se = None if value is None else _hanley_mcneil(value, bad, test.get("n", 0) - bad)
    return run.book, [Look(key, split_words(spec), spec.seed, value, se)]


def _hanley_mcneil(auc: float, bad: int, good: int) -> float | None:
    """Standard error of an AUC from the counts alone (Hanley and McNeil 1982, equation 1)."""
    if min(bad, good) < 1:
        return None
    one, two = auc / (2 - auc), 2 * auc**2 / (1 + auc)
    variance = auc * (1 - auc) + (bad - 1) * (one - auc**2) + (good - 1) * (two - auc**2)
    return math.sqrt(max(0.0, variance) / (bad * good))


def downgrade() -> None:
    """Go back to the tables of step 0005: looks are forgotten."""
    op.drop_table("looks")
    op.create_table(
        "looks",
        sa.Column("test_set", sa.Text, primary_key=True),
        sa.Column("run", sa.Text, primary_key=True),
        sa.Column("at", sa.Float, nullable=False),
    )
