"""A stop finding about a run's book stands on every page that shows figures of the run."""

import json

import pytest
from sqlalchemy import select, update

from creditviz.runs import Workspace
from creditviz.runs.shelves import tables as t

LEAK = "Columns that alone tell the outcome: recovered"


@pytest.mark.parametrize("page", ["overview", "performance", "decision", "explanation", "scoring", "committee"])
def test_it_stands_there(open_page, home, page):
    store = Workspace(home).store
    with store.engine.begin() as connection:
        for run, summary in connection.execute(select(t.runs.c.id, t.runs.c.summary)).all():
            if summary:
                leaky = json.dumps({**json.loads(summary), "leaks": [LEAK]})
                connection.execute(update(t.runs).where(t.runs.c.id == run).values(summary=leaky))
    app = open_page(page, home)
    assert not app.exception and any("recovered" in error.value for error in app.error)
