"""The changelog as a machine sees it: its sections, and entries put where they belong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from simlib.inputs.files import write_text

PATH = Path(__file__).resolve().parent.parent / "CHANGELOG.md"
UNRELEASED = "Unreleased"
MOVED = "Numbers that moved"
_RELEASE, _HEADING = "## [", "### "


def section(text: str, release: str, heading: str) -> str:
    """Return what stands under a heading of a release, without blank lines around it.

    Parameters
    ----------
    text : str
        A changelog.
    release : str
        ``Unreleased`` or a version.
    heading : str
        Such as ``Added`` or ``Numbers that moved``; an empty text if the release has none.

    Raises
    ------
    ValueError
        If there is no such release.
    """
    lines = text.splitlines()
    begin, end = _release_lines(lines, release)
    first, last = _heading_lines(lines, begin, end, heading)
    return "\n".join(lines[first:last]).strip()


def with_entry(text: str, entry: str, heading: str = MOVED) -> str:
    """Return a changelog with an entry last under a heading of what is unreleased.

    The heading is made, as the last of the section, where it is missing.

    Raises
    ------
    ValueError
        If there is no unreleased section.
    """
    lines = text.splitlines()
    begin, end = _release_lines(lines, UNRELEASED)
    if f"{_HEADING}{heading}" not in lines[begin:end]:
        while not lines[end - 1]:
            end -= 1
        lines[end:end] = ["", f"{_HEADING}{heading}"]
        end += 2
    first, last = _heading_lines(lines, begin, end, heading)
    while not lines[last - 1]:
        last -= 1
    new = entry.splitlines()
    lines[last:last] = new if last > first else ["", *new]
    return "\n".join(lines).rstrip("\n") + "\n"


def released(text: str, version: str, day: date) -> str:
    """Return a changelog whose unreleased section has become a version, under an empty one.

    Raises
    ------
    ValueError
        If the version is there already, or the section does not say which numbers moved.
    """
    lines = text.splitlines()
    if any(line.startswith(f"{_RELEASE}{version}]") for line in lines):
        raise ValueError(f"CHANGELOG.md already has {version}")
    if not section(text, UNRELEASED, MOVED):
        raise ValueError(f'"{MOVED}" is empty under [{UNRELEASED}]; write at least that none did')
    begin, _ = _release_lines(lines, UNRELEASED)
    lines[begin - 1 : begin] = [
        f"{_RELEASE}{UNRELEASED}]",
        "",
        f"{_RELEASE}{version}] - {day.isoformat()}",
    ]
    return "\n".join(lines) + "\n"


def bullet(says: str, details: Sequence[str] = ()) -> str:
    """Return a bullet of the changelog: a sentence, and each detail indented below it."""
    return "\n".join([f"- {says}", *(f"  - {detail}" for detail in details)])


def read(path: Path = PATH) -> str:
    """Return the text of the changelog."""
    return path.read_text(encoding="utf-8")


def write(text: str, path: Path = PATH) -> None:
    """Store a changelog, whole or not at all; `InputError` where that cannot be."""
    write_text(path, text)


def _release_lines(lines: Sequence[str], release: str) -> tuple[int, int]:
    """Return the lines below the title of a release: the first, and the one after the last."""
    titles = [number for number, line in enumerate(lines) if line.startswith(_RELEASE)]
    wanted = [number for number in titles if lines[number].startswith(f"{_RELEASE}{release}]")]
    if not wanted:
        raise ValueError(f"CHANGELOG.md has no section [{release}]")
    later = [number for number in titles if number > wanted[0]]
    return wanted[0] + 1, later[0] if later else len(lines)


def _heading_lines(lines: Sequence[str], begin: int, end: int, heading: str) -> tuple[int, int]:
    """Return the lines below a heading between two lines; none at all where it is missing."""
    titles = [number for number in range(begin, end) if lines[number].startswith(_HEADING)]
    wanted = [number for number in titles if lines[number] == f"{_HEADING}{heading}"]
    if not wanted:
        return end, end
    later = [number for number in titles if number > wanted[0]]
    return wanted[0] + 1, later[0] if later else end
