"""What a sheet of the workbook is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

PERCENT, MONEY, ODDS, AS_IS = "0.0%", "#,##0", "0.0000", "General"
ANY = "[>=1000]#,##0;[<=-1000]-#,##0;0.000"
"""Number formats of a spreadsheet."""


@dataclass(frozen=True)
class Table:
    """One table: its caption, its rows, and number formats by column."""

    caption: str
    frame: pd.DataFrame
    formats: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Sheet:
    """One sheet: title, lines of text, tables."""

    name: str
    title: str
    lines: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
