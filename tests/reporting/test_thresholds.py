"""Limits of a page come from one table, with their sources one click away; a p value never stands without its n."""

import importlib
import pkgutil
import re

import pytest

import creditviz.reporting
from creditviz.data.features.woe import strength
from creditviz.evaluation.cutting.fairness import FOUR_FIFTHS
from creditviz.evaluation.stability import CHANGE, INVESTIGATE, NO_CHANGE, psi_verdict
from creditviz.metrics.thresholds import THRESHOLDS, limits
from creditviz.reporting.words import p_words

SPOKEN = {  # words of a card that lean on a limit -> the limit
    r"0\.25\b.*index|index.*\b0\.25": "psi",
    r"four fifths|\(0\.8\)": "four-fifths",
    r"nformation value.*strong": "information-value",
    r"0\.5 means that it cannot tell": "two-sample",
    r"amber": "grade-light",
}


def texts():
    """Every help text of a card."""
    for found in pkgutil.walk_packages(creditviz.reporting.__path__, "creditviz.reporting."):
        module = importlib.import_module(found.name)
        yield from ((f"{found.name}:{name}", text) for name, text in vars(module).items()
                    if name.endswith("HELP") and isinstance(text, str))  # fmt: skip


@pytest.mark.parametrize(("spoken", "key"), SPOKEN.items())
def test_a_help_text_that_leans_on_a_limit_names_its_source(spoken, key):
    leaning = {name: text for name, text in texts() if re.search(spoken, text)}
    assert leaning, "some card speaks of it"
    without = [name for name, text in leaning.items() if THRESHOLDS[key].source not in text]
    assert not without


def test_the_code_judges_by_the_table():
    look, moved = limits("psi")
    assert [psi_verdict(x) for x in (look - 1e-9, look, moved)] == [NO_CHANGE, INVESTIGATE, CHANGE]
    assert (FOUR_FIFTHS,) == limits("four-fifths")
    edges = limits("information-value")
    assert [strength(x) for x in edges] == ["weak", "medium", "strong", "very strong"]
    assert all(list(one.limits) == sorted(one.limits) and one.source for one in THRESHOLDS.values())


def source_lines():
    for found in pkgutil.walk_packages(creditviz.reporting.__path__, "creditviz.reporting."):
        module = importlib.import_module(found.name)
        with open(module.__file__, encoding="utf-8") as file:
            yield from ((found.name, line) for line in file)


def test_no_sentence_prints_a_p_value_without_its_n():
    """Sentences take p_words, which asks for n; what is typed by hand has its n in the same line."""
    assert p_words(0.03, 12, "splits") == "p = 0.030, n = 12 splits"
    by_hand = re.compile(r"p at most \{|p = \{|\bp \{p_figure|chance \(\{most\}")
    bare = [(name, line.strip()) for name, line in source_lines() if by_hand.search(line) and "n = " not in line]
    allowed = ("p = {p:", "most = ", "def ", 'return f"p {p_figure(p)}, n =')
    assert [pair for pair in bare if not any(word in pair[1] for word in allowed)] == []
