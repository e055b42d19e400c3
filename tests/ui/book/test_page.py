"""Data begins with the verdict and the bad accounts, shows rows as read, and loads another book from its last tab."""

from __future__ import annotations

import pandas as pd

from creditviz.results import Finding
from creditviz.ui.book.page import headline
from tests.ui.reading import at, sound, words


def test_the_headline_counts_the_bad_accounts(open_page, trained_home):
    app = sound(open_page("data", trained_home))
    assert "Fit for modelling: 480 of 6,000 accounts are bad, 8.0%; no check has a warning." in words(app)


def test_the_headline_without_an_outcome_and_with_a_leak():
    stop = [Finding("stop", "target", "No outcome.")]
    assert headline(stop, None) == "Not fit yet: 1 finding would make every model wrong."
    assert headline(stop, (1, 4)).startswith("Not fit yet: 1 of 4 accounts are bad, 25.0%; 1 finding")


def test_raw_rows_are_those_of_the_file(open_page, trained_home, sample_book):
    app = at(open_page, trained_home, "data", "First 20 rows")
    shown, file = app.dataframe[0].value, pd.read_csv(sample_book, nrows=20)
    assert list(shown.columns) == list(file.columns) and len(shown) == 20
    assert (shown["income"].to_numpy() == file["income"].to_numpy()).sum() == file["income"].notna().sum()


def test_after_loading_the_page_shows_what_was_found(open_page, home):
    app = at(open_page, home, "data", "Load another book")
    next(button for button in app.button if button.label == "Load the sample loans").click().run()
    assert "4,000 rows" in words(sound(app)) and app.session_state["data_tabs"] == "Columns and outcome"


def test_a_codebook_is_loaded_and_kept(open_page, home):
    from creditviz.runs import Workspace
    from creditviz.runs.books import get_schema

    app = at(open_page, home, "data", "Columns and outcome")
    box = next(box for box in app.file_uploader if box.label == "Load a codebook")
    box.set_value(("codes.csv", b"column;code;meaning\nincome;-1;not asked\npurse;-1;?\n", "text/csv"))
    app = sound(app.run())
    assert "Left out, since they hold no amounts in this book: purse" in words(app)
    next(button for button in app.button if "Save" in button.label).click().run()
    sound(app)
    book = Workspace(home).store.books()[0]
    assert get_schema(Workspace(home), book.schema_hash).codes["income"] == {"-1": "not asked"}
