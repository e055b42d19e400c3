"""How the columns of an encoded matrix are to be read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Layout:
    """What `TableEncoder` tells a model about its matrix.

    The first `n_static` columns are the static row; the others are the months, time-major: all channels
    of the oldest month, then all channels of the next.
    """

    feature_names: tuple[str, ...]  # one per matrix column, e.g. "EDUCATION=2", "PAY@3"
    sources: tuple[str, ...]  # the raw column behind each matrix column; of a derived channel or a recipe, the first
    n_static: int
    sequence_shape: tuple[int, int] | None = None  # (n_steps, n_channels)
    step_names: tuple[str, ...] = ()  # one per month, oldest first, for axes
    channel_names: tuple[str, ...] = ()  # one per channel
    categorical_features: tuple[tuple[int, int], ...] = ()  # (static column, number of codes), code 0 = unknown
    categorical_channels: tuple[tuple[int, int], ...] = ()  # (channel, number of codes)
    specials: tuple[tuple[float, ...], ...] = ()  # of "raw": values of each matrix column that are no amount or level
    directions: tuple[int, ...] = ()  # 1 where the PD may only rise with a matrix column, -1 only fall, else 0; () free

    @property
    def n_features(self) -> int:
        """Number of matrix columns."""
        return len(self.feature_names)

    @property
    def missing_indicators(self) -> tuple[int, ...]:
        """Matrix columns that say whether the column before them was missing.

        >>> Layout(("a", "a missing", "b"), ("a", "a", "b"), 3).missing_indicators
        (1,)
        """
        pairs = zip(self.feature_names, self.sources, strict=True)
        parts = [(_without_step(name, i >= self.n_static), source) for i, (name, source) in enumerate(pairs)]
        neighbours = enumerate(zip(parts, parts[1:], strict=False), start=1)
        return tuple(i for i, ((name, source), this) in neighbours if this == (f"{name} missing", source))


def _without_step(name: str, is_month: bool) -> str:
    return name.rpartition("@")[0] if is_month else name
