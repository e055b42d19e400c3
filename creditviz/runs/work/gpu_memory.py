"""A GPU without room left: once again with half the batch, written into the specification, which must stay true."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from creditviz.progress import Checkpoint
from creditviz.runs.causes import is_gpu_memory
from creditviz.specification import TrainingSpec

if TYPE_CHECKING:
    from creditviz.runs.worker import Desk

T = TypeVar("T")
SMALLEST_BATCH = 32


def with_room(train: Callable[[TrainingSpec, Checkpoint | None], T], spec: TrainingSpec, desk: Desk) -> T:
    """`train(spec, checkpoint)`; where the GPU's memory runs out, from the start with half the batch, once."""
    try:
        return train(spec, desk.checkpoint)
    except Exception as error:
        smaller = half_batch(spec) if is_gpu_memory(error) else None
        if smaller is None:
            raise
    # Out of the clause above, because the error holds on to what fills the GPU.
    if "torch" in sys.modules:
        sys.modules["torch"].cuda.empty_cache()
    before, after = spec.parameters["batch_size"], smaller.parameters["batch_size"]
    desk.recorder.say(f"The GPU's memory ran out with batches of {before:,} rows: begun again with {after:,}.")
    desk.workspace.store.change_run(desk.run_id, spec=smaller.to_json())
    desk.workspace.store.forget_points_after(desk.run_id, None, 0)
    return train(smaller, None)


def half_batch(spec: TrainingSpec) -> TrainingSpec | None:
    """The specification with half the batch; None where there is no batch to halve."""
    batch = spec.parameters.get("batch_size")
    if not isinstance(batch, int) or batch < 2 * SMALLEST_BATCH:
        return None
    return spec.model_copy(update={"parameters": {**spec.parameters, "batch_size": batch // 2}})
