"""Plain data as YAML, written to be read again, and read whoever wrote it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from simlib.inputs.errors import InputError

LARGEST_BYTES = 10**6


def fields_of(plain: object, what: str) -> dict[str, Any]:
    """Return ``plain`` as a dictionary with text keys, or say that ``what`` is none."""
    if not isinstance(plain, dict) or not all(isinstance(key, str) for key in plain):
        raise InputError(f"{what} should be fields with names", column=what, value=plain)
    return dict(plain)


def list_of(plain: object, what: str) -> list[Any]:
    """Return ``plain`` as a list, or say that ``what`` is none."""
    if not isinstance(plain, list | tuple):
        raise InputError(f"{what} should be a list", column=what, value=plain)
    return list(plain)


def without_blanks(plain: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that say something: not None, False, empty text or an empty list."""
    return {
        key: value
        for key, value in plain.items()
        if value is not None and value is not False and value not in ("", [], {})
    }


def flat(plain: object, prefix: str = "") -> dict[str, object]:
    """Return nested lists and dictionaries as one dictionary with dotted keys."""
    if isinstance(plain, dict):
        pairs = [(str(key), value) for key, value in plain.items()]
    elif isinstance(plain, list):
        pairs = [(_list_key(position, each), each) for position, each in enumerate(plain)]
    else:
        return {prefix.rstrip("."): plain}
    found: dict[str, object] = {}
    for key, value in pairs:
        found |= flat(value, f"{prefix}{key}.")
    return found


def _list_key(position: int, value: object) -> str:
    named = value.get("name") or value.get("account_id") if isinstance(value, dict) else None
    return str(named or position)


def read_plain(text: str, *, file: str | Path | None = None) -> object:
    """Return what a text says: mappings, lists and scalars.

    Parameters
    ----------
    file
        Where it stands, for messages.

    Raises
    ------
    InputError
        For what is no YAML, too long, nested beyond reason, or holds aliases.
    """
    if len(text.encode("utf-8", "surrogatepass")) > LARGEST_BYTES:
        raise InputError("the file is too large", file=file, allowed="at most 1 MB")
    try:
        return yaml.load(text, Loader=_Plain)
    except (yaml.YAMLError, ValueError, RecursionError, TypeError) as error:
        raise InputError(f"not YAML: {' '.join(str(error).split())}", file=file) from None


def write_plain(plain: dict[str, Any]) -> str:
    """Return mappings, lists and scalars as text that `read_plain` reads back."""
    text: str = yaml.dump(plain, Dumper=_Writer, sort_keys=False, allow_unicode=True, width=100)
    return text


class _Writer(yaml.SafeDumper):
    """Spells everything out, since aliases are refused when it is read."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


class _Plain(yaml.SafeLoader):
    """Refuses an alias when it meets one: it can make a small file grow without bounds.

    It is met while the text is read, since looking through a text for aliases first takes PyYAML
    half an hour where a megabyte of brackets opens.
    """

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases (*name) are not allowed")
        return super().compose_node(parent, index)
