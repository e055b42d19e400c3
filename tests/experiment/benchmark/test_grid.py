"""Benchmarks: rows are shared, every row is judged once, nothing synthetic is, and a stopped grid goes on."""

import re
import sys
import types

import numpy as np
import pandas as pd
import pytest

from creditviz.data.matrix.encoder import TableEncoder
from creditviz.data.meaning.inference import infer_schema
from creditviz.data.outcome import outcomes
from creditviz.exceptions import DataError, RunCancelled, SchemaError, SpecificationError
from creditviz.experiment.benchmark.grid import run_benchmark
from creditviz.experiment.benchmark.plan import check_benchmark, labels, plan, rows_of_book
from creditviz.experiment.benchmark.shelf import MemoryShelf
from creditviz.experiment.benchmark.table import assemble
from creditviz.experiment.training import train_model
from creditviz.models import MODELS
from creditviz.progress import EpochReport
from creditviz.sampling import SAMPLERS
from creditviz.schema import TableSchema
from creditviz.specification import Arm, BenchmarkBook, BenchmarkSpec, TrainingSpec
from tests.conftest import ROOT
from tests.experiment.toy_generator import ToyGenerator

BOOK = BenchmarkBook(book="b", schema_hash="s", name="Book")
QUICK = (Arm(model="logistic-regression"), Arm(model="decision-tree"))


@pytest.fixture(scope="module")
def book(sample_book):
    frame = pd.read_csv(sample_book).iloc[:1500]
    return frame, infer_schema(frame)[0]


@pytest.fixture
def toy_model(monkeypatch):
    monkeypatch.setitem(MODELS.paths, "toy", "tests.models.toy_model:ENTRY")


@pytest.fixture
def toy_sampler(monkeypatch):
    monkeypatch.setitem(SAMPLERS.paths, "toy", "tests.experiment.toy_generator:ENTRY")
    monkeypatch.setattr(ToyGenerator, "n_fits", 0)


def specification(**more):
    return BenchmarkSpec(**{"books": (BOOK,), "arms": QUICK, **more})


def bench(spec, book, shelf=None, **more):
    shelf = MemoryShelf() if shelf is None else shelf
    return run_benchmark(spec, lambda _: book, shelf, **more), shelf


def test_cells_that_share_rows_stand_together():
    spec = specification(samplers=("none", "smote"), orders=("after-split", "before-split"), repeats=2)
    ways = [(cell.seed, cell.order, cell.sampler) for cell in plan(spec)]
    assert ways[::2] == ways[1::2], "both models after each other"
    assert len(set(ways)) == 2 * 3 and ways == sorted(ways, key=ways.index)
    assert not any(order == "before-split" and sampler == "none" for _, order, sampler in ways)
    assert [cell.number for cell in plan(spec)] == list(range(12))


def test_a_sampler_of_its_own_takes_the_place_of_the_grid():
    spec = specification(arms=(QUICK[0], Arm(model="svm", sampler="adasyn")), samplers=("none", "smote"))
    assert [(cell.arm, cell.sampler) for cell in plan(spec)] == [(0, "none"), (0, "smote"), (1, "adasyn")]


def test_no_two_models_are_called_alike():
    spec = specification(arms=(Arm(model="svm", label="A 2"), *[Arm(model="svm", label="A")] * 3))
    assert len(set(labels(spec))) == 4


def test_one_sampler_fit_and_one_encoding_serve_all_models(book, toy_sampler, monkeypatch):
    n_encodings = 0
    fit = TableEncoder.fit

    def counted(self, frame):
        nonlocal n_encodings
        n_encodings += 1
        return fit(self, frame)

    monkeypatch.setattr(TableEncoder, "fit", counted)
    spec = specification(samplers=("none", "toy"), repeats=2)
    found, _ = bench(spec, book)
    assert len(found) == 8 and not found.failed
    assert ToyGenerator.n_fits == 2, "once a seed"
    assert n_encodings == 2, "both models read the same encoding of the same training rows"


