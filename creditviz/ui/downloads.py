"""What a download is called and in which formats it comes."""

from __future__ import annotations

import re

FORMATS = {
    "csv": ("CSV", "text/csv"),
    "parquet": ("Parquet", "application/vnd.apache.parquet"),
    "xlsx": ("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def file_stem(name: str) -> str:
    """A file name of a run's name.

    >>> file_stem("SMOTE 0.4, seed 3"), file_stem("../?")
    ('smote-0.4-seed-3', 'rows')
    """
    return re.sub(r"[^a-z0-9.]+", "-", name.lower()).strip("-.") or "rows"
