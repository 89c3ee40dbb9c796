"""What is in a file, as texts that can be compared: words as words, pictures by their pixels."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image


@dataclass(frozen=True)
class Normal:
    """What may differ between two recordings of one commit, what stands for it, and why it may."""

    pattern: str
    instead: str
    why: str


NORMAL = (
    Normal(r"\bin \d+ s\b", "in (time)", "how long a deck took"),
    Normal(r"Traceback \(most recent call last\):\n(?: .*\n)+", "(traceback)\n", "lines move"),
    Normal(r" at 0x[0-9a-f]+", " at (address)", "a default that is an object shows where it lies"),
    Normal(r'("code": ?)"[0-9a-f]{16}"', r'\1"(code)"', "a stored result knows the code's hash"),
    Normal(r'("made": ?)"\d{4}-\d\d-\d\d"', r'\1"(day)"', "and the day it was made"),
)
"""Besides, the folders a command ran in are replaced by (work) and (checkout): see `normal`.

Nothing else is let pass: decks, workbooks, pages and PDFs of one commit have the same bytes."""


HASH = " hash"
"""Ends the name of the hash of a file of which more is told."""


def normal(text: str, places: Mapping[str, str]) -> str:
    """Return a text without what may differ; ``places`` are folders, and the words for them."""
    for place, word in places.items():
        text = text.replace(place, word)
    for each in NORMAL:
        text = re.sub(each.pattern, each.instead, text)
    return text


def folder_contents(folder: Path, name: str, places: Mapping[str, str]) -> dict[str, str]:
    """Return the contents of every file of a folder, by its name below ``name``."""
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            below = f"{name}/{path.relative_to(folder).as_posix()}"
            texts = contents(path.name, path.read_bytes(), below)
            found |= {key: normal(text, places) for key, text in texts.items()}
    return found


def contents(file: str, content: bytes, name: str) -> dict[str, str]:
    """Return what is in a file, as one text or several, each with a name that begins with ``name``.

    Texts as they are; the parts of a workbook or deck, and its cells or words once more, since they
    are what people read; of a notebook the outputs of each cell; of a picture its pixels and the
    words in it; of anything else the hash.
    """
    suffix = Path(file).suffix.lower()
    if suffix in _READERS:
        return {f"{name}{part}": text for part, text in _READERS[suffix](content).items()}
    try:
        return {name: content.decode("utf-8")}
    except UnicodeDecodeError:
        return {name: _hash(content)}


def _hash(content: bytes) -> str:
    return f"{len(content)} bytes, {hashlib.sha256(content).hexdigest()[:24]}"


def pixels(content: bytes) -> str:
    """Return the size and a hash of the pixels of a picture, however it is compressed."""
    picture = Image.open(io.BytesIO(content)).convert("RGBA")
    digest = hashlib.sha256(picture.tobytes()).hexdigest()[:24]
    return f"{picture.width} x {picture.height} pixels, {digest}"


def _picture(content: bytes) -> dict[str, str]:
    picture = Image.open(io.BytesIO(content))
    told = [f"{key}: {value}" for key, value in picture.info.items() if isinstance(value, str)]
    return {"": "\n".join([pixels(content), *told])}


_INLINE = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=\s]+)")


def _page(content: bytes) -> dict[str, str]:
    text = _INLINE.sub(lambda m: f"({pixels(base64.b64decode(m[1]))})", content.decode("utf-8"))
    return {"": text, HASH: _hash(content)}


def _markup(content: bytes) -> str:
    """Return markup with a line a tag, so that differences are short."""
    return content.decode("utf-8").replace("><", ">\n<")


def _package(content: bytes) -> dict[str, str]:
    """Return the parts of a workbook or deck."""
    found = {HASH: _hash(content)}
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        found["/(order of parts)"] = "\n".join(package.namelist())
        for part in package.namelist():
            inside = package.read(part)
            if part.endswith((".xml", ".rels", ".vml")):
                found[f"/{part}"] = _markup(inside)
            else:
                found |= contents(part, inside, f"/{part}")
    return found


def _deck(content: bytes) -> dict[str, str]:
    found = _package(content)
    for part in list(found):
        if re.search(r"/(slide|notesSlide|chart)\d+\.xml$", part):
            words = re.findall(r"<(?:a:t|c:v)>([^<]+)</", found[part])
            found[f"{part} words"] = "\n".join(words)
    return found


def _workbook(content: bytes) -> dict[str, str]:
    from openpyxl import load_workbook

    found = _package(content)
    for sheet in load_workbook(io.BytesIO(content)).worksheets:
        found[f"/cells of {sheet.title}"] = "\n".join(
            f"{cell.coordinate}: {cell.value!r} {cell.number_format}"
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        )
    return found


def _notebook(content: bytes) -> dict[str, str]:
    cells = [c for c in json.loads(content)["cells"] if c["cell_type"] == "code"]
    return {
        f" cell {number}": "\n".join(text for output in cell["outputs"] for text in _told(output))
        for number, cell in enumerate(cells, start=1)
        if cell["outputs"]
    }


def _told(output: Mapping[str, Any]) -> Iterator[str]:
    if "text" in output:
        yield f"[{output['name']}]\n{''.join(output['text'])}"
    if "evalue" in output:
        yield f"[{output['ename']}]\n{output['evalue']}"
    for kind, value in output.get("data", {}).items():
        if kind == "image/png":
            yield f"[{kind}]\n{pixels(base64.b64decode(value))}"
        else:
            shown = value if isinstance(value, str) else None
            joined = "".join(value) if isinstance(value, list) else json.dumps(value, indent=1)
            yield f"[{kind}]\n{joined if shown is None else shown}"


def _frame(content: bytes) -> dict[str, str]:
    import pandas as pd

    frame = pd.read_parquet(io.BytesIO(content))
    text = io.StringIO()
    frame.to_csv(text, quoting=csv.QUOTE_MINIMAL)
    return {"": text.getvalue(), " types": str(frame.dtypes)}


_READERS: Mapping[str, Callable[[bytes], dict[str, str]]] = {
    ".png": _picture,
    ".html": _page,
    ".xml": lambda content: {"": _markup(content)},
    ".pptx": _deck,
    ".xlsx": _workbook,
    ".ipynb": _notebook,
    ".parquet": _frame,
}
