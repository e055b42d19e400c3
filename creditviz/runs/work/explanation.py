"""An explanation run: what moved the scores of a finished run's accounts, where it looked, what it let through."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from creditviz.exceptions import SpecificationError
from creditviz.models import MODELS
from creditviz.results import AccountShap
from creditviz.runs.artifacts import save_result
from creditviz.runs.workspace import Workspace
from creditviz.specification import ExplanationSpec

if TYPE_CHECKING:
    from creditviz.runs.reading.explained_model import ExplainedModel
    from creditviz.runs.worker import Desk

Check = Callable[[], None]
AGAIN = 100  # accounts explained a second time, against a re-drawn reference
AGAIN_SAMPLED = 40
FAITHFUL_ROWS = 300


def run(spec: ExplanationSpec, desk: Desk) -> dict[str, Any]:
    """Explain a run; returns what was made.

    Raises
    ------
    SpecificationError
        The run is not finished.
    """
    from creditviz.explanation.rows import explained_positions
    from creditviz.runs.reading.explained_model import load_explained

    workspace = desk.workspace
    subject = workspace.store.run(spec.run)
    if subject.status != "finished":
        raise SpecificationError(f"a finished run can be explained, however this one is {subject.status}.")
    model = load_explained(workspace, subject.id)
    shown = explained_positions(model.test, spec.n_rows, spec.seed)
    desk.recorder.check()
    explains = MODELS[subject.specification.model].explains if subject.kind == "training" else ()
    made = ["accounts"]
    if "gates" in explains:
        _gates(model, shown, desk)
        made.append("gates")
    if "attention" in explains:
        made += _attention(model, shown, desk)
    found = account_shap(workspace, spec, model, shown, desk.recorder.check)
    save_result(found, desk.folder / "accounts.safetensors")
    return {"run": desk.run_id, "explains": subject.id, "made": made, "rows": len(found.row_id)}


def account_shap(
    workspace: Workspace, spec: ExplanationSpec, model: ExplainedModel, shown: np.ndarray, check: Check
) -> AccountShap:
    """What moved the scores of these accounts.

    Parameters
    ----------
    spec : how many rows, against which reference, by which seed.
    shown : positions among the test rows; fewer of them are explained where all would take too long.
    check : called between parts of the work; may raise to stop.
    """
    from creditviz.explanation.shapley import accounts as how
    from creditviz.explanation.shapley.steadiness import first_changes, with_share

    subject, test = model.subject, model.test
    n = how.affordable(subject, model.frame, len(shown), spec.n_background)
    if n < len(shown):
        shown = np.sort(np.random.default_rng(spec.seed).choice(shown, n, replace=False))
    drawn, reference = _compared_with(workspace, spec, model)
    frame, background, others = (model.rows(rows) for rows in (test.row_id[shown], *drawn))
    found = how.explain(subject, frame, background, seed=spec.seed, check=check)
    n_again = AGAIN_SAMPLED if subject.sampled else AGAIN
    again = how.explain(subject, frame[:n_again], others, seed=spec.seed + 1, check=check)
    values = how.in_players(found, subject)
    changes = first_changes(subject, frame, background, values, seed=spec.seed + 2, check=check)
    return AccountShap(
        row_id=test.row_id[shown],
        y_true=test.y_true[shown],
        pd=model.pd_of_margin(found.margin),
        values=values,
        base=found.base,
        base_pd=float(model.pd_of_margin(np.array([found.base]))[0]),
        margin=found.margin,
        features=how.as_features(frame, subject),
        names=model.names(),
        columns=tuple(subject.players),
        unit=subject.unit,
        method=with_share(subject.words, changes) if subject.sampled else subject.words,
        reference=reference,
        n_available=int((test.row_id >= 0).sum()),
        n_background=len(background),
        error=found.error,
        again=how.in_players(again, subject),
        months=how.by_month(found, subject),
        sequence_names=tuple(subject.schema.label(s.name) for s in subject.schema.sequences),
        step_names=_step_names(model),
        first_changes=changes,
    )


def _compared_with(workspace: Workspace, spec: ExplanationSpec, model: ExplainedModel) -> tuple[list[np.ndarray], str]:
    """Places of two draws of reference rows, and what they are in words."""
    from creditviz.runs.reading.explained_model import background_rows, cut_off_of, enough_below

    test, calibration = model.test, model.fitted.calibration
    asked = cut_off_of(workspace, model.run) if spec.reference == "approved" else None
    below = enough_below(test, calibration, asked)
    drawn = [background_rows(test, calibration, n=spec.n_background, below=below, seed=spec.seed + k) for k in (1, 2)]
    return drawn, _reference_words(asked, below)


def _reference_words(asked: float | None, below: float | None) -> str:
    if below is not None:
        return f"approved applicants (PD under {below:.1%})"
    return "the portfolio" if asked is None else f"the portfolio (too few have a PD under {asked:.1%})"


def _step_names(model: ExplainedModel) -> tuple[str, ...]:
    from creditviz.schema import months_before

    n_steps = model.subject.schema.n_steps
    return tuple(months_before(back) for back in range(n_steps - 1, -1, -1))


def _gates(model: ExplainedModel, shown: np.ndarray, desk: Desk) -> None:
    from creditviz.explanation.gates import gates

    assert model.fitted.layout is not None, "of a training run"
    X = model.fitted.matrix(model.rows(model.test.row_id[shown]))
    n_available = int((model.test.row_id >= 0).sum())
    opened = gates(model.fitted.model, X, model.fitted.layout, model.fitted.schema, n_available=n_available)
    save_result(opened, desk.folder / "gates.safetensors")
    desk.recorder.check()


def _attention(model: ExplainedModel, shown: np.ndarray, desk: Desk) -> list[str]:
    from creditviz.explanation.attention import attention
    from creditviz.explanation.faithfulness import faithfulness

    fitted, test = model.fitted, model.test
    layout = fitted.layout
    assert layout is not None, "of a training run"
    X = fitted.matrix(model.rows(test.row_id[shown]))
    looked = attention(
        fitted.model,
        X,
        layout,
        fitted.schema,
        row_id=test.row_id[shown],
        y_true=test.y_true[shown],
        pd=test.pd(fitted.calibration)[shown],
        n_available=int((test.row_id >= 0).sum()),
    )
    save_result(looked, desk.folder / "attention.safetensors")
    desk.recorder.check()
    if looked.temporal is None or not hasattr(fitted.model, "log_odds"):
        return ["attention"]
    some = slice(0, FAITHFUL_ROWS)
    tested = faithfulness(fitted.model, X[some], looked.temporal[some], layout)
    if tested is None:
        return ["attention"]
    save_result(tested, desk.folder / "faithfulness.safetensors")
    desk.recorder.check()
    return ["attention", "faithfulness"]
