"""The documentation holds no typed number, and no path or link that leads nowhere."""

from __future__ import annotations

import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from tools.check import SUITES
from tools.docs_blocks import pages
from tools.docs_commands import make_targets
from tools.docs_prose import typed_numbers
from tools.notebook_files import read_source, source_paths
from tools.setup import ROOT

NAMES = [page.relative_to(ROOT).as_posix() for page in pages()]


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_no_page_holds_a_typed_number(page: Path) -> None:
    assert list(typed_numbers(page.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("source", source_paths(), ids=lambda path: path.stem)
def test_no_notebook_holds_a_typed_number(source: Path) -> None:
    cells = [cell for cell in read_source(source).cells if cell.cell_type == "markdown"]
    assert [number for cell in cells for number in typed_numbers(cell.source)] == []


@pytest.mark.parametrize(
    "text",
    [
        "takes 25 minutes",
        "the twelve questions",
        "in 95 % of them",
        "3.5 times",
        "1.5 GB",
        "1 GB of 10",
        "Thousands.",
    ],
)
def test_a_typed_number_is_found(text: str) -> None:
    assert list(typed_numbers(f"Words, {text} more words."))


@pytest.mark.parametrize(
    "text",
    [
        "`--worlds 500`",
        "[C05](data/1.csv) of 2026-11-22",
        "Python 3.11 or newer",
        "```console\nmake 12\n```",
        "<!-- generated: x -->12<!-- end -->",
        "1. first\n2. second",
        "0 to 1",
        "two commands",
    ],
)
def test_a_name_is_no_number(text: str) -> None:
    assert list(typed_numbers(text)) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_link_and_path_leads_somewhere(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert target.startswith("http") or ((ROOT / name).parent / target).exists(), target
    told = r"`((?:simlib|tools|data|tests|docs|figures)/[^` *{]*)`"
    for path in set(re.findall(told, text)):
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize("name", NAMES)
def test_every_command_and_module_named_exists(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert set(re.findall(r"(?:^|`)make ([a-z-]+)", text, flags=re.MULTILINE)) <= set(
        make_targets()
    )
    assert set(re.findall(r"tools\.check ([a-z]+)", text)) <= set(SUITES)
    for module in set(re.findall(r"python -m ([a-z_.]+)", text)):
        assert find_spec(module) is not None, module
    for dotted in re.findall(r"`(simlib\.[\w.]+)`", text):
        home, _, last = dotted.rpartition(".")
        assert hasattr(import_module(home), last) or import_module(dotted), dotted


def test_every_page_is_listed() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    for page in (ROOT / "docs").glob("*.md"):
        assert page.name == "README.md" or f"]({page.name})" in index, page.name
