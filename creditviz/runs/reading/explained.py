"""What an explanation run found of a finished run's accounts."""

from __future__ import annotations

from typing import TypeVar

from creditviz.results import AccountShap, AttentionResult, Faithfulness, FieldImportance
from creditviz.runs.artifacts import load_result
from creditviz.runs.shelves.rows import Run
from creditviz.runs.sums import artifact
from creditviz.runs.workspace import Workspace

R = TypeVar("R")


def printed_explanation(workspace: Workspace, run_id: str) -> Run | None:
    """The newest finished explanation of accounts against the portfolio: what reports print of a run."""
    known = workspace.store.runs(kind="explanation", subject=run_id, status=("finished",))
    mine = (one for one in known if one.specification.reference == "portfolio" and "accounts" in one.figures["made"])
    return next(mine, None)


def load_accounts(workspace: Workspace, run_id: str) -> AccountShap | None:
    """What moved the scores, of an explanation run; None of versions that did not say it by raw column, or how sure."""
    from creditviz.explanation.shapley.steadiness import unmeasured

    found = _load(workspace, run_id, AccountShap, "accounts.safetensors")
    return None if found is None or unmeasured(found.method) else found


def load_attention(workspace: Workspace, run_id: str) -> AttentionResult | None:
    """Attention of an explanation run, None when its model has none."""
    return _load(workspace, run_id, AttentionResult, "attention.safetensors")


def load_faithfulness(workspace: Workspace, run_id: str) -> Faithfulness | None:
    """Whether attention points to months that count, of an explanation run; None without attention over months."""
    return _load(workspace, run_id, Faithfulness, "faithfulness.safetensors")


def load_gates(workspace: Workspace, run_id: str) -> FieldImportance | None:
    """What the gate lets through, of an explanation run; None when its model is of a kind without one."""
    return _load(workspace, run_id, FieldImportance, "gates.safetensors")


def _load(workspace: Workspace, run_id: str, kind: type[R], name: str) -> R | None:
    path = artifact(workspace, run_id, name)
    return load_result(kind, path) if path.exists() else None
