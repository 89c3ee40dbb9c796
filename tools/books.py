"""Build the shipped books: ``python -m tools.books build`` writes them, ``check`` compares.

The fictional ones are made by code, the real ones from ``data/raw``. The same code gives the
same bytes on every machine, so ``check`` fails as soon as a book and its recipe differ.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from simlib.inputs.book import Book
from simlib.inputs.shipped import read_shipped_ledger
from tools.fictional_books import dealer, supplier

FOLDER = Path(__file__).resolve().parents[1] / "data" / "books"
_GIFTWARE_ACCOUNTS = 150


def hms_associates() -> Book:
    """Return the lobbying firm: live clients of the twelve months to 2016-09."""
    return read_shipped_ledger("sf_lobbying", group="Hms Associates", name="hms_associates")[0]


def giftware() -> Book:
    """Return the wholesaler's first year: its 150 largest customers, the others as a pool."""
    return read_shipped_ledger("online_retail", name="giftware")[0].top(_GIFTWARE_ACCOUNTS)


def crm_sample() -> Book:
    """Return the hardware seller: won deals by account, March to December 2017, as a year."""
    return read_shipped_ledger("crm", name="crm_sample")[0]


RECIPES: dict[str, Callable[[], Book]] = {
    "crm_sample": crm_sample,
    "dealer": dealer,
    "giftware": giftware,
    "hms_associates": hms_associates,
    "supplier": supplier,
}


def build(folder: Path, names: Iterable[str] = tuple(RECIPES)) -> list[Book]:
    """Write books into ``folder``, each file whole or not at all, and return them."""
    folder.mkdir(parents=True, exist_ok=True)
    books = [RECIPES[name]() for name in names]
    for book in books:
        book.to_csv(folder / f"{book.name}.csv")
    return books


def differing(folder: Path, names: Iterable[str] = tuple(RECIPES)) -> list[str]:
    """Return the books in ``folder`` that are missing or are not what their recipe gives."""
    with tempfile.TemporaryDirectory() as scratch:
        built = build(Path(scratch), names)
        return [b.name for b in built if _bytes(Path(scratch), b.name) != _bytes(folder, b.name)]


def main(arguments: list[str]) -> int:
    """Run ``build`` or ``check``; 0 when all is well."""
    if arguments == ["build"]:
        print(*build(FOLDER), sep="\n")
        return 0
    if arguments == ["check"]:
        stale = differing(FOLDER)
        print(f"differ from their recipe: {', '.join(stale)}" if stale else "books are as built")
        return 1 if stale else 0
    print("usage: python -m tools.books build|check", file=sys.stderr)
    return 2


def _bytes(folder: Path, name: str) -> bytes:
    path = folder / f"{name}.csv"
    return path.read_bytes() if path.exists() else b""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