def test_samplers_read_what_models_read(book, toy_sampler, monkeypatch):
    seen, learn = [], ToyGenerator._learn

    def watched(self, frame, *rest):
        seen.append(set(frame.columns))
        return learn(self, frame, *rest)

    monkeypatch.setattr(ToyGenerator, "_learn", watched)
    protected = set(book[1].protected)
    for asked in (False, True):
        both = ("after-split", "before-split")
        found, _ = bench(specification(samplers=("toy",), arms=QUICK[:1], orders=both, use_protected=asked), book)
        assert len(found) == 2 and not found.failed
    assert protected and [columns & protected for columns in seen] == [set(), set(), protected, protected]


def test_a_cell_is_the_training_run_of_the_same_settings(book):
    _, shelf = bench(specification(seed=3), book)
    for number, arm in enumerate(QUICK):
        test = train_model(TrainingSpec(book="b", schema_hash="s", model=arm.model, seed=3), *book).result.test
        mine = shelf.scores(number, -1)["test"]
        assert np.array_equal(test.row_id, mine.row_id)
        assert np.array_equal(test.y_score, mine.y_score)


def test_sampled_fits_are_judged_by_corrected_pds(book):
    _, shelf = bench(specification(samplers=("smote",)), book)
    rows = shelf.scores(0, -1)["test"]
    assert set(rows.calibrated) == {"prior-corrected"}
    bad_rate = outcomes(*book)[1].mean()
    assert abs(rows.pd("prior-corrected").mean() - bad_rate) < abs(rows.y_score.mean() - bad_rate)


def test_folds_judge_every_row_once(book):
    found, shelf = bench(specification(protocols=("kfold",), folds=3, samplers=("none", "smote")), book)
    row_id, y = outcomes(*book)
    for number in range(4):
        rows = shelf.scores(number, -1)["test"]
        assert np.array_equal(np.sort(rows.row_id), row_id)
        assert np.array_equal(rows.y_true[np.argsort(rows.row_id)], y)
        mine = found.number == number
        assert found.fold[mine].tolist() == [-1, 0, 1, 2]
        assert found.metrics["n"][mine][0] == found.metrics["n"][mine][1:].sum() == len(y)
        with pytest.raises(KeyError):
            shelf.scores(number, 0)


def test_synthetic_rows_judge_before_the_split_alone(book):
    found, shelf = bench(specification(samplers=("smote",), orders=("after-split", "before-split")), book)
    bad_rate = outcomes(*book)[1].mean()
    for entry, order in enumerate(found.order):
        rows = shelf.scores(int(found.number[entry]), -1)["test"]
        leaky = order == "before-split"
        assert bool((rows.row_id < 0).any()) == bool(found.metrics["n_synthetic"][entry] > 0) == leaky
        assert found.metrics["implied_prevalence"][entry] == pytest.approx(0.4 / 1.4 if leaky else bad_rate, abs=0.01)
    assert any("before the split" in note for note in found.notes)


class Until:
    """Progress that stops the work after so many fits have begun."""

    def __init__(self, fits):
        self.left, self.seen = fits, []

    def __call__(self, report: EpochReport):
        self.seen.append(report)

    def check(self):
        if len({report.epoch for report in self.seen}) > self.left:
            raise RunCancelled("stop")


@pytest.mark.parametrize("protocol", ["holdout", pytest.param("kfold", marks=pytest.mark.nightly)])
def test_a_stopped_benchmark_keeps_its_cells_and_goes_on(book, protocol, toy_sampler):
    spec = specification(protocols=(protocol,), folds=2, samplers=("none", "toy"), repeats=2)
    whole, _ = bench(spec, book)
    shelf = MemoryShelf()
    with pytest.raises(RunCancelled):
        bench(spec, book, shelf, on_epoch=Until(3))
    kept = len(shelf.fits())
    assert 3 <= kept < 8 * (3 if protocol == "kfold" else 1)
    partial = assemble(spec, shelf.fits())
    assert 0 < len(partial) == kept and partial.n_cells == 8
    reports = []
    resumed, _ = bench(spec, book, shelf, on_epoch=reports.append)
    assert min(report.epoch for report in reports) == 3, "nothing that was finished is fitted again"
    assert np.array_equal(resumed.number, whole.number) and np.array_equal(resumed.fold, whole.fold)
    for name, values in whole.metrics.items():
        assert np.array_equal(resumed.metrics[name], values, equal_nan=True), name


