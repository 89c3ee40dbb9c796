"""Every check in one place: ``python -m tools.check [SUITE]``, the suites being those below.

Each step is a command of its own that can be run alone; this module only knows their
order. All steps run even if one fails; the exit status is that of the worst of them
and the last line names those that failed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Whole files go to a worker, so that what their tests share is made once; in their own order, which
# leaves the many short files of tests/unit for the end, where a long one would keep a worker idle.
PYTEST = ("pytest", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
# nbval imports a URL grammar that takes two seconds to compile, in every process.
TESTS = (*PYTEST, "-p", "no:nbval")
NBVAL = (
    "--nbval",
    "--nbval-current-env",  # the kernel of this environment, whatever the notebook names
    "--nbval-cell-timeout=120",  # the default is 2,000 s
    "--nbval-kernel-startup-timeout=120",
    "--nbval-sanitize-with=notebooks/sanitize.cfg",
)

STEPS: Mapping[str, tuple[str, ...]] = {
    "lint": ("ruff", "check"),
    "format": ("ruff", "format", "--check"),
    "types": ("mypy",),
    "fast tests": (*TESTS, "-m", "not slow and not nightly"),
    "tests": TESTS,
    "nightly tests": (*TESTS, "-m", "nightly"),
    "coverage": (*TESTS, "--cov", "--cov-report=term-missing:skip-covered"),
    "mutants": ("tools.mutants",),
    "notebook sources": ("tools.notebooks", "check"),
    # Without --dist loadfile the cells of one notebook would be dealt to several kernels.
    "notebooks": (*PYTEST, "notebooks", *NBVAL),
}

SUITES: Mapping[str, tuple[str, ...]] = {
    "fast": ("lint", "format", "types", "notebook sources", "fast tests"),
    "test": ("notebook sources", "tests", "notebooks"),
    "nightly": (
        "lint",
        "format",
        "types",
        "notebook sources",
        "coverage",
        "nightly tests",
        "notebooks",
        "mutants",
    ),
    "notebooks": ("notebook sources", "notebooks"),
    "coverage": ("coverage",),
    "mutants": ("mutants",),
}


def run_step(name: str) -> int:
    """Run one step in the project's root; return its exit status."""
    command = [sys.executable, "-m", *STEPS[name]]
    print(f"\n== {name}: python -m {' '.join(STEPS[name])}", flush=True)
    # Tests draw without a window; the notebooks name their own backend.
    environment = {**os.environ, "MPLBACKEND": "Agg"}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def run_suite(name: str) -> int:
    """Run every step of a suite; return the highest exit status."""
    status = {step: run_step(step) for step in SUITES[name]}
    failed = [step for step, code in status.items() if code]
    if failed:
        print(f"\nFAILED in `python -m tools.check {name}`: {', '.join(failed)}", flush=True)
    return max(map(abs, status.values()))


def main(arguments: list[str]) -> int:
    """Run the suite named on the command line (``fast`` if none is)."""
    name = arguments[0] if arguments else "fast"
    if name not in SUITES or len(arguments) > 1:
        print(f"usage: python -m tools.check [{'|'.join(SUITES)}]", file=sys.stderr)
        return 2
    return run_suite(name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
