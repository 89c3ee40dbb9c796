"""A deck as a file: the same bytes each time, nobody's traces in it, no edits lost."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simlib.inputs.errors import InputError
from simlib.inputs.files import write_atomically
from simlib.present.deck.xml import library

if TYPE_CHECKING:
    from pptx.presentation import Presentation

    from simlib.present.deck.specs import BarChart, LineChart

EARLIEST = datetime(1980, 1, 1)  # the first day a zip file knows
_SEAL = "customXml/item901.xml"
_SEAL_START = '<?xml version="1.0" encoding="UTF-8"?>\n<written xmlns="urn:simlib:deck" sha256="'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NOT_OURS_TO_TELL = (
    *("/core-properties", "/extended-properties", "/custom-properties", "/thumbnail"),
    "/printerSettings",
)


def deck_bytes(deck: Presentation) -> bytes:
    """Return a deck as the same bytes each time, sealed, without document properties.

    The seal is a part that holds a hash of all others: it tells later whether anybody edited.
    """
    _forget_properties(deck)
    _add_seal_relation(deck)
    buffer = io.BytesIO()
    deck.save(buffer)
    parts = _parts(buffer.getvalue())
    seal = f'{_SEAL_START}{_hash(parts)}"/>'
    return _zip({**parts, _SEAL: seal.encode()})


def write_deck(content: bytes, path: Path) -> Path:
    """Write a deck unless that would lose somebody's edits.

    Parameters
    ----------
    content : bytes
        From `deck_bytes`.
    path : Path
        May hold a deck written here before and not changed since.

    Returns
    -------
    Path
        The path written, whole or not at all.

    Raises
    ------
    InputError
        If the file there was edited, or is no deck of ours.
    """
    if path.exists() and not is_untouched(path):
        raise InputError(
            "this file was edited since it was written, or is not a deck written here; it is left "
            "as it is",
            file=path,
            allowed="another name for the new deck, or move the edited one away",
        )
    return write_atomically(path, content)


def is_untouched(path: Path) -> bool:
    """Return whether a file is a deck of ours that nobody has saved since."""
    try:
        parts = _parts(path.read_bytes())
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return False
    seal = parts.pop(_SEAL, b"").decode("utf-8", "replace")
    return seal == f'{_SEAL_START}{_hash(parts)}"/>'


def _hash(parts: dict[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name in sorted(parts):
        if name != _SEAL:
            digest.update(f"{name} {len(parts[name])}\n".encode())
            digest.update(parts[name])
    return digest.hexdigest()


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def _zip(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, EARLIEST.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, content)
    return buffer.getvalue()


def _forget_properties(deck: Presentation) -> None:
    relations = deck.part.package._rels
    for holder in (relations, deck.part.rels):
        for key, relation in list(holder.items()):
            if relation.reltype.endswith(_NOT_OURS_TO_TELL):
                holder.pop(key)


def _add_seal_relation(deck: Presentation) -> None:
    from pptx.opc.package import Part
    from pptx.opc.packuri import PackURI

    package: Any = deck.part.package
    seal = Part(PackURI(f"/{_SEAL}"), "application/xml", package, b"<written/>")
    deck.part.relate_to(seal, f"{_RELATIONS}/customXml")


def chart_workbook(spec: LineChart | BarChart) -> bytes:
    """Return the workbook behind a chart: the plotted numbers where the chart looks for them.

    Text is written as text, so that no name becomes a formula or a link.
    """
    buffer = io.BytesIO()
    book = library("xlsxwriter").Workbook(buffer, {"in_memory": True})
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
