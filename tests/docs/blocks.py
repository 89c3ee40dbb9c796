"""The blocks of a page of the documentation, and how they are played."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.setup import ROOT

_BLOCK = re.compile(
    r"(?:^<!-- (?P<mark>file|append): (?P<path>\S+) -->\n)?"
    r"^```(?P<language>\w*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)

# Every script is a program of its own; together they pay for one start of Python.
_SCRIPTS = (
    "import runpy, sys\nfor path in sys.argv[1:]:\n    runpy.run_path(path, run_name='__main__')"
)
_LINES = """
import runpy, shlex, sys
for line in sys.argv[1:]:
    sys.argv = shlex.split(line)[2:]
    try:
        runpy.run_module("simlib", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        if end.code:
            raise
"""


@dataclass(frozen=True)
class Block:
    """What stands between two fences; ``mark`` and ``path`` say where it belongs, if anywhere."""

    language: str
    text: str
    mark: str = ""
    path: str = ""


def blocks(page: str, *languages: str) -> list[Block]:
    """Return the blocks of a page, all of them or those of some languages."""
    found = [
        Block(each["language"], each["text"], each["mark"] or "", each["path"] or "")
        for each in _BLOCK.finditer(text_of(page))
    ]
    return [block for block in found if not languages or block.language in languages]


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def scripts(page: str) -> list[str]:
    """Return the Python of a page that is a program, not a part of a file."""
    return [block.text for block in blocks(page, "python") if not block.mark]


def console_lines(page: str, begin: str = "") -> list[str]:
    """Return the commands of a page without their remarks."""
    texts = (block.text for block in blocks(page, "console"))
    lines = (re.sub(r"\s+#.*", "", line) for text in texts for line in text.splitlines())
    return [line for line in lines if line.startswith(begin)]


def put_files(page: str, folder: Path) -> None:
    """Write the files of a page, and append its rows and functions, in a folder."""
    for block in blocks(page):
        if block.mark:
            with (folder / block.path).open(
                "w" if block.mark == "file" else "a", encoding="utf-8"
            ) as handle:
                handle.write(block.text)


def play_scripts(texts: Sequence[str], folder: Path) -> str:
    """Play programs one after another in a folder; return what they print."""
    paths = [folder / f"script_{number}.py" for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    return play([sys.executable, "-c", _SCRIPTS, *map(str, paths)], folder)


def play_lines(lines: Sequence[str], folder: Path) -> str:
    """Play ``python -m simlib`` commands in one process, in a folder."""
    return play([sys.executable, "-c", _LINES, *lines], folder)


def play(command: Sequence[str], folder: Path) -> str:
    # What lies in the folder comes first, as for somebody who works there.
    environment = {**os.environ, "PYTHONPATH": str(folder), "MPLBACKEND": "Agg"}
    found = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,  # a cluster that never comes up must not hold up everything else
    )
    assert found.returncode == 0, found.stderr
    return found.stdout


def copy_of_the_project(folder: Path) -> Path:
    """Return a copy that may be changed; its engine is the one that is compiled already."""
    ignored = shutil.ignore_patterns("__pycache__", "raw", "results", "world", "model")
    for part in ("simlib", "data"):
        shutil.copytree(ROOT / part, folder / part, ignore=ignored)
    with (folder / "simlib" / "__init__.py").open("a", encoding="utf-8") as handle:
        handle.write(f"\n__path__.append({str(ROOT / 'simlib')!r})\n")
    return folder
