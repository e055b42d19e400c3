"""A walk over a page: every move that is found is made once, choices before buttons; what breaks is written down."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from creditviz.runs import Workspace
from tests.walk.pages.browser import BUTTONS, Browser
from tests.walk.pages.moves import Move, moves
from tests.walk.pages.watching import Begun, alike, deeds, doubled, watched

CHANCES = 12  # visits in a row without a new move, after which a page counts as walked
STEPS, STALE = (
    25,
    3,
)  # moves in a row without a new one, after which a visit ends; moves on a screen that is out of date


@dataclass
class Crawl:
    """One page in one state.

    Parameters
    ----------
    source : folder of the prepared state.
    seed : of the order of moves.
    use_home : makes the app see a workspace.
    meddle : what somebody else does to the workspace once the page is open.
    begin : whether runs that the page asks for are carried out for a moment.
    """

    source: Path
    page: str
    seed: int
    use_home: Callable[[Path], None]
    meddle: Callable[[Workspace], None] | None = None
    begin: bool = False
    found: list[str] = field(default_factory=list)
    done: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    shown_by: dict[str, str] = field(default_factory=dict)  # move -> the move after which it could first be made
    n_runs: int = 0
    begun: Begun = field(default_factory=Begun)

    def __post_init__(self) -> None:
        self.rng = random.Random(f"{self.seed} {self.page} {self.source.name}")

    def walk(self, budget: int) -> Crawl:
        """Make moves until none is left or `budget` page runs are spent."""
        idle = 0
        while self.n_runs < budget and idle < CHANCES:
            before = len(self.done)
            with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
                home = Path(shutil.copytree(self.source, Path(folder) / "home"))
                self.use_home(home)
                self._visit(Workspace(home), budget)
            idle = 0 if len(self.done) > before else idle + 1
            if self.seen <= self.done:
                break
        return self

    def _visit(self, workspace: Workspace, budget: int) -> None:
        """Moves on one copy, until one takes runs away, leads to another page, or breaks the page."""
        path, last, steps = ["open"], "", 0
        with watched() as logged:
            browser = Browser(self.page)
            whole = self._look(browser, path, logged)
            if self.meddle is not None:
                self.meddle(workspace)
            most = STEPS if self.meddle is None else STALE
            while whole and self.n_runs + browser.n_runs < budget and steps < most:
                move = self._next(moves(browser), last)
                if move is None:
                    break
                steps = steps + 1 if move.what in self.done or self.meddle is not None else 0
                path.append(move.what)
                goes_on = self._make(move, browser, workspace, path)
                whole = self._look(browser, path, logged) and goes_on
                last = move.what
        self.n_runs += browser.n_runs
        if self.begin:
            self._write(path, self.begun.begin(workspace))

    def _next(self, there: list[Move], last: str) -> Move | None:
        """A new move; where there is none, one that has led to moves which are still to be made."""
        for move in there:
            if move.what not in self.seen:
                self.seen.add(move.what)
                self.shown_by[move.what] = last
        new = [move for move in there if move.what not in self.done]
        if new:
            return self.rng.choice([move for move in new if move.widget.kind not in BUTTONS] or new)
        wanted = self._leading_to(self.seen - self.done)
        again = [move for move in there if move.widget.kind != "file_uploader"]
        good = [move for move in again if move.what in wanted]
        return self.rng.choice(good or [one for one in again if one.widget.kind not in BUTTONS] or [None])

    def _leading_to(self, left: set[str]) -> set[str]:
        """Moves after which these, or those that lead to them, have first been seen."""
        found: set[str] = set()
        for what in left:
            while (what := self.shown_by.get(what, "")) and what not in found:
                found.add(what)
        return found

    def _make(self, move: Move, browser: Browser, workspace: Workspace, path: list[str]) -> bool:
        """Make a move; whether the visit goes on: not on another page, nor where runs have gone."""
        self.done.add(move.what)
        before = deeds(workspace) if move.widget.kind in BUTTONS else None
        try:
            move.make(browser)
        except Exception as error:  # what the server cannot even answer
            self._write(path, [f"{type(error).__name__}: {error}"])
            return False
        after = deeds(workspace) if before is not None else None
        if before is None or after is None:
            return not browser.left()
        if move.times == 2:
            self._write(path, doubled(before, after))
        return not browser.left() and not before - after

    def _look(self, browser: Browser, path: list[str], logged: list[str]) -> bool:
        """Whether the page is whole; what is not is written down."""
        self._write(path, [*browser.exceptions, *logged, *alike(browser)])
        logged.clear()
        return not browser.exceptions

    def _write(self, path: list[str], wrong: list[str]) -> None:
        known = {one.partition("\n")[2][:200] for one in self.found}
        where = f"{self.source.name} · {self.page} · {' > '.join(path[-6:])}"
        self.found += [f"{where}\n{one}" for one in dict.fromkeys(wrong) if one[:200] not in known]
