"""A number or a name in words reads the same everywhere, and sentences stand in one place."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import simlib as sl
from simlib.present import charts
from simlib.studies.audit.review import audit
from simlib.words import counted, listed, percent, plural
from tests.support.firms import book_of
from tools.setup import ROOT

FILES = sorted((ROOT / "simlib").rglob("*.py"))
SHARE_BY_HAND = re.compile(r"\{100(?:\.0)? \* [^{}]*:\.\df\} ?%|:\.\d%\}")
"""A share that is made a percentage where it stands."""
BY_HAND = {
    "simlib/inputs/reading/encodings.py",  # how sure a guess is, beside the guess
    "simlib/present/workbook/result_sheets.py",  # a threshold as the sheet's own number format
}


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "0 %"),
        (0.002, "less than 1 %"),
        (0.0049, "less than 1 %"),
        (0.005, "less than 1 %"),
        (0.0051, "1 %"),
        (0.27, "27 %"),
    ],
)
def test_a_small_share_is_not_nothing(share: float, words: str) -> None:
    assert percent(share) == words


def test_a_share_of_0_2_percent_reads_the_same_everywhere() -> None:
    """In the book's own line, in a finding of a chart and in a warning."""
    words = percent(0.002)
    book = book_of(*[1.0] * 500, reps=1)
    assert f"largest account {words}" in repr(book)
    top = sl.Account("top", 0.002 * 2_000_000, owner="rep 1")
    tail = sl.Book(name="tail", accounts=(top,), reps=("rep 1",), pool_revenue=1_996_000.0)
    (warning,) = (w for w in audit(sl.Scenario(book=tail)) if w.code == "partial_book")
    assert f"hold {words} of the firm's revenue" in warning.says


def test_nobody_else_makes_a_percentage() -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for path in FILES
        if path.name != "words.py" and SHARE_BY_HAND.search(path.read_text(encoding="utf-8"))
    }
    assert found <= BY_HAND


@pytest.mark.parametrize(
    ("number", "noun", "words"),
    [
        (0, "account", "no accounts"),
        (1, "other diary", "one other diary"),
        (2, "other diary", "two other diaries"),
        (3, "loss", "three losses"),
        (12, "account-year", "twelve account-years"),
        (14, "way", "14 ways"),
        (2, "branch", "two branches"),
    ],
)
def test_nouns_have_their_plurals(number: int, noun: str, words: str) -> None:
    assert counted(number, noun) == words


def _nouns() -> Iterator[str]:
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "counted":
                last = node.args[-1]
                if isinstance(last, ast.Constant) and isinstance(last.value, str):
                    yield last.value


def test_every_noun_that_is_counted_is_spelt_right() -> None:
    """Read this list once when it grows: the rule knows no men, mice and children."""
    assert {plural(noun) for noun in _nouns()} <= {
        *("account-years", "accounts", "answers", "causes", "claims", "departures", "ends"),
        *(
            "events",
            "firm-years",
            "firms",
            "futures",
            "inputs",
            "lost accounts",
            "months",
            "other diaries",
            "owners",
        ),
        *(
            "pairs",
            "parents",
            "questions",
            "remarks",
            "reps",
            "rows",
            "targets",
            "warnings",
            "ways",
            "years",
        ),
    }


def test_there_is_one_percent_and_one_counted() -> None:
    homes: dict[str, list[str]] = {"percent": [], "counted": [], "plural": [], "listed": []}
    for path in FILES:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name in homes:
                homes[node.name].append(path.name)
    assert homes == {name: ["words.py"] for name in homes}


def test_a_long_list_says_how_many_more() -> None:
    assert (listed(["a"]), listed(["a", "b"]), listed(list("abcde"), most=2)) == (
        "a",
        "a and b",
        "a, b and 3 more",
    )


@pytest.mark.parametrize(
    "path", sorted(Path(charts.__path__[0]).glob("[a-z]*.py")), ids=lambda path: path.stem
)
def test_no_sentence_stands_in_a_chart(path: Path) -> None:
    """Axes have their words; what is said of a result stands in `simlib.present.words`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    silent = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr | ast.Raise)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Constant)
    }
    said = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in silent
    ]
    assert [text for text in said if re.search(r"\w{3,}\.(\s|$)|^[A-Z]\w+( \w+){3,}", text)] == []
