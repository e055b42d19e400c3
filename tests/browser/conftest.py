"""A real server and a real Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ARGUMENTS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


@pytest.fixture(scope="session")
def chromium():
    """A browser; its path comes from CHROMIUM, else the system's."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("there is no Chromium on this machine; `make test` installs one")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=ARGUMENTS.split())
        yield browser
        browser.close()


@pytest.fixture
def serve(tmp_path):
    """`serve(demo=False)`: the address of the app on a fresh workspace; it is stopped when the test ends."""
    started: list[subprocess.Popen] = []

    def served(*, demo: bool = False, home: Path | None = None) -> str:
        from creditviz.runs import Workspace

        home = home or tmp_path / "home"
        if not demo:
            Workspace(home).store.set("demo", "off")
        port = free_port()
        environment = {**os.environ, "CREDITVIZ_HOME": str(home), "CREDITVIZ_STORE": ""}
        command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py")]
        options = ["--server.port", str(port), "--server.headless", "true"]
        log = open(tmp_path / "server.log", "ab")
        started.append(subprocess.Popen([*command, *options], env=environment, cwd=ROOT, stdout=log, stderr=log))
        address = f"http://127.0.0.1:{port}"
        wait_for(address)
        return address

    yield served
    for server in started:
        server.terminate()
        server.wait(timeout=30)


@pytest.fixture
def trained(tmp_path, sample_book):
    """`trained("xgboost", n_estimators=20)`: a workspace with the sample book, and its finished run."""

    def made(model: str = "logistic-regression", **parameters):
        from creditviz.models import MODELS
        from creditviz.runs import Workspace
        from creditviz.runs.books import add_book
        from creditviz.runs.engine import jobs
        from creditviz.specification import TrainingSpec

        workspace = Workspace(tmp_path / "home")
        workspace.store.set("demo", "off")
        book = add_book(workspace, sample_book, name="Sample credit cards")
        spec = TrainingSpec(book=book.hash, schema_hash=book.schema_hash, model=model, parameters=parameters)
        run = jobs.run_here(workspace, spec, name=MODELS[model].label)
        assert run.status == "finished", run.error
        return workspace, run

    return made


@pytest.fixture
def page(chromium):
    """A page of 1440 x 1000 that keeps what the browser asked for in `page.asked`."""
    context = chromium.new_context(viewport={"width": 1440, "height": 1000})
    page = context.new_page()
    page.asked = []
    page.on("request", lambda request: page.asked.append(request.url))
    page.set_default_timeout(60_000)
    yield page
    context.close()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def wait_for(address: str, seconds: float = 60.0) -> None:
    """Return when the server answers."""
    end = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                return
        except OSError:
            assert time.monotonic() < end, "the server did not start"
            time.sleep(0.2)
