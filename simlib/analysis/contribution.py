"""What the accounts earn for the firm, as it books it, and what an hour of selling costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from simlib.analysis.panel import seat_panel, trading
from simlib.analysis.precision import Floats

if TYPE_CHECKING:
    from simlib.inputs.scenario import Scenario
    from simlib.run.result import Run

PROSPECTING = ("call", "discovery", "proposal", "onboarding", "check_in")
"""Kinds of task that exist because somebody prospects."""
CHOSEN = (*PROSPECTING, "review", "gesture")
"""Kinds of task that a diary chooses; service and rescue answer what customers ask for."""
_MONTHS_A_YEAR = 12
_WEEKS_A_YEAR = 52


def monthly_contribution(run: Run) -> Floats:
    """Return what is left of each month's revenue before the reps are paid.

    Parameters
    ----------
    run : Run
        With rows.

    Returns
    -------
    ndarray, shape (worlds, months)
        Money a month, from month 1: gross margin less commission and less the fixed cost, which
        follows revenue stickily, as the firm books it. A closed firm contributes nothing.

    Notes
    -----
    The firm's result of a month is this less the pay of the reps who hold a seat. Pay is left out
    because an hour of selling is priced apart (`selling_hour_cost`), never twice.
    """
    evidence, total = run.scenario.evidence, run.initial_revenue
    share = run.revenue[:, 1:] / total
    kept = evidence["gross_margin"] - evidence["commission_rate"]
    fixed = kept - evidence["rep_cost_share"] - evidence["operating_margin"]
    elasticity = np.where(share < 1, evidence["cost_flexibility"], evidence["cost_growth"])
    earned = kept * share - fixed * (1 + elasticity * (share - 1))
    return np.asarray(earned * total / _MONTHS_A_YEAR * trading(run)[:, 1:])


def todays_contribution(scenario: Scenario) -> float:
    """Return what today's revenue contributes in a month, in money: pay and operating margin."""
    share = scenario.evidence["rep_cost_share"] + scenario.evidence["operating_margin"]
    return share * scenario.book.annual_revenue / _MONTHS_A_YEAR


def hours_spent(run: Run, kinds: Sequence[str], *, months: int | None = None) -> Floats:
    """Return the hours that the whole team books on some kinds of task.

    Parameters
    ----------
    run : Run
        With rows.
    kinds : sequence of str
        Of `simlib.analysis.week.KINDS`.
    months : int, optional
        Only up to this month end; to the horizon by default.
    """
    last = None if months is None else months + 1
    booked = [seat_panel(run, f"{kind}_hours")[:, :last].sum(axis=(1, 2)) for kind in kinds]
    return np.asarray(np.sum(booked, axis=0), dtype=float)


def selling_hour_cost(scenario: Scenario) -> float:
    """Return what the firm pays a rep for an hour of selling time, in money."""
    evidence, book = scenario.evidence, scenario.book
    pay = evidence["rep_cost_share"] * book.annual_revenue / len(book.reps)
    return pay / (_WEEKS_A_YEAR * evidence["selling_hours_per_week"])
