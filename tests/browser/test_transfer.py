"""A transfer between the two sample books in a real browser: pair, move the line, start, stop, go on, read."""

from __future__ import annotations

import re

import pytest

# At night: it takes minutes, and test_main_job stops a run and lets it go on in every `make test`.
pytestmark = [pytest.mark.browser, pytest.mark.nightly, pytest.mark.timeout(900)]


def test_cards_are_brought_over_to_loans(serve, page):
    page.set_default_timeout(240_000)
    address = serve()
    page.goto(f"{address}/data")
    page.get_by_role("button", name="Load the sample book").click()
    page.get_by_text(re.compile("Fit for modelling")).wait_for()
    page.get_by_test_id("stSidebarNavLink").filter(has_text="Transfer").click()
    page.get_by_text(re.compile("needs two books")).wait_for()
    page.get_by_role("button", name="Load the sample loans").click()

    page.get_by_text(re.compile(r"\d+ of \d+ pairs shifted and go to the network")).wait_for()
    page.get_by_text("Settings of FDAT and of its parts").click()
    epochs = page.get_by_label("Epochs", exact=True)
    epochs.fill("40")  # long enough to be stopped on the way
    epochs.press("Enter")
    page.get_by_text(re.compile(r"^5 methods, in the background")).wait_for()
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_role("tab", name="Result", selected=True).wait_for()
    page.get_by_text(re.compile(r"(epoch|tree) \d+ of \d+")).first.wait_for()
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_role("button", name="Resume").first.wait_for()
    page.reload()
    page.get_by_role("button", name="Resume").first.click()
    page.get_by_role("button", name="Resume").first.wait_for(state="detached")
    page.get_by_test_id("stSidebar").get_by_text("queue empty").wait_for(timeout=600_000)

    page.get_by_role("tab", name="Result").click()
    page.get_by_text(re.compile(r"the old product's model used as it is")).first.wait_for()
    page.get_by_text(re.compile("which no method saw")).wait_for()
    page.get_by_test_id("stDataFrame").first.wait_for()
    page.get_by_test_id("stPlotlyChart").nth(1).wait_for()
    page.get_by_role("tab", name="How it decides").click()
    page.get_by_text(re.compile("of the vote")).first.wait_for()
    page.get_by_role("tab", name="Columns").click()
    page.get_by_text(re.compile("pairs shifted and go to the network")).wait_for()
    assert page.get_by_test_id("stException").count() == 0
    assert not [url for url in page.asked if "127.0.0.1" not in url and not url.startswith(("data:", "blob:"))]
