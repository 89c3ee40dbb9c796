"""Keep client work out of the repository: ``python tools/privacy_hook.py FILE...``.

A pre-commit hook. It refuses what lies in ``studies/``, key files, outputs that say that real
names are shown, and text that holds a name of a known key file. Standard library only.

Known keys are ``~/.simlib/keys/*.key``, and those of the folder ``SIMLIB_KEYS``. Names that stand
in the public data of the repository (``data/raw``, ``data/books``) are nobody's secret.
"""

from __future__ import annotations

import csv
import gzip
import html
import io
import os
import re
import subprocess
import sys
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

SHOWN = re.compile(
    rb"names_shown:\s*true|simlib-names: shown|Real names are shown"
    rb"|shown by their real names|[Nn]ames: real names",
)
"""What a study with real names says, and every output made of it."""
PRIVATE = re.compile(r"^(notebooks/)?studies/|\.key$", re.IGNORECASE)
SOURCES = (".py", ".toml", ".cfg", ".lock", ".md")
"""Files of ours that speak of these marks without being outputs; names are looked for even here."""
_LEAST_LETTERS = 4
_LONGEST_PART = 24
_LARGEST_BYTES = 200 * 2**20
_DEEPEST = 3
_PUBLIC = ("data/raw", "data/books")


def main(files: Sequence[str]) -> int:
    """Say what must not be committed; return 1 if there is anything."""
    names = known_names()
    faults = [fault for file in files if (fault := fault_of(file, names))]
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        print("Take them out with: git restore --staged FILE", file=sys.stderr)
    return 1 if faults else 0


def fault_of(file: str, names: frozenset[str]) -> str:
    """Return why a file must stay out of the repository, "" if it may go in."""
    if PRIVATE.search(file.replace("\\", "/")):
        return f"{file}: client studies and keys stay out of the repository"
    if any(file.startswith(f"{folder}/") for folder in _PUBLIC):
        return ""
    content = _staged(file)
    for part in _parts(content, _DEEPEST):
        if not file.endswith(SOURCES) and SHOWN.search(_plain(part).encode("utf-8")):
            return f"{file}: made with real names (names_shown); make it again with pseudonyms"
        if found := _named(_plain(part), names):
            return f"{file}: holds {len(found)} of the names in a key file"
    return ""


def known_names() -> frozenset[str]:
    """Return every name of the known key files that is long enough to be looked for."""
    folders = [Path.home() / ".simlib" / "keys"]
    if os.environ.get("SIMLIB_KEYS"):
        folders.append(Path(os.environ["SIMLIB_KEYS"]))
    found: set[str] = set()
    for path in (path for folder in folders if folder.is_dir() for path in folder.glob("*.key")):
        text = path.read_text(encoding="utf-8-sig", errors="replace")
        for row in csv.DictReader(io.StringIO(text, newline="")):
            name = _searchable((row.get("name") or "").removeprefix("'"))
            if sum(letter.isalpha() for letter in name) >= _LEAST_LETTERS:
                found.add(name)
    return frozenset(found)


def _named(text: str, names: frozenset[str]) -> list[str]:
    """Return the names that stand in a text as words of their own, and in no public data."""
    known = _searchable(text)
    hits = [name for name in names if name[:_LONGEST_PART] in known and _as_word(name, known)]
    return [name for name in hits if not _as_word(name, _public_text())]


def _as_word(name: str, text: str) -> bool:
    cut = name[:_LONGEST_PART]  # outputs shorten long names
    end = r"" if len(name) > _LONGEST_PART else r"(?!\w)"
    return re.search(rf"(?<!\w){re.escape(cut)}{end}", text) is not None


def _searchable(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


@cache
def _public_text() -> str:
    """Return the public data of the repository as one text."""
    paths = [path for folder in _PUBLIC for path in sorted(Path(folder).glob("*.csv*"))]
    return _searchable(" ".join(_unpacked(path.read_bytes()).decode("utf-8") for path in paths))


def _unpacked(content: bytes) -> bytes:
    return gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content


def _staged(file: str) -> bytes:
    """Return what would be committed; the file itself where git has nothing staged."""
    shown = subprocess.run(["git", "show", f":{file}"], capture_output=True, check=False)
    if shown.returncode == 0:
        return shown.stdout
    path = Path(file)
    return path.read_bytes() if path.is_file() else b""


def _parts(content: bytes, deep: int) -> Iterator[bytes]:
    """Yield a file and what is packed inside: Office files, their workbooks, gzip, PDF streams."""
    yield content
    if not deep:
        return
    try:
        if content.startswith(b"PK\x03\x04"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                for member in archive.infolist():
                    if member.file_size <= _LARGEST_BYTES:
                        yield from _parts(archive.read(member), deep - 1)
        elif content.startswith(b"\x1f\x8b"):
            yield from _parts(gzip.decompress(content), deep - 1)
        elif content.startswith(b"%PDF"):
            for stream in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
                yield zlib.decompressobj().decompress(stream, _LARGEST_BYTES)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError):
        return  # damaged: nothing in it can be read


def _plain(content: bytes) -> str:
    """Return bytes as text, the escapes of HTML, XML and JSON undone."""
    marks = (b"\xff\xfe", b"\xfe\xff")
    text = content.decode("utf-16" if content.startswith(marks) else "utf-8", errors="replace")
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
    return html.unescape(text)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
