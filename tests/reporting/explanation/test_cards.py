"""Cards of the Explanation page: findings from the data, rows in the subtitle, nothing degenerate raises."""

import numpy as np
import pytest

from creditviz.reporting.explanation.cards import account_map_card, beeswarm_card, spatial_card, temporal_card
from creditviz.results import AttentionResult, ShapResult


def attention(n=400, apart=0.1, temporal=True, spatial=True, n_bad=80):
    y = np.r_[np.ones(n_bad), np.zeros(n - n_bad)].astype(int)
    latest = 0.5 + apart * y + np.random.default_rng(0).normal(0, 0.01, n)
    return AttentionResult(
        row_id=np.arange(n),
        y_true=y,
        pd=0.1 + 0.5 * y + np.linspace(0, 0.1, n),
        temporal=np.column_stack([1 - latest, latest]) if temporal else None,
        spatial=np.column_stack([latest, 1 - latest]) if spatial else None,
        step_names=("1 month before", "latest month"),
        position_names=("Credit limit", "Age"),
        n_available=900,
    )


CARDS = {"temporal": temporal_card, "map": account_map_card, "spatial": spatial_card}


@pytest.mark.parametrize("name", CARDS)
def test_cards_are_complete(name):
    card = CARDS[name]("A", attention())
    assert "A · 400 of 900 test rows, 80 bad" in card.subtitle
    assert card.figure is not None and card.to_csv()
    assert card.help.count(". ") == 2 and any(letter.isdigit() for letter in card.finding)
    assert "Leaky replay" in CARDS[name]("A", attention(), leaky=True).subtitle


def test_findings_are_written_from_the_data():
    apart = attention(apart=0.2)
    assert (
        temporal_card("A", apart).finding
        == "54% of the attention goes to the latest month: 70% for bad, 50% for good accounts"
    )
    assert "evenly: 50% to 50%" in temporal_card("A", attention(apart=0.0)).finding
    assert account_map_card("A", apart).finding == (
        "The riskiest tenth gives 30% of the attention to 1 month before the latest, the safest 50%"
    )
    assert spatial_card("A", apart).finding == "Credit limit is weighted most, 0.54; Age least, 0.46"


def test_what_is_not_there_is_said():
    empty = attention(temporal=False, spatial=False)
    for card in (build("A", empty) for build in CARDS.values()):
        assert card.figure is None and "no attention" in card.finding
    few = attention(n_bad=5)
    assert temporal_card("A", few).finding == "Only 5 bad rows are explained: too few to compare the outcomes."
    assert spatial_card("A", attention(n_bad=0)).finding.startswith("Only 0 bad rows")


def shap(scale):
    values = np.column_stack([scale * np.ones(300), np.linspace(-1, 1, 300) * scale, np.zeros(300)])
    names = ("Repayment status", "Age", "Sex")
    return ShapResult(np.arange(300), values, np.zeros(300), values.sum(1), np.ones((300, 3)), names, names, 300)


def test_beeswarm_card_names_the_strongest_feature_and_lists_all():
    card = beeswarm_card("A", shap(1.0))
    assert card.finding == "Repayment status carries 67% of the score's movement"
    assert card.subtitle == "Shapley values · A · 300 test rows · 2 of 3 features"
    assert list(card.numbers["feature"]) == ["Repayment status", "Age", "Sex"]
    fused = ShapResult(**{**vars(shap(1.0)), "features": np.column_stack([np.full(300, np.nan), np.ones((300, 2))])})
    assert beeswarm_card("A", fused).finding == (
        "Repayment status carries 67% of the score's movement; of single columns, Age leads with 33%"
    )
    assert "constant" in beeswarm_card("A", shap(0.0)).finding
