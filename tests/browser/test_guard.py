"""The app as a network sees it: a real server, asked with raw requests."""

import http.client
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from creditviz.ui.access.guard import HEADERS

ROOT = Path(__file__).resolve().parents[2]
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    """Port of a server as `make app` starts it; no page is opened, so that no engine is."""
    home = tmp_path_factory.mktemp("home")
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        free = found.getsockname()[1]
    environment = {**os.environ, "CREDITVIZ_HOME": str(home), "CREDITVIZ_STORE": ""}
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(free)]
    with open(home / "server.log", "wb") as log:
        server = subprocess.Popen(
            [*command, "--server.headless", "true"], env=environment, cwd=ROOT, stdout=log, stderr=log
        )
    wait_for(free, home / "server.log")
    yield free
    server.terminate()
    server.wait(timeout=30)


def wait_for(port, log):
    end = time.monotonic() + 120
    while True:
        try:
            assert ask(port, "/_stcore/health")[0] == 200
            return
        except OSError:
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.2)


def ask(port, path, host="localhost", **headers):
    """Status, headers and text of one answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path, headers={"Host": host, **headers})
    answer = connection.getresponse()
    text = "" if answer.status == 101 else answer.read().decode(errors="replace")
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, text


@pytest.mark.browser
def test_a_foreign_host_is_refused_on_every_route(port):
    for path in ("/", "/performance", "/_stcore/health", "/media/x.csv", "/static/js/index.js"):
        for host in ("evil.example", f"evil.example:{port}", "localhost.evil.example", "127.0.0.1@evil.example"):
            status, _, text = ask(port, path, host)
            assert status == 421 and "allowedHosts" in text, (path, host)
    assert ask(port, "/_stcore/stream", "evil.example", **UPGRADE)[0] == 403


@pytest.mark.browser
def test_this_machine_is_answered_by_each_of_its_names(port):
    for host in ("localhost", f"localhost:{port}", f"127.0.0.1:{port}", f"[::1]:{port}"):
        assert ask(port, "/", host)[0] == 200, host
    assert ask(port, "/_stcore/stream", Origin=f"http://localhost:{port}", **UPGRADE)[0] == 101


@pytest.mark.browser
def test_another_origin_opens_no_websocket(port):
    assert ask(port, "/_stcore/stream", Origin="http://evil.example", **UPGRADE)[0] == 403


@pytest.mark.browser
def test_every_answer_says_what_a_browser_must_refuse(port):
    for path in ("/", "/performance", "/_stcore/health", "/no/such/file.js"):
        found = ask(port, path)[1]
        assert {name: found.get(name.lower()) for name in HEADERS} == HEADERS, path


@pytest.mark.browser
def test_an_upload_without_the_token_of_its_page_is_refused(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("PUT", "/_stcore/upload_file/session/file", body=b"x", headers={"Host": "localhost"})
    assert connection.getresponse().status == 403
    connection.close()


def test_the_policy_lets_nothing_in_from_elsewhere_and_nothing_out():
    policy = HEADERS["Content-Security-Policy"]
    assert "http" not in policy and "*" not in policy and "connect-src 'self' data: blob:" in policy
