"""A search finds a known optimum, repeats itself, goes on where it stopped, and never sees a test row."""

import numpy as np
import pytest
from sklearn.metrics import log_loss as reference_log_loss

from creditviz.data.book import read_frame
from creditviz.data.files.reading import land
from creditviz.data.meaning.inference import infer_schema
from creditviz.exceptions import RunCancelled, SpecificationError
from creditviz.experiment.fitting import resolve
from creditviz.experiment.search.settings import plan_of, run_search, trial_rows
from creditviz.experiment.search.trials import TrialRows, run_trials
from creditviz.experiment.search.tuner import Plan, Pruner, Tuner
from creditviz.experiment.training import train_model
from creditviz.hyperparameters import Choice, Range
from creditviz.metrics import auc
from creditviz.models import MODELS
from creditviz.progress import EpochReport
from creditviz.registry import ModelEntry
from creditviz.results import Layout, Trial
from creditviz.specification import SearchSpec

QUICK = {"n_estimators": 20}
TOY = "toy"


class Toy:
    """A "model" that ranks the better the nearer `place` lies to .3; it refuses places above .9."""

    epochs = 0

    def __init__(self, place=0.0, kind="a"):
        self.place, self.kind = place, kind

    def get_params(self):
        return vars(self)

    def set_params(self, **values):
        vars(self).update(values)
        return self

    def fit(self, X, y, *, eval_set=None, on_epoch=None, resume_from=None):
        assert not on_epoch.check()
        if self.place > 0.9:
            raise ValueError("places above .9 are illegal")
        for epoch in range(1, type(self).epochs + 1):
            on_epoch(EpochReport("toy", epoch, type(self).epochs, {"validation_auc": self._quality()}))

    def _quality(self):
        return 1 - abs(self.place - 0.3) - (0.05 if self.kind == "b" else 0)

    def predict_proba(self, X):
        noise = (1 - self._quality()) * np.linspace(-3, 3, len(X))[np.random.default_rng(0).permutation(len(X))]
        score = 1 / (1 + np.exp(-(X[:, 0] + noise)))
        return np.column_stack([1 - score, score])


@pytest.fixture
def toy(monkeypatch):
    entry = ModelEntry(
        label="Toy",
        estimator=f"{__name__}:Toy",
        about="",
        hyperparameters={
            "place": Range(0.0, 1.0, usual=(0.0, 1.0)),
            "kind": Choice(("a", "b"), usual=("a", "b")),
        },
    )
    monkeypatch.setattr(ModelEntry, "load", lambda self: Toy)
    monkeypatch.setitem(MODELS._entries, TOY, entry)
    monkeypatch.setitem(MODELS.paths, TOY, "")
    monkeypatch.setattr(Toy, "epochs", 0)
    return entry


@pytest.fixture(scope="module")
def toy_rows():
    rng = np.random.default_rng(1)
    x = rng.normal(size=(400, 1))
    y = (x[:, 0] + rng.normal(size=400) > 0).astype(np.int8)
    layout = Layout(feature_names=("x",), sources=("x",), n_static=1)
    return TrialRows(layout, (x[:200], y[:200]), (x[200:], y[200:]), y[:200].mean(), {"train": 200, "validation": 200})


SPEC = SearchSpec(book="b", schema_hash="s", model=TOY)


def plan(**more):
    return Plan(**{"model": TOY, "space": MODELS[TOY].hyperparameters, "n_trials": 30, **more})


def search(toy_rows, **more):
    arguments = {name: more.pop(name) for name in ("on_epoch", "before", "keep") if name in more}
    return run_trials(plan(**more), toy_rows, SPEC, **arguments)


def seen(found):
    return [(dict(trial.parameters), trial.state, trial.value) for trial in found.trials]


@pytest.mark.parametrize(("method", "within"), [("tpe", 0.1), ("random", 0.2), ("grid", 0.21)])
def test_a_known_optimum_is_found(toy, toy_rows, method, within):
    best = search(toy_rows, method=method)
    settings = best.trials[best.best].parameters
    assert abs(settings["place"] - 0.3) <= within and settings["kind"] == "a"
    values = [trial.value for trial in best.trials if trial.state == "finished"]
    assert best.trials[best.best].value == max(values) == best.best_so_far()[-1]
    assert np.all(np.diff(best.best_so_far()) >= 0)


def test_a_grid_tries_each_point_once_and_ends(toy, toy_rows):
    found = search(toy_rows, method="grid")
    points = [tuple(trial.parameters.values()) for trial in found.trials]
    assert len(points) == len(set(points)) == 6 == found.n_trials
    assert found.complete


