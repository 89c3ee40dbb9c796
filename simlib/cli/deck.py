"""``simlib deck``: an imported study to deck, workbook and page, without a step in between."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simlib.cli.words import check_folder, say

if TYPE_CHECKING:
    from simlib.studies.client.case import ClientCase
    from simlib.studies.client.study import ClientStudy


_MOST_OF_A_GRID = 1_000
_OUTPUTS = ("deck.pptx", "workbook.xlsx", "page.html", "page.pdf")


def deck(
    study: Annotated[str, typer.Argument(help="Name of a study below --studies, or its folder.")],
    template: Annotated[
        Path | None, typer.Option(help="A consultant's own .pptx; its layouts are used.")
    ] = None,
    worlds: Annotated[int | None, typer.Option(help="Futures; few make a quick draft.")] = None,
    world_rows: Annotated[
        bool, typer.Option("--world-rows", help="A row a future in the workbook.")
    ] = False,
    studies: Annotated[Path, typer.Option(help="Folder of all studies.")] = Path("studies"),
    out: Annotated[
        Path | None, typer.Option(help="Folder to write to; the study's own by default.")
    ] = None,
) -> None:
    """Play a study and write deck.pptx, workbook.xlsx, page.html and page.pdf."""
    from simlib.present.paper.edited import refuse_edited
    from simlib.studies.client.study import ClientStudy

    begun = time.monotonic()
    file = _study_file(study, studies)
    folder = out or file.parent
    check_folder(folder)
    refuse_edited(folder / name for name in _OUTPUTS)  # before a minute of playing, not after it
    found = ClientStudy.load(file)
    case = _play(found, worlds)
    folder.mkdir(parents=True, exist_ok=True)
    _write(case, folder, template, worlds=worlds, world_rows=world_rows)
    say(f"  in {time.monotonic() - begun:.0f} s")


def _study_file(study: str, studies: Path) -> Path:
    """Return the study's file; an import without one begins it, with every answer assumed."""
    from simlib.cli.study_files import begin, study_file
    from simlib.studies.client.study import STUDY_FILE

    places = (studies / study, Path(study))
    folder = next((each for each in places if (each / "book.csv").is_file()), places[0])
    if (folder / "book.csv").is_file() and not (folder / STUDY_FILE).exists():
        begun = begin(folder.parent, folder.name, book=None, title="")
        say(f"  wrote {begun.save(folder)}: nobody has answered its twelve questions yet")
    there = folder / STUDY_FILE
    return there if there.is_file() else study_file(study)


def _play(study: ClientStudy, worlds: int | None) -> ClientCase:
    from simlib.cli.study_files import ledger_of
    from simlib.history.history import history
    from simlib.intake.report.quality import load_quality
    from simlib.present.words.ledger import history_headline
    from simlib.studies.client.build import client_case
    from simlib.studies.client.study import with_pooled_losses

    ledger = ledger_of(study)
    told = None
    if ledger is not None:
        say("Reading the client's own history ...")
        told = history(ledger, scenario=study.scenarios()[0])
        say(f"{history_headline(told).answer}")
        study = with_pooled_losses(study, told.pooled)
    report = study.folder / "quality.json"
    say("\nPlaying ... (about a minute)")
    return client_case(
        study,
        ledger=ledger,
        quality=load_quality(report) if report.is_file() else None,
        history=told,
        worlds=worlds,
    )


def _write(
    case: ClientCase,
    folder: Path,
    template: Path | None,
    *,
    worlds: int | None,
    world_rows: bool,
) -> None:
    from simlib.inputs.errors import InputError
    from simlib.present.client.client_page import client_what_if, to_html, to_pdf
    from simlib.present.client.parts import recommendation
    from simlib.present.deck.deck import to_pptx
    from simlib.present.paper.tables import text_table
    from simlib.present.words.checks import case_notes
    from simlib.present.words.reality import reality_frame, reality_headline
    from simlib.present.workbook.workbook import to_excel

    if case.reality is not None:
        say(f"\n{reality_headline(case.reality)}\n\n{text_table(reality_frame(case.reality))}")
    say(f"\n{recommendation(case)}\n\n{case_notes(case)}\n")
    say(f"  wrote {to_pptx(case, folder / 'deck.pptx', template=template)}")
    say(f"  wrote {to_excel(case, folder / 'workbook.xlsx', world_rows=world_rows)}")
    # A draft is a draft throughout; else the what-if takes as many futures as it can afford.
    grid = client_what_if(case, worlds=worlds and min(worlds, _MOST_OF_A_GRID))
    page = to_html(case, folder / "page.html", what_if=grid)
    say(f"  wrote {page}")
    try:
        say(f"  wrote {to_pdf(page, folder / 'page.pdf')}")
    except InputError as error:  # everything else is there
        say(f"  no PDF of the page: {error}")
