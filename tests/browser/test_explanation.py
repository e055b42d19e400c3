"""The Explanation page in a real browser: an account is found, its waterfall, a changed value, its letter."""

from __future__ import annotations

import re

import numpy as np
import pytest

from creditviz.runs.books import book_frame, get_book
from creditviz.runs.reading.explained import load_accounts

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]


def test_an_account_is_found_explained_changed_and_written_to(judged, page):
    workspace, run = judged.workspace, judged.run("xgboost")
    (done,) = [done for done in workspace.store.runs(kind="explanation") if done.specification.run == run.id]
    found = load_accounts(workspace, done.id)
    second = int(np.argsort(-found.pd)[1])
    name = str(book_frame(workspace, get_book(workspace, run.book))["account"].iloc[found.row_id[second]])

    page.set_default_timeout(180_000)
    page.goto(f"{judged.address}/explanation?run={run.id}")
    page.get_by_text(re.compile("carr(y|ies) .* of the score's movement")).wait_for()
    page.get_by_test_id("stPlotlyChart").first.wait_for()
    page.get_by_role("tab", name="One account").click()
    box = page.get_by_label("Account", exact=True)
    box.fill(name)
    box.press("Enter")
    page.get_by_text(f"account {name} ·").wait_for()
    page.get_by_text(re.compile(f"PD {found.pd[second]:.1%} against")).wait_for()

    page.get_by_role("tab", name="What if").click()
    page.get_by_text("Load the model").click()
    metric = page.get_by_test_id("stMetric")
    metric.get_by_text(f"{found.pd[second]:.1%}", exact=True).wait_for()
    field = page.get_by_test_id("stNumberInput").locator("input").first
    field.fill(field.get_attribute("max") if field.input_value() != field.get_attribute("max") else "0")
    field.press("Enter")
    metric.get_by_text(re.compile("points")).wait_for()

    page.get_by_role("tab", name="Reasons and letter").click()
    page.get_by_text(f"What account {name} would be told").wait_for()
    with page.expect_download() as told:
        page.get_by_role("button", name="Letter as TXT").click()
    assert "unable to approve" in told.value.path().read_text()
    assert page.get_by_test_id("stException").count() == 0
