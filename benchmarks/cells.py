"""What the two sampler benchmarks share: books, cells kept as JSON lines, and studies made of such lines."""

from __future__ import annotations

import json
import math
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from creditviz.data.book import read_frame
from creditviz.data.files.reading import land
from creditviz.data.meaning.inference import infer_schema
from creditviz.data.outcome import outcomes
from creditviz.experiment.holdout import Sample
from creditviz.experiment.resampling import legal
from creditviz.experiment.study.grid import METRICS
from creditviz.results import Study
from creditviz.sampling import SAMPLERS
from creditviz.schema import TableSchema

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"
BOOKS = {
    "taiwan": SHARED / "taiwan_default_credit_card.csv.gz",
    "gmsc": SHARED / "give_me_some_credit_train.csv.gz",
    "sample": ROOT / "sample_data" / "credit_card_book.csv.gz",
}
COUNTS = ("n_train", "n_synthetic", "n_test", "n_test_synthetic")


def load(name: str, n_rows: int | None = None) -> tuple[Sample, TableSchema]:
    """The usable rows of a book, or a random part of them for a quick look, and its schema."""
    path = BOOKS[name]
    with tempfile.TemporaryDirectory() as folder:
        frame = read_frame(land(path, name=path.name, folder=Path(folder)).path)
    schema = infer_schema(frame, name=path.name)[0]
    row_id, y = outcomes(frame, schema)
    if n_rows is not None and n_rows < len(row_id):
        stay = np.sort(np.random.default_rng(0).choice(len(row_id), n_rows, replace=False))
        row_id, y = row_id[stay], y[stay]
    return Sample(frame.iloc[row_id].reset_index(drop=True), y, row_id), schema


class Lines:
    """Finished cells, one JSON object a line; a line that was cut off while it was written is passed over."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows: list[dict[str, Any]] = []
        for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
            try:
                self.rows += [json.loads(line)] if line else []
            except json.JSONDecodeError:
                print(f"  a line of {path} is no JSON and is computed again", flush=True)

    def find(self, key: Mapping[str, Any]) -> dict[str, Any] | None:
        """The cell of this key, None when it is still to be computed; one that failed is tried again."""
        return next((row for row in self.rows if row["key"] == dict(key) and "failed" not in row), None)

    def add(self, key: Mapping[str, Any], found: Mapping[str, Any]) -> None:
        """Keep a cell."""
        row = {"key": dict(key), **found}
        self.rows.append(row)
        cut_off = self.path.exists() and not self.path.read_bytes().endswith(b"\n")
        with self.path.open("a", encoding="utf-8") as file:
            file.write("\n" * cut_off + json.dumps(row, default=_plain) + "\n")


def _plain(value: Any) -> Any:
    """A numpy number as JSON holds it."""
    return value.item()


def settings(samplers: Iterable[str], steps: int | None) -> dict[str, dict[str, Any]]:
    """Settings by sampler: the stated number of training steps for those that have one, the default elsewhere."""
    return {
        key: {"n_steps": steps}
        for key in samplers
        if steps is not None and SAMPLERS[key].generator and "n_steps" in legal(SAMPLERS[key])
    }


@contextmanager
def clocked(seconds: dict[str, float], name: str):
    """Note how many seconds of the processors the block took: other programs beside it do not count."""
    began = time.process_time()
    yield
    seconds[name] = round(time.process_time() - began, 2)


def study_of(fits: Sequence[Mapping[str, Any]], precision: float) -> Study:
    """A study made of single fits: each has sampler, order, rate, classifier, seed and its figures."""
    return Study(
        sampler=tuple(fit["sampler"] for fit in fits),
        order=tuple(fit["order"] for fit in fits),
        rate=np.array([fit["rate"] for fit in fits], dtype=np.float64),
        classifier=tuple(fit["classifier"] for fit in fits),
        seed=np.array([fit["seed"] for fit in fits], dtype=np.int64),
        metrics={name: np.array([fit[name] for fit in fits], dtype=np.float64) for name in METRICS},
        precision=precision,
        **{name: np.array([fit[name] for fit in fits], dtype=np.int64) for name in COUNTS},
    )


def mean_sd(values: Iterable[float | None], digits: int = 3) -> str:
    """Mean and standard deviation (n - 1) over seeds, as text; empty where nothing is known."""
    known = [value for value in values if value is not None and math.isfinite(value)]
    if not known:
        return ""
    spread = f" ± {np.std(known, ddof=1):.{digits}f}" if len(known) > 1 else ""
    return f"{np.mean(known):.{digits}f}{spread}"


def markdown(table: pd.DataFrame) -> str:
    """A table as docs/benchmarks.md holds it."""
    head = f"| {' | '.join(map(str, table.columns))} |\n|{'|'.join('---' for _ in table.columns)}|\n"
    return head + "\n".join(f"| {' | '.join(map(str, row))} |" for row in table.itertuples(index=False))
