"""Mistakes of a user that the wish, the schema and the machine tell before anything is fitted."""

from __future__ import annotations

import re
from collections.abc import Iterable

from creditviz.exceptions import SchemaError, SpecificationError
from creditviz.sampling import SAMPLERS
from creditviz.schema import TableSchema

MIXES = ("holdout", "kfold")  # protocols whose parts may hold rows without a date and without a given part


def check_device(device: str) -> None:
    """Raise `SpecificationError` unless `device` is "auto", "cpu" or a GPU that this machine has."""
    if not re.fullmatch(r"auto|cpu|cuda(:\d+)?", device):
        raise SpecificationError(f"device must be 'auto', 'cpu' or 'cuda:N', however: {device!r}. Choose one of these.")
    if device.startswith("cuda"):  # only then is torch imported, to count the GPUs
        from creditviz.networks.devices import resolve_device

        resolve_device(device)


def check_features(schema: TableSchema, *, use_protected: bool, book: str = "") -> None:
    """Raise `SchemaError` where a schema leaves a model nothing to read.

    Parameters
    ----------
    book : its name, where several are asked for at once.
    """
    if schema.features(use_protected=use_protected):
        return
    whose = f"the schema of {book}" if book else "the schema"
    if schema.features(use_protected=True):
        raise SchemaError(
            f"a model needs at least one feature, however all features of {whose} are protected attributes. "
            "Let the model read protected attributes, or give another column of the book a role."
        )
    raise SchemaError(
        f"a model needs at least one feature, however {whose} leaves none. Give a column of the book a role."
    )


def check_before_split(protocols: Iterable[str]) -> None:
    """Raise `SpecificationError` unless every protocol can split rows that were made before, as the papers did."""
    refused = [protocol for protocol in dict.fromkeys(protocols) if protocol not in MIXES]
    if refused:
        raise SpecificationError(
            "synthetic rows have neither a date nor a part, so that sampling before the split needs the hold-out or a "
            f"k-fold, however the protocol is {', '.join(refused)}. Choose one of these, or sample after the split."
        )


def check_replay(sampler: str, protocol: str) -> None:
    """Raise `SpecificationError` where a training cannot sample before the split with this sampler and protocol."""
    check_before_split([protocol])
    if SAMPLERS[sampler].removes:
        raise SpecificationError(
            "the before-split replay adds synthetic rows, however this sampler only leaves rows out. "
            "Choose another sampler, or sample after the split."
        )
