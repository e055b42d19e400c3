"""The Balancing page in a real browser: make rows, look hard at them, leave one out, take them away."""

from __future__ import annotations

import io
import re

import pandas as pd
import pytest

from tests.browser.test_main_job import menu, setting

pytestmark = [pytest.mark.browser, pytest.mark.nightly, pytest.mark.timeout(900)]
LONG = 400_000  # milliseconds: two samplers are judged on a shared machine


def tab(page, name):
    """Open a tab of the page."""
    page.get_by_role("tab", name=name, exact=True).click()


def choose(page, *names):
    """Press pills or parts of a segmented control."""
    for name in names:
        page.get_by_test_id("stButtonGroup").get_by_text(name, exact=True).click()


def sound(page):
    """Nothing on the page is a traceback or a mistake."""
    assert page.get_by_test_id("stException").count() == 0
    assert page.get_by_test_id("stAlert").all_inner_texts() == []


def test_make_judge_exclude_export(serve, page, real_book, tmp_path):
    part = tmp_path / "part.csv"  # real accounts, few enough to be judged while one waits
    pd.read_csv(real_book("taiwan"), nrows=2000).to_csv(part, index=False)
    page.goto(f"{serve()}/data")
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(part)
    page.get_by_text(re.compile("Fit for modelling|Not fit yet")).wait_for()
    make(page)
    watch_stop_and_resume(page)
    page.get_by_test_id("stSidebar").get_by_text("queue empty").wait_for(timeout=LONG)
    judge(page)
    walk_and_exclude(page)
    export_and_train(page)
    assert not [url for url in page.asked if "127.0.0.1" not in url and not url.startswith(("data:", "blob:"))]


def make(page):
    """Queue SMOTE and a short ACTGAN without the test whether they help."""
    menu(page, "Balancing")
    page.get_by_text(re.compile("synthetic defaulters will be made")).wait_for()
    tab(page, "Rows")
    page.get_by_text("No synthetic row of this book has been made yet").wait_for()
    tab(page, "Make")
    choose(page, "ACTGAN")
    page.get_by_text("Settings of ACTGAN").click()
    setting(page, "Steps", 1200)
    repeats = page.get_by_role("slider", name="Repeats of the test whether they help")
    repeats.focus()
    repeats.press("Home")
    page.get_by_text("Whether they help will not be tested").wait_for()
    page.get_by_role("button", name="Make rows").click()


def watch_stop_and_resume(page):
    """The curve moves while the page is looked at; stopped work goes on from where it was."""
    page.get_by_text(re.compile(r"ACTGAN · \d+%")).wait_for(timeout=LONG)
    steps = page.get_by_text(re.compile(r"Training of ACTGAN .* · [\d,]+ generator steps"))
    steps.wait_for(timeout=LONG)
    first = steps.inner_text()
    page.wait_for_function("first => !document.body.innerText.includes(first)", arg=first, timeout=LONG)
    work = page.locator("[class*=st-key-work]").filter(has_text="ACTGAN")
    work.get_by_role("button", name="Stop", exact=True).click()
    work.get_by_role("button", name="Resume").click()
    work.get_by_role("button", name="Stop", exact=True).wait_for()
    page.get_by_test_id("stSidebar").get_by_text("1 running").wait_for()
    sound(page)


def judge(page):
    """Verdicts of both runs, the slider over the snapshots, rules."""
    page.get_by_text(re.compile(r"1,2\d\d generator steps")).first.wait_for()
    for name in ("SMOTE 0.4", "ACTGAN 0.4"):
        page.get_by_test_id("stButtonGroup").first.get_by_text(name, exact=True).wait_for()
    tab(page, "Like real rows?")
    page.get_by_text(
        re.compile(r"synthetic defaulters against [\d,]+ real ones that no sampler has seen")
    ).first.wait_for()
    page.get_by_text(re.compile(r"AUC 0\.\d+")).first.wait_for()
    choose(page, "Feature by feature")
    slider = page.get_by_role("slider", name="State of the sampler")
    slider.wait_for()
    slider.focus()
    slider.press("Home")
    page.get_by_text(re.compile("ACTGAN .* after 1,000 steps")).first.wait_for()
    choose(page, "Rules")
    page.get_by_text(re.compile("rules learned from real rows")).first.wait_for()
    sound(page)


def walk_and_exclude(page):
    """A row beside its nearest real defaulter; left out with a reason; undone; left out again."""
    tab(page, "Rows")
    page.get_by_text(re.compile(r"Synthetic row [\d,]+ beside its nearest real defaulter")).wait_for()
    exclude(page)
    page.get_by_role("button", name="Undo: 1 row excluded").click()
    page.get_by_text(re.compile("0 excluded")).wait_for()
    page.get_by_role("button", name="Exclude 1 chosen row").wait_for()
    exclude(page, choose_first=False)
    sound(page)


def exclude(page, *, choose_first=True):
    """Choose the first row of the table and leave it out."""
    if choose_first:
        page.get_by_test_id("stDataFrame").first.click(position={"x": 20, "y": 55})
    page.get_by_role("button", name="Exclude 1 chosen row").click()
    page.get_by_label("Reason").fill("Too near to a customer")
    page.get_by_label("Your name").fill("Ann")
    page.get_by_test_id("stDialog").get_by_role("button", name="Exclude").click()
    page.get_by_text(re.compile(r"1 excluded · ")).wait_for()


def export_and_train(page):
    """The file opens without the excluded row; the rows are chosen on the Training page."""
    tab(page, "Export and train")
    rows = page.get_by_text(re.compile(r"([\d,]+) of ([\d,]+) synthetic rows, 1 row excluded by hand"))
    kept = int(re.search(r"([\d,]+) of", rows.inner_text()).group(1).replace(",", ""))
    with page.expect_download() as download:
        page.get_by_role("button", name="Parquet").click()
    table = pd.read_parquet(io.BytesIO(download.value.path().read_bytes()))
    assert (table["creditviz_origin"] == "synthetic").sum() == kept
    page.get_by_role("button", name="Train a model on these rows").click()
    page.get_by_text(re.compile(rf"{kept:,} stored rows, 1 excluded")).wait_for()
    sound(page)
