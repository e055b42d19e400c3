"""A page shows without the heavy libraries: cards, figures and the list of samplers import none of them."""

import subprocess
import sys

CODE = """
import sys
from creditviz.sampling import SAMPLERS
assert [entry.label for entry in SAMPLERS.values()]
import creditviz.reporting.book, creditviz.reporting.explanation.cards, creditviz.reporting.performance.cards
import creditviz.reporting.performance.verdict, creditviz.figures.training.history, creditviz.reporting.balancing.cards
heavy = {"torch", "xgboost", "shap", "imblearn", "streamlit"} & set(sys.modules)
assert not heavy, heavy
"""


def test_cards_and_sampler_entries_import_nothing_heavy():
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
