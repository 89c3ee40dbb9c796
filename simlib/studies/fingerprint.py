"""What a stored result depends on: the definitions it was made with and the data it read.

A result is as good as the code that made it. That code is every definition of simlib that the
study reaches: functions, classes and constants that it names, and those that they name. Where a
definition stands, what its file is called and what else the file holds does not count, nor do
comments, docstrings and layout; so a file may move and the result stays fresh.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from simlib.inputs.files import data_path

_PACKAGE = Path(__file__).resolve().parents[1]
_DATA = ("parameters.csv", "causes.csv", "disciplines.csv", "books/*.csv")

Place = tuple[str, str]
"""A module and a name in it."""


def code_hash(module: str, name: str) -> str:
    """Return a hash (16 hex digits) of a definition and of all in simlib that it reaches.

    Parameters
    ----------
    module, name
        A top-level definition: ``"simlib.studies.dose.dose"``, ``"dose_study"``.

    Raises
    ------
    LookupError
        If the module does not define the name.
    """
    if name not in _file(module).definitions:
        raise LookupError(f"{module} does not define {name}")
    found = {_said(each) for each in _reached((module, name))}
    return hashlib.sha256("\n".join(sorted(found)).encode()).hexdigest()[:16]


@cache
def data_hash(*more: str) -> str:
    """Return a hash (16 hex digits) of evidence, causes, diaries, books, and ``more`` files."""
    digest = hashlib.sha256()
    patterns = (*_DATA, *more)
    for path in sorted(path for pattern in patterns for path in data_path().glob(pattern)):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(path.name.encode() + b"\0" + content)
    return digest.hexdigest()[:16]


def read_again() -> None:
    """Forget what was read of code and data, so that a change since then is seen."""
    for known in (data_hash, _file, _said, _named):
        known.cache_clear()


@dataclass
class _File:
    """What a file defines and imports at its top level."""

    definitions: dict[str, ast.stmt] = field(default_factory=dict)
    imports: dict[str, Place] = field(default_factory=dict)
    others: list[ast.stmt] = field(default_factory=list)
    """Statements that do something without naming it: entries of a table, loops."""


def _reached(start: Place) -> set[Place]:
    found: set[Place] = set()
    waiting = [start]
    while waiting:
        place = waiting.pop()
        if place not in found:
            found.add(place)
            waiting += _named(place)
    return found


@cache
def _named(place: Place) -> tuple[Place, ...]:
    """Return the definitions of simlib that a definition names."""
    module, name = place
    file = _file(module)
    node: ast.AST = (
        ast.Module(body=file.others, type_ignores=[]) if name == "" else file.definitions[name]
    )
    inside = dict(_imports(node))
    found = [(module, "")] if file.others and name else []
    asked = set()  # names of modules of which only an attribute is asked for
    for each in ast.walk(node):
        if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name):
            home = inside.get(each.value.id) or file.imports.get(each.value.id)
            whole = _module_of(home) if home else ""
            if whole:
                asked.add(each.value)
                found += _defined((whole, each.attr))
        elif isinstance(each, ast.Name) and each not in asked:
            found += _defined(inside.get(each.id) or (module, each.id))
    return tuple(found)


def _defined(place: Place) -> list[Place]:
    """Return where a name is defined, followed through imports; of a module all that it holds."""
    module, name = place
    whole = _module_of(place)
    if whole:
        return [(whole, each) for each in _file(whole).definitions]
    if _path(module) is None:
        return []
    file = _file(module)
    if name in file.definitions:
        return [place]
    return _defined(file.imports[name]) if name in file.imports else []


def _module_of(place: Place) -> str:
    """Return the module that a place names, "" if it is a definition."""
    dotted = ".".join(part for part in place if part)
    return dotted if _path(dotted) else ""


@cache
def _file(module: str) -> _File:
    path = _path(module)
    if path is None:
        raise LookupError(f"no module {module}")
    file = _File()
    _take(file, ast.parse(path.read_text(encoding="utf-8")).body)
    return file


def _take(file: _File, statements: list[ast.stmt]) -> None:
    for node in statements:
        if isinstance(node, ast.Import | ast.ImportFrom):
            file.imports |= dict(_imports(node))
        elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            _take(file, node.body)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            file.definitions[node.name] = node
        elif names := _assigned(node):
            file.definitions |= dict.fromkeys(names, node)
        elif not _is_text(node):
            file.others.append(node)


def _assigned(node: ast.stmt) -> list[str]:
    targets = (
        node.targets
        if isinstance(node, ast.Assign)
        else [node.target]
        if isinstance(node, ast.AnnAssign)
        else []
    )
    return [
        each.id
        for target in targets
        for each in ast.walk(target)
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
    ]


def _imports(node: ast.AST) -> Iterator[tuple[str, Place]]:
    """Yield the names of simlib that a piece of code imports, and where they come from."""
    for each in ast.walk(node):
        if isinstance(each, ast.ImportFrom) and each.module and not each.level:
            for alias in each.names:
                yield alias.asname or alias.name, (each.module, alias.name)


def _path(module: str) -> Path | None:
    first, *parts = module.split(".")
    if first != "simlib":
        return None
    base = _PACKAGE.joinpath(*parts)
    found = [path for path in (base.with_suffix(".py"), base / "__init__.py") if path.is_file()]
    return found[0] if found else None


@cache
def _said(place: Place) -> str:
    """Return a definition in words that do not depend on where it stands."""
    module, name = place
    nodes = _file(module).definitions[name] if name else _file(module).others
    return f"{name}: {' '.join(_words(nodes))}"


def _words(node: object) -> Iterator[str]:
    """Yield what a tree says, without the fields that only some versions of Python have."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        return
    if isinstance(node, ast.AST):
        yield type(node).__name__
        for name, value in ast.iter_fields(node):
            if value is not None and value != [] and name not in ("kind", "type_comment"):
                yield name
                yield from _words(value)
    elif isinstance(node, list):
        for item in node:
            if not _is_text(item):
                yield from _words(item)
    else:
        yield repr(node)


def _is_text(node: object) -> bool:
    # Any bare string: a docstring, or the words below a constant.
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )
