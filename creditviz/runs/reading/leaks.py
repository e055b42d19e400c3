"""What tells the outcome too well in a book, kept beside every run that was trained on it."""

from __future__ import annotations

import json

from creditviz.runs.books import book_frame, get_book, get_schema
from creditviz.runs.workspace import Workspace
from creditviz.specification import TrainingSpec


def leaks_of(workspace: Workspace, spec: TrainingSpec) -> list[str]:
    """Sentences of the leakage findings with the verdict "stop" about what a run may read; [] where there is none.

    Looked for once per book, schema and right to protected attributes; a run with the same three reads what was found.
    """
    from creditviz.data.checks.leakage import check_leakage

    key = f"leaks/{spec.book}/{spec.schema_hash}/{'protected' if spec.use_protected else 'plain'}"
    known = workspace.store.get(key)
    if known is not None:
        return json.loads(known)
    schema = get_schema(workspace, spec.schema_hash).for_model(use_protected=spec.use_protected)
    findings = check_leakage(book_frame(workspace, get_book(workspace, spec.book)), schema)
    found = [f"{finding.what} {finding.remedy}" for finding in findings if finding.verdict == "stop"]
    workspace.store.set(key, json.dumps(found, ensure_ascii=False))
    return found
