"""A deck as bytes: the same each time, and nobody's traces in them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from simlib.present.paper.edited import (
    EARLIEST,
    HASH_PART,
    HASH_RELATION,
    package_parts,
    package_with_hash,
)

if TYPE_CHECKING:
    from pptx.presentation import Presentation

    from simlib.present.deck.specs import BarChart, LineChart

_NOT_OURS_TO_TELL = (
    *("/core-properties", "/extended-properties", "/custom-properties", "/thumbnail"),
    "/printerSettings",
)


def deck_bytes(deck: Presentation) -> bytes:
    """Return a deck as the same bytes each time, with its hash, without document properties."""
    _forget_properties(deck)
    _add_hash_relation(deck)
    buffer = io.BytesIO()
    deck.save(buffer)
    return package_with_hash(package_parts(buffer.getvalue()))


def _forget_properties(deck: Presentation) -> None:
    relations = deck.part.package._rels
    for holder in (relations, deck.part.rels):
        for key, relation in list(holder.items()):
            if relation.reltype.endswith(_NOT_OURS_TO_TELL):
                holder.pop(key)


def _add_hash_relation(deck: Presentation) -> None:
    from pptx.opc.package import Part
    from pptx.opc.packuri import PackURI

    package: Any = deck.part.package
    stamp = Part(PackURI(f"/{HASH_PART}"), "application/xml", package, b"<written/>")
    deck.part.relate_to(stamp, HASH_RELATION)


def chart_workbook(spec: LineChart | BarChart) -> bytes:
    """Return the workbook behind a chart: the plotted numbers where the chart looks for them.

    Text is written as text, so that no name becomes a formula or a link.
    """
    buffer = io.BytesIO()
    from xlsxwriter import Workbook

    book = Workbook(buffer, {"in_memory": True})
    book.set_properties({"created": EARLIEST})
    sheet = book.add_worksheet("Sheet1")
    for row, column, value in _cells(spec):
        if isinstance(value, str):
            sheet.write_string(row, column, value)
        else:
            sheet.write_number(row, column, value)
    book.close()
    return buffer.getvalue()


def _cells(spec: LineChart | BarChart) -> list[tuple[int, int, str | float]]:
    from simlib.present.deck.specs import LineChart

    cells: list[tuple[int, int, str | float]] = []
    if isinstance(spec, LineChart):
        top = 0
        for line in spec.lines:
            cells.append((top, 1, line.name))
            for row, (x, y) in enumerate(zip(line.x, line.y, strict=True), start=top + 1):
                cells += [(row, 0, x), (row, 1, y)]
            top += len(line.x) + 2
        return cells
    cells += [(row, 0, name) for row, name in enumerate(spec.categories, start=1)]
    for column, bars in enumerate(spec.series, start=1):
        cells.append((0, column, bars.name))
        cells += [(row, column, value) for row, value in enumerate(bars.values, start=1)]
    return cells
