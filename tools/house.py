"""Measure the house: ``python -m tools.house [FOLDER]`` prints files, lines, imports and arrows.

The table is about ``simlib`` and, where there is one, ``verification``: files and lines, the share
of lines that import, the median file, private functions that are used exactly once, imports in a
circle, and arrows that run upward from floor to floor. A name in a string is an import, too:
``import_module("simlib.x")`` and a table of dotted names reach a module as surely as a statement.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Literal

ROOT = Path(__file__).resolve().parent.parent

LAYERS = (
    *("words", "inputs", "intake", "world", "model", "run", "analysis", "history", "studies"),
    *("present.draw", "present.words", "present.charts", "present.plots", "present.paper"),
    *("present.client", "present.workbook", "present.deck", "present.explorer", "cli"),
)
"""Who may import whom: a layer those before it. `present` itself only holds the others."""

FLOORS = tuple(dict.fromkeys(layer.split(".")[0] for layer in LAYERS))
"""The layers as folders of the package."""

NOT_OF_THE_MODEL = ("intake", "analysis", "history", "studies", "present")
"""Layers that import nothing of the model but its rules."""
APART = (("present.draw", "present.words"),)
"""Neighbours of one floor that know nothing of each other: pictures and sentences."""
FACE = ("__init__", "__main__", "version", "present")
"""The front doors may name every layer, and every layer may ask for the version."""

Kind = Literal["run", "function", "types", "string"]


@dataclass(frozen=True)
class Arrow:
    """One place where a module names another."""

    source: str
    target: str
    line: int
    kind: Kind
    """Where it stands: at the top, in a function, only for types, or in a string."""

    def __str__(self) -> str:
        """Say file, line and what is imported."""
        return f"{self.source.replace('.', '/')}.py:{self.line} -> {self.target} ({self.kind})"


@dataclass(frozen=True)
class House:
    """The modules of a package by dotted name, and the arrows between them."""

    files: dict[str, Path]
    arrows: tuple[Arrow, ...]


def house(root: Path = ROOT, *packages: str) -> House:
    """Return the modules below a folder, of some packages or of those of this project."""
    known = packages or ("simlib", "verification")
    files = {
        _dotted(path.relative_to(root)): path
        for package in known
        for path in sorted((root / package).rglob("*.py"))
    }
    arrows = [arrow for name, path in files.items() for arrow in _arrows(name, path, files)]
    return House(files, tuple(arrows))


def upward(found: House, package: str = "simlib", layers: Sequence[str] = LAYERS) -> list[Arrow]:
    """Return the arrows that no layer may have: upward, across, or into the model."""
    return [arrow for arrow in found.arrows if _is_refused(arrow, package, layers)]


def circles(found: House, *kinds: Kind) -> list[list[str]]:
    """Return the groups of modules that import each other, by arrows of some kinds."""
    targets: dict[str, list[str]] = {name: [] for name in found.files}
    for arrow in found.arrows:
        if arrow.kind in kinds and arrow.target != arrow.source:
            targets[arrow.source].append(arrow.target)
    return sorted(group for group in _components(targets) if len(group) > 1)


def layer_of(module: str, package: str, layers: Sequence[str] = LAYERS) -> str:
    """Return the layer of a module, "" for a front door, itself for a room that nobody listed."""
    inner = module.removeprefix(package).lstrip(".")
    for depth in (2, 1):
        name = ".".join(inner.split(".")[:depth])
        if name in layers:
            return name
    first = inner.split(".")[0]
    return "" if inner in FACE or not inner else first


def _is_refused(arrow: Arrow, package: str, layers: Sequence[str]) -> bool:
    if not arrow.target.startswith(package):
        return arrow.source.startswith(package)  # nothing in the product knows what proves it
    mine, theirs = (layer_of(name, package, layers) for name in (arrow.source, arrow.target))
    if not mine or not theirs or not arrow.source.startswith(package):
        return False
    if mine not in layers or theirs not in layers:
        return True
    if theirs == "model" and mine.split(".")[0] in NOT_OF_THE_MODEL:
        return not arrow.target.startswith(f"{package}.model.rules")
    return layers.index(theirs) > layers.index(mine) or (theirs, mine) in APART


def _dotted(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _arrows(name: str, path: Path, files: dict[str, Path]) -> Iterator[Arrow]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield from _of_block(name, tree.body, files, "run")
    texts = _docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in texts:
            target = _named(node.value, name, files)
            if target:
                yield Arrow(name, target, node.lineno, "string")


def _of_block(
    name: str, body: Sequence[ast.AST], files: dict[str, Path], kind: Kind
) -> Iterator[Arrow]:
    for node in body:
        if isinstance(node, ast.ImportFrom | ast.Import):
            for target in _targets(node, name, files):
                yield Arrow(name, target, node.lineno, kind)
        elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            yield from _of_block(name, node.body, files, "types")
        else:
            inside = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            deeper: Kind = "function" if inside and kind == "run" else kind
            yield from _of_block(name, list(ast.iter_child_nodes(node)), files, deeper)


def _targets(node: ast.ImportFrom | ast.Import, name: str, files: dict[str, Path]) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name in files)
        return
    parts = name.split(".")
    if files[name].name == "__init__.py":
        parts.append("")
    base = ".".join([*parts[: -node.level], node.module or ""]) if node.level else node.module
    for alias in node.names:
        whole = f"{base}.{alias.name}".lstrip(".")
        found = [each for each in (whole, (base or "").rstrip(".")) if each in files]
        yield from found[:1]


def _named(text: str, source: str, files: dict[str, Path]) -> str:
    """Return the module that a string names, itself or by something that it holds; "" if none."""
    if not text or not all(part.isidentifier() for part in text.split(".")):
        return ""
    package = source.split(".")[0]
    for dotted in (text, f"{package}.{text}" if "." in text else ""):
        for whole in (dotted, dotted.rpartition(".")[0]):
            if "." in whole and whole in files and whole != source:
                return whole
    return ""


def _docstrings(tree: ast.AST) -> set[ast.AST]:
    """Return strings that stand alone: they explain, and reach nothing."""
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def _components(targets: dict[str, list[str]]) -> list[list[str]]:
    """Return groups in which everybody reaches everybody (Tarjan 1972)."""
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(name: str) -> None:
        number[name] = lowest[name] = len(number)
        stack.append(name)
        for target in targets[name]:
            if target not in number:
                visit(target)
                lowest[name] = min(lowest[name], lowest[target])
            elif target in stack:
                lowest[name] = min(lowest[name], number[target])
        if lowest[name] == number[name]:
            group = stack[stack.index(name) :]
            del stack[stack.index(name) :]
            found.append(sorted(group))

    for name in targets:
        if name not in number:
            visit(name)
    return found


def used_once(files: Sequence[Path]) -> tuple[int, int]:
    """Return how many private functions and methods are named exactly once in their file, and all.

    All: every function, public ones and methods included.
    """
    once = everybody = 0
    for path in files:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = Counter(
            node.id if isinstance(node, ast.Name) else node.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Name | ast.Attribute)
        )
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                everybody += 1
                private = node.name.startswith("_") and not node.name.startswith("__")
                once += private and named[node.name] == 1
    return once, everybody


def measured(root: Path, package: str) -> dict[str, str]:
    """Return the row of a package: what is counted, and how much of it there is."""
    found = house(root, package)
    texts = [path.read_text(encoding="utf-8") for path in found.files.values()]
    lines = [text.count("\n") for text in texts]
    imports = sum(
        (node.end_lineno or node.lineno) - node.lineno + 1
        for text in texts
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import | ast.ImportFrom)
    )
    once, everybody = used_once(list(found.files.values()))
    share = once / max(1, everybody)
    run, types = circles(found, "run", "function"), circles(found, "run", "function", "types")
    return {
        "files": f"{len(lines):,}",
        "lines": f"{sum(lines):,}",
        "lines that import": f"{imports / max(1, sum(lines)):.1%}",
        "median file": f"{median(lines):g}",
        "longest file": f"{max(lines):,}",
        "private functions used once": f"{once:,} of {everybody:,} ({share:.0%})",
        "circles at run time": str(len(run)),
        "circles with types": str(len(types)),
        "upward arrows": str(len(upward(found, package, FLOORS))) if package == "simlib" else "",
    }


def main(arguments: Sequence[str]) -> int:
    """Print the table, and every circle and upward arrow; return the number of upward arrows."""
    root = Path(arguments[0]).resolve() if arguments else ROOT
    rows = {
        name: measured(root, name) for name in ("simlib", "verification") if (root / name).is_dir()
    }
    for what in rows["simlib"]:
        print(f"{what:30}" + "".join(f"{row[what]:>26}" for row in rows.values()))
    found = house(root, "simlib")
    for group in circles(found, "run", "function", "types"):
        print(f"circle: {', '.join(group)}")
    for arrow in upward(found, "simlib", FLOORS):
        print(f"upward: {arrow}")
    return len(upward(found, "simlib", FLOORS))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
