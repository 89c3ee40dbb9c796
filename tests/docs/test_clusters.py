"""What the documentation says of many futures: stores, precision, and more than one machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import simlib
from tests.docs.blocks import console_lines, play_scripts, scripts

PAGE = "docs/many_futures.md"


def put_a_batch_system_on_the_path(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in for SLURM: a submitted job runs here, and is killed when it is cancelled.

    As the real one it keeps a copy of the script, which is deleted once it is submitted.
    """
    keep = f'job=$(mktemp {folder}/job.XXXXXX) && cat "$1" >"$job"'
    does = {
        "sbatch": f'{keep}\nsetsid bash "$job" >/dev/null 2>&1 & echo "Submitted batch job $!"',
        "scancel": 'kill -- "-$1" 2>/dev/null || true',
    }
    for name, text in does.items():
        path = folder / name
        path.write_text(f"#!/bin/bash\n{text}\n")
        path.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)


@pytest.mark.slow
@pytest.mark.parametrize("code", scripts(PAGE), ids=range(len(scripts(PAGE))))
def test_every_piece_of_code_runs(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_a_batch_system_on_the_path(tmp_path, monkeypatch)
    assert play_scripts([code], tmp_path).strip()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.slow
def test_a_scheduler_and_workers_started_by_hand_play_worlds() -> None:
    """The two commands of the page for several machines, on this one."""
    from distributed import Client

    port = str(free_port())
    commands = [
        line.replace("8786", port).replace("SCHEDULER", "127.0.0.1").split()
        for line in console_lines(PAGE, "dask ")
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
