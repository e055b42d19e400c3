"""What a page or the command line can do with runs: submit, stop, resume, repeat, delete."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from typing import Any

from creditviz.exceptions import SpecificationError
from creditviz.runs.engine.keeper import Keeper
from creditviz.runs.kinds import KINDS
from creditviz.runs.liveness import TROUBLE
from creditviz.runs.shelves.rows import Run
from creditviz.runs.worker import carry_out
from creditviz.runs.workspace import Workspace
from creditviz.specification import Specification

LOW_DISK = 200_000_000  # bytes
_keepers: dict[str, Keeper] = {}
_lock = threading.Lock()


def start_engine(workspace: Workspace) -> None:
    """See that an engine serves this workspace for as long as this process lives; returns at once."""
    with _lock:
        if str(workspace.home) not in _keepers:
            _keepers[str(workspace.home)] = Keeper(workspace)


def stop_engine(workspace: Workspace) -> None:
    """Care no longer, and end the engine that this process started, if it did."""
    with _lock:
        keeper = _keepers.pop(str(workspace.home), None)
    if keeper is not None:
        keeper.close()


def troubles(workspace: Workspace) -> list[str]:
    """What keeps runs from beginning or from being kept, in sentences; none while all is well."""
    keeper = _keepers.get(str(workspace.home))
    free = shutil.disk_usage(workspace.home).free
    full = f"The disk of the workspace is almost full ({free / 1e6:.0f} MB are free): free some space."
    engine = (keeper.trouble if keeper else "") or workspace.store.get(TROUBLE) or ""
    return [sentence for sentence in (engine, full if free < LOW_DISK else "") if sentence]


def submit(workspace: Workspace, spec: Specification, *, name: str, notes: str = "") -> Run:
    """Queue a run for the engine."""
    run = workspace.store.add_run(spec, name=name, notes=notes)
    workspace.store.add_event(run.id, "Waiting for a free worker.")
    return run


def run_here(workspace: Workspace, spec: Specification, *, name: str) -> Run:
    """Carry a run out in this process; returns it ended."""
    run = workspace.store.add_run(spec, name=name, status="reserved")
    carry_out(workspace, run.id, run.attempt)
    return workspace.store.run(run.id)


def stop(workspace: Workspace, run_id: str) -> Run:
    """Ask a run to stop; it does within an epoch, or loses its worker three seconds later."""
    run = workspace.store.run(run_id)
    if not run.open:
        raise SpecificationError(f"only a waiting or running run can be stopped, however run {run.id} is {run.status}.")
    workspace.store.ask_to_stop(run.id)
    return workspace.store.run(run.id)


def resume(workspace: Workspace, run_id: str, *, here: bool = False) -> Run:
    """Let a stopped or failed run go on from its last checkpoint (from the start without one)."""
    run = workspace.store.run(run_id)
    if not workspace.store.requeue(run.id, status="reserved" if here else "queued"):
        raise SpecificationError(
            f"only a stopped or failed run can go on, however run {run.id} is {run.status}. {_instead(run)}",
            typed=f"`python -m creditviz rerun {run.id}` does." if not run.open and KINDS[run.kind].repeatable else "",
        )
    run = workspace.store.run(run.id)
    if here:
        carry_out(workspace, run.id, run.attempt)
    return workspace.store.run(run.id)


def _instead(run: Run) -> str:
    """What to do with a run that cannot go on."""
    if run.open:
        return "Wait for it, or stop it first."
    if KINDS[run.kind].repeatable:
        return "Nothing of it is left to do; repeat it with the same settings instead."
    return "Nothing of it is left to do; start a new one to compute it again."


def delete_run(workspace: Workspace, run_id: str) -> None:
    """Forget a run with everything derived from it."""
    run = workspace.store.run(run_id)
    if run.open:
        raise SpecificationError(
            f"only an ended run can be deleted, however run {run.id} is {run.status}. Stop it first."
        )
    for child in [r for old in (False, True) for r in workspace.store.runs(subject=run.id, archived=old)]:
        delete_run(workspace, child.id)
    workspace.store.delete_run(run.id)
    shutil.rmtree(workspace.run_folder(run.id))
    if run.kind == "scoring":
        _forget_file(workspace, run.specification.file)


def _forget_file(workspace: Workspace, key: str) -> None:
    """Delete a file that was brought to be scored, once no other run refers to it."""
    others = [r for old in (False, True) for r in workspace.store.runs(kind="scoring", archived=old)]
    if key not in {run.specification.file for run in others}:
        (workspace.home / "files" / f"{key}.parquet").unlink(missing_ok=True)


def queue_position(workspace: Workspace, run: Run) -> int:
    """How many runs are before this one; 0 when it is next."""
    return sum(other.created < run.created for other in workspace.store.runs(status=("queued",)))


def compute() -> dict[str, Any]:
    """The machine as the sidebar shows it, found without importing torch: cores, and the GPU's name and memory."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    smi = shutil.which("nvidia-smi")
    if smi is None:
        return {"cores": cores, "gpu": None}
    command = [smi, "--query-gpu=name,memory.used,memory.total", "--format=csv,noheader,nounits"]
    try:
        asked = subprocess.run(command, capture_output=True, text=True, timeout=5, check=True)
        name, used, total = (part.strip() for part in asked.stdout.strip().splitlines()[0].split(","))
        return {"cores": cores, "gpu": name, "gpu_used_gb": int(used) / 1024, "gpu_total_gb": int(total) / 1024}
    except (OSError, subprocess.SubprocessError, ValueError, IndexError):  # no driver, or a GPU that tells no memory
        return {"cores": cores, "gpu": None}
