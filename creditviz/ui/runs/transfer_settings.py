"""What was asked of a transfer, in words."""

from __future__ import annotations

from creditviz.exceptions import CreditVizError
from creditviz.reporting.transfer.words import method_name
from creditviz.reporting.words import day
from creditviz.runs import Run, Workspace
from creditviz.runs.books import get_book
from creditviz.ui.facts import book_name
from creditviz.ui.words import duration

CHOOSE_ON = {"source": "old accounts", "target": "known outcomes of the new product"}
PAIRING = {
    "by-meaning": "by name and meaning",
    "guess": "by name and meaning, the rest guessed by shape",
    "by-name": "by name",
    "given": "own table",
    "proposed": "guessed by shape",
}


def transfer_settings(workspace: Workspace, run: Run) -> dict[str, str]:
    """What was asked of a transfer, line by line."""
    spec = run.specification
    rows = {
        "old product": _name(workspace, spec.source),
        "new product": _name(workspace, spec.book),
        "pairs": PAIRING[spec.pairing],
        "methods": ", ".join(map(method_name, spec.methods)),
        "rows that judge": f"{spec.test_share:.0%} of the new product",
        "known outcomes of the new product": "all" if spec.target_labels is None else f"{spec.target_labels:,}",
        "settings": f"best of {spec.search} tries, chosen on {CHOOSE_ON[spec.choose_on]}" if spec.search else "as set",
        "seed": str(spec.seed),
        "protected attributes": "read by the methods" if spec.use_protected else "left out",
        "created": day(run.created),
        "notes": run.notes or "none",
        **{
            f"{method_name(key)}: {name}": str(value)
            for key, settings in spec.parameters.items()
            if key in spec.methods
            for name, value in settings.items()
        },
    }
    if run.started and run.ended:
        rows["took"] = duration(run.ended - run.started)
    return rows


def _name(workspace: Workspace, key: str) -> str:
    try:
        return book_name(workspace, get_book(workspace, key))
    except CreditVizError:  # deleted: its hash is what is left
        return key[:8]
