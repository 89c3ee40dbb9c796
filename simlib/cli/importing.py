"""``simlib import``: a client's own files in; a masked book, ledger and report out."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simlib.cli.words import check_folder, say

if TYPE_CHECKING:
    from simlib.intake.imported import Imported


_STUDIES = Path("studies")
_MAPPING = "mapping.yaml"
_OUTPUTS = ("book.csv", "ledger.csv", "quality.json", "quality.html")


def import_client(
    files: Annotated[list[Path], typer.Argument(help="CSV, TXT or XLSX of one firm, gzip or not.")],
    name: Annotated[str, typer.Option(help="Name of the study: a folder below --out.")],
    mapping: Annotated[
        Path | None, typer.Option(help="How to read them (YAML); proposed if not given.")
    ] = None,
    filter: Annotated[
        list[str] | None, typer.Option(help="COLUMN=TEXT: only these rows; may be repeated.")
    ] = None,
    currency: Annotated[str | None, typer.Option(help="One of several; never converted.")] = None,
    dates: Annotated[str | None, typer.Option(help="'day first' or 'month first'.")] = None,
    decimals: Annotated[str | None, typer.Option(help="'point' or 'comma'.")] = None,
    show_names: Annotated[bool, typer.Option(help="Keep real names in all outputs.")] = False,
    key: Annotated[
        Path | None, typer.Option(help="Key to the names; default ~/.simlib/keys/NAME.key.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder of all studies.")] = _STUDIES,
) -> None:
    """Read a client's files; write a book, a ledger, the mapping and a data-quality report."""
    from simlib.intake.imported import import_files
    from simlib.intake.ledger_csv import refuse_edited_files
    from simlib.intake.privacy.pseudonyms import default_key, refuse_key_inside, study_folder

    folder = study_folder(out, name)
    check_folder(folder)
    own = mapping is not None and mapping.resolve() == (folder / _MAPPING).resolve()
    refuse_edited_files(folder, _OUTPUTS if own else (*_OUTPUTS, _MAPPING))
    key_file = key or default_key(folder.name)
    if not show_names:
        refuse_key_inside(key_file, out)
    imported = import_files(
        files,
        mapping=mapping,
        name=name,
        key=None if show_names else key_file,
        show_names=show_names,
        filters=_pairs(filter or []),
        currency=currency,
        dates=dates,
        decimals=decimals,
    )
    for line in imported.report.lines():
        say(line)
    say("")
    _write(imported, folder, key_file, given=mapping)


def _pairs(texts: list[str]) -> dict[str, str]:
    from simlib.inputs.errors import InputError

    found = {}
    for text in texts:
        column, equals, wanted = text.partition("=")
        if not equals or not column.strip():
            raise InputError("no filter", column="--filter", value=text, allowed="COLUMN=TEXT")
        found[column.strip()] = wanted.strip().strip('"')
    return found


def _write(imported: Imported, folder: Path, key_file: Path, given: Path | None) -> None:
    from simlib.intake.ledger_csv import note_written, write_bookings
    from simlib.intake.report.quality import save_quality
    from simlib.present.paper.quality import write_quality_page

    folder.mkdir(parents=True, exist_ok=True)
    if imported.pseudonyms is not None:
        # The key first: pseudonyms without it could never be read again.
        imported.pseudonyms.save(key_file)
        say(f"  key to the names: {key_file} (keep it apart from the study)")
    imported.book.to_csv(folder / "book.csv")
    write_bookings(imported.ledger, folder / "ledger.csv")
    _save_mapping(imported, folder / _MAPPING)
    save_quality(imported.report, folder / "quality.json")
    write_quality_page(imported.report, folder / "quality.html")
    # A mapping that somebody gave is his work, wherever it came from: never replaced unasked.
    mine, own = (_OUTPUTS, (_MAPPING,)) if given else ((*_OUTPUTS, _MAPPING), ())
    note_written(folder, mine, own)
    say(f"  wrote book.csv, ledger.csv, mapping.yaml, quality.json and quality.html into {folder}")
    where = folder.name if folder.parent == _STUDIES else str(folder)
    say(f"  next: simlib deck {shlex.quote(where)}")


def _save_mapping(imported: Imported, file: Path) -> None:
    """Write the mapping, unless the one there says the same in somebody's own words."""
    from simlib.inputs.errors import InputError
    from simlib.intake.mapping.mapping import Mapping

    try:
        same = Mapping.load(file) == imported.mapping
    except InputError:
        same = False
    if not same:
        imported.mapping.save(file)
