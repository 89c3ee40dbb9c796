"""A headless Chromium for tests, and servers on ports of their own that always end."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from simlib.present.client.pdf import chromium, quiet_flags

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Page, Request

PATIENCE_MS = 180_000  # of a machine that is busy with other tests
needs_chromium = pytest.mark.skipif(
    chromium() is None,
    reason="NO CHROMIUM, CHROME OR EDGE ON THIS MACHINE: THE PAGES WERE NOT TRIED IN A BROWSER",
)


class Watched:
    """A page, what its console said was wrong, and every address it asked for."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.errors: list[str] = []
        self.requests: list[str] = []
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", self._asked)

    def another(self) -> Watched:
        """Open a second page in the same browser: Playwright runs once at a time."""
        browser = self.page.context.browser
        assert browser is not None
        return Watched(browser.new_page())

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith(("data:", "blob:")):
            self.requests.append(request.url)

    def outside(self, own: str) -> list[str]:
        """Return the requests that went anywhere but to `own`."""
        sockets = own.replace("http://", "ws://")
        return [url for url in self.requests if not url.startswith((own, sockets))]


@contextmanager
def browsing(*, width: int = 1100, height: int = 1200) -> Iterator[Watched]:
    """Open a page in a headless browser that cannot look up any host."""
    from playwright.sync_api import sync_playwright

    flags = [*quiet_flags(), "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium()), args=flags)
        try:
            yield Watched(browser.new_page(viewport={"width": width, "height": height}))
        finally:
            browser.close()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(
    command: Sequence[str], port: int, *, folder: Path, environment: Mapping[str, str], log: Path
) -> Iterator[str]:
    """Run a server until the end of the block and yield its address; it and its children end."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_for(port, process, log)
            yield f"http://127.0.0.1:{port}/"
        finally:
            _end(process)


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE_MS / 1000
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"the server did not start:\n{log.read_text(errors='replace')[-2000:]}")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)  # it ends its kernels
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(30)
