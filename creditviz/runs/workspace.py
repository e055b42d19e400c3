"""A workspace: one folder and one store that pages, workers and the command line share."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from creditviz.exceptions import DataError, StoreError
from creditviz.runs.private import make_private, without_secret
from creditviz.runs.shelves.database import GONE
from creditviz.runs.store import Store


@dataclass(frozen=True)
class Workspace:
    """Where books, runs and what they made are kept.

    Parameters
    ----------
    home : folder of the workspace; created when first written to, for this user alone.
    url : SQLAlchemy URL of the store; empty means an SQLite file in `home`. It may hold a password, and is never shown.
    """

    home: Path
    url: str = field(default="", repr=False)

    @classmethod
    def open(cls, home: str | Path | None = None) -> Workspace:
        """The workspace of `CREDITVIZ_HOME` (default ~/.creditviz) and `CREDITVIZ_STORE`."""
        folder = Path(home or os.environ.get("CREDITVIZ_HOME") or Path.home() / ".creditviz").expanduser().resolve()
        return cls(folder, os.environ.get("CREDITVIZ_STORE", ""))

    @cached_property
    def store(self) -> Store:
        """The store of this workspace."""
        try:
            make_private(self.home)
            store = Store(self.url or f"sqlite:///{self._file}")
            assert store.engine is not None  # connects
        except (OSError, SQLAlchemyError, ImportError) as error:
            reason = without_secret(str(error).splitlines()[0], self.url)
            raise DataError(
                f"a workspace is a folder that can be written and a store that can be opened, however: {reason}. "
                "Check CREDITVIZ_HOME and CREDITVIZ_STORE."
            ) from (None if self.url else error)  # a driver's error may hold what it was given
        return store

    @property
    def _file(self) -> Path:
        return self.home / "creditviz.db"

    def check_there(self) -> None:
        """Raise `StoreError` where the file of the store is gone: who serves a workspace makes no empty one."""
        if not self.url and not self._file.exists():
            raise StoreError(GONE.format(path=self._file))

    def close(self) -> None:
        """Give back what is open of the store."""
        if "store" in self.__dict__:
            self.store.close()

    @property
    def books(self) -> Path:
        """Folder of the stored books."""
        return self._folder("books")

    def run_folder(self, run_id: str) -> Path:
        """Folder of what a run made."""
        return self._folder("runs", run_id)

    def _folder(self, *parts: str) -> Path:
        make_private(self.home)
        folder = self.home.joinpath(*parts)
        folder.mkdir(parents=True, exist_ok=True)
        return folder
