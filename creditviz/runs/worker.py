"""One run, carried out in whatever process it landed in: a Dask worker or the command line's own."""

from __future__ import annotations

import traceback
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from creditviz.exceptions import CreditVizError, RunCancelled
from creditviz.progress import Checkpoint
from creditviz.registry import load_name
from creditviz.runs.artifacts import forget_checkpoint, load_checkpoint
from creditviz.runs.kinds import KINDS
from creditviz.runs.liveness import whoami
from creditviz.runs.recorder import Recorder
from creditviz.runs.rows import Run
from creditviz.runs.sums import keep_sums
from creditviz.runs.workspace import Workspace


@dataclass(frozen=True)
class Desk:
    """What a run's function works with."""

    workspace: Workspace
    run_id: str
    folder: Path  # what the run makes goes here
    recorder: Recorder  # `on_epoch`
    checkpoint: Checkpoint | None  # where to go on from


def carry_out(workspace: Workspace, run_id: str, attempt: str) -> str:
    """Carry out one attempt of a run and write how it ended; returns the status, or "refused".

    A scheduler may hand the same task out twice (Dask does when a worker is killed): only the first
    claim of an attempt is served.
    """
    store = workspace.store
    if not store.claim(run_id, attempt, whoami()):
        return "refused"
    run = store.run(run_id)
    folder = workspace.run_folder(run_id)
    with Recorder(store, run_id, attempt, folder) as recorder:
        status, error, summary = _attempt(workspace, run, recorder)
    if status == "finished":
        forget_checkpoint(folder)
    return status if store.end(run_id, attempt, status, error=error, summary=summary) else "refused"


def _attempt(workspace: Workspace, run: Run, recorder: Recorder) -> tuple[str, str | None, Any]:
    """(status, error, summary) of running the function of this kind, from its last checkpoint where there is one."""
    folder = recorder.folder
    try:
        checkpoint = load_checkpoint(folder)
        done = (checkpoint.stage, checkpoint.epoch) if checkpoint else (None, 0)
        workspace.store.forget_points_after(run.id, *done)
        desk = Desk(workspace, run.id, folder, recorder, checkpoint)
        summary = load_name(KINDS[run.kind].function)(run.specification, desk)
        keep_sums(workspace, run.id)
        return "finished", None, summary
    except RunCancelled as stopped:
        return "stopped", str(stopped), None
    except KeyboardInterrupt:
        return "stopped", "Stopped at the keyboard; what was reached is kept and can be resumed.", None
    except CreditVizError as mistake:
        return "failed", str(mistake), None
    except Exception as bug:  # the boundary of a background process: the reason must reach the store
        with suppress(OSError):  # a full disk must not keep the run from ending
            (folder / "traceback.txt").write_text(traceback.format_exc())
        what = (str(bug).splitlines() or [""])[0]
        where = f"runs/{run.id}/traceback.txt in the workspace tells where"
        return "failed", f"creditviz made a mistake ({type(bug).__name__}: {what}); {where}.", None


def task(home: str, url: str, run_id: str, attempt: str) -> str:
    """What Dask calls: `carry_out` from plain strings."""
    return carry_out(Workspace(Path(home), url), run_id, attempt)
