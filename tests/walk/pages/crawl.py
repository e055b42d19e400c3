"""A walk over a page: every move that is found is made once, the harmless ones first; what breaks is written down."""

from __future__ import annotations

import logging
import random
import re
import shutil
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from creditviz.runs import Workspace
from creditviz.runs.worker import carry_out
from tests.walk.pages.browser import BUTTONS, Browser
from tests.walk.pages.moves import Move, moves
from tests.walk.pages.prepared import WAITING

DESTROYS = re.compile(r"delete|archive|remove|forget|discard|bring back|stop", re.I)
CHANCES = 40  # visits without a new move before a page counts as walked
BEGUN, SECONDS = 5, 4.0  # runs of a page that are begun, and for how long at most


@dataclass
class Crawl:
    """One page in one state.

    Parameters
    ----------
    source : folder of the prepared state.
    seed : of the order of moves.
    meddle : what somebody else does to the workspace once the page is open.
    """

    source: Path
    page: str
    seed: int
    meddle: object = None
    done: set[str] = field(default_factory=set)
    found: list[str] = field(default_factory=list)
    begin: bool = False  # carry out what the page has asked for, too
    begun: Counter[str] = field(default_factory=Counter)  # kind of run -> how many
    n_runs: int = 0
    left: int = 0  # moves that were seen and not made when the budget was spent

    def walk(self, budget: int, use_home) -> Crawl:
        """Make moves until none is left or `budget` page runs are spent.

        `use_home(folder)` makes the app see a workspace.
        """
        rng, idle = random.Random(f"{self.seed} {self.page} {self.source.name}"), 0
        seen: set[str] = set()
        while self.n_runs < budget and idle < CHANCES:
            before = len(self.done)
            with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
                home = Path(shutil.copytree(self.source, Path(folder) / "home"))
                use_home(home)
                seen |= self._visit(home, rng, budget)
                if self.begin:
                    self._begin(Workspace(home))
            idle = 0 if len(self.done) > before else idle + 1
            if seen <= self.done:
                break
        self.left = len(seen - self.done)
        return self

    def _visit(self, home: Path, rng: random.Random, budget: int) -> set[str]:
        """One visit: moves until one destroys something, leads away or breaks the page; returns all that were seen."""
        seen, path = set(), ["open"]
        with watched() as logged:
            browser = Browser(self.page)
            self._look(browser, path, logged)
            if self.meddle is not None and not self.found:
                self.meddle(Workspace(home))
            while self.n_runs + browser.n_runs < budget:
                there = moves(browser)
                seen |= {move.what for move in there}
                move = self._next(there, rng)
                if move is None:
                    break
                self.done.add(move.what)
                path.append(move.what)
                before = deeds(home) if move.times == 2 else None
                self._make(move, browser, path)
                if before is not None:
                    self._compare(home, before, move, path)
                if not self._look(browser, path, logged) or browser.left() or _ends(move):
                    break
        self.n_runs += browser.n_runs
        return seen

    def _begin(self, workspace: Workspace) -> None:
        """Carry out what waits for the engine, for a moment: its own mistake must not be ours."""
        for run in workspace.store.runs(status=("queued",)):
            self.begun[run.kind] += 1
            if run.name == WAITING or self.begun[run.kind] > BEGUN:
                continue
            stop = threading.Timer(SECONDS, workspace.store.ask_to_stop, [run.id])
            stop.start()
            carry_out(workspace, run.id, run.attempt)
            stop.cancel()
            ended = workspace.store.run(run.id)
            if "made a mistake" in (ended.error or ""):
                self._write([f"run {ended.kind}", ended.spec], f"{ended.error}\n{_trace(workspace, run.id)}")

    def _next(self, there: list[Move], rng: random.Random) -> Move | None:
        """A move that was not made; where all were, sometimes one again, because it may uncover others."""
        new = [move for move in there if move.what not in self.done]
        harmless = [move for move in new if not _ends(move)]
        if new:
            return rng.choice(harmless or new)
        again = [move for move in there if not _ends(move) and move.widget.kind != "file_uploader"]
        return rng.choice(again) if again and rng.random() < 0.9 else None

    def _make(self, move: Move, browser: Browser, path: list[str]) -> None:
        try:
            move.make(browser)
        except Exception as error:  # what the server cannot even answer
            self._write(path, f"{type(error).__name__}: {error}")

    def _look(self, browser: Browser, path: list[str], logged: list[str]) -> bool:
        """Whether the page is whole; what is not is written down."""
        wrong = [*browser.exceptions, *logged, *alike(browser)]
        logged.clear()
        for one in wrong:
            self._write(path, one)
        return not browser.exceptions

    def _compare(self, home: Path, before: Counter, move: Move, path: list[str]) -> None:
        """A double click does what one click does."""
        after = deeds(home)
        lost = sum((before - after).values())
        twice = [deed for deed, n in (after - before).items() if n > 1]
        if lost > 1 and DESTROYS.search(move.what) and not _family(before - after):
            self._write(path, f"a double click took {lost} runs: {sorted(before - after)}")
        if twice:
            self._write(path, f"a double click did it twice: {twice}")

    def _write(self, path: list[str], what: str) -> None:
        self.found.append(f"{self.source.name} · {self.page} · {' > '.join(path[-6:])}\n{what}")


def _trace(workspace: Workspace, run_id: str) -> str:
    file = workspace.run_folder(run_id) / "traceback.txt"
    return file.read_text()[-800:] if file.exists() else ""


def _ends(move: Move) -> bool:
    return move.widget.kind in BUTTONS


def deeds(home: Path) -> Counter[tuple[str, ...]]:
    """Runs of a workspace by what they are to do: (kind, book or run, specification, archived)."""
    store = Workspace(home).store
    runs = [*store.runs(), *store.runs(archived=True)]
    found = Counter((run.kind, run.subject or "", run.spec, str(run.archived)) for run in runs)
    store.engine.dispose()
    return found


def _family(lost: Counter[tuple[str, ...]]) -> bool:
    """Whether all that went belongs to one run: itself, and what was derived from it."""
    return len([one for one in lost if not one[1]]) <= 1


def alike(browser: Browser) -> list[str]:
    """Choices of which one cannot be made, because two read the same."""
    wrong = []
    for widget in browser.widgets:
        if widget.kind in ("selectbox", "multiselect", "radio"):
            twice = [label for label, n in Counter(widget.proto.options).items() if n > 1]
        elif widget.kind == "button_group":
            twice = [label for label, n in Counter(o.content for o in widget.proto.options).items() if n > 1]
        else:
            continue
        if twice:
            wrong.append(f"two choices of {widget.label or widget.id!r} read alike: {twice}")
    return wrong


@contextmanager
def watched() -> Iterator[list[str]]:
    """Tracebacks that reach a log or end a thread while the page is open."""
    found: list[str] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.levelno >= logging.ERROR or record.exc_info:
                text = self.format(record)
                if "Traceback" in text and "Uncaught app execution" not in text:  # the page shows that one
                    found.append(f"in the log: {text[-800:]}")

    handler, hook = Handler(), threading.excepthook
    root, own = logging.getLogger(), logging.getLogger("streamlit")
    threading.excepthook = lambda args: found.append(f"in a thread: {args.exc_type.__name__}: {args.exc_value}")
    for logger in (root, own):
        logger.addHandler(handler)
    try:
        yield found
    finally:
        threading.excepthook = hook
        for logger in (root, own):
            logger.removeHandler(handler)
