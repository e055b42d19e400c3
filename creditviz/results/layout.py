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
    sources: tuple[str, ...]  # the raw column behind each matrix column; a derived channel names its numerator's column
    n_static: int
    sequence_shape: tuple[int, int] | None = None  # (n_steps, n_channels)
    step_names: tuple[str, ...] = ()  # one per month, oldest first, for axes
    channel_names: tuple[str, ...] = ()  # one per channel
    categorical_features: tuple[tuple[int, int], ...] = ()  # (static column, number of codes), code 0 = unknown
    categorical_channels: tuple[tuple[int, int], ...] = ()  # (channel, number of codes)

    @property
    def n_features(self) -> int:
        """Number of matrix columns."""
        return len(self.feature_names)
