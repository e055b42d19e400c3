"""The main job in a real browser: from a credit file to a judged model, and on to the committee's pack."""

from __future__ import annotations

import re

import pandas as pd
import pytest

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]


def menu(page, name):
    """Follow a link of the menu."""
    page.get_by_test_id("stSidebarNavLink").filter(has_text=name).click()


def setting(page, label, value):
    """Type a value into a setting of the form."""
    field = page.get_by_label(label, exact=True)
    field.fill(str(value))
    field.press("Enter")


def test_from_a_file_to_a_judged_model(serve, page, real_book, tmp_path):
    applicants = tmp_path / "applicants.csv"
    pd.read_csv(real_book("taiwan"), nrows=100).to_csv(applicants, index=False)
    page.goto(f"{serve()}/data")  # a deep link to a fresh server: the menu is there all the same
    page.get_by_role("heading", name="Is this book fit for modelling?").wait_for()
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(real_book("taiwan"))
    page.get_by_text(re.compile("Fit for modelling|Not fit yet")).wait_for()
    page.get_by_test_id("stSidebar").get_by_text(re.compile(r"[\d,]+ accounts · .*% bad")).wait_for()

    menu(page, "Training")
    page.get_by_text("Change models and settings").click()
    page.get_by_text("Settings of ResNet-LSTM + focal XGBoost").click()
    for label, value in (("Networks", 1), ("Epochs at most", 8), ("Patience", 8), ("Trees at most", 100)):
        setting(page, label, value)
    page.get_by_role("button", name="Train 1 model").click()
    page.get_by_text(re.compile(r"epoch \d+ of 8")).wait_for()
    points = page.get_by_text(re.compile(r"AUC on validation rows.* · \d+ points?"))
    points.wait_for()
    first = points.inner_text()
    page.wait_for_function("first => !document.body.innerText.includes(first)", arg=first)  # the curve moves

    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_role("button", name="Resume").first.wait_for()
    page.reload()
    page.get_by_text(re.compile("stopped just now")).wait_for()
    page.get_by_role("button", name="Resume").first.click()
    page.get_by_text(re.compile(r"(epoch|tree) \d+ of \d+")).wait_for()
    page.get_by_test_id("stSidebar").get_by_text("queue empty").wait_for(timeout=240_000)

    menu(page, "Performance")
    page.get_by_text(re.compile("Catches .* of the bad, flags .* of the good")).wait_for()
    page.get_by_text(re.compile(r"AUC 0\.\d{3}")).first.wait_for()
    page.get_by_text("never seen in training, balancing or calibration").wait_for()
    page.get_by_test_id("stPlotlyChart").nth(6).wait_for()  # what mistakes cost comes last
    assert page.get_by_test_id("stPlotlyChart").count() == 7

    menu(page, "Decision")
    page.get_by_text(re.compile("Approves .* of the applicants; .* of them go bad")).wait_for()
    menu(page, "Explanation")  # is begun by the visit
    page.get_by_text(re.compile("carr(y|ies) .* of the score's movement")).wait_for(timeout=240_000)
    menu(page, "Scoring")
    page.get_by_role("heading", name="What is the PD of each account?").wait_for()
    page.locator("input[type=file]").set_input_files(applicants)
    page.get_by_role("button", name="Score the rows").click()
    page.get_by_role("button", name="All rows, CSV").wait_for(timeout=240_000)
    menu(page, "Committee")
    page.get_by_role("button", name="Make the pack").click()
    pack = page.frame_locator('iframe[title="The committee pack."]')
    pack.get_by_text(re.compile("May ResNet-LSTM . focal XGBoost decide")).first.wait_for(timeout=240_000)
    assert page.get_by_test_id("stException").count() == 0
    assert not [url for url in page.asked if "127.0.0.1" not in url and not url.startswith(("data:", "blob:"))]


def test_first_start_shows_a_demo(serve, page):
    page.goto(serve(demo=True))
    page.get_by_text("Three models are training on the sample book by themselves").wait_for()
    page.get_by_text(re.compile(r"Gini 0\.\d\d")).first.wait_for(timeout=90_000)
    page.get_by_text("queue empty").wait_for(timeout=240_000)
    page.get_by_text("Work in progress").wait_for(state="detached")
    assert page.get_by_test_id("stException").count() == 0


def test_a_bad_file_is_one_sentence_and_the_earlier_book_stays(serve, page, sample_book, tmp_path):
    bad = tmp_path / "cut.csv.gz"
    bad.write_bytes(sample_book.read_bytes()[:5000])
    page.goto(f"{serve()}/data")
    page.get_by_role("button", name="Load the sample book").click()
    page.get_by_text(re.compile("Fit for modelling")).wait_for()
    page.get_by_text("Load another book").click()
    page.get_by_text("Delete this book").wait_for()  # else the file goes to the uploader of the page without a book
    page.get_by_test_id("stStatusWidget").wait_for(state="detached")
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(bad)
    alert = page.get_by_test_id("stAlert")
    alert.wait_for()
    assert "however" in alert.inner_text() and "Traceback" not in page.inner_text("body")
    page.get_by_test_id("stSidebar").get_by_text(re.compile("6,000 accounts")).wait_for()
