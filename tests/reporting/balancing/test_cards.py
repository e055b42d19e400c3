"""Cards of the Balancing studio: findings written from the data, the two-sample test beside every quality figure."""

import csv
import io
import re
from dataclasses import fields, replace

import numpy as np
import pandas as pd
import pytest

from creditviz.figures.balancing.two_sample import FLOOR, SMOTE
from creditviz.reporting.balancing import cards as balancing
from creditviz.reporting.balancing.neighbours import in_words, same
from creditviz.results import Interval, RuleCount, TrainOnSynthetic
from tests.figures.balancing.results import (
    HISTORY,
    MONTHS,
    NAN,
    RULES,
    SCHEMA,
    TRAINED,
    at,
    fidelity,
    privacy,
    result,
    row_map,
    rows,
    study,
)

GRID = {"none": 0.0, "class-weight": 0.001, "smote": 0.02, "adasyn": -0.02}
CARDS = {
    "live": lambda: balancing.live_card({"ACTGAN": HISTORY}),
    "comparison": lambda: balancing.comparison_card(
        "limit", rows(), {"A": rows(90)}, SCHEMA, moment="after 3,000 steps"
    ),
    "category": lambda: balancing.comparison_card("job", rows(), {"A": rows(90), "B": rows(90, 1)}, SCHEMA),
    "grid": lambda: balancing.comparison_grid_card("A", rows(), rows(90), SCHEMA),
    "months": lambda: balancing.months_card("A", MONTHS, n_real=100, n_synthetic=200),
    "association": lambda: balancing.association_card("A", fidelity()),
    "map": lambda: balancing.row_map_card("A", row_map()),
    "columns": lambda: balancing.column_fidelity_card("A", fidelity(n_features=23)),
    "two-sample": lambda: balancing.two_sample_card({"A": fidelity(), "B": fidelity(0.7)}),
    "telling": lambda: balancing.telling_card("A", fidelity()),
    "rules": lambda: balancing.rules_card("A", RULES, n_synthetic=300, n_held_out=200),
    "closest": lambda: balancing.closest_record_card("A", privacy()),
    "nearer": lambda: balancing.nearer_share_card({"A": privacy()}),
    "nearer of two": lambda: balancing.nearer_share_card({"A": privacy(), "B": privacy(0.7)}),
    "ratio": lambda: balancing.neighbour_ratio_card("A", privacy()),
    "trained": lambda: balancing.trained_on_synthetic_card({"A": TRAINED}),
    "gain": lambda: balancing.gain_card(study(GRID)),
    "order": lambda: balancing.order_card(study(GRID, before=0.1)),
    "rate": lambda: balancing.rate_card(study(GRID, rates=(1.0, 2.0))),
    "rate of one": lambda: balancing.rate_card(study(GRID, rates=(1.0, 2.0)), classifier="c1", metric="brier"),
}


@pytest.fixture(params=CARDS, scope="module")
def card(request):
    return CARDS[request.param]()


def test_every_card_is_complete(card):
    assert any(letter.isdigit() for letter in card.finding), "a finding has a number"
    assert any(letter.isdigit() for letter in card.subtitle), "a subtitle says how many rows"
    assert "\n" not in card.finding
    assert "Worry" in card.help and card.help.count(". ") in (2, 3) and card.help.endswith(".")
    assert card.figure is not None
    table = list(csv.reader(io.StringIO(card.to_csv())))
    assert table[0] == list(card.numbers) and len(table) > 1


def test_no_quality_figure_without_the_two_sample_test():
    for card in (
        balancing.association_card("A", fidelity(0.91)),
        balancing.column_fidelity_card("A", fidelity(0.91)),
        balancing.telling_card("A", fidelity(0.91)),
    ):
        assert "two-sample AUC 0.91, real rows 0.51" in card.subtitle
    assert "two-sample test" in balancing.comparison_card("age", rows(), {"A": rows()}, SCHEMA).help


