"""Sampler studies: nothing is learned on rows that judge, nothing synthetic is judged, a stopped study goes on."""

import numpy as np
import pandas as pd
import pytest

from creditviz.data.meaning.inference import infer_schema
from creditviz.data.outcome import outcomes
from creditviz.exceptions import RunCancelled, SpecificationError
from creditviz.experiment.holdout import Sample
from creditviz.experiment.study.grid import METRICS, figures, run_study
from creditviz.experiment.study.plan import check_study, plan
from creditviz.experiment.study.rows import SeedRows, asked, thinned
from creditviz.sampling import SAMPLERS
from creditviz.specification import SamplerStudySpec

QUICK = ("logistic-regression", "decision-tree")


@pytest.fixture(scope="module")
def book(sample_book):
    frame = pd.read_csv(sample_book).iloc[:2500]
    return frame, infer_schema(frame)[0]


def specification(**more):
    values = {"book": "b", "schema_hash": "s", "samplers": ("smote",), "classifiers": QUICK, "repeats": 1, **more}
    return SamplerStudySpec(**values)


def rows_of(book, spec, seed=0, **more):
    frame, schema = book
    row_id, y = outcomes(frame, schema)
    return SeedRows(
        spec, schema, Sample(frame.iloc[row_id].reset_index(drop=True), y, row_id), seed, lambda: None, **more
    )


@pytest.fixture(scope="module")
def study(book):
    spec = specification(samplers=("random", "smote"), orders=("after-split", "before-split"), repeats=2, ratio=0.5)
    return run_study(spec, *book)


def of(study, **wanted):
    """Positions of the fits with these values."""
    hit = np.ones(len(study.sampler), dtype=bool)
    for name, value in wanted.items():
        hit &= np.array(getattr(study, name)) == value
    return np.flatnonzero(hit)


def test_every_fit_of_the_plan_is_there(study):
    assert len(study.sampler) == 2 * 2 * (2 + 2 * 2)  # seeds, classifiers, references and samplers in two orders
    assert set(study.metrics) == set(METRICS)
    for name in ("none", "class-weight"):
        assert set(np.array(study.order)[of(study, sampler=name)]) == {"after-split"}
        assert not study.rate[of(study, sampler=name)].any()
    assert len(set(study.rate[of(study, sampler="smote")])) == 1


def test_no_synthetic_row_judges_after_the_split(study):
    """No synthetic row is validated or tested on."""
    honest, leaky = of(study, order="after-split"), of(study, order="before-split")
    assert not study.n_test_synthetic[honest].any()
    assert (study.n_test_synthetic[leaky] > 0).all()
    sampled = [i for i in honest if study.sampler[i] in ("random", "smote")]
    assert (study.n_synthetic[sampled] > 0).all()
    assert len(set(study.n_test[honest])) == len(set(study.n_train[honest])) == 1


@pytest.mark.parametrize("sampler", [key for key in SAMPLERS if not SAMPLERS[key].generator and key != "none"])
def test_provenance_of_every_part(book, sampler):
    rows = rows_of(book, specification(samplers=(sampler,)))
    honest = rows.stand("after-split", sampler, None)
    for part in (honest.ground.split.train, honest.ground.split.validation, honest.ground.split.test):
        assert (honest.ground.sample.row_id[part] >= 0).all()
    leaky = rows.stand("before-split", sampler, None)
    parts = [leaky.ground.split.train, leaky.ground.split.validation, leaky.ground.split.test]
    assert sum((leaky.ground.sample.row_id[part] < 0).sum() for part in parts) == len(rows._latest[1].rows)


def test_the_test_set_gives_itself_away(book, study):
    """Recall, F1 and hard AUC together tell the bad share of the rows that judged: real, or inflated."""
    honest = study.metrics["implied_prevalence"][of(study, order="after-split")]
    leaky = study.metrics["implied_prevalence"][of(study, order="before-split")]
    bad_rate = outcomes(*book)[1].mean()
    assert honest[~np.isnan(honest)] == pytest.approx(bad_rate, abs=1e-3)
    assert leaky == pytest.approx(0.5 / 1.5, abs=0.01)


def test_copies_before_the_split_flatter_a_tree(study):
    """Random copies on both sides of the split are learned by heart."""
    tree = {"sampler": "random", "classifier": "decision-tree"}
    honest, leaky = (study.metrics["auc"][of(study, order=o, **tree)] for o in ("after-split", "before-split"))
    assert (leaky > honest + 0.2).all()


def test_a_tree_grown_fully_has_one_auc(study):
    tree = of(study, classifier="decision-tree")
    assert study.metrics["auc"][tree] == pytest.approx(study.metrics["auc_hard"][tree], abs=0.01)


