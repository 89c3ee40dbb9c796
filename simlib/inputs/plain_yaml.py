"""YAML that somebody else wrote: plain data or a clear error, whatever it holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from simlib.inputs.errors import InputError

LARGEST_BYTES = 100_000


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
        allowed = f"at most {LARGEST_BYTES // 1000} kB"
        raise InputError("the file is too large", file=file, allowed=allowed)
    try:
        return yaml.load(text, Loader=_Plain)
    except (yaml.YAMLError, ValueError, RecursionError, TypeError) as error:
        raise InputError(f"not YAML: {' '.join(str(error).split())}", file=file) from None


class _Plain(yaml.SafeLoader):
    """Refuses an alias when it meets one: it can make a small file grow without bounds.

    It is met while the text is read, since looking through a text for aliases first takes PyYAML
    half an hour where a megabyte of brackets opens.
    """

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases (*name) are not allowed")
        return super().compose_node(parent, index)
