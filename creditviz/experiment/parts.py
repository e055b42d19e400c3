"""Several fits, one after another, reported as one run: a sampler learns, then a model does."""

from __future__ import annotations

from dataclasses import replace

from creditviz.progress import Checkpoint, EpochReport, checker

_PART = "part"  # in a checkpoint's meta: whose it is


class Part:
    """Reports of one part as stages of the whole; its checkpoints say whose they are.

    Parameters
    ----------
    on_epoch : who listens to the whole.
    name : of the part.
    before, after : stages that come before and after this part's own.
    label : stands before the names of its stages, where parts have stages of one name.
    """

    def __init__(self, on_epoch, name: str, *, before: int = 0, after: int = 0, label: str = "") -> None:
        self._on_epoch, self._name, self._before, self._after = on_epoch, name, before, after
        self._label = f"{label} · " if label else ""
        self.check = checker(on_epoch)
        self.n_stages = 0

    def __call__(self, report: EpochReport) -> None:
        """Pass a report on with its place in the whole."""
        self.n_stages = report.n_stages
        state = report.state
        self._on_epoch(
            replace(
                report,
                stage=self._label + report.stage,
                stage_number=self._before + report.stage_number,
                n_stages=self._before + report.n_stages + self._after,
                state=None if state is None else lambda: _marked(state(), self._name),
            )
        )


def part_of(checkpoint: Checkpoint | None, name: str) -> Checkpoint | None:
    """The checkpoint where it belongs to that part, else None; one without a mark belongs to the model."""
    return checkpoint if checkpoint is not None and checkpoint.meta.get(_PART, "model") == name else None


def _marked(checkpoint: Checkpoint, name: str) -> Checkpoint:
    return replace(checkpoint, meta={**checkpoint.meta, _PART: name})
