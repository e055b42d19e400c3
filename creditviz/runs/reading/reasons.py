"""The sentences of a run: as they were kept with it, else the usual ones; and whether they may be sent."""

from __future__ import annotations

from collections.abc import Sequence

from creditviz.explanation.reasons import Reason, fitting_reasons, read_reasons, usual_reasons
from creditviz.results.transfer.run import GUESSES
from creditviz.runs.shelves.rows import Run
from creditviz.runs.workspace import Workspace

KEPT = "reasons"  # kind of decision in the store


def kept_reasons(
    workspace: Workspace, run_id: str, columns: Sequence[str], names: Sequence[str]
) -> tuple[tuple[Reason, ...], str]:
    """A sentence for every column that the run reads, and in words which of the kept ones do not fit (or empty)."""
    for decision in workspace.store.decisions(run_id, KEPT):
        return fitting_reasons(str(decision.value), columns, names)
    return usual_reasons(columns, names), ""


def keep_reasons(workspace: Workspace, run_id: str, text: str, columns: Sequence[str]) -> None:
    """Keep sentences with a run; raises `SpecificationError` where they are none or name unknown columns."""
    read_reasons(text, columns)
    workspace.store.decide(run_id, KEPT, text)


def proposed_pairs(run: Run) -> dict[str, str]:
    """Columns of a transfer whose pair is a guess -> both names."""
    if run.kind != "transfer":
        return {}
    pairs = run.figures.get("pairs", ())
    return {pair["target"]: f"{pair['target']} ← {pair['source']}" for pair in pairs if pair["how"] in GUESSES}
