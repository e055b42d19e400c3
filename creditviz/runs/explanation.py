"""An explanation run: attention, gates and Shapley values of a finished training run, on a sample of its test rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from creditviz.exceptions import SpecificationError
from creditviz.models import MODELS
from creditviz.results import AttentionResult, FieldImportance, ShapResult
from creditviz.runs.artifacts import load_result, save_result
from creditviz.runs.books import book_frame, get_book
from creditviz.runs.fitted import load_fitted
from creditviz.runs.training import load_run_result
from creditviz.runs.workspace import Workspace
from creditviz.specification import ExplanationSpec

if TYPE_CHECKING:
    from creditviz.runs.worker import Desk

R = TypeVar("R")


def run(spec: ExplanationSpec, desk: Desk) -> dict[str, Any]:
    """Explain a run; returns what was made.

    Raises
    ------
    SpecificationError
        The run is not finished, or its model has nothing that can be drawn.
    """
    from creditviz.explanation.attention import attention
    from creditviz.explanation.gates import gates
    from creditviz.explanation.rows import explained_positions
    from creditviz.explanation.shap_values import tree_shap

    workspace, store = desk.workspace, desk.workspace.store
    subject = store.run(spec.run)
    explains = MODELS[subject.specification.model].explains if subject.kind == "training" else ()
    if subject.status != "finished" or not explains:
        what = subject.status if subject.status != "finished" else "of a model without attention, gate or trees"
        raise SpecificationError(
            f"a finished run of a network or of trees can be explained, however this one is {what}."
        )
    trained, result = subject.specification, load_run_result(workspace, subject.id)
    shown = explained_positions(result.test, spec.n_rows, spec.seed)
    row_id = result.test.row_id[shown]
    fitted = load_fitted(workspace, subject.id)
    model, layout, schema = fitted.model, fitted.layout, fitted.schema
    assert layout is not None, "a training run has one"
    X = fitted.matrix(book_frame(workspace, get_book(workspace, trained.book)).iloc[row_id])
    known = {"row_id": row_id, "n_available": int((result.test.row_id >= 0).sum())}
    desk.recorder.check()
    if "shap" in explains:
        save_result(tree_shap(model, X, layout, schema, **known), desk.folder / "shap.safetensors")
        desk.recorder.check()
    if "gates" in explains:
        opened = gates(model, X, layout, schema, n_available=known["n_available"])
        save_result(opened, desk.folder / "gates.safetensors")
        desk.recorder.check()
    if "attention" in explains:
        pd = result.test.pd(result.calibration)[shown]
        looked = attention(model, X, layout, schema, y_true=result.test.y_true[shown], pd=pd, **known)
        save_result(looked, desk.folder / "attention.safetensors")
    return {"run": desk.run_id, "explains": subject.id, "made": list(explains), "rows": len(shown)}


def load_attention(workspace: Workspace, run_id: str) -> AttentionResult | None:
    """Attention of an explanation run, None when its model has none."""
    return _load(workspace, run_id, AttentionResult, "attention.safetensors")


def load_gates(workspace: Workspace, run_id: str) -> FieldImportance | None:
    """What the gate lets through, of an explanation run; None when its model is of a kind without one."""
    return _load(workspace, run_id, FieldImportance, "gates.safetensors")


def load_shap(workspace: Workspace, run_id: str) -> ShapResult | None:
    """Shapley values of an explanation run, None when its model has no trees."""
    return _load(workspace, run_id, ShapResult, "shap.safetensors")


def _load(workspace: Workspace, run_id: str, kind: type[R], name: str) -> R | None:
    path = workspace.run_folder(run_id) / name
    return load_result(kind, path) if path.exists() else None
