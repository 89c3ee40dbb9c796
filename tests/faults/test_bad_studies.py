"""Broken study files: refused in a line that names the file, never with a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from simlib.inputs.errors import InputError
from simlib.inputs.scenario import Scenario
from simlib.inputs.study import Study

BASE = Scenario(book="hms_associates")


def test_a_folder_that_does_not_exist_is_said_in_a_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"study\.yaml"):
        Study(scenarios=BASE).save(tmp_path / "nowhere" / "study.yaml")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes("simlib_study: é".encode("latin-1"))
    for name in ("latin.yaml", "none.yaml", "."):
        with pytest.raises(InputError, match=name):
            Study.load(tmp_path / name)


_HEAD = "simlib_study: 1\nscenarios:\n- "
_BOOK = "name: x, reps: [z], accounts: "


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "a: [",
        "simlib_study: 2\nscenarios: []",
        "simlib_study: 1",
        "simlib_study: 1\nscenarios: 3",
        "simlib_study: 1\nscenarios: []",
        "simlib_study: 1\nseed: ten\nscenarios: [{book: supplier}]",
        "simlib_study: 1\nluck: 3\nscenarios: [{book: supplier}]",
        "simlib_study: 1\n3: 4\nscenarios: [{book: supplier}]",
        f"{_HEAD}supplier",
        f"{_HEAD}{{discipline: devoted}}",
        f"{_HEAD}{{book: 3}}",
        f"{_HEAD}{{book: supplier, colour: red}}",
        f"{_HEAD}{{book: supplier, 3: 4}}",
        f"{_HEAD}{{book: supplier, stress: 3}}",
        f"{_HEAD}{{book: supplier, discipline: 3}}",
        f"{_HEAD}{{book: supplier, discipline: {{name: x}}}}",
        f"{_HEAD}{{book: supplier, discipline: {{name: x, client_label: y, colour: red}}}}",
        f"{_HEAD}{{book: supplier, discipline: {{3: 4}}}}",
        f"{_HEAD}{{book: supplier, evidence: {{call_hours: 3}}}}",
        f"{_HEAD}{{book: supplier, evidence: {{values: 3}}}}",
        f"{_HEAD}{{book: supplier, evidence: {{values: {{call_hours: -3}}}}}}",
        f"{_HEAD}{{book: supplier, evidence: {{causes: 3}}}}",
        f"{_HEAD}{{book: supplier, evidence: {{causes: [3]}}}}",
        f"{_HEAD}{{book: supplier, evidence: {{causes: [{{name: fire}}]}}}}",
        f"{_HEAD}{{book: supplier, evidence: {{without: 3}}}}",
        f"{_HEAD}{{book: supplier, evidence: {{set_by_hand: 3}}}}",
        f"{_HEAD}{{book: {{{_BOOK}3}}}}",
        f"{_HEAD}{{book: {{{_BOOK}[3]}}}}",
        f"{_HEAD}{{book: {{{_BOOK}[]}}}}",
        f"{_HEAD}{{book: {{{_BOOK}[{{account_id: a}}]}}}}",
        f"{_HEAD}{{book: {{{_BOOK}[{{account_id: 1, annual_revenue: 3, owner: z}}]}}}}",
        f"{_HEAD}{{book: {{name: x, reps: 3, accounts: [{{account_id: a, annual_revenue: 3}}]}}}}",
        f"{_HEAD}{{book: {{name: x, reps: [z], accounts: [{{account_id: a, colour: red}}]}}}}",
    ],
)
def test_a_broken_file_is_refused_in_a_line_that_names_it(tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"broken\.yaml") as refusal:
        Study.load(path)
    assert "\n" not in str(refusal.value)


def test_a_file_never_runs_code(tmp_path: Path) -> None:
    bad = f"{_HEAD}{{book: !!python/object/apply:pathlib.Path.touch [{tmp_path / 'ran'}]}}"
    with pytest.raises(InputError, match="YAML"):
        Study.from_yaml(bad)
    assert not (tmp_path / "ran").exists()
