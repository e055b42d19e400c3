"""Whoever opens a workspace keeps an engine at work: a thread of the app's process, not of a page, watches over it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

from creditviz.runs.engine.local import Backoff
from creditviz.runs.lock import EngineLock
from creditviz.runs.workspace import Workspace

LOOK_SECONDS = 1.0
CLOSE_SECONDS = 12.0
TOO_OFTEN = "Runs wait, because the engine keeps ending; engine.log in the workspace has its last words."
_ROOT = Path(__file__).resolve().parents[3]  # creditviz is found from whatever folder the app was started in


class Keeper:
    """Starts an engine where none serves the workspace, again whenever it ends; of two apps, one does.

    Parameters
    ----------
    workspace : whose queue is to be served.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace, self.trouble = workspace, ""
        self.engine: subprocess.Popen[bytes] | None = None
        self._closed, self._backoff = threading.Event(), Backoff()
        self._thread = threading.Thread(target=self._keep, name="engine's keeper", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Care no longer, and end the engine that this one started."""
        self._closed.set()
        self._thread.join(CLOSE_SECONDS)
        engine = self.engine
        if engine is not None and engine.stdin is not None:
            engine.stdin.close()
            try:
                engine.wait(timeout=CLOSE_SECONDS)
            except subprocess.TimeoutExpired:
                engine.kill()

    def _keep(self) -> None:
        while not self._closed.is_set():
            try:
                self._look()
            except Exception as error:  # whatever it is, this thread must look again
                self._backoff.failed()
                self.trouble = f"Runs wait, because no engine can be started: {error}"
            self._closed.wait(LOOK_SECONDS)

    def _look(self) -> None:
        """One look: is there an engine, may there be one, start one."""
        if self.engine is not None:
            if self.engine.poll() is None:
                return
            self._backoff.failed()
            self.engine = None
        if EngineLock(self.workspace.home).held():
            self.trouble = ""
            return
        if self._backoff.ready():
            self.workspace.store.get("engine")  # a store that is away or was deleted gets no engine
            self.trouble = TOO_OFTEN if self._backoff.failures > 1 else ""
            self._start()

    def _start(self) -> None:
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")])),
            "CREDITVIZ_STORE": self.workspace.url,  # not in the command line, which every user of the machine can read
        }
        self._backoff.began()
        with open(self.workspace.home / "engine.log", "ab") as log:
            self.engine = subprocess.Popen(
                [sys.executable, "-m", "creditviz.runs.engine.dispatch", "--home", str(self.workspace.home)],
                stdin=subprocess.PIPE,  # never written to: it closes when this process ends, however it ends
                stdout=subprocess.DEVNULL,
                stderr=log,
                env=environment,
                start_new_session=True,  # a Ctrl-C in the app's terminal is the app's, which then closes the pipe
            )
