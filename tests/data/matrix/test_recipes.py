"""Computed columns say what their formulas say; what they know of other rows comes from training rows."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from creditviz.data.matrix.encoder import TableEncoder
from creditviz.data.matrix.recipes import ROW_FORMULAS, GroupMeans, compute, learn_recipes
from creditviz.data.meaning.changes import change_schema
from creditviz.data.meaning.inference import infer_schema
from creditviz.data.meaning.known import TIANCHI
from creditviz.exceptions import SchemaError
from creditviz.schema import Recipe, TableSchema

RECIPES = {recipe.name: recipe for recipe in TIANCHI.recipes}


def loans(**columns):
    """Two loans of the Tianchi book."""
    frame = {
        "loanAmnt": [12_000.0, 6_000.0],
        "term": [3, 5],
        "installment": [400.0, 120.0],
        "interestRate": [10.0, 14.0],
        "subGrade": ["A1", "B2"],
        "ficoRangeLow": [700, 660],
        "ficoRangeHigh": [704, 664],
        "revolBal": [1_000.0, 500.0],
        "revolUtil": [25.0, 0.0],
        "annualIncome": [60_000.0, 40_000.0],
        "regionCode": [8, 9],
        "issueDate": ["2014-07-01", "2016-01-01"],
    }
    return pd.DataFrame(frame | columns)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("ficoRange_mean", [702, 662]),
        ("all_installment", [400 * 12 * 3, 120 * 12 * 5]),
        ("rest_money", [14_400 - 12_000, 7_200 - 6_000]),
        ("rest_money_rate", [2_400 / 14_400, 1_200 / 7_200]),
        ("rest_revol", [4_000 - 1_000, np.nan]),  # a quarter of 4,000 is used; nothing used says nothing of the line
        ("end_year", [2017, 2021]),
    ],
)
def test_formulas_within_a_row(name, values):
    assert learn_recipes([RECIPES[name]], loans()) == {name: None}
    np.testing.assert_allclose(compute(RECIPES[name], loans(), None), values)


def test_a_missing_part_makes_the_value_missing():
    for name, recipe in RECIPES.items():
        for column in recipe.columns:
            if recipe.formula in ROW_FORMULAS:
                empty = loans(**{column: [None, None]})
                assert np.isnan(compute(recipe, empty, None)).all(), name


def test_group_means_come_from_training_rows_alone():
    train = pd.DataFrame({"interestRate": [10.0, 12.0, 20.0, np.nan], "subGrade": ["A1", "A1", "B2", "B2"]})
    means = learn_recipes([RECIPES["avg_interestRate"]], train)["avg_interestRate"]
    assert means == GroupMeans(14.0, {"A1": 11.0, "B2": 20.0})
    other = pd.DataFrame({"interestRate": [99.0, 98.0, 97.0, 1.0], "subGrade": ["A1", "B2", "Z9", None]})
    np.testing.assert_allclose(compute(RECIPES["avg_interestRate"], other, means), [11, 20, 14, 14])


def test_the_difference_to_a_group_never_seen_is_the_one_to_all():
    recipe = RECIPES["differ_areas_annual_mean"]
    train = pd.DataFrame({"annualIncome": [10.0, 30.0, 80.0], "regionCode": [1, 1, 2]})
    means = learn_recipes([recipe], train)[recipe.name]
    new = pd.DataFrame({"annualIncome": [25.0, np.nan, 50.0], "regionCode": [1, 2, 7]})
    np.testing.assert_allclose(compute(recipe, new, means), [5, np.nan, 10])


def tianchi(n=60):
    """A book that is recognised as Tianchi's."""
    rng = np.random.default_rng(0)
    frame = pd.concat([loans()] * (n // 2), ignore_index=True)
    frame["annualIncome"] = rng.integers(1, 9, n) * 10_000.0
    return frame.assign(
        id=np.arange(n),
        isDefault=np.tile([0, 0, 1], n // 3),
        n14=rng.integers(0, 5, n),
        grade=rng.choice(["A", "B"], n),
    )


def test_the_tianchi_book_declares_its_recipes_and_the_matrix_holds_them():
    frame = tianchi()
    schema = infer_schema(frame)[0]
    assert {recipe.name for recipe in schema.recipes} == set(RECIPES)
    encoder = TableEncoder(schema, "codes").fit(frame.iloc[:40])
    names = encoder.layout_.feature_names
    assert set(RECIPES) <= set(names) and "rest_revol missing" in names
    place = names.index("all_installment")
    assert encoder.layout_.sources[place] == "installment"
    matrix = encoder.transform(frame)
    assert len(np.unique(matrix[:, place])) == 2
    pd.testing.assert_frame_equal(frame, tianchi())


def test_the_encoder_learns_the_means_from_the_rows_it_is_fitted_on():
    frame = tianchi()
    train = frame.iloc[:40]
    means = TableEncoder(infer_schema(frame)[0]).fit(train).recipe_means_["differ_areas_annual_mean"]
    by_region = train.groupby("regionCode")["annualIncome"].mean()
    assert means.groups == pytest.approx({str(region): mean for region, mean in by_region.items()})
    assert by_region.tolist() != frame.groupby("regionCode")["annualIncome"].mean().tolist()


def test_schema_and_encoder_come_back_from_json():
    frame = tianchi()
    schema = infer_schema(frame)[0]
    assert TableSchema.from_json(schema.to_json()) == schema
    encoder = TableEncoder(schema).fit(frame)
    back = TableEncoder.from_json(encoder.to_json())
    assert back.layout_ == encoder.layout_
    np.testing.assert_array_equal(back.transform(frame), encoder.transform(frame))


def test_a_schema_without_recipes_is_written_as_ever():
    assert "recipes" not in TableSchema(numeric=("a",)).to_json()


def test_rows_without_a_date_have_no_end_year():
    frame = tianchi()
    schema = infer_schema(frame)[0]
    made = frame.drop(columns="issueDate")
    assert np.isfinite(TableEncoder(schema).fit(frame).transform(made)).all()
    assert "end_year" not in TableEncoder(schema).fit(made).layout_.feature_names


def test_a_recipe_falls_with_its_columns():
    frame = tianchi()
    schema = infer_schema(frame)[0]
    assert "end_year" not in {r.name for r in change_schema(schema, frame, roles={"issueDate": "ignored"}).recipes}
    assert len(change_schema(schema, frame, roles={"installment": "ignored"}).recipes) == len(RECIPES) - 3
    guarded = replace(schema, protected=("annualIncome",)).for_model(use_protected=False)
    assert "differ_areas_annual_mean" not in {recipe.name for recipe in guarded.recipes}


@pytest.mark.parametrize(
    ("recipe", "match"),
    [
        (Recipe("new", "middle", ("a", "y")), "reads another column"),
        (Recipe("a", "middle", ("a", "a")), "new name"),
        (Recipe("y", "middle", ("a", "a")), "new name"),
        (Recipe("new", "mean", ("a", "a")), "formula is one of"),
        (Recipe("new", "middle", ("a",)), "reads 2 columns"),
    ],
)
def test_a_recipe_that_cannot_be_is_refused(recipe, match):
    with pytest.raises(SchemaError, match=match):
        TableEncoder(TableSchema(target="y", numeric=("a",), recipes=(recipe,))).fit(pd.DataFrame({"a": [1.0, 2.0]}))
