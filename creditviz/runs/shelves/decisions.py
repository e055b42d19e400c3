"""What was decided about a run: a cut-off, a calibration, sentences. The newest counts; the history stays."""

from __future__ import annotations

import json
import time
from typing import Any

from sqlalchemy import select

from creditviz.exceptions import SpecificationError
from creditviz.runs.shelves import tables as t
from creditviz.runs.shelves.chain import ChainShelf, append_row
from creditviz.runs.shelves.people import permit
from creditviz.runs.shelves.rows import Decision


class DecisionShelf(ChainShelf):
    """The part of the store that holds decisions: rows are added, never changed."""

    def decide(self, run_id: str, what: str, value: Any, *, author: str = "", reason: str = "") -> None:
        """Write down a decision about a run; earlier ones stay on record.

        Parameters
        ----------
        run_id : the full id of a run.
        what : kind of decision, e.g. "cut-off", "calibration", "reasons".
        author : a name as it was typed; where there is a login, its name is kept instead.
        value : anything that JSON can hold.

        Raises
        ------
        SpecificationError
            The workspace has no such run.
        """
        if not self._all(select(t.runs.c.id).where(t.runs.c.id == run_id)):
            raise SpecificationError(
                f"a decision belongs to a run of this workspace, however {run_id!r} is none of its runs. "
                "It may have been deleted: choose another run."
            )
        text, who = json.dumps(value, allow_nan=False), permit(what)
        author = who.name if who.verified else author
        row = {"run": run_id, "what": what, "value": text, "author": author, "reason": reason, "at": time.time()}
        self.transaction(lambda connection: append_row(connection, t.decisions, row, "decided"))

    def decisions(self, run_id: str, what: str | None = None) -> list[Decision]:
        """Decisions about a run, the newest first; of one kind where `what` is given."""
        query = select(t.decisions).where(t.decisions.c.run == run_id).order_by(t.decisions.c.id.desc())
        if what is not None:
            query = query.where(t.decisions.c.what == what)
        return [Decision(d.run, d.what, json.loads(d.value), d.author, d.reason, d.at) for d in self._all(query)]
