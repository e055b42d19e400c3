"""A committee pack in a real browser: it asks the network for nothing, and presenter mode obeys the keyboard."""

import pandas as pd
import pytest

from creditviz.reporting.committee.pack.page import embedded
from creditviz.reporting.committee.pack.run import pack_path
from creditviz.runs import Workspace, jobs
from creditviz.runs.books import add_book
from creditviz.specification import ReportSpec, TrainingSpec

pytestmark = pytest.mark.browser


def test_a_pack_is_presented_without_a_network(chromium, tmp_path, sample_book):
    workspace, file = Workspace(tmp_path / "home"), tmp_path / "book.csv"
    pd.read_csv(sample_book, nrows=1200).to_csv(file, index=False)
    book = add_book(workspace, file, name="small book")
    spec = TrainingSpec(
        book=book.hash, schema_hash=book.schema_hash, model="decision-tree", parameters={"max_depth": 3}
    )
    run = jobs.run_here(workspace, spec, name="Tree")
    report = jobs.run_here(workspace, ReportSpec(run=run.id), name="Pack")
    pack = pack_path(workspace, report.id)
    steps = embedded(pack.read_text(encoding="utf-8"), "pack-data")["steps"]
    page, trouble = chromium.new_page(), []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{pack.as_uri()}#present", timeout=120_000)
    counter = page.locator("#counter")
    assert counter.inner_text().startswith("1 of ") and page.locator(".section.now").count() == 1
    while page.locator(".section.now").get_attribute("id") != "cut-off":
        page.keyboard.press("ArrowRight")
    page.focus("#slider")
    page.keyboard.press("End")  # moves the slider, not the screen
    assert page.locator("#at").inner_text() == steps["words"][-1]
    shown = page.locator(".live-tiles .tile .figure").all_inner_texts()
    assert [shown[0], shown[1]] == [tile[2] for tile in steps["tiles"][-1][:2]] and shown[0] == "100%"
    page.keyboard.press("Escape")
    page.keyboard.press("Home")
    assert counter.inner_text().startswith("1 of ")
    page.keyboard.press("Escape")
    assert page.locator("h1").is_visible() and not trouble, trouble
    assert all(url.startswith(("file:", "blob:", "data:")) for url in asked), asked
    page.close()