def test_a_stop_is_heard_inside_a_fit(book):
    class Impatient:
        calls = 0

        def __call__(self, report):
            pass

        def check(self):
            self.calls += 1
            if self.calls == 5:
                raise RunCancelled("stop")

    with pytest.raises(RunCancelled):
        bench(specification(arms=(Arm(model="mlp"),)), book, on_epoch=Impatient())


def test_the_rest_is_estimated_by_what_every_model_took(book):
    reports = []
    bench(specification(repeats=3), book, on_epoch=reports.append)
    assert np.isnan(reports[0].seconds_left)
    assert all(report.seconds_left >= 0 for report in reports[2:])
    assert [report.epoch / report.n_epochs for report in reports] == sorted(r.epoch / r.n_epochs for r in reports)


@pytest.mark.parametrize(
    ("how", "sentence"), [("nan", "finite"), ("refuse", "too few toys"), ("crash", "ZeroDivisionError: no luck")]
)
def test_a_model_that_fails_leaves_a_sentence_and_the_grid_goes_on(book, toy_model, how, sentence):
    spec = specification(arms=(Arm(model="toy", parameters={"how": how}), *QUICK))
    found, _ = bench(spec, book)
    assert set(found.arm) == {"Logistic regression", "Decision tree"} and found.n_cells == 3
    ((name, reason),) = found.failed.items()
    assert name == "Book · No sampling · Toy · seed 0" and sentence in reason


def test_a_sampler_that_refuses_fails_its_cells_alone(book):
    spec = specification(samplers=("none", "smote"), sampler_parameters={"smote": {"k_neighbors": 50}})
    frame, schema = book
    few = frame.drop(index=frame.index[frame[schema.target] == 1][30:])
    found, _ = bench(spec, (few, schema))
    assert set(found.sampler) == {"none"} and len(found.failed) == 2
    nothing, _ = bench(specification(samplers=("none", "smote"), ratio=0.01), book)
    assert set(nothing.sampler) == {"none"}
    assert all("nothing to do" in reason for reason in nothing.failed.values())


def test_a_benchmark_of_failures_fails_with_the_reason(book, toy_model):
    with pytest.raises(DataError, match="every one failed.*too few toys"):
        bench(specification(arms=(Arm(model="toy", parameters={"how": "refuse"}),)), book)


def test_a_model_that_one_book_cannot_serve_is_left_out_there_with_the_reason(book, toy_model, monkeypatch):
    from dataclasses import replace

    from tests.models.toy_model import ENTRY

    monkeypatch.setitem(MODELS._entries, "toy", replace(ENTRY, needs=("months",)))
    frame, schema = book
    static = TableSchema(target=schema.target, bad=schema.bad, good=schema.good, numeric=schema.numeric)
    other = BenchmarkBook(book="c", schema_hash="t", name="Static")
    spec = specification(books=(BOOK, other), arms=(Arm(model="toy"), QUICK[0]))
    books = {"b": book, "c": (frame, static)}
    check_benchmark(spec, lambda one: books[one.book])
    found = run_benchmark(spec, lambda one: books[one.book], MemoryShelf())
    assert [(b, a) for b, a in zip(found.book, found.arm, strict=True)] == [
        ("Book", "Toy"),
        ("Book", "Logistic regression"),
        ("Static", "Logistic regression"),
    ]
    assert "needs months" in found.failed["Static · No sampling · Toy · seed 0"]
    with pytest.raises(SchemaError, match="needs months"):
        check_benchmark(specification(arms=(Arm(model="toy"),)), lambda _: (frame, static))


