"""How long a file takes to become a stored book with a schema, beside pandas: `python -m benchmarks.ingest`.

Each reading runs in a process of its own, best of three. CPU seconds are that process's and its reader's (the process
that `land` starts), imports included; peak memory is that of the larger of the two. Where seconds exceed CPU seconds,
other programs had the processors.
"""

from __future__ import annotations

import argparse
import io
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
TAIWAN = SHARED / "taiwan_default_credit_card.csv.gz"
TIANCHI = SHARED / "tianchi_loan_default_train_first1999.csv.gz"
N_LARGE = 1_200_000
BARS = {"upload": "<= 2 s", "large": "<= 6 s, <= 1,000 MB"}


def upload(file: Path, folder: Path) -> dict:
    """An upload as the page gets it: bytes in memory -> stored book -> frame -> schema."""
    from creditviz.data.book import read_frame
    from creditviz.data.files.reading import land
    from creditviz.data.meaning.inference import infer_schema

    stream = io.BytesIO(file.read_bytes())
    start = time.perf_counter()
    book = land(stream, name=file.name, folder=folder)
    infer_schema(read_frame(book.path), name=book.name)
    return {"seconds": time.perf_counter() - start, "rows": book.n_rows, "columns": book.n_columns}


def large(file: Path, folder: Path) -> dict:
    """A big CSV on the server's disk -> stored book."""
    from creditviz.data.files.reading import land

    start = time.perf_counter()
    book = land(file, name=file.name, folder=folder)
    return {"seconds": time.perf_counter() - start, "rows": book.n_rows, "columns": book.n_columns}


def large_to_schema(file: Path, folder: Path) -> dict:
    """The same, with the schema read from 100,000 rows."""
    from creditviz.data.book import read_sample
    from creditviz.data.files.reading import land
    from creditviz.data.meaning.inference import infer_schema

    start = time.perf_counter()
    book = land(file, name=file.name, folder=folder)
    infer_schema(read_sample(book.path), name=book.name)
    return {"seconds": time.perf_counter() - start, "rows": book.n_rows, "columns": book.n_columns}


def with_pandas(file: Path, folder: Path) -> dict:
    """The same file by `read_csv` and `to_parquet`: no checks, no hash, no schema."""
    import pandas as pd

    start = time.perf_counter()
    frame = pd.read_csv(file)
    frame.to_parquet(folder / "pandas.parquet")
    return {"seconds": time.perf_counter() - start, "rows": len(frame), "columns": frame.shape[1]}


def peak_mb() -> float:
    """Most memory that this process or its reader ever held; for itself, `getrusage` would start from its parent's."""
    status = Path("/proc/self/status").read_text()
    reader = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return max(int(status.split("VmHWM:")[1].split()[0]), reader) / 1024


def cpu_seconds() -> float:
    """Processor time of this process and its reader."""
    reader = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + reader.ru_utime + reader.ru_stime


JOBS = {job.__name__: job for job in (upload, large, large_to_schema, with_pandas)}


def in_child(job: str, file: Path, repeats: int = 3) -> dict:
    """The best of some runs, each in a fresh process and a fresh folder."""
    results = []
    for _ in range(repeats):
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-m", "benchmarks.ingest", "--job", job, "--file", str(file), "--folder", folder]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            results.append(json.loads(done.stdout))
    return min(results, key=lambda result: result["seconds"])


def write_large(source: Path, target: Path, n_rows: int) -> None:
    """Draw rows of a real sample with replacement, under new identifiers."""
    import polars as pl

    sample = pl.read_csv(source.read_bytes(), infer_schema_length=None)
    drawn = sample.sample(n_rows, with_replacement=True, seed=0)
    drawn.with_columns(pl.int_range(n_rows).alias(sample.columns[0])).write_csv(target)


def report(n_rows: int) -> None:
    """Print the table."""
    print(f"{'step':<48}{'rows x columns':>18}{'seconds':>9}{'CPU s':>7}{'peak MB':>9}{'pandas':>9}  bar")
    with tempfile.TemporaryDirectory() as folder:
        big = Path(folder) / "large.csv"
        write_large(TIANCHI, big, n_rows)
        rows = [
            ("upload to schema (gzip CSV, in memory)", "upload", TAIWAN, BARS["upload"]),
            (f"CSV of {big.stat().st_size / 1e6:.0f} MB to stored book", "large", big, BARS["large"]),
            ("the same, and its schema", "large_to_schema", big, ""),
        ]
        rivals = {file: in_child("with_pandas", file) for file in (TAIWAN, big)}
        for step, job, file, bar in rows:
            ours = in_child(job, file)
            print(line(step, ours, ours["seconds"] / rivals[file]["seconds"], bar))
        for file, rival in rivals.items():
            size = "large" if file == big else "small"
            print(line(f"pandas read_csv + to_parquet, {size}", rival, 1.0))


def line(step: str, result: dict, ratio: float, bar: str = "") -> str:
    shape = f"{result['rows']:,} x {result['columns']}"
    figures = f"{result['seconds']:>9.2f}{result['cpu']:>7.1f}{result['peak_mb']:>9.0f}{ratio:>8.2f}x"
    return f"{step:<48}{shape:>18}{figures}  {bar}".rstrip()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=N_LARGE, help="rows of the large file")
    parser.add_argument("--job", choices=JOBS, help="used by the child processes")
    parser.add_argument("--file", type=Path)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    if options.job is None:
        report(options.rows)
        return
    result = JOBS[options.job](options.file, options.folder)
    result |= {"peak_mb": peak_mb(), "cpu": cpu_seconds()}
    print(json.dumps(result))


if __name__ == "__main__":
    main()
