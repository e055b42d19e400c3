"""The Overview draws the way that the state gives, and every page names the next step."""

from __future__ import annotations

import pytest

from creditviz.reporting.decision.words import CUT_OFF
from creditviz.reporting.way_state import state_of
from creditviz.runs import Workspace
from tests.ui.reading import sound, words


@pytest.fixture
def links(open_page, monkeypatch):
    """Links of the page that was drawn last: (page, label, address)."""
    found = []

    def link(page, *, label, query_params=None, **look):
        found.append((page.stem, label.replace("\\", "").replace("\u2060", ""), query_params))

    monkeypatch.setattr("streamlit.page_link", link)
    return found


def test_the_way_follows_what_is_decided(open_page, home, links):
    workspace = Workspace(home)
    book, best = workspace.store.books()[0], workspace.store.runs(kind="training")[0]
    app = sound(open_page("overview", home))
    assert "Next: choose a champion." in words(app) and app.button(key="next").label == "Compare"
    assert [(page, label) for page, label, _ in links if page == "balancing"] == [
        ("balancing", "8% bad: see whether balancing helps")
    ]
    workspace.store.make_champion(book.hash, best.id, reason="it ranks", author="Ana")
    sound(app.run())
    assert "Next: keep a cut-off." in words(app)
    workspace.store.decide(
        best.id, CUT_OFF, {"pd": 0.081, "approval_rate": 0.7, "rows": 1800}, author="Ana", reason="capacity"
    )
    links.clear()
    sound(app.run())
    assert "Next: ask the committee." in words(app) and "kept: 8.1%" in words(app)
    assert ("committee", {"book": book.hash[:10], "run": best.id}) in [(page, where) for page, _, where in links]


def test_every_page_names_the_next_step(open_page, trained_home, links):
    sound(open_page("data", trained_home))
    assert ("performance", "**Choose a champion**") in [(page, label) for page, label, _ in links]


def test_the_state_is_that_of_the_store(home):
    workspace = Workspace(home)
    state = state_of(workspace, workspace.store.books()[0], (480, 6000))
    assert (state.bad_rate, state.n_bad, state.finished, state.working) == (0.08, 480, 2, 0)
    assert not state.champion and state.cut_off is None and state.lead >= 0
    assert state.tried == {"explanation"}
    empty = state_of(workspace, workspace.store.books()[0], None)
    assert empty.bad_rate is None and empty.finished == 2


def test_performance_offers_the_champion_that_is_missing(open_page, home, links):
    workspace = Workspace(home)
    app = sound(open_page("performance", home))
    assert [button.label for button in app.button if button.key and button.key.startswith("champion_")]
    book, run = workspace.store.books()[0], workspace.store.runs(kind="training")[0]
    workspace.store.make_champion(book.hash, run.id, reason="it ranks", author="Ana")
    assert not [one for one in sound(app.run()).button if one.key and one.key.startswith("champion_")]
