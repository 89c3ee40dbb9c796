"""Plain data as YAML, written to be read again, and read whoever wrote it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from simlib.inputs.errors import InputError

LARGEST_BYTES = 10**6


def read_plain(text: str, *, file: str | Path | None = None) -> object:
    """Return what a text says: mappings, lists and scalars.

    Parameters
    ----------
    text : str
    file : str or Path, optional
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
