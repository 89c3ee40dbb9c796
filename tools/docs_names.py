"""The page of public names: what ``import simlib as sl`` offers, and where each chart stands."""

from __future__ import annotations

import inspect
import sys
from types import ModuleType
from typing import Any

import simlib as sl
from tools.docs_tables import table


def public_names() -> str:
    """Return a table of the names of ``simlib``, each with its file and what it says of itself."""
    found = {name: getattr(sl, name) for name in dir(sl) if not name.startswith("_")}
    modules = {name: each for name, each in found.items() if isinstance(each, ModuleType)}
    rows = [
        [f"`sl.{name}`", _kind(each), _file(each), _first_sentence(each)]
        for name, each in sorted(found.items())
        if name not in modules
    ]
    rows += [
        [f"`sl.{name}`", "module", _file(each), _first_sentence(each)]
        for name, each in sorted(modules.items())
    ]
    return table(["name", "is a", "stands in", "what it is"], rows)


def charts() -> str:
    """Return a table of the charts: what each draws, its file, and those of its words."""
    found = [(getattr(sl.plots, name), name) for name in dir(sl.plots)]
    rows = sorted(
        [_file(chart), f"`sl.plots.{name}`", _first_sentence(chart), _words(chart)]
        for chart, name in found
    )
    return table(["stands in", "chart", "what it draws", "its words in"], rows)


def _words(chart: Any) -> str:
    home = vars(sys.modules[chart.__module__])
    said = {getattr(home.get(name), "__module__", "") for name in chart.__code__.co_names}
    names = sorted(name for name in said if name.startswith("simlib.present.words."))
    return ", ".join(_file(sys.modules[name]) for name in names)


def _kind(each: Any) -> str:
    return "class" if inspect.isclass(each) else "function"


def _file(each: Any) -> str:
    home = each if isinstance(each, ModuleType) else sys.modules[each.__module__]
    path = home.__name__.replace(".", "/")
    whole = f"{path}/" if hasattr(home, "__path__") else f"{path}.py"
    return f"[`{whole}`](../{whole})"


def _first_sentence(each: Any) -> str:
    return (
        (inspect.getdoc(each) or "").split("\n\n")[0].replace("\n", " ").split(". ")[0].rstrip(".")
    )