def test_what_is_missing_is_said_and_nothing_raises():
    empty = study({"smote": 0.0})
    for card in (
        balancing.two_sample_card({}),
        balancing.nearer_share_card({}),
        balancing.trained_on_synthetic_card({}),
        balancing.gain_card(empty),
        balancing.order_card(empty),
        balancing.rate_card(study({"none": 0.0})),
        balancing.rules_card("A", (), n_synthetic=3, n_held_out=2),
        balancing.telling_card("A", replace(fidelity(), two_sample=replace(fidelity().two_sample, telling=()))),
    ):
        assert card.figure is None and card.finding.endswith(".")
    assert balancing.live_card({"A": []}).finding == "The first steps are on their way."
    assert balancing.comparison_card("age", rows(), {}, SCHEMA).finding.endswith("no synthetic rows to compare")


def test_live_finding_tells_a_rise_from_a_fall():
    assert "down from 0.300" in balancing.live_card({"A": HISTORY}).finding
    worse = [*HISTORY, {"step": 1100, "w1": 0.2}]
    assert "it was lower, 0.030, after 1,000" in balancing.live_card({"A": worse}).finding
    assert balancing.live_card({"A": worse, "B": HISTORY}).finding.startswith("B is nearest")


def test_a_stage_before_the_generator_draws_nothing():
    card = balancing.live_card({"A": [{"stage": "autoencoder", "loss": 0.4}, *HISTORY]})
    assert card.numbers["step"] == [report["step"] for report in HISTORY]
    assert len(card.figure.data) == 4


def test_the_moment_of_a_snapshot_stands_on_its_card():
    card = CARDS["comparison"]()
    assert "after 3,000 steps" in card.finding and "after 3,000 steps" in card.subtitle
    assert "400 real training defaulters, 90 synthetic" in card.subtitle


@pytest.mark.parametrize(("lag", "word"), [(0.92, "as in"), (0.7, "less than"), (0.999, "more than")])
def test_months_say_whether_they_hang_together(lag, word):
    pattern = replace(MONTHS, lag1_synthetic=lag)
    assert word in balancing.months_card("A", pattern, n_real=1, n_synthetic=1).finding


def test_months_that_never_change_have_no_correlation():
    still = replace(MONTHS, lag1_synthetic=NAN, quantiles_synthetic=np.full((5, 2), NAN))
    card = balancing.months_card("A", still, n_real=1, n_synthetic=1)
    assert "does not change" in card.finding and "nan" not in card.finding
    assert not any("nan" in note.text for note in card.figure.layout.annotations)


def test_a_click_finds_its_row():
    figure = balancing.row_map_card("A", row_map()).figure
    synthetic = next(trace for trace in figure.data if trace.name.startswith("synthetic"))
    kind, number = balancing.clicked_row(synthetic.customdata[0])
    assert kind == "synthetic" and 0 <= number < 9000
    assert balancing.clicked_row([0]) == ("book", 0)


def test_gain_finding_claims_no_more_than_its_interval():
    helps = balancing.gain_card(study(GRID))
    assert helps.finding.startswith("2 of 3 help over no sampling; most SMOTE +0.020")
    noisy = balancing.gain_card(study({"none": 0.0, "smote": 0.001}, noise=0.01))
    assert "makes no difference that these rows can tell" in noisy.finding
    harms = balancing.gain_card(study({"none": 0.0, "smote": -0.02}))
    assert harms.finding.startswith("SMOTE harms: -0.020")
    single = balancing.gain_card(study({"none": 0.0, "smote": 0.02}, seeds=1))
    assert single.finding.startswith("One seed proves nothing")
    leaky = balancing.gain_card(study(GRID, before=0.1), order="before-split")
    assert "leaky order" in leaky.subtitle


def test_a_gain_of_one_classifier_is_not_denied_by_the_mean():
    grid = study({"none": 0.0, "smote": 0.0}, noise=0.001)
    shift = np.array([0.02 if c == "c1" else -0.02 for c in grid.classifier]) * (np.array(grid.sampler) == "smote")
    finding = balancing.gain_card(replace(grid, metrics={"auc": grid.metrics["auc"] + shift})).finding
    assert finding.startswith("SMOTE makes no difference that these rows can tell in the mean of 2 models")
    assert finding.endswith("; alone, c1 gains")


def test_a_gain_keeps_two_digits_that_its_interval_moves():
    finding = balancing.gain_card(study({"none": 0.0, "smote": 0.003}, noise=0.05)).finding
    low, high = re.findall(r"([+-]\d\.\d+) to ([+-]\d\.\d+)", finding)[0]
    assert len(low.split(".")[1]) >= 3 and float(low) < 0 < float(high)


def test_a_mean_over_some_classifiers_says_so():
    grid = study({"none": 0.0, "class-weight": 0.0, "smote": 0.01}, classifiers=("c1", "c2", "c3"))
    kept = [i for i in range(len(grid.order)) if (grid.sampler[i], grid.classifier[i]) != ("class-weight", "c3")]
    part = study_of(grid, kept)
    titles = [note.text for note in balancing.gain_card(part, baseline="class-weight").figure.layout.annotations]
    assert any("2 of 3" in text for text in titles)
    tile = balancing.verdicts(result(sampler="smote", study=part))[2]
    assert tile.change.endswith("over 2 of 3 models") and "over 3 models" in tile.sentence


def test_seeds_of_one_split_bear_no_interval_on_any_card():
    grid = replace(study(GRID, rates=(1.0, 2.0), before=0.1), same_split=True)
    for card in (balancing.gain_card(grid), balancing.order_card(grid), balancing.rate_card(grid)):
        assert "seeds share one split" in card.subtitle
        assert "(" not in card.finding and "chance" not in card.finding and "proves" not in card.finding
    assert np.isnan(balancing.gain_card(grid).numbers["low"]).all()
    table = balancing.study_table(grid)
    assert "±" not in table["c1"][0] and "share one split" in table.attrs["note"]
    assert balancing.study_table(study(GRID)).attrs["note"] == ""


def test_each_run_has_its_own_floor_where_held_out_rows_differ():
    one, other = fidelity(), fidelity(0.7, floor=0.52, smote=0.9)
    shared = balancing.two_sample_card({"A": one, "B": replace(one)})
    assert shared.numbers["rows"] == ["A", "B", SMOTE, FLOOR]
    apart = balancing.two_sample_card({"A": one, "B": other})
    assert apart.numbers["rows"] == ["A", "B", f"{SMOTE}: A", f"{SMOTE}: B", f"{FLOOR}: A", f"{FLOOR}: B"]
    assert apart.numbers["auc"][-2:] == [0.505, 0.52]
    assert [trace.name for trace in apart.figure.data] == apart.numbers["rows"]


def test_a_floor_below_chance_and_an_unknown_interval_are_said_in_words():
    low = balancing.two_sample_card({"A": fidelity(floor=0.4)})
    assert "real rows cannot be told apart" in low.finding and "0.40" not in low.finding
    unknown = replace(privacy(), nearer_share=Interval(0.6, NAN, NAN))
    finding = balancing.nearer_share_card({"A": unknown}).finding
    assert "too few rows to say" in finding and "nan" not in finding


def study_of(grid, kept):
    """Some fits of a study."""
    n = len(grid.order)
    changes = {
        field.name: type(value)(value[i] for i in kept) if isinstance(value, tuple) else value[kept]
        for field in fields(grid)
        if hasattr(value := getattr(grid, field.name), "__len__") and len(value) == n
    }
    return replace(grid, **changes, metrics={name: values[kept] for name, values in grid.metrics.items()})


def test_order_finding_names_the_inflation_and_the_synthetic_test_rows():
    card = balancing.order_card(study(GRID, before=0.1))
    assert "flatters AUC by up to +0.100" in card.finding and "10% of the test rows are synthetic" in card.subtitle
    assert "flatters no AUC" in balancing.order_card(study(GRID, before=-0.1)).finding


def test_rate_finding_calls_chance_chance():
    clear = balancing.rate_card(study({"none": 0.0, "smote": 0.02}, rates=(1.0, 2.0)))
    assert clear.finding.startswith("SMOTE at rate 2 is first of 2: AUC 0.760 ± 0.016")
    assert "no difference" not in clear.finding
    noisy = balancing.rate_card(study({"none": 0.0, "smote": 0.0}, rates=(1.0, 2.0), noise=0.02))
    assert noisy.finding.endswith("no difference that these rows can tell")


def test_study_table_has_mean_and_sd_by_sampler_and_classifier():
    table = balancing.study_table(study(GRID))
    assert list(table.columns) == ["sampler", "c1", "c2"]
    assert list(table["sampler"])[:2] == ["No sampling", "Class weights"]
    sd = np.std(0.01 * np.arange(5), ddof=1)
    assert table["c1"][0] == f"0.720 ± {sd:.3f}"
    assert balancing.study_table(study({"none": 0.0}, seeds=1))["c1"][0] == "0.700"


def test_trained_finding_names_the_best_and_the_yardstick():
    other = TrainOnSynthetic(at(0.70), at(0.60), at(0.78), 9000)
    card = balancing.trained_on_synthetic_card({"A": TRAINED, "B": other})
    assert card.finding == "With the defaulters of A a model reaches AUC 0.75, with real ones 0.78"
    assert np.isnan(card.numbers["auc_all_synthetic"][0]) and card.numbers["auc_all_synthetic"][1] == 0.70


def test_rules_are_sorted_by_what_synthetic_rows_break_more_than_real_ones():
    often = RuleCount("Broken by all alike.", 0.9, 0.9)
    table = balancing.rules_table([often, *RULES])
    assert list(table["rule"]) == ["A rule.", "Broken by all alike.", "Age is a whole number."]
    assert table["synthetic rows that break it"][0] == "25%" and table["columns"][0] == "bill1, bill2"
    card = balancing.rules_card("A", [often], n_synthetic=3, n_held_out=2)
    assert card.finding == "Kept as by real rows: 1 rule"


def test_neighbours_are_written_for_a_banker():
    synthetic = pd.Series({"limit": 120000.0, "age": 30, "share": 0.5, "job": "smith", "bill2": np.nan, "bill1": -5.25,
                           "pay2": 2.0, "pay1": 1})  # fmt: skip
    real = synthetic.to_dict() | {"limit": 120000, "age": 31, "pay2": "2", "bill1": None}
    table = balancing.neighbour_rows(synthetic, real, SCHEMA)
    assert dict(zip(table["feature"], table["differs"], strict=True)) == {
        "Credit limit": False,
        "Age": True,
        "share": False,
        SCHEMA.label("job"): False,
        "Bill amount, 1 month before": False,
        "Bill amount, latest month": True,
        "Status, 1 month before": False,
        "Status, latest month": False,
    }
    assert list(table["synthetic"][:3]) == ["120,000", "30", "0.5"]
    assert table["synthetic"][4] == "missing" and table["synthetic"][5] == "−5.25"


def test_values_in_words_and_equality():
    assert in_words(True) == "1" and in_words(1234.567) == "1,234.57" and in_words(pd.NA) == "missing"
    assert same(None, NAN) and not same(None, 0) and same(1, 1.0) and same("a ", "a") and not same("a", "b")


def test_names_on_screen():
    assert balancing.sampler_name("smote") == "SMOTE" and balancing.classifier_name("") == "Mean of all classifiers"
    assert balancing.metric_name("recall_at_precision", 0.3) == "recall at 30% precision"
    assert balancing.metric_name("some_thing") == "some thing"


def test_digits_follow_the_interval():
    card = balancing.two_sample_card({"A": fidelity(0.8312, half=0.1)})
    assert "AUC 0.83 (0.73 to 0.93)" in card.finding
    round_one = balancing.two_sample_card({"A": fidelity(0.8, half=0.1)})
    assert "AUC 0.80 (0.70 to 0.90)" in round_one.finding
    unknown = balancing.two_sample_card({"A": replace(fidelity(), two_sample=replace(
        fidelity().two_sample, auc=Interval(0.8312, NAN, NAN)))})  # fmt: skip
    assert "AUC 0.831;" in unknown.finding
