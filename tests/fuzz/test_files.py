"""Spoiled files, thousands of them: whatever comes, it is read or it is one sentence."""

import os
import random
import subprocess
import sys
import zlib
from collections import Counter
from pathlib import Path

import pytest

from creditviz.data.files.small_table import read_small_table
from creditviz.data.guard.limits import setting
from creditviz.evaluation.audit import audit, read_table
from creditviz.evaluation.audit.published import parse_published
from creditviz.exceptions import CreditVizError
from creditviz.explanation.reasons import read_reasons
from creditviz.runs.work.benchmark_file import read_json
from creditviz.schema import TableSchema
from creditviz.small_files import decoded
from creditviz.specification import read_specification
from creditviz.transfer.pairing import read_pairing
from tests.fuzz.batch import LIMITS, outcome
from tests.fuzz.mutation import small_seeds, spoil, spoil_file, table_seeds

ROOT = Path(__file__).resolve().parents[2]
IN_PROCESS = ("csv", "gz")  # read by Python and polars' CSV reader, which do not end a process
SEED = int(os.environ.get("CREDITVIZ_FUZZ_SEED", "0"))


def read_small(kind: str, content: bytes, folder: Path) -> None:
    """What the page or the command line does with such a file."""
    if kind == "benchmark":
        (folder / "b.json").write_bytes(content)
        read_json(folder / "b.json")
    elif kind == "audit":
        audit(read_table(read_small_table(content, "a.csv")))
    else:
        parse = {
            "schema": TableSchema.from_json,
            "pairing": read_pairing,
            "reasons": lambda text: read_reasons(text, ["amount", "age"]),
            "published": parse_published,
            "specification": read_specification,
        }[kind]
        parse(decoded(content, "f.json"))


def rng_of(name: str, number: int) -> random.Random:
    return random.Random(f"{SEED} {name} {number}")


def times(few: int, many: int) -> list:
    return [few, pytest.param(many, marks=[pytest.mark.nightly, pytest.mark.timeout(3000)])]


@pytest.mark.parametrize("n", times(20, 460))
@pytest.mark.parametrize("kind", [kind for kind, _ in small_seeds()])
def test_a_spoiled_small_file_is_read_or_is_one_sentence(kind, n, tmp_path):
    content = dict(small_seeds())[kind]
    seen: Counter[str] = Counter()
    for number in range(n):
        spoiled = spoil(content, rng_of(kind, number))
        try:
            read_small(kind, spoiled, tmp_path)
            seen["read"] += 1
        except CreditVizError as mistake:
            assert str(mistake), spoiled
            seen["refused"] += 1
        except Exception as error:
            raise AssertionError(f"file {number} of {kind}: {spoiled[:2000]!r}") from error
    assert seen["refused"], "spoiling spoils"


@pytest.mark.parametrize("n", times(25, 1160))
@pytest.mark.parametrize("seed", [i for i, (name, _) in enumerate(table_seeds()) if name.endswith(IN_PROCESS)])
def test_a_spoiled_csv_is_read_or_is_one_sentence(seed, n, monkeypatch):
    name, content = table_seeds()[seed]
    for field in ("unpacked_mb", "memory_mb", "sheet_cells"):
        monkeypatch.setenv(setting(field), str(getattr(LIMITS, field)))
    seen: Counter[str] = Counter()
    for number in range(n):
        spoiled = spoil_file(name, content, rng_of(f"{seed} {name}", number))
        said = outcome(spoiled, name)
        assert said in ("landed", "refused"), f"file {number} of {name}: {said}"
        seen[said] += 1
    assert seen["refused"], "spoiling spoils"


@pytest.mark.parametrize("n", times(30, 1070))
@pytest.mark.parametrize("seed", [i for i, (name, _) in enumerate(table_seeds()) if not name.endswith(IN_PROCESS)])
def test_a_spoiled_workbook_or_parquet_is_read_or_is_one_sentence(seed, n, tmp_path):
    """In a process that such a file may end, as behind the door; there its end is a sentence too."""
    name, content = table_seeds()[seed]
    for number in range(n):
        spoiled = spoil_file(name, content, rng_of(f"{seed} {name}", number))
        (tmp_path / f"{number:06}-{name}").write_bytes(spoiled)
    seen: Counter[str] = Counter()
    first = 0
    while first < n:
        said = read_batch(tmp_path, first)
        for number, what in said.items():
            assert what in ("landed", "refused", "ended the process"), f"file {number} of {name}: {what}"
            seen[what] += 1
        first = max(said) + 1
    assert sum(seen.values()) == n and seen["refused"]
    assert seen["ended the process"] <= n / 20, f"a reader that ends at every damage is none: {seen}"


def read_batch(folder: Path, first: int) -> dict[int, str]:
    """Number of a file -> what came of it, up to the one that ended the process."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        **{setting(field): str(getattr(LIMITS, field)) for field in ("unpacked_mb", "memory_mb", "sheet_cells")},
    }
    command = [sys.executable, "-m", "tests.fuzz.batch", str(folder), str(first)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    said: dict[int, str] = {}
    for line in done.stdout.splitlines():
        number, _, what = line.partition(" ")
        said[int(number)] = "ended the process" if what == "begin" else what
    assert said, done.stderr[-2000:]
    return said


def test_the_same_seed_spoils_alike():
    name, content = table_seeds()[0]
    sums = {zlib.crc32(spoil_file(name, content, rng_of(name, 5))) for _ in range(3)}
    assert len(sums) == 1
