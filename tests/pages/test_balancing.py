"""The Balancing page: what it shows of runs, how rows are filtered and left out, what its forms queue."""

from __future__ import annotations

import numpy as np
import pytest

from creditviz.runs import Workspace
from creditviz.runs.books import add_book
from tests.balancing_runs import N_ROWS, RULES, STEPS, add_balancing, add_study

TABS = ("Make", "Like real rows?", "Rows", "Copies anyone?", "Does it help?", "Export and train")
PARTS = ("Verdict", "Feature by feature", "Month by month", "Features together", "Map", "Rules")
HELP_PARTS = ("These rows", "Sampler study", "Resampling guard", "Published numbers")


@pytest.fixture(scope="module")
def home(tmp_path_factory, sample_book):
    """Home of a workspace with two balancing runs and a study."""
    workspace = Workspace(tmp_path_factory.mktemp("home"))
    book = add_book(workspace, sample_book, name="Sample credit cards")
    add_balancing(workspace, book, sampler="smote")
    add_balancing(workspace, book, sampler="random", name="A copy", steps=STEPS, seed=1)
    add_study(workspace, book)
    return workspace.home


def words(app):
    """All text on the page."""
    return " ".join(str(part.value) for part in (*app.markdown, *app.caption, *app.subheader))


def at(open_page, home, tab):
    """The page with a tab open."""
    app = open_page("balancing", home)
    app.session_state["balancing_tabs"] = tab
    app.run()
    assert not app.exception and not app.error, (app.exception, app.error)
    return app


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_shows(tab, open_page, home):
    at(open_page, home, tab)


@pytest.mark.parametrize("part", PARTS)
def test_every_part_of_likeness_shows_two_runs(part, open_page, home):
    app = at(open_page, home, TABS[1])
    both = [run.id for run in Workspace(home).store.runs(kind="balancing")]
    app.pills[0].set_value(both).run()
    app.button_group(key="likeness_part_6").set_value([part]).run()
    assert not app.exception and not app.error


@pytest.mark.parametrize("part", HELP_PARTS)
def test_every_part_of_help_shows(part, open_page, home):
    app = at(open_page, home, TABS[4])
    app.button_group(key="help_part_4").set_value([part]).run()
    assert not app.exception and not app.error
