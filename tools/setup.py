"""Bring ``.venv`` up to date with ``requirements.lock``: ``python -m tools.setup``.

Standard library only, since it runs before anything is installed, and written so that
a Python that is too old can still read it and say so. A stamp inside ``.venv`` records
what was installed; while it matches, set-up returns at once.

Commands
--------
``python -m tools.setup``
    Make ``.venv`` or bring it up to date.
``python -m tools.setup clean``
    Remove ``.venv`` and every cache.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "simlib-setup"
OLDEST = (3, 11)
# Copies, so that what is compiled beside them here stays here.
UV_OPTIONS = ("--quiet", "--link-mode=copy")
PIP_OPTIONS = ("--disable-pip-version-check", "--no-input", "-qq")
_COMPILE = """
import simlib
simlib.simulate(simlib.Scenario(book="hms_associates"), worlds=1, progress=False)
"""
CACHES = (
    ".hypothesis",
    ".ipynb_checkpoints",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    "__pycache__",
)


def venv_python() -> Path:
    """Return the path of the interpreter inside ``.venv``, whether it exists or not."""
    if os.name == "nt":
        return VENV / "Scripts" / "python.exe"
    return VENV / "bin" / "python"


def fingerprint() -> str:
    """Return a hash of what an installation depends on: the two lists and the place."""
    digest = hashlib.sha256(str(ROOT).encode())  # the package is installed by its path
    for name in ("requirements.lock", "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def is_up_to_date() -> bool:
    """Tell whether ``.venv`` holds what the lists ask for."""
    try:
        return STAMP.read_text() == fingerprint() and venv_python().exists()
    except OSError:
        return False


def make_venv() -> None:
    """Create ``.venv`` unless a usable one is there."""
    if _answers(f"import pip, sys; sys.exit(sys.version_info < {OLDEST})"):
        return
    options = ["--clear"]
    try:
        import ensurepip  # noqa: F401  (Debian leaves it out without python3-venv)
    except ImportError:
        options.append("--without-pip")
    _run([sys.executable, "-m", "venv", *options, str(VENV)])
    if "--without-pip" in options:
        pip = [sys.executable, "-m", "pip", "--python", str(venv_python()), "install"]
        _run([*pip, *PIP_OPTIONS, "pip"])


def install() -> None:
    """Install the lock, then this project itself, not yet compiled.

    uv does in seconds what takes pip two minutes. It reads none of pip's settings, so that where
    it does not get on (a mirror that only pip was told of), pip takes over.
    """
    python, lock = str(venv_python()), str(ROOT / "requirements.lock")
    pip = [python, "-m", "pip", "install", *PIP_OPTIONS, "--no-compile"]
    uv = [python, "-m", "uv", "pip", "install", *UV_OPTIONS, "--python", python]
    if not (_succeeds([*pip, locked("uv")]) and _succeeds([*uv, "-r", lock])):
        print("Without uv, with pip: this takes some minutes more ...", flush=True)
        _run([*pip, "-r", lock])
    _run([*pip, "--no-deps", "-e", str(ROOT)])


def locked(name: str) -> str:
    """Return a package with the version in the lock, as pip reads it: ``numpy==2.3.5``."""
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    return next(line.split()[0] for line in lines if line.startswith(f"{name}=="))


def compile_all() -> None:
    """Compile what was installed and the engine, each on a core of its own.

    Without .pyc files every notebook kernel would compile numpy and pandas anew. `compileall`
    writes them even where PYTHONDONTWRITEBYTECODE is set; a few files of other people's tests are
    no Python of today, so that it never ends well.
    """
    python = str(venv_python())
    packages = VENV / "Lib" if os.name == "nt" else VENV / "lib"
    bytecode = [python, "-W", "ignore", "-m", "compileall", "-qq", str(packages)]
    with subprocess.Popen(bytecode, stdout=subprocess.DEVNULL):
        subprocess.run([python, "-c", _COMPILE], check=True, cwd=ROOT)


def bring_up_to_date() -> None:
    """Make ``.venv`` hold exactly what the lists ask for, or do nothing if it does."""
    if is_up_to_date():
        return
    print("Setting up .venv: a minute or two the first time ...", flush=True)
    begin = time.monotonic()
    make_venv()
    STAMP.unlink(missing_ok=True)
    install()
    print("Compiling the engine, once ...", flush=True)
    compile_all()
    # Last, so that a set-up that was interrupted is taken up again next time.
    STAMP.write_text(fingerprint())
    print(f"Set up in {time.monotonic() - begin:.0f} s.", flush=True)


def clean() -> None:
    """Remove ``.venv`` and every cache of the tools; results and figures stay."""
    shutil.rmtree(VENV, ignore_errors=True)
    for cache in CACHES:
        for folder in sorted(ROOT.rglob(cache)):
            shutil.rmtree(folder, ignore_errors=True)
    print("Removed .venv and the caches.")


def _answers(code: str) -> bool:
    try:
        done = subprocess.run([str(venv_python()), "-c", code], capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0


def _succeeds(command: list[str]) -> bool:
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 0


def _run(command: list[str]) -> None:
    done = subprocess.run(command, cwd=ROOT, check=False)
    if done.returncode:
        sys.exit("Set-up stopped: this command failed:\n  " + " ".join(command))


def main(arguments: list[str]) -> None:
    """Run the command named on the command line."""
    if sys.version_info < OLDEST:
        sys.exit(
            f"simlib needs Python {OLDEST[0]}.{OLDEST[1]} or newer, and this is "
            f"{sys.version_info[0]}.{sys.version_info[1]} ({sys.executable}).\n"
            "Name a newer one, for example: make PYTHON=python3.12 run"
        )
    if arguments == ["clean"]:
        clean()
    elif not arguments:
        bring_up_to_date()
    else:
        sys.exit("usage: python -m tools.setup [clean]")


if __name__ == "__main__":
    main(sys.argv[1:])
