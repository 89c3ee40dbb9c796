"""The house keeps its shape: arrows run one way, files stay small, imports stay light."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.setup import ROOT

LAYERS = [
    *("inputs", "intake", "world", "model", "run", "analysis", "history", "studies", "present"),
    "cli",
]
NOT_OF_THE_MODEL = ("intake", "analysis", "history", "studies", "present")
HEAVY = ["pandera", "scipy.stats", "matplotlib", "statsmodels", "dask", "loky"]
FACE = {"__init__", "__main__", "version"}  # simlib's own front door may name every layer
FILES = sorted((ROOT / "simlib").rglob("*.py"))


def parts(path: Path) -> list[str]:
    return list(path.relative_to(ROOT).with_suffix("").parts)


def imported(path: Path) -> Iterator[str]:
    """Yield every dotted name a file imports, those inside functions included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = parts(path)[: -node.level] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", FILES, ids=lambda path: "/".join(parts(path)[1:]))
def test_arrows_run_one_way(path: Path) -> None:
    layer = parts(path)[1]
    if layer in FACE:
        return
    mine = LAYERS.index(layer)
    allowed = set(LAYERS[: mine + 1]) - ({"model"} if layer in NOT_OF_THE_MODEL else set())
    used = {name.split(".")[1] for name in imported(path) if name.startswith("simlib.")}
    assert used & set(LAYERS) <= allowed


def test_no_file_is_longer_than_300_lines() -> None:
    lines = {path.name: path.read_text(encoding="utf-8").count("\n") for path in FILES}
    assert {name: count for name, count in lines.items() if count > 300} == {}


def test_only_the_command_line_prints() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in FILES
        if parts(path)[1] not in ("cli", "__main__")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print"
    ]
    assert found == []


def test_importing_simlib_is_light() -> None:
    code = f"import sys, simlib; print(sorted(set({HEAVY}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
