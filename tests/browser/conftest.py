"""A real server and a real Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from creditviz.runs import Run, Workspace
from tests.prepared import explained_models, prepared

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


@dataclass(frozen=True)
class Judged:
    """A server on a workspace that holds the sample book, two runs on it, and an explanation of each."""

    address: str
    workspace: Workspace

    def run(self, model: str) -> Run:
        """The finished run of that model."""
        (found,) = [run for run in self.workspace.store.runs(kind="training") if run.specification.model == model]
        return found


@pytest.fixture(scope="session")
def judged(tmp_path_factory, sample_book) -> Iterator[Judged]:
    """What the journeys through finished runs share; each leaves its own things there and looks at no other's."""
    made = prepared(tmp_path_factory, "explained-models", explained_models(sample_book))
    home = Path(shutil.copytree(made, tmp_path_factory.mktemp("judged") / "home"))
    with server(home) as address:
        yield Judged(address, Workspace(home))


@pytest.fixture
def serve(tmp_path) -> Iterator[Callable[..., str]]:
    """`serve(demo=False)`: the address of the app on a fresh workspace; it is stopped when the test ends."""
    with ExitStack() as started:

        def served(*, demo: bool = False) -> str:
            if not demo:
                Workspace(tmp_path / "home").store.set("demo", "off")
            return started.enter_context(server(tmp_path / "home"))

        yield served


@contextmanager
def server(home: Path) -> Iterator[str]:
    """The app on a workspace; its log lies beside it."""
    port = free_port()
    environment = {**os.environ, "CREDITVIZ_HOME": str(home), "CREDITVIZ_STORE": ""}
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py")]
    options = ["--server.port", str(port), "--server.headless", "true"]
    with (
        open(home.parent / "server.log", "ab") as log,
        subprocess.Popen([*command, *options], env=environment, cwd=ROOT, stdout=log, stderr=log) as process,
    ):
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(address)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=30)


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
