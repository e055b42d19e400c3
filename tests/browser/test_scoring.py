"""A file is brought, scored, read and downloaded in a real browser."""

from __future__ import annotations

import pytest

from creditviz.runs.books import book_frame, get_book

pytestmark = pytest.mark.browser


def test_a_file_is_uploaded_scored_and_downloaded(judged, page, tmp_path):
    page.set_default_timeout(180_000)
    workspace, run = judged.workspace, judged.run("logistic-regression")
    frame = book_frame(workspace, get_book(workspace, run.book)).head(400)
    frame.assign(old_pd=0.05, region="overseas").to_csv(tmp_path / "accounts.csv", index=False)

    page.goto(f"{judged.address}/scoring?run={run.id}")
    page.get_by_role("heading", name="What is the PD of each account?").wait_for()
    page.locator("input[type=file]").set_input_files(tmp_path / "accounts.csv")
    page.get_by_text("is scored, with these cells read as missing or rare").wait_for()
    page.get_by_role("button", name="Score the rows").click()
    page.get_by_text("Early alerts", exact=True).wait_for()
    page.get_by_text("The largest rise comes first").wait_for()
    page.get_by_test_id("stPlotlyChart").nth(2).wait_for()
    with page.expect_download() as told:
        page.get_by_role("button", name="All rows, CSV").click()
    lines = told.value.path().read_text().splitlines()
    assert lines[0] == "row,account,score,pd,points,grade,decision,previous_pd,pd_rise,reason_1,reason_2,reason_3"
    assert len(lines) == 401
    assert page.get_by_test_id("stException").count() == 0
