"""A move of the cut-off in a real Chromium, from the key to the new tiles, the first and the last redrawn figure.

    python -m benchmarks.cut_off_in_browser [--rows 300000] [--moves 25] [--home FOLDER]

A simulated book is large enough that its test rows are the rows asked for. Two servers answer in turn: as shipped, and
with Streamlit's collection of garbage after every run of a fragment, which is its default. Chromium is the one in
$CHROMIUM or on the PATH.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks.page_latency import FLAGS, ROOT, free_port, settle
from creditviz.data.files.export import write_table
from creditviz.data.simulated.cards import CardBookSettings, simulate_card_book
from creditviz.experiment.fitting import resolve
from creditviz.runs import Workspace, books, jobs
from creditviz.specification import TrainingSpec

TEST_SHARE = 0.3
PARTS = {"tiles": "tiles", "first": "first figure", "last": "last figure"}
SERVERS = {"as shipped": "false", "collecting after every run": "true"}
WATCH = """() => {
    window.moved = {};
    addEventListener("keydown", () => { window.moved = {key: performance.now()}; }, true);
    new MutationObserver(seen => seen.forEach(one => {
        const at = one.target.nodeType === 1 ? one.target : one.target.parentElement;
        if (at?.closest(".js-plotly-plot")) {
            window.moved.first ??= performance.now();
            window.moved.last = performance.now();
        }
        else if (at?.closest("h3")) window.moved.tiles = performance.now();
    })).observe(document.body, {subtree: true, childList: true, characterData: true});
}"""


def main() -> None:
    """Print a line for each server."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=300_000, help="test rows")
    parser.add_argument("--moves", type=int, default=25)
    parser.add_argument("--home", type=Path, help="a workspace that is kept; else one that is thrown away")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as play:
        home = chosen.home or Path(scratch)
        prepare(Workspace.open(home), round(chosen.rows / TEST_SHARE))
        path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
        browser = play.chromium.launch(executable_path=path, args=FLAGS)
        print(f"{chosen.rows:,} test rows, medians of {chosen.moves} moves (slowest): seconds from the key to")
        for name, collects in SERVERS.items():
            with server(home, collects) as url:
                page = browser.new_page(viewport={"width": 1440, "height": 1000})
                seen = moves(page, url, chosen.moves)
                page.close()
            for part, words in PARTS.items():
                took = [one[part] for one in seen]
                print(f"{name:28s} {words:13s} {statistics.median(took):.3f} ({max(took):.3f})", flush=True)
        browser.close()


def prepare(workspace: Workspace, n: int) -> None:
    """A book of n accounts and a finished run, unless they are there."""
    workspace.store.set("demo", "off")
    if workspace.store.runs(kind="training", status=("finished",)):
        return
    file = workspace.home / "book.parquet"
    write_table(simulate_card_book(CardBookSettings(n_accounts=n)), file)
    book = books.add_book(workspace, file, name="Simulated cards")
    spec = TrainingSpec(book=book.hash, schema_hash=book.schema_hash or "", model="xgboost", test_share=TEST_SHARE)
    run = jobs.run_here(workspace, resolve(spec), name="XGBoost")
    if run.status != "finished":
        raise SystemExit(run.error)


@contextmanager
def server(home: Path, collects: str) -> Iterator[str]:
    """The address of the app on a workspace."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.port", str(port)]
    command += ["--server.headless", "true", "--runner.postScriptGC", collects]
    process = subprocess.Popen(command, env={**os.environ, "CREDITVIZ_HOME": str(home)}, stdout=subprocess.DEVNULL)
    try:
        wait_until_up(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_until_up(url: str, seconds: float = 60.0) -> None:
    """Return when the server answers."""
    end = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):
                return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def moves(page: Page, url: str, n: int) -> list[dict[str, float]]:
    """Seconds from the key to the new tiles, the first and the last redrawn figure, for each move."""
    page.goto(f"{url}/decision")
    slider = page.get_by_role("slider", name="Cut-off")
    slider.wait_for(timeout=120_000)
    settle(page)
    page.wait_for_timeout(5_000)  # the engine has started its workers by then
    page.evaluate(WATCH)
    seen = []
    for move in range(n + 3):
        slider.focus()
        slider.press("ArrowRight")
        page.wait_for_timeout(1_200)
        at = page.evaluate("window.moved")
        if move >= 3 and "tiles" in at:  # the first ones load what is not there yet; a step may change no figure
            seen.append({part: (at[part] - at["key"]) / 1000 for part in PARTS})
    return seen


if __name__ == "__main__":
    main()
