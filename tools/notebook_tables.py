"""Tables as a reader finds a number in them: by row and column."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser

Table = dict[tuple[str, str], str]

_GAP = re.compile(r"\s{2,}|\s*[|│]\s*")
_HAS_DIGIT = re.compile(r"\d")


def is_table(html: str) -> bool:
    """Tell whether a piece of HTML holds a table."""
    return "<table" in html


def html_table(html: str) -> Table:
    """Return the cells of an HTML table by row and column label.

    Header cells at the left of a row are its label; the header rows above a column,
    joined, are the column's. Labels that occur twice are numbered.
    """
    reader = _TableReader()
    reader.feed(html)
    grid = reader.grid()
    head = [row for row in grid if all(is_head for is_head, _ in row)]
    body = [row for row in grid if row not in head]
    width = max((len(row) for row in grid), default=0)
    columns = _numbered([_joined(head, column) for column in range(width)])
    leads = [sum(is_head for is_head, _ in row) for row in body]
    rows = _numbered(
        [" · ".join(text for _, text in row[:lead]) for row, lead in zip(body, leads, strict=True)]
    )
    return {
        (label, columns[column]): row[column][1]
        for label, row, lead in zip(rows, body, leads, strict=True)
        for column in range(lead, len(row))
    }


def text_table_place(
    lines: list[str], index: int, other: str
) -> Iterator[tuple[str, str, str, str]]:
    """Yield row, column, stored and new text of each changed cell of a printed table.

    Parameters
    ----------
    lines : list of str
        The stored text.
    index : int
        The line that changed.
    other : str
        The line as it is now. Nothing is yielded unless both look like rows of a table
        under a header that can be found.
    """
    stored, now = _cells(lines[index]), _cells(other)
    header = _header_above(lines, index, len(stored))
    if header is None or len(stored) != len(now) or stored[0] != now[0]:
        return
    offset = len(stored) - len(header)
    for column in range(1, len(stored)):
        if stored[column] != now[column]:
            yield stored[0], header[column - offset], stored[column], now[column]


def _header_above(lines: list[str], index: int, width: int) -> list[str] | None:
    """Return the cells of the nearest line above without numbers that fits the width."""
    for line in reversed(lines[:index]):
        cells = _cells(line)
        if not line.strip() or width < 2:
            return None
        if len(cells) in (width - 1, width) and not any(map(_HAS_DIGIT.search, cells)):
            return cells
    return None


def _cells(line: str) -> list[str]:
    return [cell for cell in _GAP.split(line.strip()) if cell]


def _joined(head: list[list[tuple[bool, str]]], column: int) -> str:
    parts = [row[column][1] for row in head if column < len(row)]
    return " · ".join(part for part in parts if part)


def _numbered(labels: list[str]) -> list[str]:
    seen: Counter[str] = Counter()
    numbered = []
    for label in labels:
        seen[label] += 1
        numbered.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return numbered


class _TableReader(HTMLParser):
    """Collect the cells of every row, with their spans."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[list[tuple[bool, list[str], int, int]]] = []
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self._rows.append([])
        elif tag in ("td", "th") and self._rows:
            spans = {name: int(value or 1) for name, value in attrs if name.endswith("span")}
            across, down = spans.get("colspan", 1), spans.get("rowspan", 1)
            self._rows[-1].append((tag == "th", [], across, down))
            self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self._rows[-1][-1][1].append(data)

    def grid(self) -> list[list[tuple[bool, str]]]:
        """Return the rows with every spanning cell repeated where it reaches."""
        placed: dict[tuple[int, int], tuple[bool, str]] = {}
        for y, row in enumerate(self._rows):
            x = 0
            for is_head, parts, across, down in row:
                while (y, x) in placed:
                    x += 1
                cell = (is_head, "".join(parts).strip())
                placed.update({(y + j, x + i): cell for j in range(down) for i in range(across)})
                x += across
        return [
            [placed[y, x] for x in range(len(placed)) if (y, x) in placed]
            for y in range(len(self._rows))
        ]
