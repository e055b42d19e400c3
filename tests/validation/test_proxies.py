"""Proxies of protected attributes: planted ones are found, strangers are not, figures are scikit-learn's."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import r2_score, roc_auc_score
from sklearn.model_selection import KFold, cross_val_predict
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from creditviz.evaluation.cutting.proxies import protected_proxies
from creditviz.reporting.decision.proxies import proxy_lines, proxy_words
from creditviz.schema import TableSchema

N = 2000
SCHEMA = TableSchema(
    target="bad", numeric=("income", "height", "noise", "age"), categorical=("job", "sex"), protected=("sex", "age")
)


def book(seed: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    sex, age = rng.integers(0, 2, N), rng.integers(20, 70, N)
    job = np.where(rng.random(N) < 0.8, np.where(sex == 1, "nurse", "smith"), rng.choice(["clerk", "cook"], N))
    return pd.DataFrame({"sex": np.where(sex, "F", "M"), "age": age, "height": 180 - 10 * sex + rng.normal(0, 7, N),
        "income": 50 * age + rng.normal(0, 500, N), "noise": rng.random(N), "job": job, "bad": 0})  # fmt: skip


def test_planted_proxies_are_named_and_strangers_are_not():
    sex, age = protected_proxies(book(), SCHEMA)
    assert {one.column for one in sex.named} == {"job", "height"} and sex.inputs[0].column == "job"
    assert [one.column for one in age.named] == ["income"] and age.measure == "R2"
    assert sex.together > sex.inputs[0].value - 0.01, "together they tell at least as much"
    noise = next(one for one in sex.inputs if one.column == "noise")
    assert noise.value < 0.55
    assert not {"sex", "age", "bad"} & {one.column for one in sex.inputs}, "nor the outcome"


def test_the_figures_are_those_of_scikit_learns_folds():
    frame = book(1)
    sex, age = protected_proxies(frame, SCHEMA)
    folds = KFold(3, shuffle=True, random_state=3)
    tree = {"max_depth": 3, "min_samples_leaf": 20}
    y = (frame["sex"] == "F").astype(int)
    said = cross_val_predict(DecisionTreeClassifier(**tree), frame[["height"]], y, cv=folds, method="predict_proba")
    ours = next(one.value for one in sex.inputs if one.column == "height")
    assert ours == pytest.approx(roc_auc_score(y, said[:, 1]), abs=0.02)
    told = cross_val_predict(DecisionTreeRegressor(**tree), frame[["income"]], frame["age"], cv=folds)
    assert age.inputs[0].value == pytest.approx(r2_score(frame["age"], told), abs=0.02)


def test_it_is_said_with_its_rows_and_nothing_is_said_without_an_attribute():
    sex, age = protected_proxies(book(), SCHEMA)
    assert "stand for sex, AUC of 0.70 or more; all inputs together tell sex (" in proxy_words(sex)
    assert "n = 2,000" in proxy_words(age) and "income" in proxy_words(age)
    assert ("sex", "all inputs together", "AUC") == proxy_lines((sex,))[0][:3]
    assert protected_proxies(book(), TableSchema(target="bad", numeric=("income",))) == ()
    assert protected_proxies(book().assign(sex="F"), TableSchema(categorical=("sex", "job"), protected=("sex",))) == ()
