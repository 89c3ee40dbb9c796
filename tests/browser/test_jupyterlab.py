"""JupyterLab as an analyst uses it: open the quick start, run all, change a parameter, look."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path

import pytest

from tests.browser.browsing import (
    PATIENCE_MS,
    Watched,
    browsing,
    free_port,
    needs_chromium,
    served,
)
from tools.setup import ROOT

pytestmark = [pytest.mark.slow, needs_chromium]
_OPTIONS = (
    *("--no-browser", "--ip=127.0.0.1", "--ServerApp.port_retries=0"),
    # without a token: on this machine only, for the length of this test
    *("--IdentityProvider.token=", "--ServerApp.password=", "--allow-root"),
    "--ServerApp.disable_check_xsrf=True",
)
_SETTINGS = "@jupyterlab/apputils-extension/notification.jupyterlab-settings"


# "new" once the figure is another, "lost" once no cell has been waiting for ten seconds
_OUTCOME = """(old) => {
    const image = document.querySelector('.jp-OutputArea img');
    if (image && image.src !== old) return 'new';
    const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')];
    if (prompts.some((prompt) => prompt.textContent.includes('*'))) window.waited = Date.now();
    return Date.now() - window.waited > 10_000 && 'lost';
}"""


def lab(folder: Path, port: int) -> tuple[list[str], dict[str, str]]:
    """Return command and environment of a JupyterLab that keeps everything below a folder."""
    settings = folder / "settings" / _SETTINGS
    settings.parent.mkdir(parents=True)
    settings.write_text('{"fetchNews": "false", "checkForUpdates": false}', encoding="utf-8")
    command = [sys.executable, "-m", "jupyterlab", f"--port={port}", *_OPTIONS]
    # the tests draw without a window; an analyst's kernel chooses for itself, and shows its figures
    inherited = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
    environment = {
        **inherited,
        "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"),
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
    }
    return [*command, f"--ServerApp.root_dir={folder / 'work'}"], environment


def figure(watched: Watched) -> str:
    image = watched.page.locator(".jp-OutputArea img").first
    image.scroll_into_view_if_needed()
    return str(image.get_attribute("src"))


def wait_for_the_kernel(watched: Watched, address: str) -> None:
    """Wait until the server itself calls the kernel idle: the page says so before it is there."""
    until = time.monotonic() + PATIENCE_MS / 1000
    while time.monotonic() < until:
        kernels = watched.page.request.get(f"{address}api/kernels").json()
        if any(one["execution_state"] == "idle" and one["connections"] for one in kernels):
            return
        time.sleep(0.2)
    pytest.fail(f"the kernel did not start: {kernels}")


def run_all(watched: Watched, address: str, old: str) -> None:
    """Run all cells until the figure is a new one.

    JupyterLab drops what it is asked to run while it is still greeting its kernel (seen on a busy
    machine): the outputs are cleared and no cell is waiting. An analyst clicks again; so do we.
    """
    page = watched.page
    wait_for_the_kernel(watched, address)
    for _ in range(5):
        page.evaluate("window.waited = Date.now()")
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        if page.wait_for_function(_OUTCOME, arg=old).json_value() == "new":
            page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status='idle']")
            return
    pytest.fail(f"no new figure; the notebook reads:\n{page.inner_text('.jp-Notebook')}")


def test_quick_start_runs_and_another_diary_changes_the_figure(tmp_path: Path) -> None:
    port, notebooks = free_port(), tmp_path / "work" / "notebooks"
    notebooks.mkdir(parents=True)
    shutil.copy(ROOT / "notebooks" / "00_quickstart.ipynb", notebooks)
    command, environment = lab(tmp_path, port)
    log = tmp_path / "log.txt"
    with (
        served(command, port, folder=tmp_path, environment=environment, log=log) as address,
        browsing(width=1300, height=1000) as watched,
    ):
        page = watched.page
        page.goto(f"{address}lab/tree/notebooks/00_quickstart.ipynb")
        page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status='idle']")
        stored = figure(watched)
        cell = page.locator(".jp-CodeCell .cm-content", has_text="weekly_block").first
        cell.click()
        text = cell.inner_text()
        changed = text.replace('"weekly_block"', '"daily_habit"').replace("5_000", "200")
        assert changed != text
        page.keyboard.press("ControlOrMeta+A")
        page.keyboard.insert_text(changed)
        run_all(watched, address, stored)
        assert figure(watched) != stored
        assert "daily habit" in page.inner_text(".jp-RenderedMarkdown >> nth=1")
        assert watched.errors == []
        assert watched.outside(address) == []