def test_the_prior_correction_helps_the_brier_score(study):
    smote = of(study, sampler="smote", classifier="logistic-regression", order="after-split")
    assert (study.metrics["brier_corrected"][smote] < study.metrics["brier"][smote]).all()
    none = of(study, sampler="none")
    assert np.array_equal(study.metrics["brier"][none], study.metrics["brier_corrected"][none])


@pytest.mark.parametrize("sampler", ["random", "smote", "adasyn"])
def test_rows_that_judge_move_no_synthetic_row(book, sampler):
    """Other labels and wild values in validation and test rows leave every synthetic row as it was."""
    frame, schema = book
    spec = specification(samplers=(sampler,), protocol="out-of-time")
    rows = rows_of(book, spec)
    split = rows.honest.split
    wild = frame.copy()
    for part in (split.validation, split.test):
        wild.loc[part, schema.target] = 1 - wild.loc[part, schema.target]
        wild.loc[part, "credit_limit"] = 10_000_000
    again = rows_of((wild, schema), spec)
    assert np.array_equal(split.test, again.honest.split.test)
    made = [r.draw("after-split", sampler, r.honest.train).rows for r in (rows, again)]
    pd.testing.assert_frame_equal(*made)
    assert len(made[0])


def test_smaller_rates_take_the_first_rows(book):
    rows = rows_of(book, specification(rates=(1, 2, 5)))
    stands = [rows.stand("after-split", "smote", rate) for rate in (1, 2, 5)]
    n_bad = int(rows.honest.train.y.sum())
    assert [stand.n_synthetic for stand in stands] == [n_bad, 2 * n_bad, 5 * n_bad]
    X = [stand.matrices("one-hot")[1][0] for stand in stands]
    assert np.array_equal(X[0], X[2][: len(X[0])]) and np.array_equal(X[1], X[2][: len(X[1])])


def test_undersampling_removes_and_has_no_rate(book):
    rows = rows_of(book, specification(samplers=("random-under",), ratio=0.4))
    stand = rows.stand("after-split", "random-under", None)
    y = stand.matrices("one-hot")[1][1]
    assert stand.n_synthetic == 0 and stand.n_train == len(y) < len(rows.honest.train)
    assert y.sum() / (y == 0).sum() == pytest.approx(0.4, abs=0.01)
    with_rates = specification(samplers=("random-under",), rates=(1, 2))
    assert {cell.sampler for cell in plan(with_rates)} == {"none", "class-weight"}


def test_a_stopped_study_goes_on_where_it_was(book):
    spec = specification(samplers=("smote", "random"), repeats=2)
    whole, kept, refitted = run_study(spec, *book), [], []

    def stop(report):
        kept.append(report.state())
        if report.epoch == 11:
            raise RunCancelled("stop")

    with pytest.raises(RunCancelled):
        run_study(spec, *book, on_epoch=stop)
    resumed = run_study(spec, *book, on_epoch=refitted.append, resume_from=kept[-1])
    assert [report.epoch for report in refitted] == list(range(12, 17))
    assert refitted[0].n_epochs == 16 and refitted[0].stage == "seed 2 of 2"
    for name in METRICS:
        assert np.array_equal(whole.metrics[name], resumed.metrics[name], equal_nan=True), name
    assert whole.sampler == resumed.sampler and whole.notes == resumed.notes


def test_a_stop_is_heard_inside_a_fit(book):
    class Impatient:
        calls = 0

        def __call__(self, report):
            raise AssertionError("the first fit never ends")

        def check(self):
            self.calls += 1
            if self.calls == 3:
                raise RunCancelled("stop")

    with pytest.raises(RunCancelled):
        run_study(specification(classifiers=("mlp",)), *book, on_epoch=Impatient())


def test_a_sampler_that_refuses_is_a_note(book):
    frame, schema = book
    bad = np.flatnonzero(frame[schema.target] == 1)
    few = frame.drop(index=bad[14:])
    found = run_study(specification(sampler_parameters={"smote": {"k_neighbors": 50}}), few, schema)
    assert set(found.sampler) == {"none", "class-weight"}
    assert any("needs at least" in note for note in found.notes)


def test_a_ratio_that_is_reached_is_a_note_and_no_fit(book):
    found = run_study(specification(ratio=0.01), *book)
    assert set(found.sampler) == {"none", "class-weight"}
    assert any("already" in note for note in found.notes)


def test_thinning_leaves_the_stated_bad_rate_and_all_good_rows():
    y = np.r_[np.ones(300), np.zeros(700)].astype(np.int8)
    sample = Sample(pd.DataFrame({"x": np.arange(1000)}), y, np.arange(1000))
    thin = thinned(sample, 0.03, 5)
    assert thin.y.mean() == pytest.approx(0.03, abs=1e-3) and (thin.y == 0).sum() == 700
    assert np.array_equal(thin.frame["x"], thin.row_id)
    assert not np.array_equal(thin.row_id, thinned(sample, 0.03, 6).row_id)
    assert thinned(sample, 0.4, 0) is sample


