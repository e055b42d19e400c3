"""The bins are changed, taken back, and still there in the next session."""

import shutil

import pytest

from creditviz.runs import Workspace
from creditviz.ui.scorecard.bench import AUTHOR, REASON, open_bench


@pytest.fixture
def bench(unopened_home, tmp_path, monkeypatch):
    home = tmp_path / "home"
    shutil.copytree(unopened_home, home)
    monkeypatch.setenv("CREDITVIZ_HOME", str(home))
    workspace = Workspace(home)
    return lambda: open_bench(workspace, workspace.store.books()[0])


def test_a_hand_drawn_card_is_kept_undone_and_trained(bench):
    import streamlit as st

    from creditviz.models.scorecard.editing import merge
    from creditviz.runs.bin_edits import redo, undo

    opened = bench()
    column = opened.card.columns_[0]
    bins = opened.binned(column).bins
    st.session_state[AUTHOR], st.session_state[REASON] = "A. Lima", "two steps are enough"
    opened.keep(column, "merged", merge(bins, range(bins.n_regular - 1)))
    again = bench()  # as another session would
    assert again.binned(column).bins.n_regular == 2 and again.edits.held == 1
    where = (again.workspace, again.book.hash, again.workshop.rows)
    undo(*where)
    assert bench().binned(column).bins == bins
    redo(*where)
    run = bench().train()
    edits = run.specification.parameters["edits"]
    assert edits["rows"] == again.workshop.rows and list(edits["bins"]) == [again.feature(column)]
    assert run.specification.model == "scorecard" and run.open


def test_a_direction_is_kept_in_the_schema(bench):
    opened = bench()
    column = next(j for j in range(len(opened.names)) if opened.directed_by(j))
    opened.direct(opened.directed_by(column), "up")
    after = bench()
    assert after.workshop.schema.directions == {opened.directed_by(column): "up"}
    assert (
        after.binned(after.workshop.encoder.layout_.feature_names.index(opened.feature(column))).bins.direction == "up"
    )


def test_the_page_is_in_the_navigation_once_there_is_a_book(bench, tmp_path, monkeypatch):
    from creditviz.ui import navigation

    assert navigation._has_book()
    monkeypatch.setenv("CREDITVIZ_HOME", str(tmp_path / "empty"))
    assert not navigation._has_book()
