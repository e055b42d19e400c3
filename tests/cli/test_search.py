"""`train --search N`: a search first, then a training with what it found; typed mistakes are one line."""

import json

import pandas as pd
import pytest

from creditviz.runs import Workspace
from creditviz.runs.work.search import load_search

QUICK = ("--model", "xgboost", "--set", "n_estimators=15")


@pytest.fixture
def store(run, tmp_path):
    return Workspace.open(tmp_path / "home").store


def test_a_search_is_followed_by_a_training_with_its_best_settings(run, store, tmp_path, small_book):
    arguments = ("train", small_book, *QUICK, "--search", "3", "--search-method", "random", "--json")
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    out = json.loads(result.stdout)
    found = out["search"]
    assert found["trials"] == {"finished": 3, "pruned": 0, "failed": 0} and found["metric"] == "auc"
    trained = store.run(out["run"])
    settings = trained.specification.parameters
    assert found["best"]["parameters"].items() <= settings.items() and settings["n_estimators"] == 15
    assert out["validation"]["auc"] == pytest.approx(found["best"]["value"], abs=1e-12), "the same rows, the same model"
    search = load_search(Workspace.open(tmp_path / "home"), found["run"])
    assert max(trial.value for trial in search.trials) == found["best"]["value"]

    again = json.loads(run("rerun", found["run"], "--json").stdout)
    assert again["difference"]["best"] == 0 and again["same_book"]
    listed = json.loads(run("runs", "--json").stdout)
    assert [each["kind"] for each in listed] == ["search", "training", "search"]


def test_a_search_prints_for_people_what_it_found(run, small_book):
    text = run("train", small_book, "--model", "decision-tree", "--search", "2", "--search-vary", "ccp_alpha").stdout
    assert "search of decision-tree by tpe · trials: 2 finished" in text
    assert "ccp_alpha" in text and "flatters" in text and "test" in text


def test_more_neighbours_than_rows_fail_no_trial(run, small_book, tmp_path):
    pd.read_csv(small_book, nrows=150).to_csv(tmp_path / "few.csv", index=False)
    model = ("--model", "k-nearest-neighbours", "--search-method", "random", "--search-vary", "n_neighbors")
    result = run("train", tmp_path / "few.csv", *model, "--search", "3", "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["search"]["trials"] == {"finished": 3, "pruned": 0, "failed": 0}


def test_a_stopped_search_goes_on_with_the_trials_it_has(run, store, tmp_path, small_book, monkeypatch):
    from creditviz.runs.recorder import Recorder

    real = Recorder.__call__

    def stopped(self, report):
        real(self, report)
        if report.stage_number == 2 and report.epoch == report.n_epochs == 1:
            self.store.ask_to_stop(self.run_id)
            self._checked = 0.0
            self.check()

    arguments = ("--search", "4", "--search-method", "random", "--search-vary", "min_samples_leaf")
    monkeypatch.setattr(Recorder, "__call__", stopped)
    result = run("train", small_book, "--model", "decision-tree", *arguments, "--json")
    assert result.exit_code == 1 and "kept" in json.loads(result.stderr)["error"]
    run_id = json.loads(result.stderr)["run"]
    workspace = Workspace.open(tmp_path / "home")
    half = load_search(workspace, run_id)
    assert len(half.trials) == 2 and half.best is not None and store.run(run_id).status == "stopped"

    monkeypatch.setattr(Recorder, "__call__", real)
    out = json.loads(run("resume", run_id, "--json").stdout)
    whole = load_search(workspace, run_id)
    assert sum(out["trials"].values()) == 4 == len(whole.trials)
    assert [t.value for t in whole.trials[:2]] == [t.value for t in half.trials]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--search", "0"), "from 1, however: 0"),
        (("--search", "many"), "not a valid integer"),
        (("--search", "5000"), "n_trials of the specification"),
        (("--search", "3", "--search-method", "bayes"), "'bayes' is not one of"),
        (("--search", "3", "--search-metric", "ks"), "'ks' is not one of"),
        (("--search", "3", "--search-vary", "depth"), "however: 'depth'"),
        (("--search", "3", "--search-vary", "max_depth", "--set", "max_depth=3"), "'max_depth' is both"),
        (("--search", "3", "--protocol", "kfold"), "--protocol kfold was asked for"),
        (("--search", "3", "--resample", "before-split"), "--resample before-split was asked for"),
        (("--search", "3", "--queue"), "--queue was asked for"),
        (("--search", "3", "--balancing", "abc"), "--balancing was given too"),
        (("--search-metric", "auc"), "Add --search N"),
    ],
)
def test_a_typed_mistake_is_one_line_before_anything_runs(run, store, small_book, arguments, says):
    result = run("train", small_book, *QUICK, *arguments, "--json")
    assert result.exit_code == 2 and result.stdout == ""
    assert len(result.stderr.strip().splitlines()) == 1 and says in json.loads(result.stderr)["error"]
    assert store.runs() == []
