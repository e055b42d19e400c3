"""What the cards of transfer studies say is what the figures say."""

import numpy as np
import pytest

from creditviz.reporting.transfer.study import outcomes_card, outcomes_finding, study_cards, weight_card, weight_finding
from creditviz.results import TransferStudy

ROWS = {"source": 5000, "target": 4000, "test": 40, "test_bad": 9}


def study(gains):
    """FDAT at .700 and a logistic regression that lies lower by these gains, three seeds that hardly differ."""
    lines, at, seed, values = [], [], [], []
    for s in range(3):
        noise = 0.001 * s
        for key, place, value in [("fdat", 0, 0.7), *(("target-logistic-regression", n, 0.7 - g) for n, g in gains)]:
            lines.append(key), at.append(place), seed.append(s)
            values.append(value + noise * (1 + (key == "fdat")))
    return TransferStudy("target-labels", tuple(lines), np.array(at, float), np.array(seed), np.array(values), ROWS)


@pytest.mark.parametrize(
    ("gains", "says"),
    [
        ([(50, 0.1), (1000, -0.05)], "FDAT beats training on 50 known outcomes, by 0.101 AUC; from 1,000 on"),
        ([(50, 0.1), (200, 0.05)], "FDAT beats training on up to 200 known outcomes"),
        ([(50, -0.1)], "Training on 50 known outcomes is better than FDAT"),
        ([(50, -0.001)], "not told apart from training on 50"),
        ([], "Too little is done"),
    ],
)
def test_the_finding_says_from_how_many_outcomes_on_a_transfer_is_not_needed(gains, says):
    assert says in outcomes_finding(study(gains))


def test_flat_lines_run_across_and_numbers_are_those_of_the_figure():
    card = outcomes_card(study([(50, 0.1), (200, 0.05)]))
    flat = next(trace for trace in card.figure.data if trace.name == "FDAT")
    assert list(flat.x) == [0, 2] and flat.y[0] == flat.y[1]
    assert card.numbers["known_outcomes"] == [0.0, 50.0, 200.0]
    assert "3 seeds" in card.subtitle and "40 test rows" in card.subtitle


def weights():
    at = np.tile([0.0, 0.3, 0.5, 1.0], 2)
    lines = ("10000",) * 4 + ("100000",) * 4
    found = np.array([0.6, 0.65, 0.66, 0.7, 0.6, 0.8, 0.75, 0.7])
    return TransferStudy("vote-weight", lines, at, np.zeros(8, int), found, ROWS)


def test_the_weight_card_says_that_books_are_simulated_and_rings_the_rule():
    card = weight_card(weights())
    assert card.finding.startswith("Simulated") and "1 with 10,000" in weight_finding(weights())
    rings = [trace for trace in card.figure.data if trace.marker.symbol == "circle-open"]
    assert [ring.x[0] for ring in rings] == [0.3, 0.5], "the weight by size: a small and a middling old book"
    assert card.finding.endswith("costs 0.050 AUC at most")
    assert card.subtitle.startswith("Simulated books")


def test_a_study_that_has_just_begun_draws_nothing():
    for kind in ("target-labels", "vote-weight"):
        assert all(card.figure is None for card in study_cards(TransferStudy(kind)))
