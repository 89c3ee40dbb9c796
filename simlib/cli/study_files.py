"""Where the command line finds a study, and how it begins one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simlib.intake.booking import Ledger
    from simlib.studies.client.study import ClientStudy

_STUDIES, _BOOK, _LEDGER = Path("studies"), "book.csv", "ledger.csv"


def study_file(name: str) -> Path:
    """Return the file of a study: a path, a folder that holds one, or a name below ``studies``.

    Raises
    ------
    InputError
        If there is none.
    """
    from simlib.inputs.errors import InputError
    from simlib.studies.client.study import STUDY_FILE

    given = Path(name)
    for path in (given, given / STUDY_FILE, _STUDIES / given / STUDY_FILE):
        if path.is_file():
            return path
    raise InputError(
        "there is no such study", value=name, allowed="a file, or NAME of studies/NAME/study.yaml"
    )


def begin(out: Path, name: str, *, book: str | None, title: str) -> ClientStudy:
    """Return a new study in a folder that is made; nothing that is there is overwritten.

    Raises
    ------
    InputError
        For a bad name, a study that exists, or no book.
    """
    from simlib.inputs.errors import InputError
    from simlib.intake.privacy.pseudonyms import study_folder
    from simlib.studies.client.study import STUDY_FILE, ClientStudy, is_masked

    folder = study_folder(out, name)
    if (folder / STUDY_FILE).exists():
        raise InputError("there is a study already", file=folder / STUDY_FILE)
    chosen = _book(folder, book)
    _keep_out_of_git(out)
    folder.mkdir(parents=True, exist_ok=True)
    if chosen != book and book is not None:
        _copy(book, folder / _BOOK)
    study = ClientStudy(book=chosen, title=title, folder=folder)
    shown = chosen == _BOOK and not is_masked(study.the_book)
    return study.with_(names_shown=shown)


def changes(old: Path, new: Path) -> tuple[str, ...]:
    """Return what changes from one file to another, one line each.

    Raises
    ------
    InputError
        If only one of the two is a client's study.
    """
    from simlib.inputs.errors import InputError
    from simlib.inputs.study import Study
    from simlib.studies.client.study import ClientStudy, is_client_study

    clients = [is_client_study(file) for file in (old, new)]
    if clients == [True, True]:
        return ClientStudy.load(old).diff(ClientStudy.load(new))
    if any(clients):
        raise InputError("a client's study and another kind cannot be compared", file=new)
    return Study.load(old).diff(Study.load(new))


def ledger_of(study: ClientStudy) -> Ledger | None:
    """Return the masked bookings beside a study, None if nothing was imported."""
    from simlib.intake.ledger_csv import read_bookings

    file = study.folder / _LEDGER
    return read_bookings(file) if file.is_file() else None


def _book(folder: Path, book: str | None) -> str:
    """Return what the study will name: a shipped book, or ``book.csv`` of its folder."""
    from simlib.inputs.errors import InputError
    from simlib.inputs.shipped import shipped_books, shipped_ledgers

    there = (folder / _BOOK).exists()
    if book is None and not there:
        raise InputError(
            "a study needs a book", file=folder, allowed="'simlib import' first, or --book"
        )
    if book is None:
        return _BOOK
    if book in shipped_books() or book.partition(":")[0] in shipped_ledgers():
        return book
    if there:
        raise InputError("there is a book already", file=folder / _BOOK, value=book)
    return _BOOK


def _copy(book: str, target: Path) -> None:
    from simlib.inputs.book import Book

    Book.from_csv(book).to_csv(target)


def _keep_out_of_git(out: Path) -> None:
    """Make the folder of all studies invisible to git, wherever it lies."""
    from simlib.inputs.files import write_text

    out.mkdir(parents=True, exist_ok=True)
    if not (out / ".gitignore").exists():
        write_text(out / ".gitignore", "# Client work stays private.\n*\n")
