"""Settings chosen at random: on rows that no try learned from, and never on the new product's outcomes unless asked."""

from dataclasses import replace

import numpy as np
import pytest

from creditviz.exceptions import DataError, RunCancelled, SpecificationError
from creditviz.experiment.transfer.methods import run_transfer
from creditviz.experiment.transfer.search import DomainRows, check_choice, choose_settings
from creditviz.metrics import auc
from creditviz.search_space import searchable
from creditviz.transfer import TRANSFER_MODELS
from tests.experiment.transfer.test_methods import books, spec

NETWORK = {"d_extractor": 4, "n_layers": 1, "d_classifier": 4, "d_discriminator": 4, "n_epochs": 2}
QUICK = {"parameters": {"fdat": NETWORK}, "search": 3}


def searched(**more):
    source, target = books()
    return run_transfer(spec("fdat", "source-only-xgboost", **{**QUICK, **more}), source, target)


def rows(n=300, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(2 * n, 4)).astype(np.float32)
    return DomainRows(X, (X[:, 0] + rng.normal(size=2 * n) > 1).astype(int), np.repeat([1, -1], n))


def test_the_first_try_is_the_preset_and_the_best_try_is_taken():
    score, plain = searched().scores
    assert len(score.tries) == 3 and not plain.tries and "no settings" in plain.notes[0]
    assert score.tries[0].parameters == NETWORK
    best = max(score.tries, key=lambda each: each.value)
    assert dict(score.parameters) == best.parameters
    assert "old product" in score.notes[0]


def test_settings_of_the_user_do_not_vary_and_drawn_ones_stay_in_the_usual_range():
    (score, _), space = searched(search=6).scores, searchable(TRANSFER_MODELS["fdat"])
    for each in score.tries:
        assert {name: each.parameters[name] for name in NETWORK} == NETWORK
    for each in score.tries[1:]:
        drawn = {name: value for name, value in each.parameters.items() if name not in NETWORK}
        assert drawn and all(space[n].usual[0] <= value <= space[n].usual[1] for n, value in drawn.items())


def test_a_seed_gives_the_same_search_and_a_longer_one_begins_alike():
    def tried(**more):
        return [(each.parameters, each.value) for each in searched(**more).scores[0].tries]

    assert tried() == tried()
    assert tried(search=4)[:3] == tried()
    assert tried(seed=1) != tried()


def test_chosen_on_the_old_product_no_outcome_of_the_new_one_matters():
    told, entry = rows(), TRANSFER_MODELS["fdat"]
    hidden = replace(told, y=np.where(told.domain > 0, told.y, -1))
    tried = [
        choose_settings(spec("fdat", search=2), entry, NETWORK, each, fixed=NETWORK).tries for each in (told, hidden)
    ]
    assert [each.value for each in tried[0]] == [each.value for each in tried[1]]


def test_a_try_is_judged_on_rows_it_did_not_learn_from():
    seen = []

    class Spy:
        def fit(self, X, y, **_):
            seen.append((X, y))
            return self

        def predict_proba(self, X):
            seen.append(X)
            return np.column_stack([1 - X[:, 0], X[:, 0]])

    entry, all_rows = TRANSFER_MODELS["fdat"], rows()
    entry = type("E", (), {**vars(entry), "build": lambda self, **_: Spy()})()
    for side, sign in (("source", 1), ("target", -1)):
        seen.clear()
        choice = choose_settings(spec("fdat", search=1, choose_on=side), entry, {}, all_rows)
        (X, y), validation = seen
        assert len(X) == 540 and len(validation) == 60
        learned = {tuple(row) for row in X}
        place = {tuple(row): i for i, row in enumerate(all_rows.X)}
        assert not learned & {tuple(row) for row in validation}
        chosen = [place[tuple(row)] for row in validation]
        assert (all_rows.domain[chosen] == sign).all()
        assert (y[[place[tuple(r)] >= 300 for r in X]] == -1).all(), "outcomes of the new product stay hidden"
        assert choice.tries[0].value == pytest.approx(auc(all_rows.y[chosen], validation[:, 0].astype(float)))


def test_choosing_on_the_new_product_needs_outcomes_of_it():
    with pytest.raises(SpecificationError, match="at least 50 of its outcomes"):
        check_choice(spec("fdat", search=2, choose_on="target", target_labels=20))
    few = replace(rows(), y=np.r_[rows().y[:300], np.full(300, -1)])
    with pytest.raises(DataError, match="there are 0 of the rarer one among the target rows"):
        choose_settings(spec("fdat", search=2, choose_on="target"), TRANSFER_MODELS["fdat"], {}, few)
    check_choice(spec("fdat", search=2, choose_on="target"))


def test_a_try_that_fails_is_kept_with_its_reason_and_a_stop_is_a_stop():
    legal, entry = {"batch_size": 16, **NETWORK}, TRANSFER_MODELS["fdat"]
    with pytest.raises(SpecificationError, match="all 2 failed"):
        choose_settings(spec("fdat", search=2), entry, {**legal, "n_epochs": -1}, rows(), fixed={"n_epochs": -1})

    def stop(report):
        raise RunCancelled("stop")

    with pytest.raises(RunCancelled):
        choose_settings(spec("fdat", search=2), entry, legal, rows(), fixed=legal, on_epoch=stop)


def test_the_ablation_with_random_columns_has_the_ranges_of_its_own_line_in_the_paper():
    wide, narrow = (searchable(TRANSFER_MODELS[key]) for key in ("fdat", "fs2"))
    assert wide["d_extractor"].usual == (20, 40) and narrow["d_extractor"].usual == (10, 20)
    assert wide["rate"].usual == narrow["rate"].usual == (1e-3, 1e-1)
    assert "threshold" not in wide, "0.35 is not searched in the paper"