def test_precision_is_three_bad_rates_unless_asked(book):
    frame, schema = book
    found = run_study(specification(samplers=(), thin_to=0.05), frame, schema)
    assert found.precision == pytest.approx(0.15, abs=0.005)
    found = run_study(specification(samplers=(), precision=0.01), frame, schema)
    assert found.precision == 0.01
    assert (found.metrics["recall_at_precision"] == 1).all(), "1 for every precision up to the bad rate"
    assert any("is 1 for any model" in note for note in found.notes)


def test_neighbours_cannot_weigh_outcomes_and_this_is_said(book):
    found = run_study(specification(samplers=(), classifiers=("k-nearest-neighbours", "svm")), *book)
    pairs = set(zip(found.sampler, found.classifier, strict=True))
    assert pairs == {("none", "k-nearest-neighbours"), ("none", "svm"), ("class-weight", "svm")}
    assert any("cannot weigh outcomes" in note for note in found.notes)


def test_stored_rows_of_a_seed_take_the_place_of_the_sampler(book):
    spec = specification(rates=(1,))
    made = rows_of(book, spec).stand("after-split", "smote", 1).draw.rows
    stored = rows_of(book, spec, ready=made).stand("after-split", "smote", 1)
    n_bad = int(stored.ground.train.y.sum())
    assert stored.n_synthetic == n_bad
    columns = list(made.columns)
    pd.testing.assert_frame_equal(
        stored.draw.rows.sort_values(columns, ignore_index=True), made.sort_values(columns, ignore_index=True)
    )


def test_figures_of_a_perfect_score():
    y = np.r_[np.zeros(60), np.ones(40)]
    found = figures(y, 0.1 + 0.8 * y, 0.9, 0.4, 0.4)
    assert found["auc"] == found["auc_hard"] == found["ks"] == found["f1"] == found["recall_at_precision"] == 1.0
    assert np.isnan(found["implied_prevalence"]), "without a false alarm nothing tells the bad share"


def test_rows_asked_for():
    y = np.r_[np.zeros(800), np.ones(200)]
    assert asked(specification(ratio=0.4), y, None) == 120
    assert asked(specification(ratio=0.2), y, None) == 0
    assert asked(specification(), y, 2.5) == 500


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"samplers": ("oracle",)}, "there is no sampler called 'oracle'"),
        ({"classifiers": ("oracle",)}, "there is no model called 'oracle'"),
        ({"classifiers": ()}, "needs a classifier"),
        ({"sampler_parameters": {"smote": {"k_neighbors": 0}}}, "k_neighbors must be a whole number"),
        (
            {"orders": ("before-split",), "protocol": "out-of-time"},
            "hold-out or a k-fold, however the protocol is out-of-time",
        ),
    ],
)
def test_a_wrong_study_is_refused_before_any_work(book, change, sentence):
    with pytest.raises(SpecificationError, match=sentence):
        check_study(specification(**change), *book)


@pytest.fixture
def toy(monkeypatch):
    from tests.experiment.toy_generator import ToyGenerator

    monkeypatch.setitem(SAMPLERS.paths, "toy", "tests.experiment.toy_generator:ENTRY")
    monkeypatch.setattr(ToyGenerator, "n_fits", 0)
    return ToyGenerator


def test_a_generator_learns_once_for_each_seed_and_order(book, toy):
    spec = specification(samplers=("toy",), rates=(1, 2, 4), orders=("after-split", "before-split"), repeats=2)
    reports = []
    found = run_study(spec, *book, on_epoch=reports.append)
    assert toy.n_fits == 4
    assert {report.stage for report in reports} == {"seed 1 of 2", "seed 2 of 2"}, "a sampler's epochs stay inside"
    assert [report.epoch for report in reports] == list(range(1, len(found.sampler) + 1))
    made = {rate: set(found.n_synthetic[of(found, sampler="toy", order="after-split", rate=rate)]) for rate in (1, 4)}
    assert made[4] == {4 * n for n in made[1]} and len(made[1]) == 1


def test_stored_rows_spare_the_generator_its_fit(book, toy):
    spec = specification(samplers=("toy",), rates=(1,))
    ready = rows_of(book, spec).stand("after-split", "toy", 1).draw.rows
    assert toy.n_fits == 1
    with_them, without = run_study(spec, *book, ready={0: ready}), run_study(spec, *book)
    assert toy.n_fits == 2
    tree = of(without, sampler="toy", classifier="logistic-regression")
    assert with_them.metrics["auc"][tree] == pytest.approx(without.metrics["auc"][tree], abs=1e-3)
