"""No kernel ever reads or writes beyond the end of a table."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.equality.rough_worlds import fingerprint
from tools.setup import ROOT


@pytest.mark.nightly
def test_checked_kernels_play_the_same_rough_worlds() -> None:
    """Numba takes the flag when it is imported, so checked kernels need a process of their own.

    That process compiles the whole engine once more, which takes a minute: for the night.
    """
    done = subprocess.run(
        [sys.executable, "-m", "tests.equality.rough_worlds"],
        cwd=ROOT,
        env={**os.environ, "NUMBA_BOUNDSCHECK": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    # The first word says that a read beyond an array was refused, so that the flag really is on.
    assert done.stdout.split() == ["True", fingerprint()]
