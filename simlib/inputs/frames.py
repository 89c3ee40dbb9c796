"""A pandas frame as a text table, so that frames and files are read by one set of rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from simlib.inputs.errors import InputError
from simlib.inputs.tables import Row, Table

if TYPE_CHECKING:
    import pandas as pd

_FILE = "the frame given"


def table_of_frame(frame: pd.DataFrame, ids: Sequence[str] = ()) -> Table:
    """Return the cells of ``frame`` as text; its first row counts as row 2, as in a file.

    Parameters
    ----------
    frame : DataFrame
        Any index; columns of any kind.
    ids : sequence of str
        Columns that hold ids or names.

    Raises
    ------
    InputError
        For something that is not a frame, an empty one, or ids that became fractions.
    """
    if not hasattr(frame, "columns") or not hasattr(frame, "itertuples"):
        raise InputError("not a ledger", value=frame, allowed="a path or a DataFrame")
    if not len(frame):
        raise InputError("no rows", file=_FILE)
    names = tuple(str(column) for column in frame.columns)
    if len(set(names)) < len(names):
        raise InputError("the same column twice", file=_FILE, value=names)
    for column in ids:
        if column in names and frame[column].dtype.kind == "f" and frame[column].notna().any():
            raise InputError(
                "ids were read as fractions (13085.0)",
                file=_FILE,
                column=column,
                allowed="text; read the file with dtype=str",
            )
    rows = frame.itertuples(index=False, name=None)
    return Table(
        file=_FILE,
        columns=names,
        rows=tuple(
            Row(number, dict(zip(names, map(_text, cells), strict=True)))
            for number, cells in enumerate(rows, start=2)
        ),
    )


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    missing = value is None or str(value) in ("NaT", "<NA>", "nan")
    return "" if missing else str(value)
