"""The Decision page in a real browser: a cut-off is typed, everything follows, it is kept and comes back."""

from __future__ import annotations

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]


def test_a_cut_off_is_typed_kept_and_comes_back(judged, page):
    workspace, run = judged.workspace, judged.run("logistic-regression")
    page.set_default_timeout(120_000)
    page.goto(f"{judged.address}/decision?run={run.id}")
    page.get_by_text(re.compile("Approves .* of the applicants; .* of them go bad")).wait_for()
    box = page.get_by_label("Cut-off, % PD", exact=True)
    box.fill("12")
    box.press("Enter")
    page.get_by_role("button", name="Keep this cut-off, 12%").wait_for()
    page.get_by_label("Reason", exact=True).fill("The board asked for it")
    page.get_by_label("Your name", exact=True).fill("Ana")
    page.get_by_role("button", name="Keep this cut-off, 12%").click()
    page.get_by_text(re.compile("Cut-off 12% PD, kept by Ana")).wait_for()
    assert [d.value["pd"] for d in workspace.store.decisions(run.id, "cut-off")] == [0.12]
    page.get_by_role("tab", name="Fairness").click()
    page.get_by_text(re.compile("Mistakes by")).wait_for()
    page.wait_for_url(re.compile("run=.*tab=Fairness"))
    page.reload()  # the address keeps run and tab, the store the cut-off
    page.get_by_text(re.compile("Mistakes by")).wait_for()
    page.get_by_role("tab", name="Cut-off", exact=True).click()
    page.get_by_role("button", name="Keep this cut-off, 12%").wait_for()
    assert page.get_by_test_id("stException").count() == 0
