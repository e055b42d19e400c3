"""How long a page takes while a run trains: 30 clicks idle, 30 clicks with a training in the background.

    python -m benchmarks.page_latency [--clicks 30] [--page performance]
    python -m benchmarks.page_latency --work actgan            a generator learns beside the clicks instead

Two clocks: the script run at the server, and the time from a click to the settled page in a real Chromium. Also
prints how long the first page took to be visible after `streamlit run`. Chromium is the one in $CHROMIUM or on the
PATH.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from creditviz.experiment.fitting import resolve
from creditviz.runs import Workspace, books
from creditviz.runs.engine import jobs
from creditviz.sampling import SAMPLERS
from creditviz.specification import BalancingSpec, Specification, TrainingSpec

ROOT = Path(__file__).resolve().parent.parent
BOOK = ROOT.parent / "shared" / "data" / "taiwan_default_credit_card.csv.gz"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SERVER = """
import json, sys, time
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
run = ScriptRunner._run_script
def timed(self, rerun_data):
    began = time.perf_counter()
    run(self, rerun_data)
    with open(sys.argv_times, "a") as file:
        file.write(json.dumps(time.perf_counter() - began) + "\\n")
ScriptRunner._run_script = timed
sys.argv_times = sys.argv.pop()
from streamlit.web.cli import main
main()
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clicks", type=int, default=30)
    parser.add_argument("--page", default="performance")
    parser.add_argument("--work", default="resnet-lstm-xgboost", help="key of the model or of the sampler that learns")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        workspace, spec = prepare(Path(home), arguments.work)
        times = Path(home) / "times.jsonl"
        port = free_port()
        command = [sys.executable, "-c", SERVER, "run", str(ROOT / "app.py"), "--server.port", str(port)]
        command += ["--server.headless", "true", str(times)]
        began = time.perf_counter()
        server = subprocess.Popen(command, env={**os.environ, "CREDITVIZ_HOME": home}, stdout=subprocess.DEVNULL)
        try:
            measure(workspace, spec, f"http://127.0.0.1:{port}", times, arguments, began)
        finally:
            server.terminate()
            server.wait(timeout=20)


def prepare(home: Path, work: str) -> tuple[Workspace, Specification]:
    """A workspace with the Taiwan book and two finished runs, and the work that will be done beside the clicks."""
    workspace = Workspace.open(home)
    book = books.add_book(workspace, BOOK, name=BOOK.name)

    def spec(model: str) -> TrainingSpec:
        return resolve(TrainingSpec(book=book.hash, schema_hash=book.schema_hash or "", model=model, seed=10))

    for model in ("logistic-regression", "xgboost"):
        jobs.run_here(workspace, spec(model), name=model)
    if work in SAMPLERS:
        return workspace, BalancingSpec(book=book.hash, schema_hash=book.schema_hash or "", sampler=work, repeats=0)
    return workspace, spec(work)


def measure(workspace: Workspace, spec, url: str, times: Path, arguments, began: float) -> None:
    """Click idle, then while a run trains, and print both."""
    browser_path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=browser_path, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 1000})
        until_up(page, url)
        print(f"first page visible {time.perf_counter() - began:.1f} s after the command")
        page.goto(f"{url}/{arguments.page}")
        page.get_by_test_id("stPlotlyChart").first.wait_for(timeout=60_000)
        settle(page)
        page.wait_for_timeout(15_000)  # the engine has started its workers by then
        idle = clicks(page, times, arguments.clicks)
        run = jobs.submit(workspace, spec, name="beside the clicks")
        while not workspace.store.points(run.id):
            page.wait_for_timeout(500)
        busy = clicks(page, times, arguments.clicks)
        still = workspace.store.run(run.id).status
        jobs.stop(workspace, run.id) if still == "running" else None
        browser.close()
    report(idle, busy, still)


def until_up(page: Page, url: str) -> None:
    """Open the Overview as soon as the server answers."""
    for _ in range(200):
        try:
            page.goto(url)
            break
        except Exception as error:  # refused until the port is open
            if "ERR_CONNECTION_REFUSED" not in str(error):
                raise
            time.sleep(0.05)
    page.locator("h1, h2, h3").first.wait_for(timeout=60_000)


def settle(page: Page) -> None:
    """Wait until the page's script has ended."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=60_000)


def clicks(page: Page, times: Path, n: int) -> tuple[list[float], list[float]]:
    """(seconds at the server, seconds in the browser) of n clicks on the run pills."""
    server, browser = [], []
    pills = (
        page.get_by_test_id("stPills")
        .get_by_role("button")
        .or_(page.get_by_test_id("stButtonGroup").get_by_role("button"))
    )
    for _ in range(n):
        before = len(times.read_text().splitlines())
        began = time.perf_counter()
        pills.first.click()
        while len(done := times.read_text().splitlines()) == before:
            page.wait_for_timeout(2)
        settle(page)
        browser.append(time.perf_counter() - began)
        server.append(json.loads(done[before]))
        page.wait_for_timeout(300)
    return server, browser


def report(idle, busy, status: str) -> None:
    print(f"\n| clock | idle median | training median | ratio | training worst |   (run beside the clicks: {status})")
    print("|---|---|---|---|---|")
    for name, one, other in zip(("script at the server", "click to settled page"), idle, busy, strict=True):
        first, second = statistics.median(one), statistics.median(other)
        print(
            f"| {name} | {first * 1e3:.0f} ms | {second * 1e3:.0f} ms | {second / first:.2f} "
            f"| {max(other) * 1e3:.0f} ms |"
        )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    main()
