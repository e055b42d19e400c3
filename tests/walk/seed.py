"""The seed of a walk: another one every night, by day always the same; named by hand to repeat what was found."""

from __future__ import annotations

import os
import time

from tests.quick import at_night_now

NAME = "CREDITVIZ_WALK_SEED"
BY_DAY = 20788


def walk_seed() -> int:
    """The seed that `CREDITVIZ_WALK_SEED` names, else at night today's; no landing is a matter of luck."""
    return int(os.environ.get(NAME) or (time.time() // 86_400 if at_night_now() else BY_DAY))


def repeat(seed: int) -> str:
    """How to walk the same way again; part of every message of a walker."""
    return f"walk it again with {NAME}={seed}"