def test_the_smallest_log_loss_wins_and_is_the_common_one(toy, toy_rows):
    found = search(toy_rows, method="random", metric="log_loss", n_trials=12)
    best = found.trials[found.best]
    assert best.value == min(trial.value for trial in found.trials if trial.value is not None)
    X, y = toy_rows.validation
    score = Toy(**best.parameters).predict_proba(X)[:, 1]
    assert best.value == pytest.approx(reference_log_loss(y, score))


@pytest.mark.parametrize("method", ["grid", "random", "tpe"])
def test_same_seed_same_trials_another_seed_others(toy, toy_rows, method):
    assert seen(search(toy_rows, method=method, seed=4)) == seen(search(toy_rows, method=method, seed=4))
    assert seen(search(toy_rows, method=method, seed=4)) != seen(search(toy_rows, method=method, seed=5))


@pytest.mark.parametrize("method", ["grid", "random", "tpe"])
@pytest.mark.parametrize("epochs", [0, 20])
def test_a_search_that_goes_on_equals_one_that_was_never_interrupted(toy, toy_rows, method, epochs, monkeypatch):
    monkeypatch.setattr(Toy, "epochs", epochs)
    whole = search(toy_rows, method=method)
    rest = search(toy_rows, method=method, before=whole.trials[: len(whole.trials) // 2])
    assert seen(rest) == seen(whole)


def test_a_stopped_search_keeps_its_trials(toy, toy_rows):
    kept = []

    def stop_at_the_fifth(report):
        if report.stage_number == 5:
            raise RunCancelled("stopped")

    with pytest.raises(RunCancelled):
        search(toy_rows, method="random", on_epoch=stop_at_the_fifth, keep=kept.append)
    assert [len(each.trials) for each in kept] == [1, 2, 3, 4, 5]
    assert kept[-1].best is not None and not kept[-1].complete


def test_a_stop_in_mid_trial_is_heard(toy, toy_rows, monkeypatch):
    monkeypatch.setattr(Toy, "epochs", 5)
    kept = []

    def stop_in_the_third(report):
        if report.stage_number == 3 and report.epoch == 2:
            raise RunCancelled("stopped")

    with pytest.raises(RunCancelled):
        search(toy_rows, method="random", on_epoch=stop_in_the_third, keep=kept.append)
    assert len(kept[-1].trials) == 2


def test_a_failed_trial_is_a_note_and_the_search_goes_on(toy, toy_rows):
    found = search(toy_rows, method="grid")
    failed = [trial for trial in found.trials if trial.state == "failed"]
    assert {trial.parameters["place"] for trial in failed} == {1.0} and len(failed) == 2
    assert all(trial.value is None and "illegal" in trial.reason for trial in failed)
    assert sum("failed: places above .9 are illegal" in note for note in found.notes) == 2


def test_scores_that_are_no_numbers_fail_the_trial(toy, toy_rows, monkeypatch):
    monkeypatch.setattr(Toy, "predict_proba", lambda self, X: np.full((len(X), 2), np.nan))
    with pytest.raises(SpecificationError, match="all 3 of Toy failed, the first with: scores must be numbers"):
        search(toy_rows, method="random", n_trials=3, space={"place": Range(0.0, 1.0, usual=(0.0, 0.5))})


def test_the_chosen_value_is_called_the_best_of_several(toy, toy_rows):
    assert any("flatters" in note for note in search(toy_rows, n_trials=2).notes)
    assert not search(toy_rows, n_trials=1, space={"place": Range(0.0, 1.0, usual=(0.0, 0.5))}).notes


def test_equal_settings_are_fitted_once(toy, toy_rows, monkeypatch):
    fits = []
    monkeypatch.setattr(Toy, "fit", lambda self, X, y, **rest: fits.append(self.kind))
    space = {"kind": Choice(("a", "b"), usual=("a", "b"))}
    found = search(toy_rows, method="random", n_trials=10, space=space)
    assert len(found.trials) == 10 and sorted(fits) == ["a", "b"]


def test_only_a_tpe_by_auc_cuts_trials_short(toy, toy_rows, monkeypatch):
    monkeypatch.setattr(Toy, "epochs", 20)
    found = search(toy_rows, method="tpe", n_trials=40)
    pruned = [trial for trial in found.trials if trial.state == "pruned"]
    assert pruned and all(trial.epochs < 20 for trial in pruned)
    assert found.trials[found.best].state == "finished" and found.trials[found.best].epochs == 20
    assert any(f"{len(pruned)} of 40 trials were cut short" in note for note in found.notes)
    assert abs(found.trials[found.best].parameters["place"] - 0.3) < 0.1
    for other in ({"method": "random"}, {"method": "grid"}, {"metric": "log_loss"}):
        assert search(toy_rows, **{"n_trials": 30, **other}).n_in("pruned") == 0


def test_a_trial_is_cut_short_below_the_median_of_the_others_at_the_same_epoch(toy):
    tuner = Tuner(plan(n_trials=99))
    for level in (0.5, 0.6, 0.7, 0.8, 0.9):  # the median is .7
        asked, parameters = tuner.ask()
        reports = np.array([(epoch, level) for epoch in range(1, 11)])
        pruner = Pruner(asked, True)
        assert not any(pruner.falls_behind(int(epoch), 10, value) for epoch, value in reports)
        tuner.tell(asked, Trial(parameters, "finished", level, reports=reports))
    for level, behind in ((0.69, True), (0.71, False)):
        asked, parameters = tuner.ask()
        assert Pruner(asked, True).falls_behind(1, 10, level) is behind
        tuner.tell(asked, Trial(parameters, "failed"))


@pytest.fixture(scope="module")
def book(tmp_path_factory, sample_book):
    landed = land(sample_book, name="sample", folder=tmp_path_factory.mktemp("books"))
    frame = read_frame(landed.path)
    return frame, infer_schema(frame)[0]


def specification(**more):
    values = {"book": "b", "schema_hash": "s", "model": "xgboost", "parameters": QUICK, "method": "random"}
    return SearchSpec(**{**values, "n_trials": 2, **more})


@pytest.mark.parametrize("protocol", ["holdout", "out-of-time"])
def test_test_rows_teach_nothing(book, protocol):
    """Wild values and turned outcomes in the test rows must not move a single trial."""
    frame, schema = book
    if protocol == "out-of-time" and not schema.date:
        pytest.skip("the sample book has no date")
    spec = specification(protocol=protocol, sampler="smote")
    trained = train_model(spec.training(), frame, schema).result
    wild = frame.copy()
    wild.loc[trained.test.row_id, list(schema.numeric)] = 1e9
    assert seen(run_search(spec, frame, schema)) == seen(run_search(spec, wild, schema))


def test_trials_stand_on_the_rows_of_the_training_that_they_serve(book):
    frame, schema = book
    spec = specification(n_trials=1, sampler="smote")
    found = run_search(spec, frame, schema)
    best = spec.training(found.trials[found.best].parameters)
    trained = train_model(best, frame, schema).result
    assert {name: trained.rows[name] for name in found.rows} == dict(found.rows)
    value = auc(trained.validation.y_true, trained.validation.y_score)
    assert found.trials[found.best].value == pytest.approx(value, abs=1e-12)


def test_the_matrices_hold_no_test_row(book):
    frame, schema = book
    rows, _ = trial_rows(resolve(specification().training()), frame, schema)
    trained = train_model(specification().training(), frame, schema).result
    assert len(rows.train[1]) == trained.rows["train"]
    assert len(rows.validation[1]) == trained.rows["validation"]
    assert len(rows.train[1]) + len(rows.validation[1]) + trained.rows["test"] == 6000


def test_the_sampler_is_fitted_once(book, monkeypatch):
    from creditviz.sampling.neighbours.smote import SMOTESampler

    frame, schema = book
    fits, real = [], SMOTESampler.fit_resample
    monkeypatch.setattr(SMOTESampler, "fit_resample", lambda self, *a, **k: (fits.append(1), real(self, *a, **k))[1])
    run_search(specification(sampler="smote", n_trials=3), frame, schema)
    assert fits == [1]


def test_settings_that_are_given_stay_in_every_trial():
    spec = specification(parameters={"max_depth": 3})
    planned = plan_of(spec)
    assert planned.fixed["max_depth"] == 3 and "max_depth" not in planned.space
    assert planned.fixed["early_stopping_rounds"] == 100, "the preset's other settings stay too"


@pytest.mark.parametrize("name", ["depth", "n_estimators"])
def test_an_unknown_or_unsearchable_setting_is_named(name):
    with pytest.raises(SpecificationError, match=f"however: '{name}'"):
        plan_of(specification(parameters={}, searched=(name,)))


def test_progress_counts_the_trials(toy, toy_rows, monkeypatch):
    monkeypatch.setattr(Toy, "epochs", 3)
    reports = []
    search(toy_rows, method="random", n_trials=4, on_epoch=reports.append)
    fractions = [(r.stage_number - 1 + r.epoch / r.n_epochs) / r.n_stages for r in reports]
    assert fractions == sorted(fractions) and fractions[-1] == 1.0
    assert reports[0].stage == "trial 1 of 4" and "best AUC" in reports[-1].stage
