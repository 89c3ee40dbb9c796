"""``simlib study``: what a client was asked, in one readable file; begun, run and compared."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simlib.cli.words import check_folder, describe_book, say

if TYPE_CHECKING:
    from simlib.studies.client.case import ClientCase
    from simlib.studies.client.profile import Profile
    from simlib.studies.client.study import ClientStudy

study_app = typer.Typer(no_args_is_help=True, help="Studies: what is asked, in one readable file.")

_STUDIES = Path("studies")


@study_app.command("new")
def new_study(
    name: Annotated[str, typer.Argument(help="A folder below --out, made if it is not there.")],
    book: Annotated[
        str | None, typer.Option(help="A CSV file or a shipped book; else the imported book.csv.")
    ] = None,
    ask: Annotated[bool, typer.Option("--ask", help="Ask the twelve questions here.")] = False,
    title: Annotated[str, typer.Option(help="What stands on every output.")] = "",
    out: Annotated[Path, typer.Option(help="Folder of all studies.")] = _STUDIES,
) -> None:
    """Begin a client's study: a file with twelve questions, each with its default beside it."""
    from simlib.cli.study_files import begin
    from simlib.present.words.reality import told_headline

    study = begin(out, name, book=book, title=title)
    if ask:
        study = study.with_(profile=_asked(study))
    file = study.save(study.folder)
    say(f"  wrote {file}")
    say(f"{told_headline(study.profile.told()).answer} Fill them in there, then:")
    where = shlex.quote(name if out == _STUDIES else str(file))
    say(f"  simlib study run {where}")
    if study.names_shown:
        say("Warning: this book holds names that are no pseudonyms; 'simlib import' masks them.")


@study_app.command("run")
def run_study(
    study: Annotated[str, typer.Argument(help="Name of a study below 'studies', or its file.")],
    worlds: Annotated[int | None, typer.Option(help="Futures, in place of the file's.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for figures and page.")] = None,
) -> None:
    """Play a study: of a client the reality sheet first, then the answer and a page."""
    from simlib.cli.study_files import study_file
    from simlib.studies.client.study import is_client_study

    file = study_file(study)
    if is_client_study(file):
        _run_client(file, worlds, out or file.parent)
    else:
        _run_plain(file, worlds, out or Path("figures"))


@study_app.command("diff")
def diff_studies(
    old: Annotated[str, typer.Argument(help="Name of a study, or its file.")],
    new: Annotated[str, typer.Argument(help="Another.")],
) -> None:
    """Say what changes from one study to another, a line each."""
    from simlib.cli.study_files import changes, study_file

    for line in changes(study_file(old), study_file(new)) or ("no difference",):
        say(line)


def _run_plain(file: Path, worlds: int | None, out: Path) -> None:
    from simlib.inputs.study import Study
    from simlib.run.simulate import compare

    check_folder(out)
    study = Study.load(file)
    say(describe_book(study.scenarios[0]))
    comparison = compare(
        study.scenarios, worlds=worlds or study.worlds, seed=study.seed, log="story"
    )

    from simlib.present.paper.reports import write_report
    from simlib.present.paper.tables import text_table

    report = write_report(
        comparison, out, prefix=file.stem, seen=lambda path: say(f"  wrote {path}")
    )
    say(f"\n{report.headline}\n\n{text_table(report.table, index=True)}\n\n{report.check}")


def _run_client(file: Path, worlds: int | None, out: Path) -> None:
    from simlib.cli.study_files import ledger_of
    from simlib.present.paper.edited import refuse_edited
    from simlib.studies.client.build import client_case
    from simlib.studies.client.study import ClientStudy

    check_folder(out)
    refuse_edited([out / "page.html"])  # before a minute of playing, not after it
    study = ClientStudy.load(file)
    say(describe_book(study.firm))
    say("\nPlaying ... (about a minute; fewer futures are a draft: --worlds 100)")
    case = client_case(study, ledger=ledger_of(study), worlds=worlds)
    _say_case(case)

    from simlib.present.client.client_page import client_page_text, write_page

    page = client_page_text(case, None)  # the what-if takes its time; 'simlib deck' has it
    say(f"  wrote {write_page(page, out / 'page.html')}")


def _say_case(case: ClientCase) -> None:
    """Print the reality sheet first, then what was told, then the answer."""
    from simlib.analysis.compare import difference_table
    from simlib.present.client.parts import recommendation
    from simlib.present.paper.reports import measures
    from simlib.present.paper.tables import text_table
    from simlib.present.words.checks import case_notes
    from simlib.present.words.headline import survival_headline
    from simlib.present.words.reality import (
        reality_frame,
        reality_headline,
        told_headline,
        told_lines,
    )

    if case.reality is not None:
        say(f"\n{reality_headline(case.reality)}\n\n{text_table(reality_frame(case.reality))}")
    say(f"\n{told_headline(case.told)}\n")
    for line in told_lines(case.told):
        say(line)
    headline = survival_headline(case.comparison, case.survival, case.inputs)
    say(f"\n{recommendation(case)}\n\n{headline}\n")
    table = difference_table(case.comparison, measures(case.comparison), below=case.below)
    say(f"{text_table(table, index=True)}\n\n{case_notes(case)}")


def _asked(study: ClientStudy) -> Profile:
    """Ask every question at the terminal; return alone leaves its default."""
    from simlib.inputs.errors import InputError
    from simlib.studies.client.profile import Profile, questions

    answers: dict[str, float] = {}
    for each in questions().values():
        hint = f"{each.question} [{each.default_shown(study.evidence)}]"
        while text := typer.prompt(hint, default="", show_default=False).strip():
            try:
                answers[each.name] = each.check(text)
                break
            except InputError as error:
                say(f"  {error}")
    return Profile(**answers)
