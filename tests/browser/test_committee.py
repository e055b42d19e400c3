"""The Committee page in a real browser: facts, the pack, a signature, and the record after a reload."""

from __future__ import annotations

import re

import pytest

from creditviz.runs.reading.committee import sign_offs

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]


def test_a_pack_is_made_shown_and_signed(judged, page):
    workspace, run = judged.workspace, judged.run("logistic-regression")
    page.set_default_timeout(120_000)
    page.goto(f"{judged.address}/committee?run={run.id}")
    page.get_by_text(re.compile(r"of \d+ (is|are) in order")).wait_for()
    page.get_by_label("Purpose", exact=True).fill("Limits of new cards")
    page.get_by_label("Your name", exact=True).fill("Ana")
    page.get_by_role("button", name="Keep these facts").click()
    page.get_by_text(re.compile("Kept by Ana")).wait_for()
    page.get_by_role("button", name="Make the pack").click()
    pack = page.frame_locator('iframe[title="The committee pack."]')
    pack.get_by_text("May Logistic regression decide").first.wait_for()
    assert pack.get_by_text("Limits of new cards").count()
    page.get_by_label("Names of those who decide", exact=True).fill("Ana Lima, Bo Chen")
    for answer in page.get_by_placeholder("Why it may be signed nevertheless").all():
        answer.fill("Discussed")
    page.get_by_text("Approve", exact=True).first.click()
    page.get_by_role("button", name="Sign", exact=True).click()
    page.get_by_role("button", name="Put on record").click()
    page.get_by_text(re.compile("^Approved by Ana Lima, Bo Chen")).wait_for()
    page.reload()
    page.get_by_text(re.compile("^Approved by Ana Lima, Bo Chen")).wait_for()
    (signed,) = sign_offs(workspace, run.id)
    (made,) = workspace.store.runs(kind="report")
    assert signed.pack == made.figures["sha256"] and page.get_by_test_id("stException").count() == 0
    page.get_by_role("link", name="Decision").last.click()
    page.get_by_text(re.compile("Approves .* of the applicants")).wait_for()
