"""How long a changed value of one account takes on the server: encode, score, explain, waterfall as JSON.

python -m benchmarks.what_if_speed HOME RUN [--times 30]
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from benchmarks.decision_speed import timed
from creditviz.figures.theme import in_mode
from creditviz.reporting.explanation.accounts import waterfall_card
from creditviz.runs import Workspace
from creditviz.runs.reading.explained import load_accounts
from creditviz.runs.reading.explained_model import load_at_once


def main() -> None:
    """Print one line: median milliseconds on the clock, and of this process's own work."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("run")
    parser.add_argument("--times", type=int, default=30)
    asked = parser.parse_args()
    workspace = Workspace(asked.home)
    run = workspace.store.run(asked.run)
    known_runs = workspace.store.runs(kind="explanation", subject=run.id)
    explained = next(one for one in known_runs if one.status == "finished")
    spec, result = explained.specification, load_accounts(workspace, explained.id)
    assert result is not None, "explained by account"
    at_once = load_at_once(workspace, run.id, spec.reference, spec.n_background, spec.seed)
    rows = iter(result.row_id.tolist())
    column = at_once.model.fitted.columns[0]
    known = at_once.model.frame[column]

    def change() -> None:
        row = at_once.model.rows([next(rows)])
        row[column] = known.max()
        values, pd, base = at_once.explain(row)
        card = waterfall_card(run.name, replace(result, base_pd=base), values, pd, account="changed")
        in_mode(card.figure, "light").to_json()

    change()  # imports
    clock, own = timed(change, asked.times)
    print(f"{run.name} ({at_once.model.subject.method}): {clock:.0f} ms on the clock, {own:.0f} ms of own work")


if __name__ == "__main__":
    main()