def test_tuned_settings_are_chosen_on_validation_rows(book):
    tree = Arm(model="decision-tree", search="grid", n_trials=3)
    found, shelf = bench(specification(arms=(tree,)), book)
    assert found.arm == ("Decision tree, tuned",) and found.metrics["auc"][0] > 0.5
    assert len(shelf.scores(0, -1)["test"]) == pytest.approx(0.3 * len(book[0]), abs=1)


def test_a_part_of_a_book_is_thinned_first_and_keeps_its_bad_rate(book):
    frame, schema = book
    part = BenchmarkBook(book="b", schema_hash="s", name="Part", rows=600, thin_to=0.05)
    sample = rows_of_book(part, frame, schema, seed=1)
    assert len(sample.y) == 600 and sample.y.mean() == pytest.approx(0.05, abs=0.002)
    assert np.array_equal(frame[schema.target].to_numpy()[sample.row_id], sample.y)
    assert not np.array_equal(sample.row_id, rows_of_book(part, frame, schema, seed=2).row_id)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"arms": (Arm(model="oracle"),)}, "there is no model called 'oracle'. Choose one of: logistic-regression"),
        ({"arms": (Arm(model="svm", preset="mine"),)}, "has the presets default"),
        ({"arms": (Arm(model="mlp", parameters={"learning_rate": 7.0}),)}, "learning_rate must be a number from"),
        ({"arms": (Arm(model="mlp", parameters={"speed": 1}),)}, "has no setting 'speed'. Choose one of"),
        ({"samplers": ("oracle",)}, "there is no sampler called 'oracle'"),
        ({"sampler_parameters": {"smote": {"k_neighbors": 0}}, "samplers": ("smote",)}, "k_neighbors must be"),
        (
            {"orders": ("before-split",), "protocols": ("kfold", "given")},
            "hold-out or a k-fold, however the protocol is given",
        ),
        ({"arms": ()}, "needs a book, a model"),
        ({"books": (BOOK, BOOK.model_copy(update={"rows": 600}))}, "two are called 'Book'"),
    ],
)
def test_a_wrong_benchmark_is_refused_before_any_work(book, change, sentence):
    with pytest.raises(SpecificationError, match=sentence):
        check_benchmark(specification(**change), lambda _: book)


def test_fewer_rows_than_folds_need_is_refused_before_any_work(book):
    frame, schema = book
    bad = np.flatnonzero(frame[schema.target] == 1)
    few = frame.drop(index=frame.index[bad[12:]])
    with pytest.raises(
        DataError, match="^Book, protocol kfold: each of 10 folds needs at least two accounts of each outcome"
    ):
        check_benchmark(specification(protocols=("kfold",), folds=10), lambda _: (few, schema))


def test_a_new_model_is_one_file_and_one_line(book, monkeypatch):
    """The file and the line that docs/extending.md shows."""
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "extending.md").read_text(), re.DOTALL)
    key, path = re.search(r'"(.+?)": "(.+?)"', blocks[1]).groups()
    module = types.ModuleType(path.partition(":")[0])
    exec(compile(blocks[0], "docs/extending.md", "exec"), module.__dict__)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(MODELS.paths, key, path)
    arms = (Arm(model=key), Arm(model=key, search="tpe", n_trials=2), Arm(model="logistic-regression"))
    found, _ = bench(specification(arms=arms), book)
    assert found.arm == ("Centroids", "Centroids, tuned", "Logistic regression")
    assert (found.metrics["auc"] > 0.55).all()
    with pytest.raises(SpecificationError, match="sharpness must be a number from 0.1 to 10.0"):
        check_benchmark(specification(arms=(Arm(model=key, parameters={"sharpness": 99}),)), lambda _: book)
