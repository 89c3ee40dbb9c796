"""The README keeps its word: its commands, its code, its links."""

from __future__ import annotations

import os
import re
import shlex
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import simlib
from tools.setup import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def client_commands() -> list[str]:
    """Return the commands that take a client's files to a deck, in their order."""
    block = next(text for text in blocks("console") if "simlib import" in text)
    return block.splitlines()


def commands() -> list[str]:
    """Return every simlib command of the README, with fewer futures."""
    lines = [line.split("#")[0].strip() for text in blocks("console") for line in text.splitlines()]
    found = [line for line in lines if line.startswith("python -m simlib")]
    found = [line for line in found if line not in client_commands()]
    return [re.sub(r"--worlds \d+", "--worlds 2", line) for line in found]


def test_every_target_exists() -> None:
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", README, flags=re.MULTILINE))
    assert {"run", "test", "check", "nightly", "lab"} <= named
    for target in named:
        assert re.search(rf"^{target}:", MAKEFILE, flags=re.MULTILINE), target


def test_every_module_named_exists() -> None:
    modules = set(re.findall(r"python -m ([a-z.]+)", README)) - {"jupyterlab"}
    for module in modules:
        path = ROOT / module.replace(".", "/")
        assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), module


def test_every_link_leads_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert target.startswith("http") or (ROOT / target).exists(), target


@pytest.mark.slow
@pytest.mark.parametrize("command", commands())
def test_every_command_runs(command: str) -> None:
    arguments = [sys.executable, *shlex.split(command)[1:]]
    found = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr


@pytest.mark.slow
def test_a_client_goes_from_files_to_a_deck(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The two commands in their order, in an empty folder, with few futures."""
    # The key is kept in an empty home; the compiled engine stays where it is.
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    monkeypatch.setenv("SIMLIB_CACHE_DIR", os.environ.get("SIMLIB_CACHE_DIR") or cache)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for command in client_commands():
        told = command.replace("data/raw", str(ROOT / "data/raw")).replace("1000", "40")
        arguments = [sys.executable, *shlex.split(told)[1:]]
        found = subprocess.run(arguments, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert found.returncode == 0, found.stderr
    made = {path.name for path in (tmp_path / "studies" / "hms").iterdir()}
    assert {"book.csv", "ledger.csv", "mapping.yaml", "quality.html", "study.yaml"} <= made
    assert {"deck.pptx", "workbook.xlsx", "page.html"} <= made
    assert (tmp_path / "home" / ".simlib" / "keys" / "hms.key").exists()


def put_a_batch_system_on_the_path(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in for SLURM: a submitted job runs here, and is killed when it is cancelled.

    As the real one it keeps a copy of the script, which is deleted once it is submitted.
    """
    keep = f'job=$(mktemp {folder}/job.XXXXXX) && cat "$1" >"$job"'
    scripts = {
        "sbatch": f'{keep}\nsetsid bash "$job" >/dev/null 2>&1 & echo "Submitted batch job $!"',
        "scancel": 'kill -- "-$1" 2>/dev/null || true',
    }
    for name, does in scripts.items():
        path = folder / name
        path.write_text(f"#!/bin/bash\n{does}\n")
        path.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)


@pytest.mark.slow
@pytest.mark.parametrize("code", blocks("python"), ids=range(len(blocks("python"))))
def test_every_piece_of_code_runs(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_a_batch_system_on_the_path(tmp_path, monkeypatch)
    script = tmp_path / "script.py"
    script.write_text(code, encoding="utf-8")
    found = subprocess.run(
        [sys.executable, str(script)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,  # a cluster that never comes up must not hold up everything else
    )
    assert found.returncode == 0, found.stderr
    assert found.stdout.strip()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.slow
def test_a_scheduler_and_workers_started_by_hand_play_worlds() -> None:
    """The two commands of the README for several machines, on this one."""
    from distributed import Client

    port = str(free_port())
    lines = [line for text in blocks("console") for line in text.splitlines()]
    commands = [
        line.replace("8786", port).replace("SCHEDULER", "127.0.0.1").split()
        for line in lines
        if line.startswith("dask ")
    ]
    assert len(commands) == 2
    dask = str(Path(sys.executable).with_name("dask"))
    more = {"scheduler": ["--host", "127.0.0.1", "--no-dashboard"], "worker": ["--no-dashboard"]}
    started = [
        subprocess.Popen(
            [dask, *command[1:], *more[command[1]]],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for command in commands
    ]
    try:
        with Client(f"tcp://127.0.0.1:{port}", timeout=60) as client:
            client.wait_for_workers(1, timeout=120)
            story = simlib.Scenario(book="hms_associates", horizon_years=1)
            run = simlib.simulate(
                story, worlds=200, seed=2, executor=simlib.ClusterExecutor(client)
            )
    finally:
        for process in started:
            process.terminate()
            process.wait(timeout=60)
    assert np.array_equal(run.revenue, simlib.simulate(story, worlds=200, seed=2).revenue)


def test_no_time_is_left_open() -> None:
    assert "TIME_" not in README
