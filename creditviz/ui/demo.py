"""The first start of an empty workspace: the sample book, and three models trained on it by themselves."""

from __future__ import annotations

import time
from pathlib import Path

from creditviz.exceptions import CreditVizError
from creditviz.models import MODELS
from creditviz.runs import Book, Run, Workspace
from creditviz.runs.books import add_book
from creditviz.runs.engine import jobs
from creditviz.runs.liveness import local_pid, whoami, worker_lives
from creditviz.specification import TrainingSpec

SAMPLE_FOLDER = Path(__file__).resolve().parents[2] / "sample_data"
SAMPLE_BOOK = SAMPLE_FOLDER / "credit_card_book.csv.gz"
SAMPLE_NAME = "Sample credit cards"
LOAN_BOOK = SAMPLE_FOLDER / "instalment_loan_book.csv.gz"
LOAN_NAME = "Sample instalment loans"
STATE = "demo"  # in the store: "reading <host:pid>", "training", "off", or the sentence that says what went wrong
NOTE = "Demo with reduced settings."
# Reduced, so that the whole demo is over within a minute on two cores.
RUNS: dict[str, dict[str, object]] = {
    "logistic-regression": {},
    "xgboost": {"n_estimators": 400, "learning_rate": 0.1, "early_stopping_rounds": 30},
    "resnet-lstm-xgboost": {
        "n_networks": 1,
        "n_epochs": 8,
        "patience": 3,
        "n_channels": 8,
        "n_stages": 2,
        "d_hidden": 32,
        "n_estimators": 400,
        "booster_patience": 30,
    },
}


def begin(workspace: Workspace) -> None:
    """Train the demo if this workspace has never held a book; of two apps that start at once, one does."""
    store = workspace.store
    before = store.get(STATE)
    if store.books() or not _free(before) or not store.swap(STATE, before, f"reading {whoami()}"):
        return
    try:
        book = add_sample_book(workspace)
        train_samples(workspace, book)
        store.set(STATE, "training")
    except (CreditVizError, OSError) as mistake:
        store.set(STATE, str(mistake))


def _free(state: str | None) -> bool:
    """Whether nobody has begun, or whoever began is gone."""
    if state is None:
        return True
    reader = state.removeprefix("reading ") if state.startswith("reading ") else None
    return local_pid(reader) is not None and not worker_lives(reader or "")


def reading(workspace: Workspace) -> bool:
    """Whether the sample book is being read just now, or is about to be."""
    state = workspace.store.get(STATE)
    return state is None or state.startswith("reading ")


def is_demo(run: Run) -> bool:
    """Whether a run is one of the three."""
    return run.notes == NOTE


def add_sample_book(workspace: Workspace) -> Book:
    """The simulated book that comes with creditviz."""
    return add_book(workspace, SAMPLE_BOOK, name=SAMPLE_NAME)


def add_loan_book(workspace: Workspace) -> Book:
    """The second simulated book: another product, to which the first one's outcomes can be brought."""
    return add_book(workspace, LOAN_BOOK, name=LOAN_NAME)


def train_samples(workspace: Workspace, book: Book) -> None:
    """Queue the three models, the quickest first."""
    for key, parameters in RUNS.items():
        spec = TrainingSpec(book=book.hash, schema_hash=book.schema_hash or "", model=key, parameters=parameters)
        jobs.submit(workspace, spec, name=MODELS[key].label, notes=NOTE)
        time.sleep(0.01)  # so that the queue keeps their order
