"""A worker's pen: progress, metric points, checkpoints and heartbeats into the store; the stop flag out of it."""

from __future__ import annotations

import math
import threading
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from creditviz.exceptions import RunCancelled, StoreError
from creditviz.progress import EpochReport
from creditviz.runs.artifacts import save_checkpoint
from creditviz.runs.store import Store

BEAT_SECONDS = 1.0
CHECK_SECONDS = 0.25  # how often the stop flag is read, at most
CHECKPOINT_SECONDS = 1.0  # how much work a killed worker may lose, about


class Recorder:
    """`on_epoch` of a run in the background.

    Use it as a context manager: inside, a thread of its own says once a second that the worker lives,
    also while a library trains without calling back.

    Parameters
    ----------
    store, run_id, attempt : whose progress it writes.
    folder : where checkpoints go.
    """

    def __init__(self, store: Store, run_id: str, attempt: str, folder: Path) -> None:
        self.store, self.run_id, self.attempt, self.folder = store, run_id, attempt, folder
        self._ended = threading.Event()
        self._checked = self._saved = 0.0
        self._clock = _Clock()

    def __enter__(self) -> Recorder:
        threading.Thread(target=self._beat, name=f"heartbeat of {self.run_id}", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()

    def __call__(self, report: EpochReport) -> None:
        """Write one epoch; keep a checkpoint about once a second; raise `RunCancelled` when asked to stop."""
        mine = self.store.record(
            self.run_id,
            self.attempt,
            {
                "stage": report.stage,
                "stage_number": report.stage_number,
                "n_stages": report.n_stages,
                "epoch": report.epoch,
                "n_epochs": report.n_epochs,
                "eta": _known(self._clock.eta(report) if report.seconds_left is None else report.seconds_left),
            },
            report.log,
        )
        if mine and report.state is not None and time.monotonic() - self._saved > CHECKPOINT_SECONDS:
            save_checkpoint(report.state(), self.folder)
            self._saved = time.monotonic()
        self._checked = 0.0
        self.check()

    def say(self, sentence: str) -> None:
        """Show a sentence in the run's log."""
        self.store.add_event(self.run_id, sentence)

    def check(self) -> None:
        """Raise `RunCancelled` when a stop was asked for; costs nothing four times in five."""
        now = time.monotonic()
        if now - self._checked < CHECK_SECONDS:
            return
        self._checked = now
        if not self.store.may_go_on(self.run_id, self.attempt):
            raise RunCancelled("Stopped as asked; what was reached is kept and can be resumed.")

    def _beat(self) -> None:
        while not self._ended.wait(BEAT_SECONDS):
            with suppress(StoreError):  # a store that is busy or full for a moment must not silence the worker
                self.store.beat(self.run_id, self.attempt)


def _known(seconds: float) -> float | None:
    return None if math.isnan(seconds) else seconds


class _Clock:
    """Seconds left at most, from the pace of the stage that is running."""

    def __init__(self) -> None:
        self._stage, self._began, self._from = "", time.monotonic(), 0
        self._last = self._began

    def eta(self, report: EpochReport) -> float:
        """This stage's remaining epochs at its own pace, then the stages to come as long as this one."""
        now = time.monotonic()
        if report.stage != self._stage:  # the stage began when the last report of the one before came
            self._stage, self._began, self._from = report.stage, self._last, report.epoch - 1
        self._last = now
        pace = (now - self._began) / max(report.epoch - self._from, 1)
        return pace * (report.n_epochs - report.epoch + (report.n_stages - report.stage_number) * report.n_epochs)
