"""The README keeps its word: its commands, its code, its links."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys

import pytest

from tools.setup import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def commands() -> list[str]:
    """Return every simlib command of the README, with fewer futures."""
    lines = [line.split("#")[0].strip() for text in blocks("console") for line in text.splitlines()]
    found = [line for line in lines if line.startswith("python -m simlib")]
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
@pytest.mark.parametrize("code", blocks("python"))
def test_every_piece_of_code_runs(code: str) -> None:
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stderr
    assert found.stdout.strip()


def test_no_time_is_left_open() -> None:
    assert "TIME_" not in README
