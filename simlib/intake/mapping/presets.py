"""What headers mean in the exports that are known; the words themselves lie in a data file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from simlib.inputs.paths import data_path

GENERIC = "generic"
ROLES = ("deals", "accounts", "contacts", "owners")


@dataclass(frozen=True)
class Preset:
    """The headers of one system.

    Parameters
    ----------
    key, name : str
        In a mapping, and for people.
    evidence : str
        "files", "documentation" or "words".
    won : tuple of str
        Stages that mean a sale.
    tables : mapping of str to mapping of str to tuple of str
        Role to meaning to headers in bare form.
    needs : mapping of str to tuple of str
        Meanings without which a table is none of that role.
    """

    key: str
    name: str
    evidence: str
    won: tuple[str, ...]
    tables: Mapping[str, Mapping[str, tuple[str, ...]]]
    needs: Mapping[str, tuple[str, ...]]


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
