"""The fault table: for a terminal, as JSON, and as a page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from simlib.inputs.errors import InputError
from simlib.inputs.files import write_text
from simlib.present.paper.tables import html_table
from tools.verify.row import Row, Verdict

_STYLES = {
    "held": "green",
    "agrees": "green",
    "not held": "bold red",
    "DISAGREES": "bold red",
    "not injected": "yellow",
}
_LEAST_WIDTH = 100
_SHORT_CELL, _LONG_CELL = 12, 60
_LONGEST_CELL = 2_000
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Verification</title>
<style>body{{font:15px/1.4 system-ui,sans-serif;margin:2rem;max-width:90rem}}
table{{border-collapse:collapse;margin:1rem 0 2rem}}caption{{text-align:left;font-weight:600}}
td,th{{border-bottom:1px solid #ccc;padding:.35rem .6rem;text-align:left;vertical-align:top}}
</style></head><body>
{tables}
</body></html>
"""


def fault_frame(rows: Sequence[Row]) -> pd.DataFrame:
    """Return the fault table: one row a fault, as text."""
    return pd.DataFrame([row.cells() for row in rows])


def fault_headline(rows: Sequence[Row]) -> str:
    """Return how many faults were survived, in one sentence."""
    counted = {each: sum(row.verdict is each for row in rows) for each in Verdict}
    words = [f"{count} {each}" for each, count in counted.items() if count]
    return f"{len(rows)} faults injected for real: {', '.join(words)}."


def print_table(frame: pd.DataFrame, title: str) -> None:
    """Print a table as wide as the terminal, long cells wrapped, verdicts in colour."""
    console = Console(highlight=False)
    console.width = max(console.width, _LEAST_WIDTH)
    table = Table(title=title, title_justify="left", show_lines=True, expand=True)
    for column in frame.columns:
        # Words get the room, by the length of what they say; verdicts are never broken.
        longest = int(frame[column].astype(str).str.len().max())
        ratio = None if longest <= _SHORT_CELL else min(longest, _LONG_CELL)
        table.add_column(column, overflow="fold", ratio=ratio, no_wrap=column == "verdict")
    for cells in frame.astype(str).itertuples(index=False):
        *words, verdict = map(escape, cells)
        style = _STYLES.get(verdict, "")
        table.add_row(*words, f"[{style}]{verdict}[/]" if style else verdict)
    console.print(table)


def write_report(path: Path, rows: Sequence[Row], oracles: pd.DataFrame | None) -> None:
    """Write what was found as JSON or as a page, by the ending of the file's name.

    Raises
    ------
    InputError
        For another ending.
    """
    if path.suffix == ".json":
        write_text(path, json.dumps(_plain(rows, oracles), indent=1) + "\n")
    elif path.suffix == ".html":
        write_text(path, _page(rows, oracles))
    else:
        raise InputError("no such report", column="--out", value=path.name, allowed=".json, .html")


def _plain(rows: Sequence[Row], oracles: pd.DataFrame | None) -> dict[str, object]:
    faults = [{**asdict(row), "verdict": str(row.verdict)} for row in rows]
    return {"faults": faults, "oracles": [] if oracles is None else oracles.to_dict("records")}


def _page(rows: Sequence[Row], oracles: pd.DataFrame | None) -> str:
    tables = []
    if rows:
        caption = fault_headline(rows)
        frame = fault_frame(rows)
        tables.append(html_table(frame, caption=caption, longest=_LONGEST_CELL))
    if oracles is not None:
        tables.append(html_table(oracles, caption="Oracles", longest=_LONGEST_CELL))
    return _PAGE.format(tables="\n".join(tables))
