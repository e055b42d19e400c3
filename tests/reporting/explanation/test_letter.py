"""The letter: one page, no score, nothing a user typed becomes markup."""

from datetime import date

from creditviz.explanation.reasons import Reason
from creditviz.reporting.explanation.letter import Letter, costs_sentence, letter_html, letter_text

LETTER = Letter(
    "<7>",
    (Reason("amount", "Payments <b>late</b>"), Reason("age", "Too new")),
    "A & B",
    date(2026, 1, 2),
    frozenset({"amount"}),
)


def test_reasons_stand_in_order_with_what_can_be_done():
    text = letter_text(LETTER)
    assert text.index("1. Payments") < text.index("2. Too new.")
    assert text.count("You may be able to change this now.") == 1 and "2026-01-02" in text


def test_what_was_typed_is_escaped():
    html = letter_html(LETTER)
    assert "<b>" not in html and "&lt;b&gt;late" in html and "A &amp; B" in html and "Application &lt;7&gt;" in html
    assert "http" not in html, "no network"


def test_without_a_reason_the_letter_says_so():
    assert "No single reason" in letter_text(Letter("1", ()))


def test_the_cost_of_leaving_columns_out_needs_both_runs():
    assert costs_sentence(0.8, None, ("Age",)) == ""
    assert costs_sentence(0.8, 0.81, ("Age",)).startswith("Leaving out Age costs no AUC")
