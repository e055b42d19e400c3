"""The card of the gate: its sentence, its bars from zero, and what it says when there is no gate."""

import numpy as np
import pytest

from creditviz.figures.explanation.field_importance import MAX_FIELDS, field_importance_figure
from creditviz.reporting.explanation.field_importance import NO_GATE, field_importance_card
from creditviz.results import FieldImportance


def importance(values, names=None, spread=0.1):
    names = tuple(names or (f"field {i}" for i in range(len(values))))
    return FieldImportance(names, names, np.array(values, dtype=float), np.full(len(values), spread), (), 50, 900)


def test_the_sentence_names_the_widest_and_the_narrowest():
    card = field_importance_card("A", importance([0.3, 0.9, 0.5], ("Age", "Limit", "Income")))
    assert card.finding == "Limit passes most, 0.90; Age least, 0.30"
    assert card.subtitle == "Which fields does the gate let through? · A · 50 of 900 test rows"
    assert list(card.numbers["field"]) == ["Limit", "Income", "Age"] and card.to_csv()
    assert card.help.count(". ") == 2
    assert "Leaky replay" in field_importance_card("A", importance([0.3, 0.9]), leaky=True).subtitle


def test_a_gate_that_is_no_other_for_other_accounts_is_said():
    card = field_importance_card("A", importance([0.3, 0.9], spread=0.01))
    assert card.finding.endswith("least, 0.30, nearly alike for every account")


@pytest.mark.parametrize(
    ("values", "words"), [([0.5, 0.52], "alike: 0.50 to 0.52"), ([0.4], "the only field, its gate 0.40 open")]
)
def test_a_gate_that_tells_nothing_apart_is_said(values, words):
    assert words in field_importance_card("A", importance(values)).finding


def test_no_gate_draws_nothing():
    card = field_importance_card("A", importance([]))
    assert (card.finding, card.figure) == (NO_GATE, None)


def test_bars_rise_to_the_top_start_at_zero_and_carry_their_values():
    figure = field_importance_figure(importance([0.3, 0.9, 0.05]), threshold=0.25)
    (bars,) = figure.data
    assert list(bars.x) == [0.05, 0.3, 0.9] and list(bars.text) == ["0.050", "0.30", "0.90"]
    assert list(figure.layout.yaxis.ticktext) == ["field 2", "field 0", "field 1"]
    assert figure.layout.xaxis.rangemode == "tozero"
    assert [shape.x0 for shape in figure.layout.shapes] == [0.25]
    assert not field_importance_figure(importance([0.3])).layout.shapes


def test_many_fields_are_cut_to_the_largest_and_counted():
    card = field_importance_card("A", importance(np.linspace(0.1, 0.9, 40)))
    assert len(card.figure.data[0].x) == MAX_FIELDS and min(card.figure.data[0].x) > 0.45
    assert f"{MAX_FIELDS} of 40 fields" in card.subtitle and len(card.numbers["field"]) == 40
