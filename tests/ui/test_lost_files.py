"""Files of runs that are gone from the disk are said in a sentence on every page, never in a traceback."""

import shutil

import pytest

from creditviz.exceptions import DataError
from creditviz.runs import Workspace
from creditviz.runs.books import book_path
from creditviz.runs.engine import jobs
from creditviz.runs.reading.trained import load_calibrations
from creditviz.runs.work.scored.files import keep_file
from creditviz.runs.work.scored.scoring import scored_rows
from creditviz.specification import ScoringSpec
from tests.ui.conftest import PAGES


@pytest.fixture(scope="module")
def lost(tmp_path_factory, small_book):
    """A workspace with a training and a scoring whose files are gone."""
    from creditviz.runs.books import add_book
    from creditviz.specification import TrainingSpec

    workspace = Workspace(tmp_path_factory.mktemp("lost"))
    book = add_book(workspace, small_book, name="book")
    spec = TrainingSpec(book=book.hash, schema_hash=book.schema_hash, model="logistic-regression")
    run = jobs.run_here(workspace, spec, name="Scorecard")
    kept = keep_file(workspace, book_path(workspace, book), name="book.parquet")
    scored = jobs.run_here(workspace, ScoringSpec(run=run.id, file=kept.hash, file_name=kept.name), name="scored")
    assert {run.status, scored.status} == {"finished"}
    for one in (run, scored):
        shutil.rmtree(workspace.run_folder(one.id))
    return workspace, run.id, scored.id


@pytest.mark.parametrize("page", PAGES)
def test_a_page_says_so_in_a_sentence(page, open_page, lost):
    app = open_page(page, lost[0].home)
    assert not app.exception, app.exception


def test_what_reads_them_raises_the_sentence(lost):
    workspace, run, scored = lost
    for read in (lambda: scored_rows(workspace, scored, 5), lambda: load_calibrations(workspace, run)):
        with pytest.raises(DataError, match="however .* is gone"):
            read()
