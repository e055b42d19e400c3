"""The audit finds what the papers' printed numbers say against themselves, and nothing in honest figures."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditviz import metrics
from creditviz.evaluation.audit import VERDICTS, auc_kind, audit, joined, read_table
from creditviz.evaluation.audit.published import parse_published, published_keys, read_published
from creditviz.exceptions import DataError
from creditviz.metrics import implied_prevalence


def found(key, rule):
    return [finding for finding in audit(read_published(key)) if finding.rule == rule]


def implied(key, book):
    return {
        row.label: implied_prevalence(*(row.values[name] for name in ("recall", "f1", "auc")))
        for row in read_published(key).rows
        if row.book == book
    }


def test_every_shipped_table_can_be_read_and_audited():
    assert len(published_keys()) == 12
    for key in published_keys():
        table = read_published(key)
        assert table.key == key and (table.rows or table.books or table.importances)
        assert all(0 <= value <= 1 for row in table.rows for value in row.values.values())
        assert all(finding.verdict in VERDICTS for finding in audit(table))


def test_zhang_taiwan_test_rows_hold_synthetic_defaulters():
    by_sampler = {}
    for label, rate in implied("zhang2022-table4", "UCI").items():
        by_sampler.setdefault(label.split(" · ")[-1], []).append(rate)
    ranges = {
        "None": (0.2176, 0.2183),
        "ADASYN": (0.2587, 0.2590),
        "SMOTE": (0.2866, 0.2870),
        "BorderlineSMOTE": (0.2866, 0.2870),
        "CGAN": (0.2866, 0.2870),
        "ACTGAN": (0.2917, 0.2921),
    }
    for sampler, (low, high) in ranges.items():
        assert len(by_sampler[sampler]) == 4
        assert low - 1e-4 < min(by_sampler[sampler]) <= max(by_sampler[sampler]) < high + 1e-4, sampler
    flagged = found("zhang2022-table4", "implied-bad-rate")
    assert len(flagged) == 20 and {finding.verdict for finding in flagged} == {"contaminated"}
    assert not [finding for finding in flagged if finding.row.endswith("None")]


def test_zhang_proposal_and_baselines_were_judged_on_different_rows():
    flagged = {finding.row: finding for finding in found("zhang2022-table6", "implied-bad-rate")}
    assert flagged["UCI · Propose"].verdict == "contaminated" and "36.2%" in flagged["UCI · Propose"].printed
    assert [row for row in flagged if row.startswith("UCI")] == ["UCI · Propose"]
    assert flagged["Bank · Propose"].verdict == "doubtful" and "10.2%" in flagged["Bank · Propose"].printed
    assert "18.8%" in flagged["Bank · RNN-RF"].printed
    ablation = implied("zhang2022-table5", "UCI")
    assert all(0.2916 < rate < 0.2922 for rate in ablation.values())


def test_zhang_aucs_are_of_decisions_and_ks_is_mixed():
    for key in ("zhang2022-table4", "zhang2022-table6"):
        assert auc_kind(read_published(key), "UCI") == "decisions"
        assert "UCI" in [finding.row for finding in found(key, "auc-of-decisions")]
    assert [finding.row for finding in found("zhang2022-table6", "ks-above-auc")] == ["Bank · CNN"]
    below = {finding.row: finding for finding in found("zhang2022-table6", "ks-below-decision")}
    assert below["Bank · Propose"].by == pytest.approx(2 * 0.9693 - 1 - 0.8954)
    assert [finding.row for finding in found("zhang2022-table3", "auc-below-half")] == [
        "Bank · K nearest neighbors · None"
    ]


def test_zhang_claims_that_their_tables_do_not_bear_out():
    best = found("zhang2022-table3", "claimed-best")
    assert sum("f1 " in finding.printed for finding in best) == 4  # never the best F1 on the bank
    worse = [f for f in found("zhang2022-table5", "claimed-improvement")]
    assert sum(f.row == "Bank" and " of SAM," in f.printed for f in worse) == 4
    assert sum(f.row == "UCI" and " of TAM," in f.printed for f in worse) == 3
    assert {f.row for f in found("zhang2022-table1", "ratio-called-share")} == {"Bank", "UCI"}


def test_xu_and_zhang_claim_a_significance_that_their_ranks_lack():
    claims = found("xu2025-table4", "claimed-significance")
    assert ["FS1" in claims[0].printed, "FS2" in claims[1].printed, len(claims)] == [True, True, 2]
    assert all("1.588" in claim.must for claim in claims)


def test_xu_and_zhang_figures_are_mutually_impossible():
    tables = [read_published(f"xu2025-table{n}") for n in (5, 6)]
    lines = {(row.book, row.name, *row.values.values()): row.label for table in tables for row in table.rows}
    assert len(lines) == 40  # the four target lines are printed three times
    below = {finding.row for table in tables for finding in audit(table) if finding.rule == "ks-below-decision"}
    assert sum(label in below for label in lines.values()) == 9
    worst = max(f.by for table in tables for f in audit(table) if f.rule == "ks-below-decision")
    assert worst == pytest.approx(0.22, abs=0.01)
    brier = [f for table in tables for f in audit(table) if f.rule == "brier-below-bound"]
    assert {f.row.split(" · ")[0] for f in brier} == {"German"} and "0.042" in brier[0].must
    together = [audit(joined(table, read_published("xu2025-table4"))) for table in tables]
    assert sum(f.rule == "accuracy-outside" for findings in together for f in findings) == 6  # of 12 pairs


def test_xu_and_zhang_accuracies_are_below_calling_every_account_good():
    trivial = {finding.row for finding in found("xu2025-table4", "accuracy-below-majority")}
    rows = [row for row in read_published("xu2025-table4").rows if row.book != "German"]
    assert len(rows) == 45 and {row.label for row in rows} <= trivial


def test_xu_and_zhang_data_are_not_as_stated():
    assert {f.row for f in found("xu2025-table2", "stated-ratio")} == {"give-credit", "Chinese"}
    assert "13.961" in next(f.must for f in found("xu2025-table2", "stated-ratio") if f.row == "give-credit")
    assert [f.by for f in found("xu2025-table2", "stated-rows")] == [200_000]


def test_liu_recall_at_a_tenth_means_nothing_where_a_fifth_is_bad():
    assert not audit(read_published("liu2020-table2"))
    printed = pd.DataFrame({"model": ["ADAAR", "any"], "R@P": [0.4170, 1.0]})
    rule = [f for f in audit(read_table(printed, bad_rate=0.2212, precision=0.1)) if f.rule == "recall-at-precision"]
    assert [f.verdict for f in rule] == ["impossible", "trivial"]
    assert not audit(read_table(printed[:1], bad_rate=0.05, precision=0.1))


def test_afcc_has_the_target_among_its_features_of_another_book():
    assert found("afcc-table1", "importances-above-one")[0].by == pytest.approx(0.0648)
    assert "isDefault" in found("afcc-table1", "target-among-features")[0].printed
    assert "15 of 16 features are columns of Tianchi" in found("afcc-table1", "features-of-another-book")[0].printed


def test_afcc_accuracies_and_ks():
    assert len(found("afcc-table3", "accuracy-below-majority")) == 10
    dents = [finding.row.split(" · ")[-1] for finding in found("afcc-table3", "ks-above-concave-auc")]
    assert dents == ["RESNET", "ARM", "NCF", "VAE", "Ours"]
    assert "AutoInt" in found("afcc-table3", "announced-without-result")[0].printed
    assert "XGBoost" in found("afcc-table3", "claim-without-experiment")[0].printed


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.03, 0.6), st.sampled_from([2, 3, 4]), st.floats(0.05, 0.9))
def test_nothing_impossible_in_honest_figures(seed, share_bad, digits, threshold):
    rng = np.random.default_rng(seed)
    y = (rng.random(3000) < share_bad).astype(int)
    pd_ = 1 / (1 + np.exp(-(rng.normal(size=3000) + rng.uniform(0, 2) * y - 1)))
    figures = metrics.metric_summary(y, pd_, pd_, threshold)
    names = ("auc", "ks", "brier", "accuracy", "recall", "specificity", "f1", "g_mean")
    honest = {name: [round(figures[name], digits)] for name in names}
    for auc, kind in ((figures["auc"], "scores"), (figures["auc_hard"], "decisions")):
        table = read_table(pd.DataFrame({**honest, "auc": [round(auc, digits)]}), bad_rate=y.mean(), auc=kind)
        wrong = [f for f in audit(table) if f.verdict in ("impossible", "contaminated")]
        assert not wrong, wrong


def test_a_users_table_in_percent():
    frame = pd.DataFrame({"Model": ["A", "B"], "AUC": ["75.40%", "70.00"], "KS": [53.29, None], "Note": ["x", "y"]})
    table = read_table(frame, auc="scores")
    assert [row.name for row in table.rows] == ["A", "B"] and table.step == pytest.approx(1e-4)
    assert dict(table.rows[0].values) == pytest.approx({"auc": 0.754, "ks": 0.5329})
    assert set(table.rows[1].values) == {"auc"}
    assert [finding.rule for finding in audit(table)] == ["ks-above-concave-auc"]
    assert read_table(pd.DataFrame({"acc": [0.8]})).rows[0].name == "line 1"
    assert math.isnan(read_table(frame).bad_rate(table.rows[0]))


@pytest.mark.parametrize(
    ("frame", "options", "sentence"),
    [
        ({"model": ["a"], "size": [3]}, {}, "at least one line and one column that is a figure"),
        ({"auc": []}, {}, "0 lines came"),
        ({"auc": ["good"]}, {}, "auc holds 'good'"),
        ({"auc": [-0.1]}, {}, "auc holds -0.1"),
        ({"auc": [180.0]}, {}, "auc holds 180"),
        ({"recall": [0.5], "Sensitivity": [0.5]}, {}, "both recall"),
        ({"auc": [0.7]}, {"bad_rate": 22.0}, "between 0 and 1, however 22 came"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(frame, options, sentence):
    with pytest.raises(DataError, match=sentence):
        read_table(pd.DataFrame(frame), **options)


def test_an_unknown_key_names_the_known_ones():
    with pytest.raises(DataError, match="zhang2022-table6"):
        read_published("zhang")
    with pytest.raises(DataError, match="cannot be read"):
        parse_published('{"rows": [{}]}')
