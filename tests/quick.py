"""What makes a test run quick and changes no answer."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

PROFILE, NIGHTLY = "CREDITVIZ_HYPOTHESIS", "nightly"  # the variable that `make nightly` sets, and to what
TESTS = Path(__file__).resolve().parent
OF_READING = ("data/files", "data/guard", "fuzz", "faults")  # rooms of tests in which files are read as the app does


def tests_reading(path: Path) -> bool:
    """Whether a file of tests is about the process in which files are read."""
    return path.is_relative_to(TESTS) and path.relative_to(TESTS).as_posix().startswith(OF_READING)


@contextmanager
def read_here() -> Iterator[None]:
    """Read files in this process: a process of its own takes a second to begin, and a test run reads hundreds."""
    from creditviz.data.files.read_file import read_file

    with _read_by(read_file):
        yield


@contextmanager
def read_in_a_process_of_its_own() -> Iterator[None]:
    """Read files as the app does."""
    from creditviz.data.guard.reading_process import read_in_process

    with _read_by(read_in_process):
        yield


def _read_by(read: Any) -> Any:
    from creditviz.data.files.reading import land

    return patch.dict(land.__kwdefaults__, read=read)


@contextmanager
def leaks_remembered() -> Iterator[None]:
    """Look for leaks once in each book with each schema: a search over all pairs of columns, asked by every command."""
    import pandas as pd

    from creditviz.data.checks import findings, leakage

    real, known = leakage.check_leakage, {}

    def check_leakage(frame, schema):
        content = pd.util.hash_pandas_object(frame.reset_index(drop=True), index=False).to_numpy().tobytes()
        key = (content, tuple(frame.columns), tuple(map(str, frame.dtypes)), str(frame.attrs), schema.to_json())
        if key not in known:
            known[key] = tuple(real(frame, schema))
        return list(known[key])

    checks = tuple(check_leakage if check is real else check for check in findings._CHECKS)
    with (
        patch.object(leakage, "check_leakage", check_leakage),
        patch.object(findings, "check_leakage", check_leakage),
        patch.object(findings, "_CHECKS", checks),
    ):
        yield


def examples(by_day: int, *, at_night: int) -> int:
    """Examples of a property that takes long: few in `make test`, many in `make nightly`."""
    return at_night if at_night_now() else by_day


def at_night_now() -> bool:
    """Whether `make nightly` runs."""
    return os.environ.get(PROFILE) == NIGHTLY
