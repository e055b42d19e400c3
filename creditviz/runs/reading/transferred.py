"""What a transfer left: its result, its pairs, the models of its methods and how they vote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from creditviz.exceptions import DataError
from creditviz.results import Transfer, Vote
from creditviz.runs.artifacts import load_result
from creditviz.runs.sums import artifact
from creditviz.runs.workspace import Workspace

if TYPE_CHECKING:
    from creditviz.transfer.encoding import PairedEncoder


RESULT = "transfer.safetensors"  # its own checkpoint
VOTE = "vote.safetensors"  # in the folder of a method
ENCODER, MODELS_FOLDER = "pairs.json", "models"


def load_vote(workspace: Workspace, run_id: str, method: str) -> Vote | None:
    """How the parts of a method voted on the test rows; None where it has no parts, or is not done."""
    path = artifact(workspace, run_id, MODELS_FOLDER, method, VOTE)
    return load_result(Vote, path) if path.exists() else None


def load_transfer_model(workspace: Workspace, run_id: str, method: str) -> tuple[Any, PairedEncoder]:
    """(model, encoder) of a method of a transfer; its encoder makes rows of the new book (`target`) a matrix.

    Raises
    ------
    DataError
        The run is of an older version that kept no models, or its files are damaged.
    """
    from creditviz.models.persistence import load_saved
    from creditviz.transfer import TRANSFER_MODELS

    encoder = load_pairs(workspace, run_id)
    folder = artifact(workspace, run_id, MODELS_FOLDER, method)
    return load_saved(TRANSFER_MODELS[method].load(), folder), encoder


def load_pairs(workspace: Workspace, run_id: str) -> PairedEncoder:
    """The encoder of a finished transfer; imports no model. Raises as `load_transfer_model` does."""
    from creditviz.transfer.encoding import PairedEncoder

    try:
        return PairedEncoder.from_json(artifact(workspace, run_id, ENCODER).read_text())
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError(
            f"a finished transfer keeps its models, however those of run {run_id[:4]} are not there ({error}). "
            "Run the transfer again."
        ) from error


def load_transfer(workspace: Workspace, run_id: str) -> Transfer | None:
    """What a transfer has reached, whether it runs, was stopped or has finished; None before its first method."""
    path = artifact(workspace, run_id, RESULT)
    return load_result(Transfer, path) if path.exists() else None
