"""What a client's files cannot tell, said before anybody reads it out of them."""

from __future__ import annotations

from datetime import date, timedelta

from simlib.intake.booking import Ledger
from simlib.intake.report.renames import Life

_SILENCE_DAYS = 183
_YEAR_DAYS = 365


def cannot_tell(ledger: Ledger, lives: dict[str, Life]) -> tuple[str, ...]:
    """Return what the ledger leaves open, a sentence each.

    Parameters
    ----------
    ledger : Ledger
        Every booking.
    lives : dict of str to Life
        Its accounts (`simlib.intake.report.renames.lives_of`).
    """
    found = [*_about_losses(ledger, lives), *_about_beginnings(ledger, lives)]
    if not any(booking.owner for booking in ledger.bookings):
        found.append(
            "No owner is named: accounts are dealt to seats, and what leaves with a rep "
            "cannot be seen."
        )
    if not any(booking.parent for booking in ledger.bookings):
        found.append(
            "No parent is named: accounts of one group count as several customers, and "
            "concentration by group cannot be told."
        )
    if not any(booking.buyer for booking in ledger.bookings):
        found.append("No buyer is named: every account is taken to have one of its own.")
    if ledger.by_month:
        found.append("Days are known by their month only.")
    return tuple(found)


def _about_losses(ledger: Ledger, lives: dict[str, Life]) -> list[str]:
    end, found = ledger.last_day, []
    silent = sum(_silent_since(life, end) for life in lives.values())
    if ledger.kind == "deals":
        found.append("Won deals only: whether an account goes on paying, or has left, is not seen.")
    if not silent:
        found.append("No account is ever lost in this file: a loss rate is not identified.")
    if (end - ledger.first_day) < timedelta(days=_YEAR_DAYS - 5):
        found.append(
            "Less than a year: seasons are taken for the year, and nobody can be seen to "
            "stay away for one."
        )
    return found


def _silent_since(life: Life, end: date) -> bool:
    return (end - life.last).days > _SILENCE_DAYS


def _about_beginnings(ledger: Ledger, lives: dict[str, Life]) -> list[str]:
    edge = ledger.first_day + timedelta(days=92)
    old = sum(life.first <= edge for life in lives.values())
    return [
        f"{old:,} of {len(lives):,} accounts stand in the file's first three months: they may be "
        "older than it, so how long they have been customers is not known."
    ]
