"""The data dictionary says what the data are: columns by name, books by number."""

from __future__ import annotations

import csv

import pytest

from simlib.inputs.files import data_path
from simlib.inputs.shipped import load_book, shipped_books

README = data_path("README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", shipped_books())
def test_the_table_of_books_is_right(name: str) -> None:
    book = load_book(name)
    row = next(line for line in README.splitlines() if line.startswith(f"| `{name}`"))
    assert f"| {len(book.accounts)} |" in row
    assert f"{book.annual_revenue:,.0f} {book.currency}" in row
    assert f"{100 * book.largest_share:.0f} %" in row
    assert f"| {len(book.reps)}" in row


@pytest.mark.parametrize("file", ["parameters.csv", "causes.csv", "disciplines.csv"])
def test_every_column_is_described(file: str) -> None:
    with data_path(file).open(encoding="utf-8", newline="") as handle:
        columns = next(csv.reader(handle))
    for column in columns:
        bare = column
        for ending in ("_low", "_high", "_folklore"):
            bare = bare.removesuffix(ending)
        described = f"`{column}`" in README or f"`{bare}`" in README
        assert described, f"{file}: {column}"
