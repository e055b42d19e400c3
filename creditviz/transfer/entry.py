"""What a transfer method says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from creditviz.registry import Entry


@dataclass(frozen=True)
class TransferEntry(Entry):
    """A transfer method in the registry.

    `fixed` are constructor settings that make the method what it is, e.g. the variant of an ablation; they are no
    choice of the analyst.
    """

    fixed: Mapping[str, Any] = field(default_factory=dict)
    reads_target: bool = True  # adapts to target rows, without their outcomes
    reads_target_labels: bool = False  # needs target outcomes
    ablation: bool = False  # a part of the paper's method left out

    def build(self, **settings: Any) -> Any:
        """The estimator with these settings over its own."""
        return self.load()(**{**settings, **self.fixed})
