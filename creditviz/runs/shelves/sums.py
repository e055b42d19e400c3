"""SHA-256 of every file that a run wrote, as kept in the store."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert, select

from creditviz.runs.shelves import tables as t
from creditviz.runs.shelves.chain import append, sums_digest
from creditviz.runs.shelves.database import Database


class SumShelf(Database):
    """The part of the store that holds the sums of files."""

    def put_sums(self, run_id: str, sums: Mapping[str, str]) -> None:
        """Keep the sums of a run's files, by their path in its folder, in place of earlier ones."""
        rows = [{"run": run_id, "path": path, "sha256": value} for path, value in sums.items()]

        def put(connection: Connection) -> None:
            connection.execute(delete(t.artifacts).where(t.artifacts.c.run == run_id))
            if rows:
                connection.execute(insert(t.artifacts), rows)
            append(connection, "wrote", run_id, digest=sums_digest(connection, run_id))

        self.transaction(put)

    def sums(self, run_id: str) -> dict[str, str]:
        """Path in the run's folder -> SHA-256; empty for a run of 0.5.0 and before, and for one that has not ended."""
        return {row.path: row.sha256 for row in self._all(select(t.artifacts).where(t.artifacts.c.run == run_id))}
