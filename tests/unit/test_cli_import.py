"""``simlib import``: five files below studies/NAME, and the key elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from simlib.cli import app
from simlib.inputs.book import Book
from simlib.inputs.errors import InputError
from simlib.inputs.paths import data_path
from simlib.intake.mapping.mapping import Mapping

IOWA = str(data_path("raw", "iowa_prost_sales.csv"))


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["import", *arguments], catch_exceptions=False)
    if isinstance(result.exception, InputError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def test_one_command_writes_a_study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    out = tmp_path / "studies"
    said = run(IOWA, "--name", "prost", "--out", str(out))
    assert sorted(path.name for path in (out / "prost").iterdir()) == [
        ".written.json", "book.csv", "ledger.csv", "mapping.yaml", "quality.html", "quality.json",
    ]  # fmt: skip
    assert (tmp_path / "home/.simlib/keys/prost.key").exists()
    assert "to the last cent" in said
    assert len(said.splitlines()) <= 45
    assert "LIQUOR" not in said
    assert "iowa_prost" not in (out / "prost/book.csv").read_text("utf-8")
    assert Book.from_csv(out / "prost" / "book.csv").name == "prost"
    before = {path.name: path.read_bytes() for path in (out / "prost").iterdir()}
    run(IOWA, "--name", "prost", "--out", str(out), "--mapping", str(out / "prost/mapping.yaml"))
    assert {path.name: path.read_bytes() for path in (out / "prost").iterdir()} == before


def test_an_import_again_loses_nobodys_edits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    folder = tmp_path / "s" / "p"
    again = (IOWA, "--name", "p", "--out", str(tmp_path / "s"))
    run(*again)
    run(*again)  # nobody touched anything
    mapping, book = folder / "mapping.yaml", folder / "book.csv"
    own = mapping.read_text("utf-8").replace("largest: auto", "largest: 5  # says Jo")
    mapping.write_text(own, "utf-8")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(InputError, match=r"mapping\.yaml.*edited.*--mapping"):
        run(*again)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    run(*again, "--mapping", str(mapping))
    assert len(Book.from_csv(book).accounts) == 5
    assert mapping.read_text("utf-8") == own, "it says what was done, in the consultant's words"
    with pytest.raises(InputError, match=r"mapping\.yaml"):
        run(*again)
    book.write_text(book.read_text("utf-8") + "\n", "utf-8")
    with pytest.raises(InputError, match=r"book\.csv.*edited"):
        run(*again, "--mapping", str(mapping))


def test_shown_names_need_no_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    run(IOWA, "--name", "prost", "--out", str(tmp_path / "s"), "--show-names")
    assert "LIQUOR" in (tmp_path / "s/prost/book.csv").read_text(encoding="utf-8")
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(
    "more",
    [["--name", "../x"], ["--name", "x", "--key", "KEY"], ["--name", "x", "--filter", "city"],
     ["--name", "x", "--filter", "city=Atlantis"], ["--name", "x", "--dates", "day first"]],
)  # fmt: skip
def test_nothing_is_written_when_it_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: list[str]
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    out = tmp_path / "studies"
    more = [str(out / "x" / "x.key") if each == "KEY" else each for each in more]
    with pytest.raises(InputError):
        run(IOWA, "--out", str(out), *more)
    assert list(tmp_path.iterdir()) == []


def test_the_mapping_is_written_for_people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    run(IOWA, "--name", "p", "--out", str(tmp_path / "s"))
    mapping = Mapping.load(tmp_path / "s/p/mapping.yaml")
    assert mapping.files[0].columns["parent"] == "chain"
