"""What the command line says."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simlib.inputs.scenario import Scenario


def say(text: str) -> None:
    """Print a line at once."""
    print(text, flush=True)


def describe_book(scenario: Scenario) -> str:
    """Return the book and its workload in three lines, warnings included."""
    from simlib.inputs.workload import workload
    from simlib.present.words import between, counted

    book, load = scenario.book, workload(scenario)
    seats = [100 * share for share in load.seat_load.values()]
    made_up = ", fictional" if book.fictional else ""
    worth = f"{book.annual_revenue:,.0f} {book.currency}".strip()
    lines = [
        f"Book: {book.name}{made_up}: {counted(len(book.accounts), 'account')}, "
        f"{counted(len(book.reps), 'rep')}, "
        f"{worth} a year; largest account {100 * book.largest_share:.0f} %",
        f"Work: {load.request_hours:.2g} hours a service request; planned service and visits fill "
        f"{between(min(seats), max(seats))} % of a rep's week",
    ]
    if book.source:
        lines.insert(1, f"Source: {book.source}")
    return "\n".join([*lines, *(f"Warning: {warning}" for warning in load.warnings)])
