"""A page of ours as PDF, printed by the Chromium of this machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from simlib.inputs.errors import InputError
from simlib.present.paper.edited import page_with_hash, refuse_edited, write_unless_edited

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
_SECONDS = 120
_NO_HOST = "--host-resolver-rules=MAP * ~NOTFOUND"
_DATE = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}")
_ELEMENT = re.compile(rb"node\d{8}")
_NO_DATE = rb"\g<1>19700101000000"


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


def to_pdf(html_path: str | Path, pdf_path: str | Path) -> Path:
    """Print a self-contained page on A4.

    Parameters
    ----------
    html_path : str or Path
        A page that needs nothing outside itself; no host name is looked up.
    pdf_path : str or Path
        Where to write; whole or not at all. It bears no date, so that the same page printed
        by the same browser is the same file. One written here before is replaced only if nobody
        wrote into it since.

    Returns
    -------
    Path
        The path written.

    Raises
    ------
    InputError
        If there is no such page, no Chromium on this machine, it fails, or the PDF there was
        edited or is none of ours.
    """
    page, browser = Path(html_path), chromium()
    if not page.is_file():
        raise InputError("there is no page to print", file=page)
    if browser is None:
        raise InputError(
            "a PDF needs a browser, and none was found",
            allowed=f"install Chromium, Chrome or Edge, or name one in {CHOICE}; "
            "or open the page and print it",
        )
    refuse_edited([pdf_path])
    with TemporaryDirectory(prefix="simlib-pdf-", ignore_cleanup_errors=True) as scratch:
        printed = Path(scratch) / "page.pdf"
        _print(browser, page.resolve(), printed, Path(scratch) / "profile")
        content = _DATE.sub(_NO_DATE, printed.read_bytes())
        return write_unless_edited(page_with_hash(renumbered(content)), pdf_path)


def renumbered(content: bytes) -> bytes:
    """Return a PDF whose tagged elements are numbered from nought, in their order.

    A browser numbers them as it comes to them, and on a busy machine now and then skips a number.
    """
    found = sorted(set(_ELEMENT.findall(content)))
    numbers = {each: b"node%08d" % place for place, each in enumerate(found)}
    return _ELEMENT.sub(lambda match: numbers[match[0]], content)


def _print(browser: Path, page: Path, printed: Path, profile: Path) -> None:
    command = [
        str(browser),
        "--headless",
        *quiet_flags(),
        _NO_HOST,
        f"--user-data-dir={profile}",
        "--no-pdf-header-footer",
        f"--print-to-pdf={printed}",
        page.as_uri(),
    ]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InputError(f"the browser did not print the page: {error}", file=browser) from None
    if not printed.is_file() or not printed.stat().st_size:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise InputError(f"the browser did not print the page {' '.join(said)}", file=browser)
