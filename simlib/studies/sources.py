"""What a stored result depends on: the code that made it and the data it read, as two hashes."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from simlib.inputs.paths import data_path

_PACKAGE = Path(__file__).resolve().parents[1]
_DATA = ("parameters.csv", "causes.csv", "disciplines.csv", "books/*.csv")


def code_hash(module: str) -> str:
    """Return a hash (16 hex digits) of a module and of everything in simlib that it imports.

    Comments, docstrings and layout do not count; the version of Python does not either.
    """
    digest = hashlib.sha256()
    for name in sorted(_with_imports(module)):
        digest.update(f"{name}\n{_skeleton(name)}\n".encode())
    return digest.hexdigest()[:16]


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
    for known in (data_hash, _imported, _tree, _skeleton):
        known.cache_clear()


def _with_imports(module: str) -> set[str]:
    found: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _imported(name)
    return found


@cache
def _imported(module: str) -> tuple[str, ...]:
    """Return the modules of simlib that a module imports, inside functions too."""
    names: list[str] = []
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
    return tuple(sorted({name for name in names if name.startswith("simlib.") and _file(name)}))


def _file(module: str) -> Path | None:
    base = _PACKAGE.joinpath(*module.split(".")[1:])
    found = [path for path in (base.with_suffix(".py"), base / "__init__.py") if path.is_file()]
    return found[0] if found else None


@cache
def _tree(module: str) -> ast.Module:
    path = _file(module)
    if path is None:
        raise ModuleNotFoundError(module)
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def _skeleton(module: str) -> str:
    return " ".join(_words(_tree(module)))


def _words(node: object) -> Iterator[str]:
    """Yield what a tree says, without the fields that only some versions of Python have."""
    if isinstance(node, ast.AST):
        yield type(node).__name__
        for field, value in ast.iter_fields(node):
            if value is not None and value != [] and field not in ("kind", "type_comment"):
                yield field
                yield from _words(value)
    elif isinstance(node, list):
        for item in node:
            if not _is_docstring(item):
                yield from _words(item)
    else:
        yield repr(node)


def _is_docstring(node: object) -> bool:
    # Any bare string: a docstring, or the words below a constant.
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )
