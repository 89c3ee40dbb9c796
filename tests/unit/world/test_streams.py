"""The stream map: complete, without idle entries, and without two streams that are one."""

from __future__ import annotations

import ast
from collections import Counter
from random import Random
from string import ascii_lowercase
from zlib import crc32

import pytest

from simlib.inputs.causes import Cause, causes
from simlib.inputs.errors import InputError
from simlib.model.plan import plan
from simlib.world.streams import BY_CAUSE, STREAM_MAP, purpose, refuse_purpose_collisions
from tests.support.firms import book_of, calm, scenario
from tools.setup import ROOT


def purposes_in(source: str) -> list[str]:
    """Return every name that a source file hands to ``purpose``, in order."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "purpose"):
            continue
        first = node.args[0]
        if isinstance(first, ast.Constant):
            found.append(first.value)
        else:
            found += _looped_over(source, first)
    return found


def _looped_over(source: str, name: ast.expr) -> list[str]:
    """Return the constants that a comprehension binds to the variable ``name``."""
    assert isinstance(name, ast.Name), "a purpose must be written out, or looped over"
    return [
        constant.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.comprehension) and getattr(node.target, "id", "") == name.id
        for constant in ast.walk(node.iter)
        if isinstance(constant, ast.Constant) and constant.value in BY_CAUSE
    ]


def _used() -> list[str]:
    files = sorted((ROOT / "simlib" / "model").glob("*.py"))
    return [name for file in files for name in purposes_in(file.read_text(encoding="utf-8"))]


def test_the_map_lists_exactly_what_the_model_draws() -> None:
    assert sorted(set(_used())) == sorted(STREAM_MAP)


def test_no_purpose_is_used_in_two_places() -> None:
    assert [name for name, uses in Counter(_used()).items() if uses > 1] == []


def test_the_search_for_purposes_finds_them() -> None:
    loop = "x = [purpose(n, cause) for n in ('heard:', 'lost:')]"
    assert purposes_in("a = purpose('win')\n" + loop) == ["win", "heard:", "lost:"]


def test_every_entry_says_whom_it_is_about() -> None:
    kinds = ("account", "rep", "prospect", "unit")
    assert all(words.startswith(kinds) for words in STREAM_MAP.values())


@pytest.mark.parametrize(
    ("name", "cause"),
    [("luck", ""), ("win", "neglect"), ("heard:", ""), ("heard", "neglect"), ("", "")],
)
def test_a_stream_without_entry_is_refused(name: str, cause: str) -> None:
    with pytest.raises(KeyError, match="stream map"):
        purpose(name, cause)


def test_a_purpose_is_the_crc32_of_its_name() -> None:
    assert purpose("request_gap") == crc32(b"request_gap")
    assert purpose("heard:", "competitor") == crc32(b"heard:competitor")


def test_the_shipped_causes_do_not_collide() -> None:
    names = [cause.name for cause in causes("graded")]
    refuse_purpose_collisions(names)
    words = {purpose(stream, name) for stream in BY_CAUSE for name in names}
    assert len(words) == len(BY_CAUSE) * len(names)


@pytest.fixture(scope="module")
def twins() -> tuple[str, str]:
    """Two names of causes with one CRC32, found among 300,000 (a birthday search)."""
    chooser, seen = Random(1), dict[int, str]()
    for _ in range(300_000):
        name = "".join(chooser.choices(ascii_lowercase, k=9))
        other = seen.setdefault(crc32(f"heard:{name}".encode()), name)
        if other != name:
            return other, name
    raise AssertionError("no twins among so many names")


def test_two_causes_that_would_share_their_chance_are_refused(twins: tuple[str, str]) -> None:
    with pytest.raises(InputError) as refusal:
        refuse_purpose_collisions(["competitor", *twins])
    assert all(name in str(refusal.value) for name in twins)
    assert "another name" in str(refusal.value)


def test_a_scenario_with_colliding_causes_cannot_be_played(twins: tuple[str, str]) -> None:
    evidence = calm()
    for name in twins:
        cause = Cause(
            name=name,
            label=name,
            scope="account",
            effect="loss",
            annual_rate=1.0,
            loss_probability=1,
        )
        evidence = evidence.with_cause(cause)
    with pytest.raises(InputError, match=twins[0]):
        plan(scenario(book_of(1.0), evidence))
