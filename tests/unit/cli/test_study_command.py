"""``simlib study``: begun, asked, run and compared from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from simlib.cli import app
from simlib.inputs.scenario import Scenario
from simlib.inputs.study import Study
from simlib.studies.client.study import ClientStudy

BOOK = "account_id,annual_revenue,owner\n<script>,900,Ann\nB,500,Ann\nC,300,Ann\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def simlib(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, list(words), input=typed)


def test_a_study_is_begun_with_twelve_questions_and_kept_out_of_git(here: Path) -> None:
    done = simlib("study", "new", "acme", "--book", "hms_associates", "--title", "Ours")
    assert done.exit_code == 0, done.output
    assert "12 of 12 answers are assumptions" in done.output
    assert "Warning" not in done.output
    study = ClientStudy.load(here / "studies" / "acme")
    assert (study.title, study.book, study.names_shown) == ("Ours", "hms_associates", False)
    assert (here / "studies" / ".gitignore").read_text().endswith("*\n")


def test_a_book_with_names_is_copied_and_said_to_show_them(here: Path) -> None:
    (here / "mine.csv").write_text(BOOK)
    done = simlib("study", "new", "acme", "--book", "mine.csv")
    assert "'simlib import' masks them" in done.output
    study = ClientStudy.load(here / "studies" / "acme")
    assert study.names_shown is True
    assert (here / "studies" / "acme" / "book.csv").exists()


def test_an_imported_book_is_found(here: Path) -> None:
    folder = here / "studies" / "acme"
    folder.mkdir(parents=True)
    (folder / "book.csv").write_text("account_id,annual_revenue,owner\nAccount 001,900,Rep 01\n")
    done = simlib("study", "new", "acme")
    assert done.exit_code == 0, done.output
    assert ClientStudy.load(folder).names_shown is False
    assert ClientStudy.load(folder).book == "book.csv"


def test_answers_are_asked_again_until_they_can_be_used(here: Path) -> None:
    typed = "2\nmaybe\nyes\n" + "\n" * 7 + "31\n31 %\n\n\n"
    done = simlib("study", "new", "acme", "--book", "dealer", "--ask", typed=typed)
    assert done.exit_code == 0, done.output
    assert "allowed: yes or no" in done.output
    assert "did you mean '31 %'" in done.output
    assert "9 of 12 answers are assumptions" in done.output
    profile = ClientStudy.load(here / "studies" / "acme").profile
    assert (profile.calls_made, profile.calls_protected, profile.gross_margin) == (2, True, 0.31)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["new", "../x", "--book", "dealer"], "no path"),
        (["new", "x"], "needs a book"),
        (["new", "x", "--book", "nothing.csv"], "no such file"),
        (["run", "nothing"], "no such study"),
        (["diff", "nothing", "nothing"], "no such study"),
    ],
)
def test_what_cannot_be_done_is_said(here: Path, words: list[str], said: str) -> None:
    done = simlib("study", *words)
    assert done.exit_code != 0
    assert said in str(done.exception)
    assert not list(here.glob("**/study.yaml"))


def test_a_study_is_never_overwritten(here: Path) -> None:
    simlib("study", "new", "acme", "--book", "dealer", "--title", "first")
    again = simlib("study", "new", "acme", "--book", "supplier")
    assert "a study already" in str(again.exception)
    assert ClientStudy.load(here / "studies" / "acme").title == "first"


def test_two_studies_are_compared_and_kinds_are_not_mixed(here: Path) -> None:
    simlib("study", "new", "a", "--book", "dealer")
    study = ClientStudy.load("studies/a")
    (here / "studies" / "b").mkdir()
    study.with_(seed=4).save("studies/b")
    assert simlib("study", "diff", "a", "b").output == "seed: 1 -> 4\n"
    assert simlib("study", "diff", "a", "studies/a/study.yaml").output == "no difference\n"
    Study(scenarios=Scenario(book="dealer")).save("plain.yaml")
    assert "cannot be compared" in str(simlib("study", "diff", "a", "plain.yaml").exception)


@pytest.mark.slow
def test_the_reality_sheet_comes_first(here: Path) -> None:
    simlib("study", "new", "acme", "--book", "hms_associates")
    study = ClientStudy.load("studies/acme")
    study.with_(horizon_years=2, profile=study.profile.with_(calls_made=2)).save("studies/acme")
    done = simlib("study", "run", "acme", "--worlds", "20")
    assert done.exit_code == 0, (done.output, done.exception)
    said = [
        "Accounts lost",
        "11 of 12 answers are assumptions",
        "[you told us]",
        "above break-even",
        "today (reference)",
        "wrote",
    ]
    places = [done.output.index(each) for each in said]
    assert places == sorted(places)
    page = (here / "studies" / "acme" / "page.html").read_text(encoding="utf-8")
    assert "weekly block" in page


@pytest.mark.slow
def test_a_plain_study_runs_as_before(here: Path) -> None:
    base = Scenario(book="hms_associates", horizon_years=1)
    Study(scenarios=(base, base.with_(discipline="devoted")), worlds=2).save("old.yaml")
    done = simlib("study", "run", "old.yaml")
    assert done.exit_code == 0, done.output
    assert (here / "figures" / "old.html").exists()
