"""A domain map from a finished transfer, end to end; and why one cannot be drawn."""

import pytest

from creditviz.exceptions import SpecificationError
from creditviz.runs import Workspace, jobs
from creditviz.runs.reading.transferred import load_transfer
from creditviz.runs.work.domain_map import finished_transfer, load_domain_map, load_swarms, reached
from creditviz.specification import DomainMapSpec
from tests.experiment.transfer.test_methods import QUICK
from tests.transfer_runs import transfer_run

TINY = {"fnn": QUICK["fdat"], **QUICK}


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    workspace = Workspace(tmp_path_factory.mktemp("home"))
    subject = transfer_run(workspace, methods=("fdat", "fnn"), parameters=TINY)
    run = jobs.run_here(workspace, DomainMapSpec(run=subject.id, n_rows=60, n_explained=5), name="Domains")
    assert run.status == "finished", run.error
    return workspace, subject, run


def test_every_layer_is_drawn_and_measured_on_the_same_rows(drawn):
    workspace, subject, run = drawn
    found = load_domain_map(workspace, run.id)
    assert {layer.key for layer in found.layers} == {"raw", "fnn-features", "fnn-last", "fdat-features", "fdat-last"}
    for layer in found.layers:
        assert layer.xy.shape == (120, 2) and len(layer.by_domain) == 120 and 0 <= layer.domain_auc <= 1
    assert found.missing == ("subspace-alignment",)
    assert run.figures["layers"]["raw"]["domain_auc"] == found.layer("raw").domain_auc
    assert reached(workspace, run.id)
    assert run.id in [r.id for r in workspace.store.runs(kind="domain-map", subject=subject.id)]


def test_target_rows_are_test_rows_with_their_outcomes(drawn):
    workspace, subject, run = drawn
    found, judged = load_domain_map(workspace, run.id), load_transfer(workspace, subject.id)
    outcome = dict(zip(judged.row_id.tolist(), judged.y_true.tolist(), strict=True))
    rows = found.row_id[found.is_target].tolist()
    assert set(rows) <= set(outcome)
    assert [outcome[row] for row in rows] == found.outcome[found.is_target].tolist()


def test_both_methods_are_explained_on_the_same_rows_and_pairs(drawn):
    workspace, _, run = drawn
    fnn, fdat = (load_swarms(workspace, run.id)[key] for key in ("fnn", "fdat"))
    assert fnn.row_id.tolist() == fdat.row_id.tolist() and fnn.names == fdat.names
    assert all(" \u2190 " in name for name in fnn.names)


def test_a_transfer_without_networks_shows_what_is_there(tmp_path):
    workspace = Workspace(tmp_path)
    subject = transfer_run(workspace, methods=("source-only-xgboost",))
    run = jobs.run_here(workspace, DomainMapSpec(run=subject.id, n_rows=40), name="Domains")
    assert run.status == "finished", run.error
    found = load_domain_map(workspace, run.id)
    assert [layer.key for layer in found.layers] == ["raw"] and found.layers[0].xy is not None
    assert found.missing == ("fnn", "fdat", "subspace-alignment") and not load_swarms(workspace, run.id)


def test_what_cannot_be_drawn_is_one_sentence(drawn):
    workspace, subject, run = drawn
    with pytest.raises(SpecificationError, match="is a domain-map run"):
        finished_transfer(workspace, run.id)
    book = workspace.store.book(subject.specification.source)
    workspace.store.delete_book(book.hash)
    failed = jobs.run_here(workspace, DomainMapSpec(run=subject.id), name="Domains")
    workspace.store.put_book(book)
    assert failed.status == "failed" and "a book of run" in failed.error and "was deleted" in failed.error
    workspace.store.change_run(subject.id, status="stopped")
    stopped = jobs.run_here(workspace, DomainMapSpec(run=subject.id), name="Domains")
    workspace.store.change_run(subject.id, status="finished")
    assert stopped.status == "failed" and "a transfer that is stopped" in stopped.error
