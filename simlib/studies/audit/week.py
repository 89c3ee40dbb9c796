"""Rules about the planned week: more work than hours, or reps with next to nothing to do."""

from __future__ import annotations

from simlib.inputs.workload import ORDINARY_REQUEST_HOURS, workload
from simlib.studies.audit.facts import Facts
from simlib.studies.audit.warning import AuditWarning, counted, percent, short

IDLE_LOAD = 0.25
"""Of a week: reps whose accounts ask for less have nothing to neglect."""
_TELL = "Check the number of reps, their hours and the hours a service request takes."


def overload(facts: Facts) -> AuditWarning | None:
    """Warn of more than a full week of planned work, or requests too short to be true."""
    if facts.scenario is None:
        return None
    load = workload(facts.scenario)
    over = {rep: share for rep, share in load.seat_load.items() if share > 1}
    least, reps = ORDINARY_REQUEST_HOURS[0], counted(len(load.seat_load), "rep")
    if over:
        worst = max(over, key=lambda rep: over[rep])
        says = (
            f"{len(over)} of {reps} have more planned work than hours, before any prospecting "
            f"({short(worst)}: {percent(over[worst])} of a week): service fails whatever the diary."
        )
        return AuditWarning("overload", "serious", says, _TELL)
    if facts.scenario.request_hours is not None or load.request_hours >= least:
        return None
    if facts.scenario.evidence["requests_per_week"] == 0:
        return None
    says = (
        f"{counted(len(facts.scenario.book.accounts), 'account')} on {reps} leave only "
        f"{load.request_hours:.2g} hours for a service request: so many accounts are not looked "
        "after one by one."
    )
    return AuditWarning("overload", "serious", says, _TELL)


def idleness(facts: Facts) -> AuditWarning | None:
    """Warn of accounts that ask for next to nothing, or of requests too long to be true."""
    if facts.scenario is None:
        return None
    book, load = facts.scenario.book, workload(facts.scenario)
    owners = {account.owner for account in book.accounts}
    busy = [share for rep, share in load.seat_load.items() if rep in owners]
    mean = sum(busy) / len(busy)
    if mean < IDLE_LOAD:
        says = (
            f"Planned service and visits fill {percent(mean)} of the week of a rep who has "
            "accounts: calls cost him nothing here, and no account suffers from them."
        )
        return AuditWarning("idleness", "caution", says, _TELL)
    if facts.scenario.request_hours is not None or load.request_hours <= ORDINARY_REQUEST_HOURS[1]:
        return None
    says = (
        f"{counted(len(book.accounts), 'account')} on {counted(len(book.reps), 'rep')} would take "
        f"{load.request_hours:.0f} hours a service request to fill the week that is assumed: the "
        "reps may have more time than that."
    )
    return AuditWarning("idleness", "caution", says, _TELL)
