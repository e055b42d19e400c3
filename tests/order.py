"""The order of a test run: files that took longest begin first, so that workers end together.

`pytest --durations=0` tells how long; `tests/seconds.json` keeps it, and a file that is not in it counts as short.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

KEPT = Path(__file__).resolve().parent / "seconds.json"


@cache
def seconds() -> dict[str, float]:
    """File of tests -> processor seconds that it took when it was last measured."""
    return json.loads(KEPT.read_text(encoding="utf-8"))


def longest_first(items: list[pytest.Item]) -> None:
    """Sort files by what they took; inside a file, and among files of equal length, the order stays."""
    items.sort(key=lambda item: -seconds().get(item.nodeid.partition("::")[0], 0.0))
