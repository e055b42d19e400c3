"""What tells the outcome too well in a book, kept beside every run that was trained on it."""

from __future__ import annotations

import json

from creditviz.runs.books import book_frame, get_book, get_schema
from creditviz.runs.workspace import Workspace
from creditviz.specification import BenchmarkBook, TrainingSpec


def leaks_of(workspace: Workspace, spec: TrainingSpec) -> list[str]:
    """Sentences of the leakage findings with the verdict "stop" about what a run may read; [] where there is none.

    Looked for once per book, schema and right to protected attributes; a run with the same three reads what was found.
    """
    return leaks_in(workspace, spec, spec.use_protected)


def leaks_in(workspace: Workspace, of: TrainingSpec | BenchmarkBook, use_protected: bool) -> list[str]:
    """The same of a book and its schema."""
    from creditviz.data.checks.leakage import check_leakage

    key = f"leaks/{of.book}/{of.schema_hash}/{'protected' if use_protected else 'plain'}"
    known = workspace.store.get(key)
    if known is not None:
        return json.loads(known)
    schema = get_schema(workspace, of.schema_hash).for_model(use_protected=use_protected)
    findings = check_leakage(book_frame(workspace, get_book(workspace, of.book)), schema)
    found = [f"{finding.what} {finding.remedy}" for finding in findings if finding.verdict == "stop"]
    workspace.store.set(key, json.dumps(found, ensure_ascii=False))
    return found
