"""Everything that a book has is listed, archived or unfinished, and can be brought back or deleted."""

from __future__ import annotations

import pytest

from creditviz.exceptions import SpecificationError
from creditviz.runs import Workspace
from creditviz.runs.books import add_book, book_runs, delete_book
from creditviz.specification import SearchSpec, TrainingSpec, TransferSpec
from tests.ui.reading import at, choose_row, sound, words


@pytest.fixture
def full(tmp_path, sample_book, monkeypatch):
    """A book with a stopped training, ten searches of which one is archived, and a stopped transfer from it."""
    workspace = Workspace(tmp_path / "home")
    book = add_book(workspace, sample_book, name="Sample credit cards")
    what = {"book": book.hash, "schema_hash": book.schema_hash}
    specs = [TrainingSpec(**what, model="logistic-regression")]
    specs += [SearchSpec(**what, model="xgboost", seed=seed) for seed in range(10)]
    specs += [TransferSpec(book="another", schema_hash="s", source=book.hash, source_schema="s")]
    for number, spec in enumerate(specs):
        run = workspace.store.add_run(spec, name=f"{spec.kind} {number}")
        workspace.store.change_run(run.id, status="stopped", archived=number == 1)
    return workspace


def test_a_refusal_names_what_holds_the_book(full):
    (book,) = full.store.books()
    with pytest.raises(SpecificationError, match=r"however 12 do: transfer 11 \(\w{8}\).* and 7 more"):
        delete_book(full, book)
    for run in book_runs(full, book.hash)[:-2]:
        full.store.delete_run(run.id)
    with pytest.raises(SpecificationError, match=r"however 2 do: search 1 \(\w{8}, archived\), training 0"):
        delete_book(full, book)


def test_every_run_is_listed_brought_back_and_deleted_until_the_book_can_go(full, open_page):
    (book,) = full.store.books()
    app = at(open_page, full.home, "data", "Runs of this book")
    assert "12 runs, 1 of them archived" in words(app)
    assert set(app.dataframe[0].value["kind"]) == {"Training", "Search", "Transfer"}
    old = next(run for run in book_runs(full, book.hash) if run.name == "search 1")
    ids = [run.id for run in book_runs(full, book.hash)]
    sound(choose_row(app, f"book_runs_{book.hash}", ids, old.id))
    sound(app.button(key=f"book_back_{old.id}").click().run())
    assert not full.store.run(old.id).archived
    full.run_folder(old.id).mkdir(parents=True, exist_ok=True)
    sound(app.button(key=f"book_delete_{old.id}").click().run())
    assert "search 1" not in [run.name for run in book_runs(full, book.hash)]
    for run in book_runs(full, book.hash):
        full.store.delete_run(run.id)
    delete_book(full, book)
    assert not full.store.books()


def test_every_search_can_be_looked_at(full, open_page):
    app = open_page("training", full.home)
    (book,) = full.store.books()
    picker = app.selectbox(key=f"search_chosen_{book.hash}")
    assert not app.exception and len(picker.options) == 9
    oldest = min(full.store.runs(kind="search"), key=lambda run: run.created)
    sound(picker.set_value(oldest.id).run())
    assert app.button(key=f"search_delete_{oldest.id}")
