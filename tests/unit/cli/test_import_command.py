"""``simlib import`` and what follows from it: files below studies/NAME, deck, workbook, page."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from simlib.cli import app
from simlib.inputs.book import Book
from simlib.inputs.errors import InputError
from simlib.inputs.files import data_path
from simlib.intake.mapping.mapping import Mapping
from simlib.studies.client.study import ClientStudy

IOWA = str(data_path("raw", "iowa_prost_sales.csv"))

ROWS = "customer,invoice date,net amount,rep\n" + "".join(
    f"{name} & Co,{year}-{month:02d}-15,{amount}.50,Ann Rep\n"
    for year in (2023, 2024)
    for month in range(1, 13)
    for name, amount in (("Alder", 9000), ("Birch", 4000), ("Cedar", 2500), ("Dogwood", 1200))
)

OUTPUTS = {"deck.pptx", "workbook.xlsx", "page.html"}


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


def output_of(*arguments: str) -> str:
    found = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert found.exit_code == 0, found.output
    return found.output


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "invoices.csv").write_text(ROWS, encoding="utf-8")
    key = str(tmp_path / "keys" / "trees.key")
    told = output_of("import", "invoices.csv", "--name", "trees", "--key", key, "--out", "clients")
    assert "next: simlib deck clients/trees" in told
    return tmp_path / "clients" / "trees"


@pytest.mark.slow
def test_an_import_becomes_a_deck_and_no_name_leaks(folder: Path) -> None:
    told = output_of("deck", "clients/trees", "--worlds", "40")
    assert {path.name for path in folder.iterdir()} >= OUTPUTS | {"study.yaml"}
    assert "nobody has answered its twelve questions" in told
    study = ClientStudy.load(folder)
    assert study.profile.assumed == 12
    page = (folder / "page.html").read_text(encoding="utf-8")
    for text in (told, page, (folder / "study.yaml").read_text(encoding="utf-8")):
        assert not any(name in text for name in ("Alder", "Birch", "Ann Rep"))
    assert "Account 001" in (folder / "book.csv").read_text(encoding="utf-8")
    # A second time into another folder, now that the study is there.
    output_of("deck", "trees", "--studies", "clients", "--worlds", "40", "--out", "elsewhere")
    assert {path.name for path in Path("elsewhere").iterdir()} >= OUTPUTS


def test_an_unknown_study_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="no such study"):
        CliRunner().invoke(app, ["deck", "nobody"], catch_exceptions=False)
