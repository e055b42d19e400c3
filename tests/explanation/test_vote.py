"""Rules of FDAT's tree: every account falls under one of them, and they speak in the new product's own units."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from creditviz.explanation.vote import explain_vote, tree_rules
from creditviz.schema import TableSchema
from creditviz.transfer.encoding import PairedEncoder
from creditviz.transfer.fdat import FDATClassifier
from creditviz.transfer.pairing import Domain, pair_by_name
from creditviz.transfer.vote import grow_tree

SCHEMA = TableSchema(target="bad", bad=(1,), good=(0,), numeric=("age", "debt"), categorical=("job",))


@pytest.fixture(scope="module")
def books():
    """Two books of one rule: bad where the age stands in the lower half, or the job is rare; the new one is older."""
    random = np.random.default_rng(0)

    def book(n, shift):
        age = random.uniform(20, 60, n)
        job = random.choice(["clerk", "cook", "poet"], n, p=[0.6, 0.3, 0.1])
        bad = ((age < 40) & (random.random(n) < 0.9)) | (job == "poet")
        debt = random.lognormal(6, 1, n)
        return Domain(pd.DataFrame({"age": age + shift, "debt": debt, "job": job, "bad": bad.astype(int)}), SCHEMA)

    return book(2000, 0), book(1000, 30)


@pytest.fixture(scope="module")
def encoder(books):
    """Pairs of one name, each side on its own scale."""
    return PairedEncoder(pair_by_name(*books)).fit(*books)


def grown(books, encoder, **settings):
    """A tree on all pairs of the old book."""
    old = books[0]
    X = encoder.source(old.frame)
    return grow_tree(X, old.frame["bad"].to_numpy(), ("age", "debt", "job"), seed=0, min_samples_leaf=100, **settings)


def test_every_old_account_stands_behind_one_rule_and_the_riskiest_come_first(books, encoder):
    tree = grown(books, encoder, max_depth=4)
    rules = tree_rules(tree, encoder, np.arange(3))
    assert sum(rule.rows for rule in rules) == 2000
    assert [r.probability for r in rules] == sorted((r.probability for r in rules), reverse=True)
    said = tree.probability(encoder.source(books[0].frame))
    assert np.allclose(sorted({round(r.probability, 9) for r in rules}), sorted(set(said.round(9))))


def test_a_threshold_stands_where_the_new_product_has_it(books, encoder):
    rules = tree_rules(grown(books, encoder, max_depth=1), encoder, np.arange(3))
    young = next(rule for rule in rules if "at most" in rule.conditions[0])
    assert young.probability > 0.8
    assert float(re.search(r"age at most ([\d.]+)", young.conditions[0])[1]) == pytest.approx(70, abs=1.5), "40 + 30"


def test_a_category_is_told_by_its_levels(books, encoder):
    old = books[0].frame
    poets = (old["job"] == "poet").to_numpy().astype(int)
    tree = grow_tree(encoder.source(old)[:, [2]], poets, ("job",), seed=0, max_depth=1)
    rules = tree_rules(tree, encoder, np.array([2]))
    assert [rule.conditions for rule in rules] == [("job is poet, any other",), ("job is clerk, cook",)]


def test_the_votes_add_up_to_the_model(books, encoder):
    old, new = books
    X = np.vstack([encoder.source(old.frame), encoder.target(new.frame)])
    y = np.r_[old.frame["bad"], np.full(len(new.frame), -1)]
    domain = np.repeat([1, -1], [len(old.frame), len(new.frame)])
    model = FDATClassifier(n_epochs=1, threshold=0.5, random_state=0).fit(X, y, sample_domain=domain)
    test = encoder.target(new.frame)
    vote = explain_vote("fdat", model, test, encoder)
    together = vote.weight * vote.network + (1 - vote.weight) * vote.tree
    assert np.allclose(together, model.predict_proba(test)[:, 1], atol=1e-6)
    assert {*vote.network_columns, *vote.tree_columns} == {"age", "debt", "job"}
    assert not {*vote.network_columns} & {*vote.tree_columns}
    assert all(rule.conditions[0].split()[0] in vote.tree_columns for rule in vote.rules if rule.conditions)
