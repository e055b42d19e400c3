from creditviz.reporting.scorecard.card import card_csv, card_page, card_rows, card_sentence
from creditviz.results import Attribute, CardColumn, Scorecard


def card():
    rows = (
        Attribute("below 10", 100, 5, 0.9, 41.4),
        Attribute("10 and more", 50, 20, -1.1, 12.6),
        Attribute("missing", 0, 0, 0.0, 30.0),
    )
    column = CardColumn("=Age <b>", "age", 0.4, -0.9, 31.8, rows)
    return Scorecard((column,), 0.0, 20, 600, 50)


def test_a_line_a_bin_that_has_accounts():
    assert card_rows(card()) == (
        ("=Age <b>", "below 10", "100", "5%", "0.90", "41", "+9"),
        ("", "10 and more", "50", "40%", "-1.10", "13", "-19"),
    )


def test_the_sentence_says_the_scale():
    assert "600 points stand for 50 good accounts per bad one, 20 more double that" in card_sentence(card())


def test_what_a_user_named_is_neither_markup_nor_formula():
    assert "=Age &lt;b&gt;" in card_page(card(), "Card")
    assert "\n'=Age <b>,age,below 10,100,5," in card_csv(card())
