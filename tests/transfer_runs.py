"""A workspace with two small books and a finished transfer between them."""

from creditviz.runs import Run, Workspace, jobs
from creditviz.runs.books import add_book, save_schema
from creditviz.specification import TransferSpec
from tests.experiment.test_transfer import QUICK, books


def transfer_run(workspace: Workspace, *, methods=("source-only-xgboost", "fdat"), **more) -> Run:
    """Run a transfer from the book "old" to the book "new" (tests/experiment/test_transfer.py)."""
    kept = []
    for name, made in zip(("old", "new"), books(), strict=True):
        file = workspace.home / f"{name}.csv"
        made.frame.to_csv(file, index=False)
        kept.append(save_schema(workspace, add_book(workspace, file, name=name), made.schema))
    old, new = kept
    hashes = {"book": new.hash, "schema_hash": new.schema_hash, "source": old.hash, "source_schema": old.schema_hash}
    spec = TransferSpec(**hashes, methods=methods, **{"parameters": QUICK, "device": "cpu", **more})
    run = jobs.run_here(workspace, spec, name="FDAT")
    assert run.status == "finished", run.error
    return run
