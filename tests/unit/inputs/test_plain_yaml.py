"""YAML is plain data or refused in a line, whoever wrote it; what we write we read."""

from __future__ import annotations

from pathlib import Path

import pytest

from simlib.inputs.plain_yaml import LARGEST_BYTES, read_plain, write_plain
from simlib.inputs.scenario import Scenario
from simlib.inputs.study import Study
from simlib.studies.client.study import is_client_study
from tests.support.firms import book_of
from tests.support.refusals import names_of, words_of

_ALIASES = "study.yaml: not YAML: aliases (*name) are not allowed"
REFUSED = [
    ("a: &x [1]\nb: *x", _ALIASES),
    ("- &x [1]\n- - *x", _ALIASES),
    ("[" * LARGEST_BYTES, "study.yaml: not YAML: maximum recursion depth exceeded"),
    ("é" * (LARGEST_BYTES // 2 + 1), "study.yaml: the file is too large; allowed: at most 1 MB"),
    ("!!python/none", "study.yaml: not YAML: could not determine a constructor for the tag"),
    ("a: [1", "study.yaml: not YAML: while parsing a flow sequence"),
]


@pytest.mark.parametrize(("text", "words"), REFUSED, ids=names_of(w for _, w in REFUSED))
def test_a_text_is_refused_in_these_words(text: str, words: str) -> None:
    said = words_of(lambda: read_plain(text, file=Path("study.yaml")))
    assert said.startswith(words)
    assert "\n" not in said


def test_plain_data_is_read_and_no_file_need_be_named() -> None:
    assert read_plain("a: [1, 2.5, yes]\nb: {c: 2026-11-22x}") == {
        "a": [1, 2.5, True],
        "b": {"c": "2026-11-22x"},
    }
    assert read_plain("x" * LARGEST_BYTES) == "x" * LARGEST_BYTES
    assert words_of(lambda: read_plain("*x")) == "not YAML: aliases (*name) are not allowed"


@pytest.mark.parametrize("text", ["[" * 5_000, "a: 2026-13-45", "a: &x [1]\nb: *x"])
def test_a_study_is_read_no_less_carefully(text: str) -> None:
    assert words_of(lambda: Study.from_yaml(text)).startswith("not YAML: ")


def test_a_study_with_a_book_of_many_accounts_is_read(tmp_path: Path) -> None:
    book = book_of(*range(1, 1_501))
    study = Study(scenarios=(Scenario(book=book),), worlds=2)
    path = tmp_path / "study.yaml"
    study.save(path)
    assert path.stat().st_size > 80_000
    assert not is_client_study(path)
    assert Study.load(path) == study


def test_what_is_shared_is_written_twice() -> None:
    shared = [1, {"b": 2}]
    assert read_plain(write_plain({"a": shared, "z": shared})) == {"a": shared, "z": shared}
