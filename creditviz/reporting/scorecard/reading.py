"""The card of a finished scorecard run."""

from __future__ import annotations

from creditviz.exceptions import SpecificationError
from creditviz.results import Scorecard
from creditviz.runs.reading.fitted import load_fitted
from creditviz.runs.shelves.rows import Run
from creditviz.runs.workspace import Workspace

MODEL = "scorecard"


def is_scorecard(run: Run) -> bool:
    """Whether a run trains a scorecard."""
    return run.kind == "training" and run.specification.model == MODEL


def card_of_run(workspace: Workspace, run_id: str) -> Scorecard:
    """The printed card of a run.

    Raises
    ------
    SpecificationError
        There is no such run, it is not finished, or it is no scorecard.
    """
    from creditviz.explanation.scorecard import card_of

    run = workspace.store.run(run_id)
    if not is_scorecard(run):
        raise SpecificationError(
            f"a card is printed of a scorecard, however run {run.id[:4]} is another kind of run or model. "
            "Choose a run whose model is the scorecard.",
            typed="`train BOOK --model scorecard` makes one.",
        )
    fitted = load_fitted(workspace, run.id)
    return card_of(fitted.model, fitted.encoder)  # type: ignore[arg-type]
