"""Who is who: accounts, groups and people by id or name, from the files that carry no money."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from simlib.inputs.reading.shape import RawTable
from simlib.inputs.reading.values import text_of
from simlib.intake.labels import name_of
from simlib.intake.mapping.mapping import FileMapping

_SALESFORCE_ID = re.compile(r"[A-Za-z0-9]{15}(?:[A-Z0-5]{3})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Known:
    """What an accounts file says of one account; "" where nothing."""

    name: str
    parent: str = ""
    owner: str = ""
    sector: str = ""


@dataclass
class Directory:
    """Accounts and people by key."""

    by_id: dict[str, Known] = field(default_factory=dict)
    by_name: dict[str, Known] = field(default_factory=dict)
    """Accounts."""
    people: dict[str, str] = field(default_factory=dict)
    """Name of a person by id."""
    staff: tuple[str, ...] = ()
    """Everybody in the files of people."""
    twice: int = 0
    """Names that several ids of the accounts files share."""

    def account(self, key: str, name: str) -> Known | None:
        """Return what is known of an account, by id before name."""
        return self.by_id.get(short_id(key)) or self.by_name.get(name)

    def person(self, key: str) -> str:
        """Return the name of a person, the key itself where nobody says it."""
        return self.people.get(short_id(key), key)

    def parent_of(self, name: str) -> str:
        """Return the group of an account; the head of a group belongs to its own."""
        known = self.by_name.get(name)
        if known and known.parent:
            return known.parent
        return name if name in self.heads else ""

    @property
    def heads(self) -> set[str]:
        """Accounts that own others."""
        return {known.parent for known in self.by_name.values() if known.parent}


def short_id(key: str) -> str:
    """Return an id as it joins: a Salesforce id of 18 characters is the one of 15 and a check."""
    return key[:15] if len(key) == 18 and _SALESFORCE_ID.fullmatch(key) else key


def directory_of(tables: Iterable[tuple[RawTable, FileMapping]]) -> Directory:
    """Return the directory of all files of accounts and people."""
    found, listed = Directory(), list(tables)
    for table, file in listed:
        if file.role == "owners":
            _add_people(found, table, file)
    names: dict[str, str] = {}
    for table, file in listed:
        if file.role == "accounts":
            names |= _names_by_id(table, file)
    for table, file in listed:
        if file.role == "accounts":
            _add_accounts(found, table, file, names)
    found.twice = len(names) - len(set(names.values()))
    return found


def cells_of(table: RawTable, file: FileMapping, meaning: str) -> Sequence[str]:
    """Return a column as clean names; blanks where the mapping has none for the meaning."""
    column = file.columns.get(meaning)
    if not column:
        return [""] * len(table.rows)
    return [name_of(text_of(value)) for value in table.values(column)]


def _add_people(found: Directory, table: RawTable, file: FileMapping) -> None:
    names = cells_of(table, file, "owner")
    for key, name in zip(cells_of(table, file, "owner_id"), names, strict=True):
        if key and name:
            found.people[short_id(key)] = name
    found.staff = tuple(dict.fromkeys((*found.staff, *(name for name in names if name))))


def _names_by_id(table: RawTable, file: FileMapping) -> dict[str, str]:
    keys, names = cells_of(table, file, "account_id"), cells_of(table, file, "account")
    return {short_id(key): name for key, name in zip(keys, names, strict=True) if key and name}


def _add_accounts(
    found: Directory, table: RawTable, file: FileMapping, names: dict[str, str]
) -> None:
    said = {
        meaning: cells_of(table, file, meaning)
        for meaning in (
            "account_id",
            "account",
            "parent",
            "parent_id",
            "owner",
            "owner_id",
            "sector",
        )
    }
    for k in range(len(table.rows)):
        name = said["account"][k] or said["account_id"][k]
        key = short_id(said["account_id"][k])
        parent = said["parent"][k] or said["parent_id"][k]
        known = Known(
            name=name,
            parent=names.get(short_id(parent), parent),
            owner=found.person(said["owner"][k] or said["owner_id"][k]),
            sector=said["sector"][k],
        )
        if key:
            found.by_id[key] = known
        if name:
            found.by_name.setdefault(name, known)
