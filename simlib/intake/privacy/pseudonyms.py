"""Names in place of names: dealt once, kept in a key file, extended and never renumbered."""

from __future__ import annotations

import os
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from simlib.inputs.errors import InputError
from simlib.inputs.files import csv_text
from simlib.inputs.reading.tables import read_table
from simlib.intake.booking import Booking, Ledger
from simlib.intake.ledger_csv import guarded, unguarded

KINDS = {"account": "Account", "parent": "Group", "buyer": "Buyer", "owner": "Rep"}
"""What is masked, and the word that stands for it."""
_COLUMNS = ("kind", "name", "pseudonym")
_DIGITS = {"account": 3, "parent": 2, "buyer": 3, "owner": 2}
_NAME = re.compile(r"\w(?:[\w .-]*[\w-])?")
_LONGEST = 80
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def write_private(path: Path, content: bytes) -> None:
    """Write a file with mode 0600, so that an interruption leaves what was there before.

    Parameters
    ----------
    path
        Where; missing folders are made, and made private.
    content
        The whole file.

    Raises
    ------
    OSError
        If the folder cannot be written; the old file is then untouched.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        os.replace(scratch, path)
    except BaseException:
        Path(scratch).unlink(missing_ok=True)
        raise


@dataclass(frozen=True)
class Pseudonyms:
    """Which pseudonym stands for which name."""

    dealt: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """Kinds are those of `KINDS`."""

    @classmethod
    def load(cls, path: str | Path) -> Pseudonyms:
        """Return the pseudonyms of a key file; none yet if there is no such file.

        Raises
        ------
        InputError
            For a file that is no key, or deals one pseudonym twice.
        """
        if not Path(path).exists():
            return cls()
        table = read_table(path)
        if table.columns != _COLUMNS:
            raise InputError("not a key file", file=path, allowed=f"columns {','.join(_COLUMNS)}")
        dealt: dict[tuple[str, str], str] = {}
        for row in table.rows:
            kind, name, pseudonym = (unguarded(row.cells[column]) for column in _COLUMNS)
            if kind not in KINDS or not re.fullmatch(rf"{KINDS[kind]} \d+", pseudonym, re.ASCII):
                raise InputError("no pseudonym", file=path, row=row.number, value=pseudonym)
            dealt[kind, name] = pseudonym
        if len(dealt) != len(set(dealt.values())) or len(dealt) != len(table.rows):
            raise InputError("one name or pseudonym twice", file=path, allowed="each once")
        return cls(dealt)

    def save(self, path: str | Path) -> None:
        """Write the key file, for its owner's eyes only (mode 0600); whole or not at all."""
        rows = [(kind, guarded(name), pseudonym) for (kind, name), pseudonym in self.dealt.items()]
        try:
            write_private(Path(path), csv_text([_COLUMNS, *rows]).encode("utf-8"))
        except OSError as error:
            raise InputError(f"cannot be written: {error.strerror}", file=path) from None

    def extended(self, names: Mapping[str, Iterable[str]]) -> Pseudonyms:
        """Return pseudonyms for more names as well; those dealt before stay as they are.

        Parameters
        ----------
        names : mapping of str to iterable of str
            Kind to names in the order in which they get their numbers.
        """
        dealt = dict(self.dealt)
        for kind, listed in names.items():
            new = [n for n in dict.fromkeys(listed) if n and (kind, n) not in dealt]
            taken = [int(p.rsplit(" ", 1)[1]) for (k, _), p in dealt.items() if k == kind]
            last = max(taken, default=0)
            digits = max(_DIGITS[kind], len(str(last + len(new))) if not taken else 0)
            for number, name in enumerate(new, start=last + 1):
                dealt[kind, name] = f"{KINDS[kind]} {number:0{digits}d}"
        return Pseudonyms(dealt)

    def of(self, kind: str, name: str) -> str:
        """Return the pseudonym of a name; "" for ""."""
        return self.dealt[kind, name] if name else ""

    def real(self, pseudonym: str) -> str:
        """Return the name behind a pseudonym, the text itself if it is none."""
        for (_, name), dealt in self.dealt.items():
            if dealt == pseudonym:
                return name
        return pseudonym

    def masked(self, ledger: Ledger) -> Ledger:
        """Return the ledger with a pseudonym in place of every name."""
        return replace(ledger, bookings=tuple(map(self._masked, ledger.bookings)))

    def _masked(self, booking: Booking) -> Booking:
        return replace(
            booking,
            account=self.of("account", booking.account),
            parent=self.of("parent", booking.parent),
            buyer=self.of("buyer", booking.buyer),
            owner=self.of("owner", booking.owner),
        )


def refuse_key_inside(key: Path, folder: Path) -> None:
    """Refuse a key file inside the folder that is handed on.

    Raises
    ------
    InputError
        Symbolic links are followed first.
    """
    if key.resolve().is_relative_to(folder.resolve()):
        raise InputError(
            "the key to the names would lie inside the output folder",
            file=key,
            allowed="a path outside, such as ~/.simlib/keys/NAME.key",
        )


def default_key(name: str) -> Path:
    """Return where the key of a study lies: ``~/.simlib/keys/NAME.key``."""
    try:
        return Path.home() / ".simlib" / "keys" / f"{name}.key"
    except RuntimeError:
        raise InputError("no home folder for the key", allowed="--key PATH") from None


def study_folder(out: str | Path, name: str) -> Path:
    """Return the folder of a study, which need not exist.

    Parameters
    ----------
    out
        The folder of all studies.
    name
        Letters, digits, spaces, points, dashes and underscores; no path.

    Raises
    ------
    InputError
        For any other name, or a folder that a symbolic link leads elsewhere.
    """
    text = unicodedata.normalize("NFC", name)
    if not _NAME.fullmatch(text) or len(text) > _LONGEST or _RESERVED.fullmatch(text):
        raise InputError(
            "not a name for a study",
            column="--name",
            value=name,
            allowed="letters, digits, spaces, points and dashes, at most 80, no path",
        )
    folder = Path(out) / text
    if folder.resolve().parent != Path(out).resolve():
        raise InputError("the folder of this study lies elsewhere", file=folder)
    return folder
