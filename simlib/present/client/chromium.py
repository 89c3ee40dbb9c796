"""Which Chromium there is on this machine, and what it must not do while it prints a page."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

_NAMES = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
    *("microsoft-edge", "msedge"),
)
_PROGRAMS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
_OF_PLAYWRIGHT = (
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/Chromium.app/Contents/MacOS/Chromium",
    "chromium-*/chrome-win*/chrome.exe",
    "chromium_headless_shell-*/*/*headless*shell*",
)
CHOICE = "SIMLIB_CHROMIUM"
"""Environment variable that names a browser other than the first one found."""


def chromium() -> Path | None:
    """Return a Chromium, Chrome or Edge of this machine, None if there is none.

    The one that the environment variable `CHOICE` names comes first, then programs on the path,
    the usual places of macOS and Windows, and what Playwright has downloaded.
    """
    return next(_candidates(), None)


def quiet_flags() -> list[str]:
    """Return flags for a browser that shows a page of ours: no network, no chatter of its own."""
    flags = [
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-quic",
    ]
    # As root, in a container, Chromium does not start with its sandbox.
    return [*flags, "--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else flags


def _candidates() -> Iterator[Path]:
    chosen = os.environ.get(CHOICE)
    if chosen and Path(chosen).is_file():
        yield Path(chosen)
    yield from (Path(found) for name in _NAMES if (found := shutil.which(name)))
    yield from (Path(name) for name in _PROGRAMS if Path(name).is_file())
    for pattern in _OF_PLAYWRIGHT:
        yield from sorted(path for path in _playwright().glob(pattern) if path.is_file())


def _playwright() -> Path:
    """Return where Playwright keeps its browsers."""
    if os.environ.get("PLAYWRIGHT_BROWSERS_PATH", "0") != "0":
        return Path(os.environ["PLAYWRIGHT_BROWSERS_PATH"])
    home = Path.home()
    places = {
        "darwin": home / "Library" / "Caches",
        "win32": home / "AppData" / "Local",
    }
    return places.get(sys.platform, home / ".cache") / "ms-playwright"
