"""One run, carried out in whatever process it landed in. A run is one command.

    python -m creditviz.runs.worker --home FOLDER --run ID --attempt A

The store is that of the folder, or the one that CREDITVIZ_STORE names: a password does not belong in a command line.
"""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from creditviz.exceptions import RunCancelled, StoreError
from creditviz.progress import Checkpoint
from creditviz.registry import load_name
from creditviz.runs.artifacts import forget_checkpoint, load_checkpoint
from creditviz.runs.causes import DISK_FULL_EXIT, STORE_AWAY_EXIT, is_disk_full, sentence_of
from creditviz.runs.kinds import KINDS
from creditviz.runs.liveness import whoami
from creditviz.runs.recorder import Recorder
from creditviz.runs.shelves.rows import Run
from creditviz.runs.sums import keep_sums
from creditviz.runs.workspace import Workspace

REFUSED = 3  # exit code


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
    except Exception as error:  # the boundary of a background process: the reason must reach the store
        return "failed", sentence_of(error) or _own_mistake(run.id, folder, error), None


def _own_mistake(run_id: str, folder: Path, bug: Exception) -> str:
    """The sentence for what nobody foresaw; where it happened is kept beside the run."""
    with suppress(OSError):  # a full disk must not keep the run from ending
        (folder / "traceback.txt").write_text(traceback.format_exc())
    what = (str(bug).splitlines() or [""])[0]
    where = f"runs/{run_id}/traceback.txt in the workspace tells where"
    return f"creditviz made a mistake ({type(bug).__name__}: {what}); {where}."


def carry_out_and_exit(home: Path, run_id: str, attempt: str) -> int:
    """Carry a run out in the workspace at `home`; returns the exit code of the process."""
    workspace = Workspace(home, os.environ.get("CREDITVIZ_STORE", ""))
    try:
        workspace.check_there()
        return REFUSED if carry_out(workspace, run_id, attempt) == "refused" else 0
    except StoreError as away:  # whoever started this must say how it ended
        with suppress(OSError):  # the log may be on the same full disk
            print(away, file=sys.stderr, flush=True)
        return DISK_FULL_EXIT if is_disk_full(away) else STORE_AWAY_EXIT
    finally:
        workspace.close()


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0 when the store says how the run ended, whatever the ending; 3 when the attempt was refused."""
    parser = argparse.ArgumentParser(prog="python -m creditviz.runs.worker", description=main.__doc__)
    parser.add_argument("--home", required=True, type=Path)
    parser.add_argument("--run", required=True)
    parser.add_argument("--attempt", required=True)
    asked = parser.parse_args(arguments)
    return carry_out_and_exit(asked.home, asked.run, asked.attempt)


if __name__ == "__main__":
    sys.exit(main())
