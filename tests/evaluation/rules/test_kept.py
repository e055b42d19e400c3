"""Rules learned from real rows: the planted ones are found, kept by real rows and broken by shuffled ones."""

import numpy as np
import pandas as pd
import pytest

from creditviz.data.meaning.inference import infer_schema
from creditviz.data.outcome import outcomes
from creditviz.evaluation.rules.kept import MOST_RULES, broken, count_rules, learn_rules
from creditviz.schema import SequenceFeature, TableSchema
from tests.evaluation.mixed import SCHEMA, rows, shuffled


def by_sentence(rules, part):
    found = [i for i, rule in enumerate(rules) if part in rule.sentence]
    assert len(found) == 1, [rule.sentence for rule in rules]
    return found[0]


def planted(n=2000, seed=0):
    rng = np.random.default_rng(seed)
    low = rng.integers(300, 800, n).astype(float)
    loans = rng.poisson(1, n)
    empty = rng.random(n) < 0.3
    return pd.DataFrame(
        {
            "low": low,
            "high": low + rng.integers(0, 100, n),
            "twin": low,
            "loans": loans.astype(float),
            "debt": np.where(loans > 0, rng.normal(0, 1000, n), 0.0),
            "limit": rng.integers(1, 40, n) * 500,
            "left": np.where(empty, np.nan, rng.normal(size=n)),
            "right": np.where(empty, np.nan, rng.normal(size=n)),
            "job": rng.choice(["clerk", "smith"], n),
        }
    )


PLANTED = TableSchema(numeric=("low", "high", "twin", "loans", "debt", "limit", "left", "right"), categorical=("job",))


@pytest.mark.parametrize(
    ("sentence", "change"),
    [
        ("twin is never above high", {"twin": 9_000.0}),
        ("low equals twin", {"low": 301.0, "twin": 302.0}),
        ("debt is 0 whenever loans is 0", {"loans": 0.0, "debt": 5.0}),
        ("limit is a multiple of 500", {"limit": 750}),
        ("empty together", {"left": np.nan, "right": 1.0}),
        ("Never negative: low, high, twin, loans, limit", {"loans": -1.0}),
        ("Whole numbers", {"low": 400.5}),
        ("within the range", {"high": 1e9}),
        ("Every category", {"job": "pilot"}),
        ("Never empty", {"low": np.nan}),
    ],
)
def test_a_planted_rule_is_found_and_a_row_that_breaks_it_is_named(sentence, change):
    frame = planted()
    rules = learn_rules(frame, PLANTED)
    at = by_sentence(rules, sentence)
    fresh = planted(50, seed=1)
    assert not broken(rules, fresh)[:, at].any() or "range" in sentence
    for name, value in change.items():
        fresh[name] = fresh[name].astype(object if isinstance(value, str) else float)
        fresh.loc[7, name] = value
    assert broken(rules, fresh)[7, at]
    assert set(change) & set(rules[at].columns)


def test_what_the_ranges_say_already_is_no_rule():
    frame = planted().assign(far=lambda f: f["low"] + 1e6)
    schema = TableSchema(numeric=("low", "far"))
    assert not any("never above" in rule.sentence for rule in learn_rules(frame, schema))


def test_delays_rise_by_at_most_one_a_month():
    status = ("s2", "s1", "s0")
    schema = TableSchema(sequences=(SequenceFeature("status", status, "code"),), labels={"status": "Status"})
    rng = np.random.default_rng(0)
    months = [rng.integers(0, 2, 500)]
    for _ in range(2):
        months.append(np.where(rng.random(500) < 0.5, months[-1] + 1, 0))
    rules = learn_rules(pd.DataFrame(dict(zip(status, months, strict=True))), schema)
    assert rules[0].sentence == "Status rises by at most one a month."
    checked = pd.DataFrame([[0, 1, 2], [0, 2, 3], [3, 0, 0], [1, np.nan, 3]], columns=list(status))
    assert rules[0].breaks(checked).tolist() == [False, True, False, False]


def test_where_new_delays_jump_the_rule_speaks_of_late_accounts():
    status = ("s3", "s2", "s1", "s0")
    schema = TableSchema(sequences=(SequenceFeature("status", status, "code"),))
    rng = np.random.default_rng(0)
    months = [np.zeros(2000, dtype=int)]
    for _ in range(3):
        late = months[-1] > 0
        months.append(np.where(rng.random(2000) < 0.4, np.where(late, months[-1] + 1, 2), 0))
    rules = learn_rules(pd.DataFrame(dict(zip(status, months, strict=True))), schema)
    assert rules[0].sentence == "status rises by at most one a month once it is 2 or more."
    assert rules[1].sentence == "status is at most 2 in the month after one below 2."
    checked = pd.DataFrame([[0, 2, 3, 4], [0, 2, 4, 0], [0, 3, 0, 0]], columns=list(status))
    assert rules[0].breaks(checked).tolist() == [False, True, False]
    assert rules[1].breaks(checked).tolist() == [False, False, True]


def test_status_in_words_has_no_rule_of_steps():
    schema = TableSchema(sequences=(SequenceFeature("s", ("a", "b"), "code"),))
    frame = pd.DataFrame({"a": ["ok", "late"] * 50, "b": ["late", "ok"] * 50})
    assert [r.sentence for r in learn_rules(frame, schema) if "rises" in r.sentence] == []


def test_a_column_of_ever_new_names_has_no_list_of_legal_ones():
    frame = pd.DataFrame({"title": [f"title {i}" for i in range(500)]})
    assert not any("category" in r.sentence for r in learn_rules(frame, TableSchema(categorical=("title",))))


def test_counts_of_shuffled_and_of_real_rows():
    rules = learn_rules(rows(3000), SCHEMA)
    counts = count_rules(rules, shuffled(rows(500, 1)), rows(500, 2))
    assert all(count.broken_real <= 0.02 for count in counts)
    at = by_sentence(rules, "Bill is never above Credit limit")
    assert counts[at].broken > 0.3 > counts[at].broken_real
    assert len(rules) <= MOST_RULES and all(rule.sentence.endswith(".") for rule in rules)


@pytest.mark.parametrize("n", [1, 2])
def test_few_rows_teach_what_they_can(n):
    rules = learn_rules(rows(n), SCHEMA)
    assert broken(rules, rows(5)).shape == (5, len(rules))
    assert broken((), rows(5)).shape == (5, 0)


def test_rules_of_a_real_book_hold_for_its_other_rows(real_book):
    frame = pd.read_csv(real_book("taiwan"))
    schema = infer_schema(frame)[0]
    row_id, _ = outcomes(frame, schema)
    rows_ = frame.iloc[np.random.default_rng(0).permutation(row_id)]
    half = len(rows_) // 2
    rules = learn_rules(rows_.iloc[:half], schema)
    counts = count_rules(rules, shuffled(rows_.iloc[:half]), rows_.iloc[half:])
    assert all(count.broken_real <= 0.02 for count in counts)
    steps = counts[by_sentence(rules, "rises by at most one a month")]
    jumps = counts[by_sentence(rules, "in the month after")]
    assert steps.broken > steps.broken_real + 0.001
    assert jumps.broken > jumps.broken_real + 0.02
