"""Broken files of a client's study: a line that names the file, never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simlib.inputs.errors import InputError
from simlib.studies.client.study import ClientStudy

HEAD = "simlib_client_study: 1\nbook: hms_associates\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "a: [",
        "3",
        "simlib_client_study: 2\nbook: dealer",
        "simlib_client_study: 1",
        "book: dealer",
        f"{HEAD}colour: red",
        f"{HEAD}folder: /tmp",
        f"{HEAD}profile: 3",
        f"{HEAD}profile: {{gross_margin: 31}}",
        f"{HEAD}profile: {{gross_margn: 0.3}}",
        f"{HEAD}diaries: 3",
        f"{HEAD}diaries: []",
        f"{HEAD}diaries: [nothing]",
        f"{HEAD}diaries: [devoted, devoted]",
        f"{HEAD}diaries: [{{like: devoted, name: today}}]",
        f"{HEAD}evidence: guesses",
        f"{HEAD}evidence: low",
        f"{HEAD}evidence: {{changes: 3}}",
        f"{HEAD}evidence: {{changes: {{call_hours: -3}}}}",
        f"{HEAD}ranges: {{call_hours: 3}}",
        f"{HEAD}ranges: {{call_hours: [3, 1]}}",
        f"{HEAD}ranges: {{nothing: [1, 3]}}",
        f"{HEAD}stress: lose",
        f"{HEAD}stress: [lose everything]",
        f"{HEAD}horizon_years: 99",
        f"{HEAD}worlds: 3",
        f"{HEAD}seed: -1",
        f"{HEAD}as_of: tomorrow",
        f"{HEAD}names_shown: perhaps",
        "a: &a [x]\nb: *a",
        "!!python/object/apply:os.system [ls]",
        "[" * 999_000,
        HEAD + "title: " + "x" * 2**21,
    ],
)
def test_a_broken_file_is_refused_in_a_line_that_names_it(text: str, tmp_path: Path) -> None:
    file = tmp_path / "study.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"study\.yaml") as refused:
        ClientStudy.load(file)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_not_there_or_not_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes("title: é".encode("latin-1"))
    for name in ("latin.yaml", "none.yaml", "."):
        with pytest.raises(InputError, match=r"latin|none|study"):
            ClientStudy.load(tmp_path / name)


def test_a_book_that_is_missing_is_named(tmp_path: Path) -> None:
    (tmp_path / "study.yaml").write_text("simlib_client_study: 1\nbook: book.csv\n")
    with pytest.raises(InputError, match=r"book\.csv"):
        ClientStudy.load(tmp_path).scenarios()


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_are_a_study_or_a_clear_error(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "study.yaml"
    file.write_bytes(content)
    with pytest.raises(InputError):
        ClientStudy.load(file)
