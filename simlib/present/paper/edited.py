"""Files that tell whether anybody changed them: written again only while nobody did."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from simlib.inputs.errors import InputError
from simlib.inputs.files import write_atomically

EARLIEST = datetime(1980, 1, 1)  # the first day a zip file knows
HASH_PART = "customXml/item901.xml"
HASH_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"
"""Part of an Office file that holds its hash, and how the main part refers to it."""
_HASH_START = '<?xml version="1.0" encoding="UTF-8"?>\n<written xmlns="urn:simlib:written" sha256="'
_LAST_LINE = re.compile(rb"(?:<!--|%) simlib wrote what is above: ([0-9a-f]{64})(?: -->)?\n\Z")
_ZIP = b"PK\x03\x04"
_DAMAGED = (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError)


def package_parts(content: bytes) -> dict[str, bytes]:
    """Return the parts of an Office file by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def package_with_hash(parts: Mapping[str, bytes]) -> bytes:
    """Return an Office file (PPTX, XLSX) as the same bytes each time, with a hash of its own.

    Parameters
    ----------
    parts : mapping of str to bytes
        By name; one of them refers to the hash (`HASH_PART`).

    Notes
    -----
    It is a hash of all other parts, and tells later whether anybody saved the file anew.
    """
    stamp = f'{_HASH_START}{_hash(parts)}"/>'.encode()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, content in {**parts, HASH_PART: stamp}.items():
            entry = zipfile.ZipInfo(name, EARLIEST.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, content)
    return buffer.getvalue()


def page_with_hash(content: bytes) -> bytes:
    """Return a page (HTML, PDF) with a last line that holds a hash of all above; nobody sees it."""
    body = content if content.endswith(b"\n") else content + b"\n"
    opening, closing = ("%", "") if content.startswith(b"%PDF") else ("<!--", " -->")
    digest = hashlib.sha256(body).hexdigest()
    return body + f"{opening} simlib wrote what is above: {digest}{closing}\n".encode()


def write_unless_edited(content: bytes, path: str | Path) -> Path:
    """Write a file with its hash unless that would lose somebody's edits.

    Parameters
    ----------
    content
        From `package_with_hash` or `page_with_hash`.
    path
        May hold a file written so before and not changed since.

    Returns
    -------
    Path
        The path written, whole or not at all.

    Raises
    ------
    InputError
        If the file there was edited, or is none of ours.
    """
    refuse_edited([path])
    return write_atomically(path, content)


def refuse_edited(paths: Iterable[str | Path]) -> None:
    """Refuse files that were edited since they were written, or were not written here.

    Raises
    ------
    InputError
        Naming the first of them; one that is not there is no obstacle.
    """
    for path in map(Path, paths):
        if path.exists() and not is_untouched(path):
            raise InputError(
                "this file was edited since it was written, or was not written here; it is left "
                "as it is",
                file=path,
                allowed="another name or folder for the new one, or move this one away",
            )


def is_untouched(path: str | Path) -> bool:
    """Return whether a file is one of ours that nobody has saved since."""
    try:
        content = Path(path).read_bytes()
        return _same_package(content) if content.startswith(_ZIP) else _same_page(content)
    except (OSError, *_DAMAGED):
        return False


def _same_package(content: bytes) -> bool:
    parts = package_parts(content)
    stamp = parts.pop(HASH_PART, b"").decode("utf-8", "replace")
    return stamp == f'{_HASH_START}{_hash(parts)}"/>'


def _same_page(content: bytes) -> bool:
    last = _LAST_LINE.search(content[-200:])
    if last is None:
        return False
    body = content[: len(content) - len(last[0])]
    return hashlib.sha256(body).hexdigest().encode() == last[1]


def _hash(parts: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name in sorted(parts):
        if name != HASH_PART:
            digest.update(f"{name} {len(parts[name])}\n".encode())
            digest.update(parts[name])
    return digest.hexdigest()
