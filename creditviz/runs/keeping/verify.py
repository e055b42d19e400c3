"""Walk the audit log, what it vouches for in the store, and every file that runs wrote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from creditviz.runs.shelves import tables as t
from creditviz.runs.shelves.chain import HEAD, Entry, digest_of, row_digest
from creditviz.runs.sums import sha256
from creditviz.runs.workspace import Workspace


@dataclass(frozen=True)
class Verified:
    """What a walk found.

    Parameters
    ----------
    faults : one sentence each; none where everything is as it was written.
    entries, decisions, files : how many were looked at.
    head : hash of the newest entry, to be noted where nobody who can change the store can change it.
    """

    faults: tuple[str, ...]
    entries: int
    decisions: int
    files: int
    head: str


def verify(workspace: Workspace, *, noted: str = "") -> Verified:
    """Look at everything that the audit log vouches for.

    Parameters
    ----------
    noted : a head that an earlier walk printed, or the beginning of one; it must still be in the chain.
    """
    chain = workspace.store.chain()
    kept = {what: workspace.store.rows_of(table) for what, table in (("decided", t.decisions), ("chose", t.champions))}
    faults = list(_links(chain, workspace.store.get(HEAD) or ""))
    if noted and not any(entry.hash.startswith(noted) for entry in chain):
        faults.append(f"The head {noted} that was noted earlier is not in the chain: it was written anew since.")
    for what, rows in kept.items():
        faults += _rows(chain, what, rows)
    looks = workspace.store.rows_of(t.looks)
    faults += _looks(chain, looks)
    sums = _sums(workspace)
    faults += _written(chain, sums)
    faults += _files(workspace, sums)
    n_files = sum(len(files) for files in sums.values())
    n_rows = sum(len(rows) for rows in kept.values())
    return Verified(tuple(faults), len(chain), n_rows, n_files, chain[-1].hash if chain else "")


def _links(chain: Sequence[Entry], head: str) -> Iterator[str]:
    """Faults of the chain itself."""
    number, previous = 0, ""
    for entry in chain:
        if entry.number != number + 1:
            gap = f"{number + 1} to {entry.number - 1}" if entry.number > number + 2 else str(number + 1)
            yield f"Entry {gap} of the audit log is gone: it was removed."
        elif entry.previous != previous:
            yield f"Entry {entry.number} of the audit log does not follow the one before it: one was moved or replaced."
        if entry.hash != entry.expected_hash():
            yield f"Entry {entry.number} of the audit log ({entry.what}, {entry.subject}) was changed."
        number, previous = entry.number, entry.hash
    if head != f"{number} {previous}":
        yield f"The audit log ends at entry {number}, however the store noted another end: its newest entries are gone."


def _rows(chain: Sequence[Entry], what: str, rows: Sequence[Any]) -> Iterator[str]:
    """Decisions that the log does not know, and those that it knows and that are gone."""
    deleted = _deleted(chain)
    expected = Counter(e.digest for e in chain if e.what == what and deleted.get(e.subject, 0) < e.number)
    for row in rows:
        digest = row_digest(row)
        if not expected[digest]:
            named = row._mapping.get("what", "champion")
            yield f"A decision ({named}) about run {row.run}, by {row.author!r}, was changed, moved or added by hand."
        expected[digest] -= 1
    for entry in chain:
        if entry.what == what and expected[entry.digest] > 0:
            expected[entry.digest] -= 1
            yield f"A decision about run {entry.subject} is not as in entry {entry.number}: it was changed or removed."


def _looks(chain: Sequence[Entry], rows: Sequence[Any]) -> Iterator[str]:
    """Looks at test rows that were taken away or changed; no deletion of a run or a book takes one away."""
    noted, kept = ({e.digest: e.number for e in chain if e.what == "looked"}, {row_digest(row) for row in rows})
    for digest, number in noted.items():
        if digest not in kept:
            yield f"A look at test rows is not as in entry {number}: it was changed or removed."
    for _ in kept - set(noted):
        yield "A look at test rows was changed or added by hand."


def _deleted(chain: Sequence[Entry]) -> dict[str, int]:
    """Subject -> number of the entry that says it was deleted."""
    return {entry.subject: entry.number for entry in chain if entry.what == "deleted"}


def _sums(workspace: Workspace) -> dict[str, dict[str, str]]:
    """Run -> path -> sum."""
    found: dict[str, dict[str, str]] = {}
    for row in workspace.store.rows_of(t.artifacts):
        found.setdefault(row.run, {})[row.path] = row.sha256
    return found


def _written(chain: Sequence[Entry], sums: dict[str, dict[str, str]]) -> Iterator[str]:
    """Sums of files that are not those of the log."""
    deleted = _deleted(chain)
    last = {e.subject: e for e in chain if e.what == "wrote" and deleted.get(e.subject, 0) < e.number}
    for run in sorted({*last, *sums}):
        digest = digest_of(sorted([path, value] for path, value in sums.get(run, {}).items()))
        if run not in last or last[run].digest != digest:
            yield f"The sums of the files of run {run} are not those that the audit log has: they were changed."


def _files(workspace: Workspace, sums: dict[str, dict[str, str]]) -> Iterator[str]:
    """Files that are not as their run wrote them. A run that goes on again writes anew."""
    status = {row.id: row.status for row in workspace.store.rows_of(t.runs)}
    for run, files in sums.items():
        folder = workspace.home / "runs" / run
        for path, value in files.items() if status.get(run) == "finished" else ():
            if not (folder / path).is_file():
                yield f"{path} of run {run} is gone."
            elif sha256(folder / path) != value:
                yield f"{path} of run {run} was changed: train again, its specification is kept."
