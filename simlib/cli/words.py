"""What the command line says."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from simlib.words import percent

if TYPE_CHECKING:
    from pathlib import Path

    from simlib.inputs.scenario import Scenario


def say(text: str) -> None:
    """Print a line at once."""
    print(text, flush=True)


def check_folder(out: Path) -> None:
    """Refuse a folder that cannot be written before anything is played.

    Raises
    ------
    InputError
        If the path, or the nearest part of it that exists, is no folder one may write in.
    """
    from simlib.inputs.errors import InputError

    nearest = next(path for path in (out.absolute(), *out.absolute().parents) if path.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK):
        raise InputError(
            "no folder to write in", column="--out", value=str(out), allowed="a new or own folder"
        )


def describe_book(scenario: Scenario) -> str:
    """Return the book and its workload in three lines, warnings included."""
    from simlib.inputs.workload import workload
    from simlib.words import between, counted, show_name

    book, load = scenario.book, workload(scenario)
    seats = [100 * share for share in load.seat_load.values()]
    made_up = ", fictional" if book.fictional else ""
    name = show_name(book.name, longest=60)
    worth = f"{book.annual_revenue:,.0f} {book.currency}".strip()
    lines = [
        f"Book: {name}{made_up}: {counted(len(book.accounts), 'account')}, "
        f"{counted(len(book.reps), 'rep')}, "
        f"{worth} a year; largest account {percent(book.largest_share)}",
        f"Work: {load.request_hours:.2g} hours a service request; planned service and visits fill "
        f"{between(min(seats), max(seats))} % of a rep's week",
    ]
    if book.source:
        lines.insert(1, f"Source: {book.source}")
    return "\n".join([*lines, *(f"Warning: {warning}" for warning in load.warnings)])
