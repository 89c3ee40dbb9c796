"""Which system a table comes from, what it holds and what its columns mean: from headers alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, Literal

import yaml

from simlib.inputs.files import data_path
from simlib.inputs.reading.shape import RawTable

GENERIC = "generic"
ROLES = ("deals", "accounts", "contacts", "owners")
Role = Literal["ledger", "deals", "accounts", "contacts", "owners", "unknown"]
_CODES = "usd|eur|gbp|chf|jpy|cad|aud|nzd|sek|nok|dkk|pln|czk|huf|inr|brl|mxn|zar|cny|sgd|hkd"
_CURRENCY = re.compile(rf"(?:^| )({_CODES})(?:$| )")
_NEVER_MONEY = re.compile(r"(^| )(annual ?revenue|year established|employees|numberofemployees)")
_DISTINCTIVE = 2


@dataclass(frozen=True)
class Preset:
    """The headers of one system."""

    key: str
    name: str
    """In a mapping, and for people."""
    evidence: str
    """"files", "documentation" or "words"."""
    won: tuple[str, ...]
    """Stages that mean a sale."""
    tables: Mapping[str, Mapping[str, tuple[str, ...]]]
    """Role to meaning to headers in bare form."""
    needs: Mapping[str, tuple[str, ...]]
    """Meanings without which a table is none of that role."""


@lru_cache(maxsize=65536)
def bare_header(text: str) -> str:
    """Return a header without case, accents stay, marks are spaces: "Deal_Owner*" is "deal owner".

    A trailing ``.id`` stays apart, since it marks the twin column that holds keys.
    """
    plain = unicodedata.normalize("NFKC", text[:200]).casefold()
    plain = re.sub(r"\.id$", " dotid", plain.strip().strip("*").strip())
    return " ".join(re.sub(r"[^\w%]+|_", " ", plain).split())


@lru_cache(maxsize=1)
def presets() -> Mapping[str, Preset]:
    """Return the presets of ``data/crm_presets.yaml`` by key, the generic words last."""
    plain = yaml.safe_load(data_path("crm_presets.yaml").read_text(encoding="utf-8"))
    return {key: _preset(key, fields) for key, fields in plain.items()}


@lru_cache(maxsize=1)
def generic_words() -> Mapping[str, tuple[str, ...]]:
    """Return meaning -> headers of any ledger, in order of preference; ``*`` may go on."""
    plain = yaml.safe_load(data_path("crm_presets.yaml").read_text(encoding="utf-8"))
    words: dict[str, list[str]] = plain[GENERIC]["words"]
    return {
        meaning: tuple(bare_header(word) + ("*" if word.endswith("*") else "") for word in listed)
        for meaning, listed in words.items()
    }


def _preset(key: str, fields: dict[str, Any]) -> Preset:
    tables = {
        role: {
            meaning: tuple(map(bare_header, headers))
            for meaning, headers in fields[role].items()
            if meaning != "needs"
        }
        for role in ROLES
        if role in fields
    }
    return Preset(
        key=key,
        name=fields["name"],
        evidence=fields["evidence"],
        won=tuple(fields["won"]),
        tables=tables,
        needs={role: tuple(fields[role]["needs"]) for role in tables},
    )


@dataclass(frozen=True)
class Detected:
    """What a table seems to be."""

    system: str
    """A key of the presets, "generic" for any other table."""
    role: Role
    """What its rows are."""
    columns: dict[str, str]
    """Meaning to column."""
    twins: tuple[str, ...] = ()
    """Other columns that could be the amount."""


def detect(table: RawTable) -> Detected:
    """Return the best reading of a table's header.

    A CRM is named where its headers explain more columns than plain words of a ledger do; money is
    never looked for among the columns that tell the customer's own size.
    """
    plain = _generic(table)
    best, best_score = plain, _score(plain)
    for preset in presets().values():
        for found in _readings(table.columns, preset):
            # An export has marks of its own; without one, plain words are enough.
            score = _score(found) + _own_marks(found, preset)
            if score > best_score:
                best, best_score = found, score
    return best


def currency_in(header: str) -> str:
    """Return the currency that a header names, such as USD in ``amount_usd``; "" if none."""
    found = _CURRENCY.search(bare_header(header))
    return found[1].upper() if found else ""


def _readings(columns: Sequence[str], preset: Preset) -> Iterator[Detected]:
    by_bare = {bare_header(column): column for column in reversed(columns)}
    for role, meanings in preset.tables.items():
        found: dict[str, str] = {}
        twins: list[str] = []
        for meaning, headers in meanings.items():
            hits = [by_bare[header] for header in headers if header in by_bare]
            hits = [hit for hit in hits if hit not in found.values()]
            if hits:
                found[meaning] = hits[0]
                twins += hits[1:] if meaning == "amount" else []
        if all(need in found for need in preset.needs[role]):
            yield Detected(preset.key, role, found, tuple(twins))  # type: ignore[arg-type]


def _score(found: Detected) -> float:
    return len(found.columns) - (1.5 if found.role == "unknown" else 0.0)


def _own_marks(found: Detected, preset: Preset) -> float:
    """Return a bonus for headers that no other system and no plain ledger has."""
    others = _headers_elsewhere(preset.key)
    mine = {bare_header(column) for column in found.columns.values()} - others
    return _DISTINCTIVE * min(len(mine), 3) if mine else -1.0


@lru_cache(maxsize=16)
def _headers_elsewhere(key: str) -> frozenset[str]:
    crm = {
        header
        for other in presets().values()
        if other.key != key
        for meanings in other.tables.values()
        for headers in meanings.values()
        for header in headers
    }
    return frozenset(
        crm | {word.rstrip("*") for words in generic_words().values() for word in words}
    )


def _generic(table: RawTable) -> Detected:
    found: dict[str, str] = {}
    twins: tuple[str, ...] = ()
    for meaning, words in generic_words().items():
        hits = list(dict.fromkeys(_hits(table.columns, words)))
        hits = [hit for hit in hits if hit not in found.values()]
        if meaning == "amount":
            hits = [hit for hit in hits if not _NEVER_MONEY.search(bare_header(hit))]
            twins = tuple(hit for hit in hits[1:] if _rivals(hits[0], hit))
        if hits:
            found[meaning] = hits[0]
    role = _role(found, table.columns)
    if role == "owners" and "owner" not in found and "account" in found:
        found["owner"] = found.pop("account")
    if role not in ("ledger", "deals"):
        for meaning in ("amount", "date", "stage", "document", "currency"):
            found.pop(meaning, None)
        twins = ()
    return Detected(GENERIC, role, found, twins)


def _hits(columns: Sequence[str], words: Sequence[str]) -> Iterator[str]:
    for word in words:
        for column in columns:
            bare = bare_header(column)
            if bare == word.rstrip("*") or (
                word.endswith("*") and _goes_on(bare, word.rstrip("*"))
            ):
                yield column


def _goes_on(bare: str, word: str) -> bool:
    """Whether a header is the word with a currency or a remark in few words behind it."""
    rest = bare.removeprefix(f"{word} ")
    return rest != bare and (
        rest in _CODES.split("|")
        or rest in ("net", "netto", "ht", "excl vat", "ex vat", "amount", "value")
        or (rest.startswith("in ") and len(rest) <= 6)
        or bool(currency_in(rest))
    )


def _rivals(one: str, other: str) -> bool:
    """Whether two columns could both be the amount: one word, two currencies."""
    first, second = (bare_header(column) for column in (one, other))
    stripped = [_CURRENCY.sub(" ", text).strip() for text in (first, second)]
    return stripped[0] == stripped[1] or first.split()[0] == second.split()[0]


def _role(found: dict[str, str], columns: Sequence[str]) -> Role:
    bare = {bare_header(column) for column in columns}
    has_account = "account" in found or "account_id" in found
    if has_account and "amount" in found and "date" in found:
        return "deals" if "stage" in found else "ledger"
    if {"email", "last name"} <= bare:
        return "contacts"
    if has_account and ({"parent", "sector", "size", "owner"} & found.keys()):
        return "accounts"
    return "owners" if "owner" in found else "unknown"


def currency_column_beside(columns: Sequence[str], amount: str) -> str | None:
    """Return the column "<amount> Currency", which exports of several currencies put before it."""
    wanted = f"{bare_header(amount)} currency"
    exact = [column for column in columns if bare_header(column) == wanted]
    before = [
        one for one, two in pairwise(columns) if two == amount and "currency" in bare_header(one)
    ]
    return next(iter(exact + before), None)
