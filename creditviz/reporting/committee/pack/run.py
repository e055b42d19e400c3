"""A report run: the pack of a finished run, written into the run's folder, where page and command line find it."""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from creditviz.data.files.whole_file import whole_or_nothing
from creditviz.exceptions import SpecificationError
from creditviz.runs import Workspace
from creditviz.runs.sums import artifact
from creditviz.specification import ReportSpec

if TYPE_CHECKING:
    from creditviz.runs.worker import Desk

FILE = "pack.html"


def run(spec: ReportSpec, desk: Desk) -> dict[str, Any]:
    """Write the pack; returns its figures, its size, its hash and the seconds it took. Raises as `check`."""
    from creditviz.reporting.committee.pack.build import build_pack
    from creditviz.reporting.committee.pack.evidence import gather
    from creditviz.reporting.committee.pack.page import pack_html

    began = time.perf_counter()
    evidence = gather(desk.workspace, spec, stop=desk.recorder.check)
    desk.recorder.say(f"Writing the pack of {evidence.label}.")
    pack = build_pack(evidence, on_epoch=desk.recorder)
    html = pack_html(pack).encode()
    with whole_or_nothing(desk.folder / FILE) as partial:
        partial.write_bytes(html)
    seconds = time.perf_counter() - began
    desk.recorder.say(f"Written in {seconds:.0f} s, {len(html) / 1e6:.1f} MB.")
    about = {"report": desk.run_id, "bytes": len(html), "sha256": hashlib.sha256(html).hexdigest(),
             "pack_seconds": round(seconds, 1)}  # fmt: skip
    return json.loads(json.dumps({**pack.figures, **about}, default=str))


def pack_path(workspace: Workspace, run_id: str) -> Path:
    """The file of a finished report run.

    Raises
    ------
    SpecificationError
        The run is no finished report, or its file is gone.
    DataError
        The file has changed since it was written.
    """
    run = workspace.store.run(run_id)
    path = artifact(workspace, run.id, FILE)
    if run.kind != "report" or run.status != "finished" or not path.exists():
        raise SpecificationError(
            f"a pack is what a finished report run wrote, however run {run.id} has none. Write the report again."
        )
    return path
