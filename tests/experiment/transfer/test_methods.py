"""A transfer in its order: pairs from training rows, one ground for all methods, test rows judged once."""

from dataclasses import replace

import numpy as np
import pytest

from creditviz.exceptions import CreditVizError, RunCancelled, SpecificationError
from creditviz.experiment.transfer.methods import Book, prepare, run_transfer
from creditviz.specification import TransferSpec
from tests.transfer.test_pairing import new, old

QUICK = {"fdat": {"n_epochs": 2, "d_extractor": 4, "d_classifier": 4, "d_discriminator": 4}}


def spec(*methods, **more):
    hashes = {"book": "n", "schema_hash": "n", "source": "o", "source_schema": "o"}
    return TransferSpec(**{**hashes, "methods": methods or ("source-only-xgboost",), "parameters": QUICK, **more})


def books():
    """Both outcomes in the new book too, and an income that matters in both."""
    made = []
    for domain, amount in ((old(), "income"), (new(), "salary")):
        frame = domain.frame.copy()
        risk = -np.log(frame[amount])
        frame[domain.schema.target] = (risk > np.quantile(risk, 0.7)).astype(int)
        made.append(Book(frame, domain.schema))
    return made


def test_every_method_is_judged_on_the_same_untouched_rows():
    source, target = books()
    found = run_transfer(spec("source-only-xgboost", "fdat", "target-xgboost"), source, target)
    assert [score.method for score in found.scores] == ["source-only-xgboost", "fdat", "target-xgboost"]
    assert found.rows == {"source": 600, "target": 400, "target_labels": 400, "test": 100}
    assert all(len(score.y_score) == len(found.row_id) == 100 for score in found.scores)
    assert found.scores[0].metrics["auc"] > 0.9, "the rule is the same in both books"
    assert found.majority_accuracy == pytest.approx(max(found.y_true.mean(), 1 - found.y_true.mean()))


def test_every_method_is_held_against_source_only_wherever_it_is_named():
    source, target = books()
    found = run_transfer(spec("target-xgboost", "source-only"), source, target)
    assert [score.method for score in found.scores] == ["source-only", "target-xgboost"]
    assert [score.gain is None for score in found.scores] == [True, False]


def test_what_is_learned_does_not_depend_on_the_test_rows():
    source, target = books()
    ground, pairing, _ = prepare(spec(), source, target)
    other = target.frame.copy()
    other.loc[ground.row_id, "salary"] = 1e9
    again, same_pairs, _ = prepare(spec(), source, Book(other, target.schema))
    assert pairing == same_pairs
    assert np.array_equal(ground.X, again.X) and np.array_equal(ground.row_id, again.row_id)


@pytest.mark.parametrize("known", [0, 50, 200])
def test_so_many_target_outcomes_are_known_and_both_kinds_among_them(known):
    source, target = books()
    ground, _, _ = prepare(spec(target_labels=known), source, target)
    told = ground.y[(ground.domain < 0) & (ground.y >= 0)]
    assert len(told) == known
    assert known == 0 or 0.2 < told.mean() < 0.4


def test_a_method_that_refuses_the_rows_is_noted_and_the_others_go_on():
    source, target = books()
    found = run_transfer(spec("target", "source-only-xgboost", target_labels=0), source, target)
    assert [score.method for score in found.scores] == ["source-only-xgboost"]
    assert "outcomes of 0 rows" in found.failed["target"]
    with pytest.raises(CreditVizError, match="every method failed"):
        run_transfer(spec("target", target_labels=0), source, target)


def test_a_stopped_transfer_goes_on_with_the_methods_that_are_left():
    source, target = books()
    kept = []

    def stop(report):
        if kept:
            raise RunCancelled("stop")

    with pytest.raises(RunCancelled):
        run_transfer(spec("source-only-xgboost", "fdat"), source, target, on_epoch=stop, keep=kept.append)
    resumed = run_transfer(spec("source-only-xgboost", "fdat"), source, target, before=kept[-1])
    whole = run_transfer(spec("source-only-xgboost", "fdat"), source, target)
    assert resumed.scores[0] is kept[-1].scores[0]
    assert all(np.array_equal(a.y_score, b.y_score) for a, b in zip(resumed.scores, whole.scores, strict=True))


def test_unknown_methods_and_settings_are_refused_before_anything_is_fitted():
    source, target = books()
    with pytest.raises(SpecificationError, match="no transfer method called 'magic'"):
        run_transfer(spec("magic"), source, target)
    with pytest.raises(SpecificationError, match="threshold"):
        run_transfer(spec("fdat", parameters={"fdat": {"threshold": 2.0}}), source, target)
    with pytest.raises(SpecificationError, match="no wealth"):
        run_transfer(spec(pairing="given", pairs={"salary": "wealth"}), source, target)


@pytest.mark.parametrize("use_protected", [True, False])
def test_a_protected_attribute_is_paired_only_where_it_is_asked_for(use_protected):
    source, target = books()
    hidden = [Book(b.frame, replace(b.schema, protected=(b.schema.numeric[0],))) for b in (source, target)]
    _, pairing, _ = prepare(spec(use_protected=use_protected), *hidden)
    seen = {p.target for p in pairing.pairs} | set(pairing.unpaired_target)
    assert (target.schema.numeric[0] in seen) == use_protected
