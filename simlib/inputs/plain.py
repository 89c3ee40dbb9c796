"""Plain data as a file gives it: dictionaries and lists that may be anything until looked at."""

from __future__ import annotations

from typing import Any

from simlib.inputs.errors import InputError


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
