"""Rows that leave the workspace: refused where CREDITVIZ_NO_ROWS is set, else put on record."""

from __future__ import annotations

import os

from creditviz.exceptions import SpecificationError
from creditviz.runs.workspace import Workspace

STAYS = (
    "Rows of accounts stay in this workspace: whoever runs creditviz has set CREDITVIZ_NO_ROWS, so that files with one "
    "line an account are not written and the pack shows no single account. Figures and tables of groups are as always."
)


def rows_may_leave() -> bool:
    """Whether files with one line an account may be written; CREDITVIZ_NO_ROWS=1 says no."""
    return os.environ.get("CREDITVIZ_NO_ROWS", "").strip().lower() in ("", "0", "no", "false")


def check_rows_may_leave() -> None:
    """Raise `SpecificationError` where they may not; called before anything is computed for them."""
    if not rows_may_leave():
        raise SpecificationError(STAYS)


def rows_leave(workspace: Workspace, run_id: str, what: str) -> None:
    """Put on record that rows are taken out; raises `SpecificationError` where they may not be.

    Parameters
    ----------
    what : which rows, e.g. "scored rows".
    """
    check_rows_may_leave()
    workspace.store.note("exported", run_id, what=what)
