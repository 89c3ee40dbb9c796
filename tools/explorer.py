"""Serve the explorer as a page: ``python -m tools.explorer [--port N] [--no-browser]``.

Voila runs notebooks/10_explorer.ipynb for each visitor and shows it without its code, in a
template of ours that fetches nothing from the network. It listens on this machine only.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from tools.setup import ROOT

NOTEBOOK = ROOT / "notebooks" / "10_explorer.ipynb"
TEMPLATES = ROOT / "simlib" / "present" / "templates" / "jupyter"
HIDDEN = "--TagRemovePreprocessor.remove_cell_tags=analyst"
# What is made for JupyterLab alone fails in Voila; these two show the widgets.
WIDGETS_ONLY = tuple(
    f"--VoilaConfiguration.extension_allowlist={name}"
    for name in ("@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8")
)


def command(
    port: int | None = None, *, browser: bool = True, notebook: Path = NOTEBOOK
) -> list[str]:
    """Return the command that serves the explorer on this machine."""
    wanted = [] if port is None else [f"--port={port}"]
    quiet = [] if browser else ["--no-browser"]
    return [
        *(sys.executable, "-m", "voila", str(notebook), "--template=simlib"),
        *("--Voila.ip=127.0.0.1", "--strip_sources=True", HIDDEN, *WIDGETS_ONLY, *wanted, *quiet),
    ]


def environment() -> dict[str, str]:
    """Return the environment in which Voila finds the template."""
    known = os.environ.get("JUPYTER_PATH")
    paths = [str(TEMPLATES), *([known] if known else [])]
    return {**os.environ, "JUPYTER_PATH": os.pathsep.join(paths)}


def main(arguments: list[str]) -> int:
    """Serve until interrupted; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.explorer", description=__doc__)
    parser.add_argument("--port", type=int, help="a free one by default")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    asked = parser.parse_args(arguments)
    try:
        done = subprocess.run(
            command(asked.port, browser=not asked.no_browser), env=environment(), check=False
        )
    except KeyboardInterrupt:
        return 0
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
