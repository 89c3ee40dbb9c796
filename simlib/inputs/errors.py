"""The one error a user of bad input ever sees."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path

_MISSING = object()
_LONGEST_SHOWN_VALUE = 80
_SHORT_LIST = 20


class InputError(ValueError):
    """Input that cannot be used, said in one readable line.

    Parameters
    ----------
    message : str
        What is wrong, in the user's words.
    file : str or Path, optional
        The file that holds the value.
    row : int, optional
        The row as a spreadsheet counts it (the header is row 1).
    column : str, optional
        The column, field or parameter.
    value : object, optional
        The offending value, shown by its ``repr``.
    allowed : str, optional
        What would be accepted.
    """

    def __init__(
        self,
        message: str,
        *,
        file: str | Path | None = None,
        row: int | None = None,
        column: str | None = None,
        value: object = _MISSING,
        allowed: str | None = None,
    ) -> None:
        self.message, self.file, self.row = message, file, row
        self.column, self.value, self.allowed = column, value, allowed
        super().__init__(self._sentence())

    def _sentence(self) -> str:
        where = [str(self.file)] if self.file is not None else []
        where += [f"row {self.row}"] if self.row is not None else []
        where += [f"column {self.column!r}"] if self.column is not None else []
        text = f"{', '.join(where)}: {self.message}" if where else self.message
        if self.value is not _MISSING:
            shown = repr(self.value)
            text += f"; found {shown[:_LONGEST_SHOWN_VALUE]}"
        return f"{text}; allowed: {self.allowed}" if self.allowed is not None else text


def unknown_name(
    what: str, name: object, known: Iterable[str], file: str | Path | None = None
) -> InputError:
    """Return the error for a name nobody knows, listing the near ones first."""
    names = sorted(set(known))
    near = difflib.get_close_matches(str(name), names, n=3, cutoff=0.5)
    parts = [f"did you mean {' or '.join(near)}?"] if near else []
    if not near or len(names) <= _SHORT_LIST:
        parts.append(f"known: {', '.join(names)}")
    return InputError(f"unknown {what}", file=file, value=name, allowed=" ".join(parts))
