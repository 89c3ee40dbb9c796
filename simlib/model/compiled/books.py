"""The firm keeps books: month by month it expands, earns, pays, lays off, and may close."""

from __future__ import annotations

import numpy as np

from simlib.inputs.units import MONTHS_PER_YEAR, WEEKS_PER_YEAR
from simlib.model import rules
from simlib.model.clock import Rank
from simlib.model.compiled import tables
from simlib.model.compiled.calendar import schedule
from simlib.model.compiled.desk import close_month_of_work, waiting_hours
from simlib.model.compiled.firm import (
    paid_by,
    record,
    relationship,
    revenue,
    revenue_by_seat,
    sort_found,
)
from simlib.model.compiled.layout import TASKS, Table, World
from simlib.model.compiled.prospecting import win_chance
from simlib.model.compiled.tenure import lay_off, settle_seat_weeks
from simlib.model.records import NOBODY, EventKind
from simlib.model.state import Status
from simlib.world.jit import kernel

MONTHS_A_YEAR = 12


@kernel
def open_the_books(firm: World, monthly: Table, reps: Table) -> None:
    """Write the rows of month 0."""
    _write_rows(firm, monthly, reps, 0, revenue(firm))
    _remember_year_start(firm)
    _schedule_month_end(firm, 1)


@kernel
def close_the_month(
    firm: World, monthly: Table, reps: Table, retention: Table, losses: Table, month: int
) -> None:
    """Close a month, and the firm if its cash is gone."""
    _expand_accounts(firm)
    total = revenue(firm)
    cost = _month_cost(firm, total)
    result = rules.month_result(firm.gross_margin, total, cost)
    firm.cash += result
    _count_losses(firm, losses, month)
    if firm.cash < 0.0:
        _close_the_firm(firm, monthly, reps, retention, month)
        return
    _lay_off_if_needed(firm, total, cost, result)
    _write_rows(firm, monthly, reps, month, total)
    if month % MONTHS_A_YEAR == 0:
        _write_retention(firm, retention[month // MONTHS_A_YEAR - 1])
        _remember_year_start(firm)
    _schedule_month_end(firm, month + 1)


@kernel
def _schedule_month_end(firm: World, month: int) -> None:
    # Counted from week 0, so that month k ends exactly at k * 52 / 12.
    if month <= firm.months:
        schedule(firm, month * WEEKS_PER_YEAR / MONTHS_PER_YEAR, Rank.MONTH_END, 0, 0, month)


@kernel
def _expand_accounts(firm: World) -> None:
    for place in range(firm.active_count):
        account = tables.accounts(firm)[tables.active(firm)[place]]
        account.revenue = rules.expanded(
            account.revenue, firm.expansion_per_year, relationship(firm, account)
        )


@kernel
def _month_cost(firm: World, total: float) -> float:
    fixed = rules.fixed_cost(
        firm.fixed_at_start,
        rules.share_of(total, firm.total_revenue),
        firm.cost_flexibility,
        firm.cost_growth,
    )
    seated = float(_seated(firm))
    return rules.month_cost(fixed, seated, firm.seat_cost, firm.commission_rate, total)


@kernel
def _lay_off_if_needed(firm: World, total: float, cost: float, result: float) -> None:
    outflow = rules.month_outflow(cost, firm.gross_margin, total)
    reserve = rules.scaled(outflow, firm.layoff_trigger_months)
    if firm.cash < reserve and result < 0.0 and _seated(firm) > 1:
        lay_off(firm, _with_least_revenue(firm))


@kernel
def _close_the_firm(firm: World, monthly: Table, reps: Table, retention: Table, month: int) -> None:
    """Write what is left: revenue and accounts are 0 from now on, the cash stays."""
    record(firm, EventKind.RUIN, NOBODY, NOBODY, NOBODY, firm.cash)
    firm.closed = 1
    firm.ruin_week = firm.week
    for rep in range(firm.rep_count):
        tables.amounts(firm)[rep] = 0.0
    _write_rep_rows(firm, reps[month])
    for later in range(month, firm.months + 1):
        monthly[later, :] = 0.0
        monthly[later, 1] = firm.cash
    for later in range(month + 1, firm.months + 1):
        reps[later, :, :] = 0.0
    year = (month - 1) // MONTHS_A_YEAR
    _write_retention(firm, retention[year])
    for later in range(year + 1, firm.months // MONTHS_A_YEAR):
        retention[later, :] = np.nan


@kernel
def _write_rows(firm: World, monthly: Table, reps: Table, month: int, total: float) -> None:
    largest, squares = 0.0, 0.0
    for place in range(firm.active_count):
        paid = paid_by(firm, tables.accounts(firm)[tables.active(firm)[place]])
        share = rules.share_of(paid, total)
        largest = max(largest, share)
        squares += share * share
    row = monthly[month]
    row[0], row[1], row[2] = total, firm.cash, float(firm.active_count)
    row[3], row[4], row[5] = largest, squares, _pipeline(firm)
    row[6] = float(_seated(firm))
    revenue_by_seat(firm)
    _write_rep_rows(firm, reps[month])


@kernel
def _write_rep_rows(firm: World, rows: Table) -> None:
    """Write one row a seat from the revenue in ``amounts``; begin its next month."""
    per_week = firm.selling_hours_per_week
    for order in range(firm.rep_count):
        settle_seat_weeks(firm, order)
        rep, row = tables.reps(firm)[order], rows[order]
        row[0] = tables.amounts(firm)[order]
        for kind in range(TASKS):
            row[1 + kind] = rep.hours[kind]
        close_month_of_work(rep)
        place = 1 + TASKS
        row[place] = rules.scaled(rep.seated_weeks, per_week)
        row[place + 1] = rules.scaled(rep.vacant_weeks, per_week)
        row[place + 2] = rep.ignored_hours
        row[place + 3] = waiting_hours(firm, order)
        row[place + 4] = float(rep.calls_due)
        row[place + 5] = float(rep.calls_kept)
        row[place + 6] = float(rep.calls_made)
        rep.seated_weeks, rep.vacant_weeks, rep.ignored_hours = 0.0, 0.0, 0.0
        rep.calls_due, rep.calls_kept, rep.calls_made = 0, 0, 0


@kernel
def _pipeline(firm: World) -> float:
    """Return the expected revenue a year of all that is open, or won and not yet active."""
    count = 0
    for place in range(firm.onboarding_count):
        tables.found(firm)[count] = tables.onboarding(firm)[place]
        tables.amounts(firm)[count] = tables.accounts(firm)[tables.onboarding(firm)[place]].revenue
        count += 1
    for place in range(firm.in_progress_count):
        target = tables.targets(firm)[tables.in_progress(firm)[place]]
        known = win_chance(firm, target.owner, True)
        unknown = win_chance(firm, target.owner, False)
        mean = rules.mean_win_chance(firm.champion_share, known, unknown)
        advance, win = firm.advance_probability, mean
        if target.discovered:
            deep = tables.reps(firm)[target.owner].deep_qualification
            advance, win = 1.0, known if deep else mean
        tables.found(firm)[count] = firm.book_count + tables.in_progress(firm)[place]
        tables.amounts(firm)[count] = rules.weighted(target.potential, advance, win)
        count += 1
    sort_found(firm, count)
    total = 0.0
    for place in range(count):
        total += tables.amounts(firm)[place]
    return total


@kernel
def _remember_year_start(firm: World) -> None:
    firm.year_start_count = firm.active_count
    for place in range(firm.active_count):
        order = tables.active(firm)[place]
        tables.year_start(firm)[place] = order
        tables.accounts(firm)[order].year_start_revenue = tables.accounts(firm)[order].revenue


@kernel
def _write_retention(firm: World, row: Table) -> None:
    """Write NRR and GRR of the year that ends; a closed firm has kept nothing."""
    before, after, capped = 0.0, 0.0, 0.0
    for place in range(firm.year_start_count):
        account = tables.accounts(firm)[tables.year_start(firm)[place]]
        kept = account.status == Status.ACTIVE and not firm.closed
        now = account.revenue if kept else 0.0
        before += account.year_start_revenue
        after += now
        capped += min(now, account.year_start_revenue)
    row[0] = after / before if before > 0.0 else np.nan
    row[1] = capped / before if before > 0.0 else np.nan


@kernel
def _count_losses(firm: World, losses: Table, month: int) -> None:
    lost = tables.lost_by_cause(firm)
    for won in range(2):
        for cause in range(firm.cause_names):
            losses[month - 1, won, cause] += lost[won * firm.cause_names + cause]
            lost[won * firm.cause_names + cause] = 0


@kernel
def _seated(firm: World) -> int:
    count = 0
    for order in range(firm.rep_count):
        count += tables.reps(firm)[order].seated
    return count


@kernel
def _with_least_revenue(firm: World) -> int:
    """Return the seated rep with the least revenue, ties by order."""
    revenue_by_seat(firm)
    best = -1
    for order in range(firm.rep_count):
        if tables.reps(firm)[order].seated and (
            best < 0 or tables.amounts(firm)[order] < tables.amounts(firm)[best]
        ):
            best = order
    return best
