"""A small benchmark in a real browser: start, watch, stop, go on, read the table and the tests."""

from __future__ import annotations

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.nightly]


def test_a_benchmark_is_started_watched_stopped_resumed_and_read(serve, page):
    page.set_default_timeout(180_000)
    address = serve()
    page.goto(f"{address}/data")
    page.get_by_role("button", name="Load the sample book").click()
    page.get_by_text(re.compile("Fit for modelling")).wait_for()
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Benchmark").click()
    page.get_by_role("heading", name="Is the difference real?").wait_for()

    page.get_by_text("Plain network (MLP)").click()  # long enough to be stopped on the way
    for _ in range(2):  # from three seeds to five
        page.get_by_role("slider", name="Seeds").press("ArrowRight")
    page.get_by_text(re.compile(r"^20 fits, in the background")).wait_for()
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_role("tab", name="Results", selected=True).wait_for()
    page.get_by_text(re.compile(r"\d+ of 20 fits done")).wait_for(timeout=120_000)
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_role("button", name="Resume").first.wait_for()
    page.reload()
    page.get_by_role("button", name="Resume").first.click()
    page.get_by_role("button", name="Resume").first.wait_for(state="detached")  # the queue holds it again
    page.get_by_test_id("stSidebar").get_by_text("queue empty").wait_for(timeout=240_000)

    page.get_by_role("tab", name="Results").click()
    page.get_by_text(re.compile(r"reaches AUC 0\.\d+")).wait_for()
    page.get_by_text(re.compile("paired t test over the splits|over 5 splits")).first.wait_for()
    page.get_by_test_id("stDataFrame").first.wait_for()
    page.get_by_text("Bars from zero").click()

    page.get_by_role("tab", name="Tests").click()
    page.get_by_text(re.compile("DeLong's test of AUC")).wait_for()
    page.get_by_text(re.compile("Too few blocks to tell")).first.wait_for()
    page.get_by_test_id("stPlotlyChart").nth(3).wait_for()

    page.get_by_role("tab", name="Customer groups").click()
    page.get_by_text(re.compile("AUC by payment history")).wait_for()
    page.get_by_role("tab", name="Published numbers").click()
    page.get_by_text(re.compile(r"\d+ findings? in \d+ of \d+ lines")).wait_for()
    assert page.get_by_test_id("stException").count() == 0
    assert not [url for url in page.asked if "127.0.0.1" not in url and not url.startswith(("data:", "blob:"))]
