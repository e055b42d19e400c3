"""Cards of tests between models claim no more than their p values."""

from __future__ import annotations

import math

import numpy as np
import pytest

from creditviz.exceptions import DataError
from creditviz.reporting.benchmark.audit import audit_sentence, audit_table
from creditviz.reporting.benchmark.lines import blocks, lines, places
from creditviz.reporting.benchmark.published import beside
from creditviz.reporting.benchmark.tests import delong_card, mcnemar_card, rank_card, wilcoxon_card
from creditviz.results.benchmark.published import AuditFinding, PublishedRow, PublishedTable
from creditviz.specification import Arm, BenchmarkBook, BenchmarkSpec
from tests.benchmark_runs import ARMS, benchmark, scores

STRONG = {label: scores(strength) for label, strength in ARMS.items()}
ALIKE = {"A": scores(1.0, noise=1), "B": scores(1.0, noise=2)}
HALF = dict.fromkeys(ARMS, 0.3)


def of_blocks(n_seeds, arms=ARMS):
    found, _ = benchmark(arms=arms, seeds=tuple(range(n_seeds)))
    return blocks(found, lines(found), "auc")


def test_a_lead_is_called_one_only_beyond_chance():
    assert delong_card(STRONG, "Book A").finding.startswith("XGBoost ranks best: every difference to it")
    card = delong_card(ALIKE, "Book A")
    assert "cannot be told from any other model" in card.finding
    assert "1,500 test rows" in card.subtitle and "Holm over 1 pair ·" in card.subtitle


def test_the_numbers_are_the_pairs():
    numbers = delong_card(STRONG, "Book A").numbers
    assert len(numbers["p"]) == 3
    assert all(holm >= p for p, holm in zip(numbers["p"], numbers["p_holm"], strict=True))


def test_rows_in_another_order_are_the_same_rows():
    shuffled = np.random.default_rng(0).permutation(1500)
    one = STRONG["XGBoost"]
    mixed = type(one)(
        one.row_id[shuffled], one.y_true[shuffled], one.y_score[shuffled], {"model": one.pd("model")[shuffled]}
    )
    again = delong_card({**STRONG, "XGBoost": mixed}, "Book A")
    assert again.numbers["p"] == pytest.approx(delong_card(STRONG, "Book A").numbers["p"])


def test_other_rows_are_refused_in_one_sentence():
    with pytest.raises(DataError, match="on the same test rows, however"):
        delong_card({"A": scores(1.0), "B": scores(1.0, seed=1)}, "Book A")


def test_mcnemar_names_its_threshold():
    card = mcnemar_card(STRONG, HALF, "Book A")
    assert "cut-off of validation rows" in card.subtitle
    assert "wrong decisions" in card.finding or "cannot be told" in card.finding or "leads" in card.finding


@pytest.mark.parametrize("n_seeds", [1, 3])
def test_few_blocks_are_said_to_be_few(n_seeds):
    for card in (rank_card(of_blocks(n_seeds), "auc"), wilcoxon_card(of_blocks(n_seeds), "auc")):
        assert "several blocks" in card.finding or "Too few blocks" in card.finding
        assert (card.figure is None) == (n_seeds == 1)


def test_ranks_over_enough_blocks_tell_the_best():
    card = rank_card(of_blocks(8), "auc")
    assert card.finding.startswith("XGBoost has the best mean rank, 1.0")
    assert card.numbers["mean_rank"][0] == 1.0 and card.numbers["model"][0] == "XGBoost"
    assert rank_card(of_blocks(8, {"A": 1.0, "B": 1.0 + 1e-9}), "auc").finding.startswith("Ranks differ no more")


def test_printed_figures_stand_beside_the_line_of_the_same_name_and_sampler():
    table = PublishedTable(
        "t",
        "source",
        rows=(
            PublishedRow("UCI", "ACTGAN", {"auc": 0.7, "ks": 0.4}, setting="XGBoost", sampler="actgan"),
            PublishedRow("UCI", "None", {"auc": 0.6}, setting="XGBoost", sampler="none"),
            PublishedRow("Bank", "None", {"auc": 0.9}, setting="XGBoost", sampler="none"),
        ),
    )
    found, _ = benchmark(books=("UCI Taiwan",), samplers=("none", "actgan"))
    spec = BenchmarkSpec(
        books=(BenchmarkBook(book="b", schema_hash="s", name="UCI Taiwan", published="UCI"),),
        arms=(Arm(model="logistic-regression"), Arm(model="decision-tree"), Arm(model="xgboost")),
    )
    printed = beside(table, spec, found, places(found)[0])
    assert printed == {
        ("XGBoost, no sampling", "auc_as_printed"): 0.6,
        ("XGBoost, ACTGAN", "auc_as_printed"): 0.7,
        ("XGBoost, ACTGAN", "ks"): 0.4,
    }


def test_an_audit_is_counted_and_the_gravest_come_first():
    table = PublishedTable("t", "s", rows=(PublishedRow("", "a", {}), PublishedRow("", "b", {})))
    findings = [AuditFinding("a", "r", "p", "m", math.nan, word) for word in ("doubtful", "impossible")]
    assert audit_sentence(table, findings) == "2 findings in 1 of 2 lines: 1 impossible, 1 doubtful"
    assert list(audit_table(findings)["verdict"]) == ["impossible", "doubtful"]
    assert audit_sentence(table, []).startswith("Nothing found in 2 lines")
