"""Printed numbers find their line: by model and sampler, in the book that they were printed for."""

from pathlib import Path

import pytest

from creditviz.evaluation.audit.published import read_published
from creditviz.experiment.benchmark.plan import plan
from creditviz.experiment.benchmark.table import assemble
from creditviz.reporting.benchmark.lines import Where
from creditviz.reporting.benchmark.published import published_of
from creditviz.results import BenchmarkFit
from creditviz.runs.work.benchmark_file import GRID, read_json
from creditviz.specification import Arm, BenchmarkBook, BenchmarkSpec

PAPERS = Path(__file__).resolve().parents[3] / "benchmarks" / "papers"


def replay(stem):
    """(specification, benchmark) of a paper's file, every cell finished."""
    asked = read_json(PAPERS / f"{stem}.json")
    books = [entry if isinstance(entry, dict) else {"book": entry} for entry in asked["books"]]
    spec = BenchmarkSpec(
        books=tuple(
            BenchmarkBook(
                book=one["book"],
                schema_hash="s",
                name=one.get("name", one["book"]),
                published=one.get("published", ""),
            )
            for one in books
        ),
        arms=tuple(Arm(**({"model": one} if isinstance(one, str) else one)) for one in asked["models"]),
        **{name: asked[name] for name in GRID if name in asked},
    )
    return spec, assemble(spec, [BenchmarkFit(cell.number, -1, {"auc": 0.7}) for cell in plan(spec)])


@pytest.mark.parametrize(("stem", "n"), [("zhang2022_table4", 24), ("zhang2022_table5", 4), ("zhang2022_table6", 8)])
def test_every_printed_line_stands_beside_one_of_ours(stem, n):
    spec, found = replay(stem)
    printed = published_of(spec, found, Where("uci-taiwan", "holdout"))
    assert len({label for label, _ in printed}) == n
    assert {metric for _, metric in printed} == {"recall_as_printed", "f1_as_printed", "auc_as_printed", "ks"}


def test_the_banks_numbers_stand_beside_the_books_that_stand_in():
    spec, found = replay("zhang2022_table6")
    by_book = [published_of(spec, found, Where(book.name, "holdout")) for book in spec.books]
    assert by_book[1] == by_book[2] != by_book[0]
    table = read_published("zhang2022-table6")
    proposed = next(row for row in table.rows if row.book == "UCI" and row.name == "Propose")
    ours = {key: value for (label, key), value in by_book[0].items() if label.startswith("Propose")}
    assert ours["ks"] == proposed.values["ks"] and ours["auc_as_printed"] == proposed.values["auc"]


def test_a_table_of_scores_stands_beside_our_auc():
    spec, found = replay("afcc2023_samples")
    printed = published_of(spec, found, Where("tianchi", "holdout"))
    assert printed["AFCC", "auc"] == 0.7418 and ("XGBoost", "auc") not in printed


def test_a_table_that_is_not_at_hand_is_not_available():
    spec, found = replay("alaraj2021")
    assert published_of(spec, found, Where("uci-taiwan", "kfold")) == {}
    assert published_of(spec.model_copy(update={"published": ""}), found, Where("uci-taiwan", "kfold")) is None
