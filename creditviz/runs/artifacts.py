"""What a run made, on disk: frozen dataclasses as safetensors with JSON in the header. No pickle."""

from __future__ import annotations

import hashlib
import json
import types
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from creditviz.data.files.whole_file import whole_or_nothing
from creditviz.exceptions import DataError
from creditviz.progress import Checkpoint

R = TypeVar("R")
_ARRAY = "\0array:"  # marks the place of an array in the JSON


def save_result(result: Any, path: Path) -> None:
    """Write a result dataclass (nested dataclasses, arrays, JSON values) with its own sum; whole or not at all."""
    arrays: dict[str, np.ndarray] = {}
    body = json.dumps(_pack(result, "", arrays))
    with whole_or_nothing(path) as partial:
        save_file(arrays, partial, metadata={"json": body, "sha256": _sum(body, arrays)})


def load_result(kind: type[R], path: Path) -> R:
    """Read what `save_result` wrote; raises `DataError` when the file is missing or damaged."""
    with reads(path):
        with safe_open(path, framework="numpy") as file:
            about, arrays = file.metadata(), {name: file.get_tensor(name) for name in file.keys()}
        if "sha256" in about and about["sha256"] != _sum(about["json"], arrays):  # older files have none
            raise ValueError("it is damaged")
        return _unpack(kind, json.loads(about["json"]), arrays)


@contextmanager
def reads(path: Path) -> Iterator[None]:
    """Around what reads a file of a run; raises `DataError` when the file is missing or damaged."""
    try:
        yield
    except (OSError, SafetensorError, KeyError, ValueError, TypeError) as error:
        raise DataError(
            f"a run's results are the files that it wrote, however {path.name} cannot be read ({error}). "
            "Train again with the same settings."
        ) from error


def _sum(body: str, arrays: Mapping[str, np.ndarray]) -> str:
    """SHA-256 of what a result holds: a checkpoint that is not as it was written must not be gone on from."""
    found = hashlib.sha256(body.encode())
    for name in sorted(arrays):
        found.update(f"{name}{arrays[name].dtype}{arrays[name].shape}".encode())
        found.update(np.ascontiguousarray(arrays[name]).reshape(-1).view(np.uint8).data)
    return found.hexdigest()


def save_checkpoint(checkpoint: Checkpoint, folder: Path) -> None:
    """Keep the newest checkpoint of a run."""
    save_result(checkpoint, folder / "checkpoint.safetensors")


def load_checkpoint(folder: Path) -> Checkpoint | None:
    """The newest checkpoint of a run, or None."""
    path = folder / "checkpoint.safetensors"
    return load_result(Checkpoint, path) if path.exists() else None


def forget_checkpoint(folder: Path) -> None:
    """A finished run needs none."""
    (folder / "checkpoint.safetensors").unlink(missing_ok=True)


def _pack(value: Any, where: str, arrays: dict[str, np.ndarray]) -> Any:
    """JSON for `value`; arrays go to `arrays` under their place."""
    if isinstance(value, np.ndarray):
        arrays[where] = np.ascontiguousarray(value)
        return _ARRAY + where
    if is_dataclass(value):
        return {f.name: _pack(getattr(value, f.name), f"{where}/{f.name}", arrays) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(k): _pack(v, f"{where}/{k}", arrays) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_pack(v, f"{where}/{i}", arrays) for i, v in enumerate(value)]
    return value.item() if isinstance(value, np.generic) else value


def _unpack(hint: Any, body: Any, arrays: Mapping[str, np.ndarray]) -> Any:
    """The value that `body` stands for, of the type that `hint` names."""
    if isinstance(body, str) and body.startswith(_ARRAY):
        return arrays[body.removeprefix(_ARRAY)]
    if get_origin(hint) in (Union, types.UnionType):
        hint = next(h for h in get_args(hint) if h is not type(None))
    if is_dataclass(hint) and isinstance(body, dict):
        hints = get_type_hints(hint)
        return hint(**{name: _unpack(hints[name], part, arrays) for name, part in body.items()})  # type: ignore[operator]
    if isinstance(body, dict):
        inner = (get_args(hint) or (Any, Any))[1]
        return {name: _unpack(inner, part, arrays) for name, part in body.items()}
    if isinstance(body, list):
        inner = (get_args(hint) or (Any,))[0]
        parts = [_unpack(inner, part, arrays) for part in body]
        return tuple(parts) if get_origin(hint) is tuple else parts
    return body
