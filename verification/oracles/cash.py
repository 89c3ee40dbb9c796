"""Cash: a firm of one account runs out of it a known number of months after the loss."""

from __future__ import annotations

from functools import cache

import numpy as np

from simlib.inputs.evidence import Evidence
from simlib.inputs.units import weeks_of_months
from simlib.run.result import Run
from verification.oracles.firms import book_of, calm, firm, futures, threat
from verification.oracles.judging import of_cells, of_fact, of_share
from verification.oracles.oracle import Finding, Question

FAMILY = "Cash"
RATE, CHANCE = 0.8, 0.5
WORLDS, MONTHS = 16_000, 36
_MARGIN = 0.04


def evidence(operating_margin: float) -> Evidence:
    """Return evidence under which the only account is lost at a constant hazard."""
    values = calm(operating_margin=operating_margin, rep_cost_share=0.05, commission_rate=0.04)
    return values.with_cause(threat("end", RATE, CHANCE))


@cache
def one_account(operating_margin: float) -> Run:
    """Return futures of a firm that lives off one account."""
    scenario = firm(
        book_of(1_200_000.0),
        evidence(operating_margin),
        unlimited_cash=False,
        horizon_years=MONTHS // 12,
    )
    return futures(scenario, WORLDS)


def month_of_ruin(operating_margin: float) -> np.ndarray:
    """Return for a loss in month 1, 2, ... the month end at which the cash is gone.

    Revenue of a year is 1. Until the loss each month earns the operating margin; after it the
    seat and the stubborn part of the fixed cost are paid out of what there is.
    """
    values = evidence(operating_margin)
    fixed = values["gross_margin"] - values["rep_cost_share"] - values["commission_rate"]
    fixed -= operating_margin
    burn = fixed * (1 - values["cost_flexibility"]) + values["rep_cost_share"]
    found = []
    for month in range(1, MONTHS + 1):
        cash = values["cash_buffer_months"] * (1 - operating_margin)
        cash += (month - 1) * operating_margin
        found.append(month - 1 + int(np.floor(cash / burn)) + 1)
    return np.array(found)


def chance_of_ruin(month: int, *, margin: float = 0.0, by: float = 1.0) -> float:
    """Return the chance that the firm has closed by a month end."""
    in_time = int((month_of_ruin(margin) <= month).sum())
    return float(1 - np.exp(-by * RATE * CHANCE * in_time / 12))


def ruined_by(month: int, margin: float = 0.0) -> np.ndarray:
    """Return in which futures the firm has closed by a month end, shape (worlds,)."""
    week = one_account(margin).world_values("ruin_week")
    return np.asarray(week <= weeks_of_months(month) + 1e-6)


def _ruined(month: int, margin: float, by: float) -> Finding:
    return of_share(
        int(ruined_by(month, margin).sum()), WORLDS, chance_of_ruin(month, margin=margin, by=by)
    )


def _when(by: float) -> Finding:
    counts = np.array([ruined_by(month).sum() for month in range(MONTHS + 1)])
    chances = np.array([chance_of_ruin(month, by=by) for month in range(MONTHS + 1)])
    cells = [*np.diff(counts), WORLDS - counts[-1]]
    odds = [*np.diff(chances), 1 - chances[-1]]
    first = int(month_of_ruin(0.0)[0]) - 1
    return of_cells(cells[first:], odds[first:], shown=-1)


def _first_possible(by: float) -> Finding:
    week = one_account(0.0).world_values("ruin_week")
    return of_fact(round(float(np.nanmin(week)) * 12 / 52), by * month_of_ruin(0.0)[0])


ORACLES = (
    *(
        Question(
            f"ruin within {months} months",
            FAMILY,
            "a firm of one account and no margin closes so many months after its loss",
            "1 - exp(-rate x chance x months in time / 12)",
            lambda by, months=months: _ruined(months, 0.0, by),  # type: ignore[misc]
            unit="share",
        )
        for months in (12, 36)
    ),
    Question(
        "ruin with a margin",
        FAMILY,
        "the same firm with an operating margin has the more cash the later the loss",
        "as before, with fewer months in time",
        lambda by: _ruined(36, _MARGIN, by),
        unit="share",
    ),
    Question(
        "month of ruin",
        FAMILY,
        "in which month the firm closes, over all months",
        "shown: still open after three years",
        _when,
        unit="share",
    ),
    Question(
        "first month of ruin",
        FAMILY,
        "no firm closes before its cash can be gone",
        "buffer over monthly cost without revenue, rounded up",
        _first_possible,
        unit="months",
        exact=True,
    ),
)
