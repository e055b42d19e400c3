import numpy as np
import pandas as pd
import pytest

from creditviz.data.matrix.encoder import TableEncoder
from creditviz.explanation.scorecard import card_of
from creditviz.models.scorecard.scorecard import ScorecardClassifier
from creditviz.schema import TableSchema

N = 2000


@pytest.fixture(scope="module")
def fitted():
    """An amount with a code and gaps, and a category; the income says what it says in both directions."""
    draw = np.random.default_rng(0)
    income = draw.gamma(3.0, 800.0, N).round()
    home = draw.choice(["owner", "tenant", "family"], N)
    risk = -1.5 - income / 1500 + 1.5 * (home == "tenant")
    y = (draw.uniform(size=N) < 1 / (1 + np.exp(-risk - 1))).astype(int)
    income[:60], income[60:100] = -9.0, np.nan
    frame = pd.DataFrame({"income": income, "home": home})
    schema = TableSchema(
        numeric=("income",),
        categorical=("home",),
        labels={"income": "Monthly income"},
        codes={"income": {"-9": "not asked"}},
    )
    encoder = TableEncoder(schema, "raw").fit(frame)
    layout = encoder.layout_
    model = ScorecardClassifier(
        categorical_features=layout.categorical_features, specials=layout.specials, feature_names=layout.feature_names
    )
    return model.fit(encoder.transform(frame), y), encoder, frame, y


def test_the_card_names_every_bin_and_counts_its_rows(fitted):
    model, encoder, frame, y = fitted
    card = card_of(model, encoder)
    by_name = {column.name: column for column in card.columns}
    assert set(by_name) == {"Monthly income", "home"}
    income = {own.name: own for own in by_name["Monthly income"].attributes}
    assert (income["not asked (-9)"].n, income["missing"].n) == (60, 40)
    assert income["missing"].n_bad == y[60:100].sum()
    first = next(iter(income))
    border = float(first.removeprefix("below ").replace(",", ""))
    below = frame.income.between(0, border, inclusive="left")
    assert income[first].n == below.sum()
    home = by_name["home"].attributes
    assert home[-2].name == "tenant" and home[-2].n == (frame.home == "tenant").sum()
    assert home[-1].name == "never seen" and home[-1].n == 0


def test_the_neutral_score_is_the_mean_of_the_training_scores(fitted):
    model, encoder, frame, _ = fitted
    card = card_of(model, encoder)
    scores = model.scale.offset - model.scale.factor * model.log_odds(encoder.transform(frame))
    assert card.neutral == pytest.approx(scores.mean(), abs=1e-9)
