"""Runs: one store, one engine. Pages and the command line speak to `Workspace`, `jobs` and `books`."""

from creditviz.runs.shelves.rows import Book, Champion, Exclusion, Run
from creditviz.runs.workspace import Workspace

__all__ = ["Book", "Champion", "Exclusion", "Run", "Workspace"]
