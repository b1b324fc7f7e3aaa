"""`ledger site serve`: the site behind a local server, built anew when the ledger changes."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.build import Builder, card


@pytest.fixture
def ledger(tmp_path: Path) -> Builder:
    builder = Builder(tmp_path / "ledger").project("one")
    builder.commit()
    return builder


@pytest.fixture
def server(ledger: Builder) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-u", "-m", "ledger.cli", "-C", str(ledger.root), "site", "serve", "--port", "0"]
    # Who starts the tests in the background lets them ignore Ctrl-C, and so would their children.
    listens = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=listens,  # noqa: PLW1509 - it takes no lock, and nothing else can set the signal before the start
    ) as process:
        yield process
        process.kill()


def line_of(server: "subprocess.Popen[str]") -> str:
    assert server.stdout is not None
    return server.stdout.readline().rstrip("\n")


def page(port: str, path: str) -> bytes:
    connection = HTTPConnection("127.0.0.1", int(port), timeout=20)
    connection.request("GET", path)
    return connection.getresponse().read()


def test_the_site_follows_the_ledger(ledger: Builder, server: "subprocess.Popen[str]") -> None:
    first = line_of(server)
    found = re.fullmatch(r"built \d+ pages; serving http://127\.0\.0\.1:(\d+)/ until Ctrl-C", first)
    assert found is not None, first
    assert b"Project one" in page(found[1], "/")
    ledger.write({"projects/one/README.md": card("one").replace("Project one", "A better name")})
    assert re.fullmatch(r"built \d+ pages, \d+ files changed", line_of(server))
    assert b"A better name" in page(found[1], "/projects/one/index.html")
    ledger.write({"ledger.yml": None})
    assert line_of(server).startswith("kept the last good site: there is no ledger.yml")
    assert b"A better name" in page(found[1], "/projects/one/index.html")
    server.send_signal(signal.SIGINT)
    assert (line_of(server), server.wait(20)) == ("stopped", 0)


def test_a_port_that_is_taken_is_one_sentence(ledger: Builder, server: "subprocess.Popen[str]") -> None:
    port = line_of(server).split(":")[2].split("/")[0]
    command = [sys.executable, "-m", "ledger.cli", "-C", str(ledger.root), "site", "serve", "--port", port]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert done.stderr.startswith(f"ledger: port {port} on 127.0.0.1 cannot be used, choose another with --port")
