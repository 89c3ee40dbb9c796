"""The mutants that mutmut makes: every one of a file in one file, chosen by name when it runs."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ProcessPoolExecutor
from contextlib import chdir
from dataclasses import dataclass
from difflib import unified_diff
from functools import partial
from pathlib import Path
from typing import Any

from simlib.inputs.files import write_atomically
from tools.mutants.tree import ROOT

PACKAGES = ("world", "inputs", "analysis", "model")
"""Folders of `simlib`; of ``model`` only the SimPy engine, without rules and kernel."""
_BY_HAND = "rules.py"
_MARK = "__mutmut_"


@dataclass(frozen=True)
class Made:
    """One of mutmut's mutants: ``simlib.inputs.ids.x_entity__mutmut_3``, and what it changes."""

    name: str
    package: str
    file: str
    diff: str

    @property
    def function(self) -> str:
        """The function it changes, as mutmut spells it."""
        return self.name.rpartition(_MARK)[0]


def files_of(root: Path, packages: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return package and path of every file that mutmut may change."""
    return [
        (package, path.relative_to(root).as_posix())
        for package in packages
        for path in sorted((root / "simlib" / package).glob("*.py"))
        if path.name != _BY_HAND
    ]


def make(
    tree: Path, packages: tuple[str, ...] = PACKAGES, jobs: int = 2, root: Path = ROOT
) -> list[Made]:
    """Write the files of ``root`` with all their mutants into its copy ``tree``; return these.

    What was made of an unchanged file before is taken from beside the tree.
    """
    files = files_of(root, packages)
    with ProcessPoolExecutor(jobs) as pool:
        found = pool.map(partial(_made_once, tree, root), [file for _, file in files])
        return [
            Made(each["name"], package, file, each["diff"])
            for (package, file), mutants in zip(files, found, strict=True)
            for each in mutants
        ]


def _made_once(tree: Path, root: Path, file: str) -> list[dict[str, str]]:
    source = (root / file).read_text(encoding="utf-8")
    digest = hashlib.sha256(f"{file}\0{source}".encode()).hexdigest()[:16]
    kept = tree.parent / "made" / f"{digest}.json"
    if not kept.exists():
        kept.parent.mkdir(exist_ok=True)
        write_atomically(kept, json.dumps(_made(tree, file, source)).encode())
    made: dict[str, Any] = json.loads(kept.read_bytes())
    (tree / file).write_text(made["code"], encoding="utf-8")
    return list(made["mutants"])


def _made(tree: Path, file: str, source: str) -> dict[str, Any]:
    with chdir(tree):  # mutmut reads its options where it stands
        from mutmut.mutation.file_mutation import mutate_file_contents

        mutated = mutate_file_contents(file, source)
    lines = mutated.code.splitlines(keepends=True)
    spans = mutated.line_span_by_function_name
    module = file.removesuffix(".py").replace("/", ".")

    def text(name: str) -> list[str]:
        return lines[spans[name].start - 1 : spans[name].end]

    mutants = []
    for name in mutated.mutant_names:
        original = f"{name.rpartition(_MARK)[0]}{_MARK}orig"
        mutants.append(
            {"name": f"{module}.{name}", "diff": _diff(text(original), text(name), original, name)}
        )
    return {"code": mutated.code, "mutants": mutants}


def _diff(original: list[str], mutant: list[str], one: str, other: str) -> str:
    """Return what differs, without the line of the name."""
    function = one.removeprefix("x_").removesuffix(f"{_MARK}orig")
    before = [line.replace(one, function) for line in original]
    after = [line.replace(other, function) for line in mutant]
    rows = list(unified_diff(before, after, n=0))[2:]
    return "".join(row for row in rows if not row.startswith("@@")).rstrip("\n")
