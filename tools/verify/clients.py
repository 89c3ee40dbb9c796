"""A client's files and study, for drills that make a deck of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from simlib.inputs.errors import InputError
from simlib.inputs.files import csv_text, write_text
from tools.verify.process import run, simlib

_WORLDS = 8
_LEDGER = "invoices.csv"
_NAME = "trees"
_MONTHLY = {"Alder & Co": 9000, "Birch & Co": 4000, "Cedar & Co": 2500, "Dogwood & Co": 1200}


@dataclass(frozen=True, slots=True)
class Client:
    """An imported client.

    Parameters
    ----------
    cwd : Path
        The folder commands are given in.
    files : dict of str to bytes
        What the import wrote.
    """

    cwd: Path
    files: dict[str, bytes]

    @property
    def folder(self) -> Path:
        """Return the folder of the study."""
        return self.cwd / "studies" / _NAME

    def deck(self, out: Path) -> list[str]:
        """Return the command that makes a draft of deck, workbook and page."""
        return simlib("deck", _NAME, "--worlds", str(_WORLDS), "--out", out)

    def lost(self) -> tuple[str, ...]:
        """Return which imported files are no longer what they were."""
        return tuple(
            name for name, content in self.files.items() if not _holds(self.folder / name, content)
        )


def client(cwd: Path) -> Client:
    """Write a ledger, import it and return the client.

    Raises
    ------
    InputError
        If the import fails.
    """
    write_ledger(cwd)
    told = run(import_command(cwd), cwd=cwd)
    if told.status:
        raise InputError(f"the import failed: {told.seen}")
    found = Client(cwd, {})
    files = {path.name: path.read_bytes() for path in found.folder.iterdir()}
    return Client(cwd, files)


def write_ledger(cwd: Path) -> Path:
    """Write two years of monthly invoices; return the file."""
    rows = [
        (name, f"{year}-{month:02d}-15", f"{amount}.50", "Ann Rep")
        for year in (2023, 2024)
        for month in range(1, 13)
        for name, amount in _MONTHLY.items()
    ]
    write_text(cwd / _LEDGER, csv_text([("customer", "invoice date", "net amount", "rep"), *rows]))
    return cwd / _LEDGER


def import_command(cwd: Path, *, key: bool = True) -> list[str]:
    """Return the import of that ledger, with its key beside it or where keys usually lie."""
    place = ["--key", str(cwd / "keys" / "trees.key")] if key else []
    return simlib("import", _LEDGER, "--name", _NAME, *place)


def _holds(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content
