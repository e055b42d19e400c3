"""A warm process: it loads the libraries once, and every run is a fork of it that begins at once and ends alone.

It speaks through pipes, so that no port is open: lines in, `run ID ATTEMPT` and `end ID`; lines out, `ready`,
`began ID` and `ended ID CODE`. When its standard input closes, whoever started it is gone: it ends its runs and itself.

A fork is safe while this process has one thread (those of a memory allocator apart, which knows of forks). Where that
does not hold, and where a system's own libraries do not bear it (macOS), a run is a fresh process that loads them.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import os
import select
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from creditviz.runs.causes import ENGINE_ENDED
from creditviz.runs.worker import carry_out_and_exit
from creditviz.runs.workspace import Workspace

POLL_SECONDS = 0.05
# What a training needs before its first live point, the quick ones first: a run that comes while they load is forked
# with what is there. Polars is not among them: it starts threads that a fork loses.
LIBRARIES = (
    "sqlalchemy.dialects.sqlite",
    "scipy.stats",
    "sklearn.linear_model",
    "sklearn.ensemble",
    "creditviz.experiment.training",
    "creditviz.experiment.summary",
    "creditviz.runs.work.training",
    "creditviz.models.persistence",
    "xgboost",
    "creditviz.models.trees.boosting",
    "torch",
    "creditviz.models.network_stages",
    "creditviz.networks.classification",
    "torch._dynamo",  # two seconds that the first optimiser would wait for
)
_ALLOCATOR = "jemalloc_bg_thd"


def fork_is_safe() -> bool:
    """Whether this process has no thread that a fork would cut off."""
    if sys.platform != "linux":
        return False
    tasks = Path("/proc/self/task")
    names = [(tasks / task / "comm").read_text().strip() for task in os.listdir(tasks)]
    return sum(name != _ALLOCATOR for name in names) == 1


class Nursery:
    """The runs that are under way, by id.

    Parameters
    ----------
    home : folder of the workspace.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self.running: dict[int, tuple[str, str]] = {}  # process id -> (run, attempt)

    def serve(self, wait: float) -> bool:
        """Do what was asked and report what has ended; False when nothing can be asked any more."""
        lines, more = _lines(wait)
        for line in lines:
            self.obey(line)
        for run_id, code in self.ended():
            _say("ended", run_id, code)
        return more

    def obey(self, line: str) -> None:
        """Do what one line asks."""
        what, run_id, *rest = line.split()
        if what == "run":
            begin = self._fork if fork_is_safe() else self._spawn
            self.running[begin(run_id, rest[0])] = (run_id, rest[0])
            _say("began", run_id)
        else:
            for pid, (mine, _) in self.running.items():
                if mine == run_id:
                    os.kill(pid, signal.SIGKILL)  # not reaped yet, so that its number is nobody else's

    def ended(self) -> list[tuple[str, int]]:
        """(run, exit code) of those that have ended since last asked."""
        found = []
        while self.running:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                break
            if pid in self.running:
                found.append((self.running.pop(pid)[0], os.waitstatus_to_exitcode(status)))
        return found

    def end_all(self, reason: str) -> None:
        """End every run and say why in the store."""
        for pid in self.running:
            os.kill(pid, signal.SIGKILL)
        for pid in self.running:
            os.waitpid(pid, 0)
        if self.running:
            store = Workspace(self.home, os.environ.get("CREDITVIZ_STORE", "")).store
            for run_id, attempt in self.running.values():
                if store.end(run_id, attempt, "failed", error=reason):
                    store.add_event(run_id, reason)

    def _fork(self, run_id: str, attempt: str) -> int:
        pid = os.fork()
        if pid:
            return pid
        code = 1
        try:
            _leave_the_nest()
            code = carry_out_and_exit(self.home, run_id, attempt)
        except BaseException:  # nothing may run on in a fork
            sys.excepthook(*sys.exc_info())
        finally:
            with suppress(OSError, ValueError):
                sys.stderr.flush()
            os._exit(code)

    def _spawn(self, run_id: str, attempt: str) -> int:
        command = [sys.executable, "-m", "creditviz.runs.worker", "--home", str(self.home)]
        nothing = (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0)
        to_the_log = (os.POSIX_SPAWN_DUP2, 2, 1)
        words = [*command, "--run", run_id, "--attempt", attempt]
        return os.posix_spawn(sys.executable, words, os.environ, file_actions=[nothing, to_the_log])


def _leave_the_nest() -> None:
    """A fork has its own input and output, and ends with the process that it came from."""
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def _lines(wait: float) -> tuple[list[str], bool]:
    """(whole lines that have come, whether more may come); waits for so many seconds."""
    if not select.select([0], [], [], wait)[0]:
        return [], True
    found = os.read(0, 65536)
    while found and not found.endswith(b"\n"):
        more = os.read(0, 65536)
        if not more:
            break
        found += more
    return found.decode().splitlines(), bool(found)


def _say(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def main(arguments: Sequence[str] | None = None) -> None:
    """Load, serving what is asked meanwhile, say so, and serve until standard input closes."""
    parser = argparse.ArgumentParser(prog="python -m creditviz.runs.engine.warm", description=main.__doc__)
    parser.add_argument("--home", required=True, type=Path)
    nursery = Nursery(parser.parse_args(arguments).home)
    if hasattr(os, "nice"):
        os.nice(5)  # the pages go first
    open_ = True
    for name in LIBRARIES:
        importlib.import_module(name)
        open_ = open_ and nursery.serve(0.0)
    sys.modules["torch"].set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    gc.freeze()  # what is loaded stays shared between the forks
    _say("ready")
    while open_:
        open_ = nursery.serve(POLL_SECONDS)
    nursery.end_all(ENGINE_ENDED)


if __name__ == "__main__":
    main()
