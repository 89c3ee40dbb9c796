"""The rule about time: a horizon beyond what the data have seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simlib.inputs.parameters import parameters
from simlib.studies.audit.facts import Facts
from simlib.studies.audit.warning import AuditWarning, counted

if TYPE_CHECKING:
    from simlib.inputs.book import Book

_DAYS_A_YEAR = 365.25
_ENOUGH_DATED = 0.5
"""Share of the accounts whose first day must be known for it to say how far the data reach."""
_DO = "Quote the first years, and the later ones as what follows if nothing changes."


def beyond_data(facts: Facts) -> AuditWarning | None:
    """Warn of a horizon that ledger, first days of accounts or evidence do not reach."""
    if facts.scenario is None:
        return None
    years = facts.scenario.horizon_years
    known, source = facts.data_years, "the data behind it reach"
    if known is None:
        known, source = _dated_years(facts.scenario.book), "the oldest account goes back"
    if known is not None and round(known, 1) < years:
        says = (
            f"The horizon is {counted(years, 'year')}, {source} {known:.1f} years: nobody has seen "
            "this firm for so long."
        )
        return AuditWarning("beyond_data", "caution", says, _DO)
    most = int(parameters()["horizon_years"].high)
    if years <= most:
        return None
    says = (
        f"The horizon is {counted(years, 'year')}: yearly rates of the evidence are meant for "
        f"{most} at most."
    )
    return AuditWarning("beyond_data", "caution", says, _DO)


def _dated_years(book: Book) -> float | None:
    """Return for how long the oldest account has been there, where most say since when."""
    days = [account.since for account in book.accounts if account.since is not None]
    if book.as_of is None or len(days) < _ENOUGH_DATED * len(book.accounts):
        return None
    return (book.as_of - min(days)).days / _DAYS_A_YEAR
