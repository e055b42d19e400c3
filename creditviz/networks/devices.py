"""Where a network runs, with how many threads, and whose random numbers it draws."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from creditviz.exceptions import SpecificationError


def resolve_device(device: str) -> torch.device:
    """The device that `device` means: "auto" (the first GPU, else the CPU), "cpu" or "cuda:N".

    Raises
    ------
    SpecificationError
        When the name is none of these, or this machine has no such GPU.
    """
    if device == "auto":
        return torch.device("cuda:0" if torch.cuda.is_available() else "cpu")
    kind, _, number = device.partition(":")
    if kind not in ("cpu", "cuda") or (number and not number.isdigit()) or (kind == "cpu" and number):
        raise SpecificationError(f"device must be 'auto', 'cpu' or 'cuda:N', however: {device!r}. Choose one of these.")
    if kind == "cuda" and int(number or 0) >= torch.cuda.device_count():
        raise SpecificationError(
            f"device {device!r} needs that GPU, however this machine has {torch.cuda.device_count()}. "
            "Choose 'auto' or 'cpu'."
        )
    return torch.device("cpu") if kind == "cpu" else torch.device("cuda", int(number or 0))


@contextmanager
def threads(n_threads: int) -> Iterator[None]:
    """Let torch use `n_threads` cores inside the block; the process has its own number back afterwards."""
    before = torch.get_num_threads()
    torch.set_num_threads(n_threads)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@contextmanager
def local_randomness(seed: int, device: torch.device) -> Iterator[None]:
    """Draw from a seed of our own inside the block; the process goes on as if nothing had been drawn."""
    with torch.random.fork_rng(devices=[device] if device.type == "cuda" else []):
        torch.manual_seed(seed)
        yield


def random_state(device: torch.device) -> dict[str, torch.Tensor]:
    """The state of the generators that dropout draws from."""
    states = {"cpu": torch.get_rng_state()}
    if device.type == "cuda":
        states["cuda"] = torch.cuda.get_rng_state(device)
    return states


def set_random_state(states: dict[str, torch.Tensor], device: torch.device) -> None:
    """Go on drawing where `random_state` was taken."""
    torch.set_rng_state(states["cpu"])
    if device.type == "cuda" and "cuda" in states:
        torch.cuda.set_rng_state(states["cuda"], device)
