"""From an import to deck, workbook and page, by name or by folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from simlib.cli import app
from simlib.inputs.errors import InputError
from simlib.studies.client.study import ClientStudy

ROWS = "customer,invoice date,net amount,rep\n" + "".join(
    f"{name} & Co,{year}-{month:02d}-15,{amount}.50,Ann Rep\n"
    for year in (2023, 2024)
    for month in range(1, 13)
    for name, amount in (("Alder", 9000), ("Birch", 4000), ("Cedar", 2500), ("Dogwood", 1200))
)
OUTPUTS = {"deck.pptx", "workbook.xlsx", "page.html"}


def run(*arguments: str) -> str:
    found = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert found.exit_code == 0, found.output
    return found.output


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "invoices.csv").write_text(ROWS, encoding="utf-8")
    key = str(tmp_path / "keys" / "trees.key")
    told = run("import", "invoices.csv", "--name", "trees", "--key", key, "--out", "clients")
    assert "next: simlib deck clients/trees" in told
    return tmp_path / "clients" / "trees"


@pytest.mark.slow
def test_an_import_becomes_a_deck_and_no_name_leaks(folder: Path) -> None:
    told = run("deck", "clients/trees", "--worlds", "40")
    assert {path.name for path in folder.iterdir()} >= OUTPUTS | {"study.yaml"}
    assert "nobody has answered its twelve questions" in told
    study = ClientStudy.load(folder)
    assert study.profile.assumed == 12
    page = (folder / "page.html").read_text(encoding="utf-8")
    for text in (told, page, (folder / "study.yaml").read_text(encoding="utf-8")):
        assert not any(name in text for name in ("Alder", "Birch", "Ann Rep"))
    assert "Account 001" in (folder / "book.csv").read_text(encoding="utf-8")
    # A second time into another folder, now that the study is there.
    run("deck", "trees", "--studies", "clients", "--worlds", "40", "--out", "elsewhere")
    assert {path.name for path in Path("elsewhere").iterdir()} >= OUTPUTS


def test_an_unknown_study_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="no such study"):
        CliRunner().invoke(app, ["deck", "nobody"], catch_exceptions=False)
