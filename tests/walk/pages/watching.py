"""What is looked at after every move: choices that read alike, what became of the runs, tracebacks in logs."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from creditviz.runs import Workspace
from creditviz.runs.worker import carry_out
from tests.walk.pages.browser import Browser
from tests.walk.pages.prepared import WAITING

Deeds = Counter[tuple[str, str, str, bool]]  # kind, run that it is derived from, specification, archived
BEGUN, SECONDS = 5, 4.0  # runs of a kind that are begun, and for how long at most


def deeds(workspace: Workspace) -> Deeds:
    """What the runs of a workspace are to do."""
    runs = [*workspace.store.runs(), *workspace.store.runs(archived=True)]
    return Counter((run.kind, run.subject or "", run.spec, run.archived) for run in runs)


def doubled(before: Deeds, after: Deeds) -> list[str]:
    """What a double click did more than one click does: two equal runs, or the end of two that are not of a family."""
    wrong = []
    twice = [f"{kind} {spec}" for (kind, _, spec, _), n in (after - before).items() if n > 1]
    if twice:
        wrong.append(f"a double click did it twice: {twice}")
    lost = [one for one in (before - after).elements() if not one[1]]
    if len(lost) > 1:
        wrong.append(f"a double click took {len(lost)} runs: {[f'{kind} {spec}' for kind, _, spec, _ in lost]}")
    return wrong


def alike(browser: Browser) -> list[str]:
    """Choices of which one cannot be made, because two read the same."""
    wrong = []
    for widget in browser.widgets:
        if widget.kind in ("selectbox", "multiselect", "radio", "button_group"):
            labels = [getattr(option, "content", option) for option in widget.proto.options]
            twice = [label for label, n in Counter(labels).items() if n > 1]
            if twice:
                wrong.append(f"two choices of {widget.label or widget.id!r} read alike: {twice}")
    return wrong


class Begun:
    """Carries out for a moment what the pages have asked for: a user's mistake may fail it, ours may not."""

    def __init__(self) -> None:
        self.n: Counter[str] = Counter()  # kind of run -> how many

    def begin(self, workspace: Workspace) -> list[str]:
        """Begin what waits; returns what went wrong."""
        wrong = []
        for run in workspace.store.runs(status=("queued",)):
            if run.name == WAITING or self.n[run.kind] == BEGUN:
                continue
            self.n[run.kind] += 1
            stop = threading.Timer(SECONDS, workspace.store.ask_to_stop, [run.id])
            stop.start()
            carry_out(workspace, run.id, run.attempt)
            stop.cancel()
            error = workspace.store.run(run.id).error or ""
            if "made a mistake" in error:
                trace = (workspace.run_folder(run.id) / "traceback.txt").read_text()
                wrong.append(f"{error}\n{run.spec}\n{trace[-800:]}")
        return wrong


@contextmanager
def watched() -> Iterator[list[str]]:
    """Tracebacks that reach a log or end a thread while a page is open; those on the page itself are seen there."""
    found: list[str] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.exc_info and not record.name.endswith(("error_util", "data_editor")):
                found.append(f"in the log of {record.name}: {self.format(record)[-800:]}")

    handler, hook = Handler(), threading.excepthook
    names = [name for name in logging.root.manager.loggerDict if name.startswith("streamlit")]  # they do not propagate
    loggers = [logging.getLogger(), *map(logging.getLogger, names)]
    threading.excepthook = lambda thread: found.append(f"in a thread: {thread.exc_type.__name__}: {thread.exc_value}")
    for logger in loggers:
        logger.addHandler(handler)
    try:
        yield found
    finally:
        threading.excepthook = hook
        for logger in loggers:
            logger.removeHandler(handler)
