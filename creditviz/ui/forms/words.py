"""Words and choices that several forms share."""

from __future__ import annotations

from typing import Any

PROTECTED_WORDS = (
    "Protected attributes ({names}) are left out of the model: lending by them is forbidden in many countries. "
    "Switch this on only to compare with papers that used them."
)
NEEDS = {"out-of-time": "date", "given": "split"}
DEVICE_WORDS = {"auto": "Choose for me", "cpu": "CPU", "cuda:0": "GPU"}


def devices(found: dict[str, Any]) -> list[str]:
    """Where a run can be carried out on this machine."""
    return ["auto", "cpu", *(["cuda:0"] if found["gpu"] else [])]


ORDER_LABEL = "Before the split (leaky replay)"
ORDER_HELP = (
    "Samples before the rows are split, as some papers did: synthetic accounts then stand among the test rows and "
    "flatter every figure. Only to replay such results; they are marked as leaky wherever they are shown."
)
