"""Rows of running work: whenever the store is read, a run has one row."""

import pytest

from creditviz.ui.runs import live, progress


class Changing:
    """A store in which a run stops, or goes on, after the first reading."""

    def __init__(self, first, then):
        self.readings = [first]
        self.then = then

    def runs(self, **asked):
        run = self.readings.pop() if self.readings else self.then
        status = asked.get("status")
        return [run] if status is None or run.status in status else []


class Run:
    def __init__(self, status):
        self.id, self.status, self.resumable = "a", status, status in ("stopped", "failed")


class Workspace:
    def __init__(self, store):
        self.store = store


@pytest.mark.parametrize("rows", [lambda w: live._rows(w, "transfer", True), lambda w: progress._rows(w, None, True)])
@pytest.mark.parametrize(("first", "then"), [("running", "stopped"), ("running", "failed"), ("queued", "stopped")])
def test_a_run_that_stops_while_the_page_looks_has_one_row(rows, first, then, monkeypatch):
    shown = []
    for name in ("show_row", "show_interrupted"):
        monkeypatch.setattr(progress, name, lambda workspace, run: shown.append(run.id))
    rows(Workspace(Changing(Run(first), Run(then))))
    assert shown == ["a"]
