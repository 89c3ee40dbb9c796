"""What somebody else wrote as YAML is plain data or refused in a line, whatever it holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from simlib.inputs.plain_yaml import LARGEST_BYTES, read_plain
from tests.refusals import names_of, words_of

_ALIASES = "study.yaml: not YAML: aliases (*name) are not allowed"
REFUSED = [
    ("a: &x [1]\nb: *x", _ALIASES),
    ("- &x [1]\n- - *x", _ALIASES),
    ("[" * LARGEST_BYTES, "study.yaml: not YAML: maximum recursion depth exceeded"),
    ("é" * 50_001, "study.yaml: the file is too large; allowed: at most 100 kB"),
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
