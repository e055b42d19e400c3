"""The seed of a walk: another one every day, the same on every worker; named by hand to repeat what was found."""

from __future__ import annotations

import os
import time

NAME = "CREDITVIZ_WALK_SEED"


def walk_seed() -> int:
    """The seed of today's walk, or the one that `CREDITVIZ_WALK_SEED` names."""
    return int(os.environ.get(NAME) or time.time() // 86_400)


def repeat(seed: int) -> str:
    """How to walk the same way again; part of every message of a walker."""
    return f"walk it again with {NAME}={seed}"
