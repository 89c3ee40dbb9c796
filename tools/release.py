"""Name a release: ``python -m tools.release 0.2.0 [--day 2026-12-01]``.

Writes the version into ``simlib/version.py`` and ``CITATION.cff`` and turns what is unreleased in
``CHANGELOG.md`` into the section of that version, or refuses and writes nothing: where the version
is no step up, or nobody has said which numbers moved. ``RELEASING.md`` has the whole list.
"""

from __future__ import annotations

import argparse
import re
import sys
from datetime import date
from pathlib import Path

from packaging.version import InvalidVersion, Version

from simlib.inputs.files import write_text
from simlib.version import __version__
from tools import changelog

ROOT = Path(__file__).resolve().parent.parent


def release(version: str, day: date, root: Path = ROOT, current: str = __version__) -> list[Path]:
    """Write a version and its day into every file that names them.

    Parameters
    ----------
    version : str
        The new one, such as ``0.2.0``.
    day : date
        When it is released.
    root : Path, optional
        The folder of the sources.
    current : str, optional
        The version now.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    ValueError
        If the version is none or no step up, if the changelog does not say which numbers moved, or
        if a file does not name the current version where it should; nothing is written then.
    """
    _check_step(current, version)
    texts = {
        name: (root / name).read_text(encoding="utf-8")
        for name in ("simlib/version.py", "CITATION.cff", "CHANGELOG.md")
    }
    new = {
        "CHANGELOG.md": changelog.released(texts["CHANGELOG.md"], version, day),
        "CITATION.cff": _cited(texts["CITATION.cff"], current, version, day),
        "simlib/version.py": _replaced(
            texts["simlib/version.py"], f'__version__ = "{current}"', f'__version__ = "{version}"'
        ),
    }
    for name, text in new.items():
        write_text(root / name, text)
    return [root / name for name in new]


def main(arguments: list[str]) -> int:
    """Run the command named on the command line; 0 if the release has its name."""
    parser = argparse.ArgumentParser(prog="python -m tools.release")
    parser.add_argument("version", help="the new version, such as 0.2.0")
    parser.add_argument("--day", type=date.fromisoformat, default=date.today(), help="2026-12-01")
    asked = parser.parse_args(arguments)
    try:
        written = release(asked.version, asked.day)
    except ValueError as error:
        print(f"Nothing is written: {error}.", file=sys.stderr)
        return 2
    print(*(path.relative_to(ROOT).as_posix() for path in written), sep="\n")
    return 0


def _check_step(current: str, version: str) -> None:
    try:
        step_up = Version(version) > Version(current)
    except InvalidVersion:
        raise ValueError(f"{version!r} is no version, such as 0.2.0") from None
    if not step_up or str(Version(version)) != version:
        raise ValueError(f"{version} is no step up from {current}")


def _cited(text: str, current: str, version: str, day: date) -> str:
    text = _replaced(text, f"\nversion: {current}\n", f"\nversion: {version}\n")
    (old_day,) = re.findall(r"^date-released: .*$", text, re.MULTILINE) or [""]
    return _replaced(text, old_day, f"date-released: {day.isoformat()}")


def _replaced(text: str, old: str, new: str) -> str:
    if not old or text.count(old) != 1:
        raise ValueError(f"no single {old.strip()!r} to replace")
    return text.replace(old, new)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
