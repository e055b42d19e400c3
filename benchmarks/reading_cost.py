"""What reading costs here and in another checkout, side by side: `python -m benchmarks.reading_cost --other ../before`.

Both read the same files in turns, each time in a process of its own; the least of all turns counts. CPU seconds are
told beside the clock, since other programs may have the processors.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.ingest import N_LARGE, TAIWAN, TIANCHI, write_large

TURNS = 3
ROOT = Path(__file__).resolve().parents[1]


def once(checkout: Path, job: str, file: Path) -> dict:
    """One reading by one checkout."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "benchmarks.ingest", "--job", job, "--file", str(file), "--folder", folder]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=checkout)
    return json.loads(done.stdout)


def side_by_side(job: str, file: Path, other: Path, turns: int) -> tuple[dict, dict]:
    """The least seconds, CPU seconds and memory of each, (here, other)."""
    found: dict[Path, list[dict]] = {ROOT: [], other: []}
    for _ in range(turns):
        for checkout, results in found.items():
            results.append(once(checkout, job, file))
    here, there = ({k: min(r[k] for r in results) for k in ("seconds", "cpu", "peak_mb")} for results in found.values())
    return here, there


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--other", type=Path, required=True, help="a checkout to compare with")
    parser.add_argument("--rows", type=int, default=N_LARGE)
    parser.add_argument("--turns", type=int, default=TURNS)
    options = parser.parse_args()
    print(f"{'step':<34}  seconds   before  ratio   CPU s  before  ratio     MB  before")
    with tempfile.TemporaryDirectory() as folder:
        big = Path(folder) / "large.csv"
        write_large(TIANCHI, big, options.rows)
        steps = (
            (f"CSV of {options.rows:,} rows to book", "large", big),
            ("the same, and its schema", "large_to_schema", big),
            ("upload to schema", "upload", TAIWAN),
        )
        for step, job, file in steps:
            a, b = side_by_side(job, file, options.other.resolve(), options.turns)
            print(
                f"{step:<34}{a['seconds']:>9.2f}{b['seconds']:>9.2f}{a['seconds'] / b['seconds']:>6.2f}x"
                f"{a['cpu']:>8.1f}{b['cpu']:>8.1f}{a['cpu'] / b['cpu']:>6.2f}x{a['peak_mb']:>7.0f}{b['peak_mb']:>8.0f}"
            )


if __name__ == "__main__":
    main()
