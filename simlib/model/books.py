"""The firm keeps books: month by month it expands, earns, pays, lays off, and may close."""

from __future__ import annotations

from simlib.model import rules
from simlib.model.clock import Process
from simlib.model.firm import Firm
from simlib.model.prospecting import win_chance
from simlib.model.state import MonthOfRep, Rep
from simlib.model.tenure import lay_off, settle_seat_weeks

_MONTHS_A_YEAR = 12


def firm_keeps_books(firm: Firm) -> Process:
    """Close every month until the horizon, or until the cash is gone."""
    _write_rows(firm, firm.revenue(), month=0)
    for month, due in enumerate(firm.month_ends, start=1):
        yield due
        _expand_accounts(firm)
        revenue = firm.revenue()
        cost, result = _settle(firm, revenue)
        if firm.cash < 0:
            _close_the_firm(firm)
            return
        _lay_off_if_needed(firm, revenue, cost, result)
        _write_rows(firm, revenue, month)


def _expand_accounts(firm: Firm) -> None:
    per_year = firm.values["expansion_per_year"]
    for account in firm.active:
        account.revenue = rules.expanded(account.revenue, per_year, firm.relationship(account))


def _settle(firm: Firm, revenue: float) -> tuple[float, float]:
    """Pay the month; return its cost without purchases, and its result."""
    values, total = firm.values, firm.plan.total_revenue
    fixed = rules.fixed_cost(
        firm.fixed_at_start,
        rules.share_of(revenue, total),
        values["cost_flexibility"],
        values["cost_growth"],
    )
    seated = float(sum(rep.seated for rep in firm.reps))
    cost = rules.month_cost(fixed, seated, firm.seat_cost, values["commission_rate"], revenue)
    result = rules.month_result(values["gross_margin"], revenue, cost)
    firm.cash += result
    return cost, result


def _lay_off_if_needed(firm: Firm, revenue: float, cost: float, result: float) -> None:
    outflow = rules.month_outflow(cost, firm.values["gross_margin"], revenue)
    reserve = rules.scaled(outflow, firm.values["layoff_trigger_months"])
    seated = [rep for rep in firm.reps if rep.seated]
    if firm.cash < reserve and result < 0 and len(seated) > 1:
        owned = firm.revenue_by_seat()
        lay_off(firm, min(seated, key=lambda rep: (owned[rep.order], rep.order)))


def _close_the_firm(firm: Firm) -> None:
    firm.record("ruin", value=firm.cash)
    _write_rep_rows(firm, [0.0] * len(firm.reps))
    firm.records.monthly.append((0.0, firm.cash, 0.0, 0.0, 0.0, 0.0, 0.0))
    firm.closed.succeed()


def _write_rows(firm: Firm, revenue: float, month: int) -> None:
    largest, squares = 0.0, 0.0
    for account in firm.active:
        share = rules.share_of(firm.paid_by(account), revenue)
        largest = max(largest, share)
        squares += share * share
    seated = float(sum(rep.seated for rep in firm.reps))
    row = (revenue, firm.cash, float(len(firm.active)), largest, squares, _pipeline(firm), seated)
    firm.records.monthly.append(row)
    _write_rep_rows(firm, firm.revenue_by_seat())
    if month % _MONTHS_A_YEAR == 0:
        revenues = {account.order: account.revenue for account in firm.active}
        firm.records.year_ends.append(revenues)


def _write_rep_rows(firm: Firm, owned: list[float]) -> None:
    rows = [_rep_row(firm, rep, owned[rep.order]) for rep in firm.reps]
    firm.records.reps.append(rows)
    for rep in firm.reps:
        rep.desk.close_month()
        rep.month = MonthOfRep()


def _rep_row(firm: Firm, rep: Rep, owned: float) -> tuple[float, ...]:
    settle_seat_weeks(firm, rep)
    month, per_week = rep.month, firm.values["selling_hours_per_week"]
    return (
        owned,
        *rep.desk.hours_of_month(),
        rules.scaled(month.seated_weeks, per_week),
        rules.scaled(month.vacant_weeks, per_week),
        month.ignored_hours,
        rep.desk.waiting_hours(),
        float(month.calls_due),
        float(month.calls_kept),
        float(month.calls_made),
    )


def _pipeline(firm: Firm) -> float:
    """Return the expected revenue a year of all that is open, or won and not yet active."""
    values = firm.values
    entries = [(account.order, account.revenue) for account in firm.onboarding]
    for open_one in firm.in_progress:
        known, unknown = (win_chance(firm, open_one.rep, champion=c) for c in (True, False))
        mean = rules.mean_win_chance(values["champion_share"], known, unknown)
        advance, win = values["advance_probability"], mean
        if open_one.discovered:
            advance = 1.0
            win = known if open_one.rep.diary.levers.deep_qualification else mean
        value = rules.weighted(open_one.target.potential, advance, win)
        entries.append((open_one.target.order, value))
    total = 0.0
    for _, value in sorted(entries):
        total += value
    return total
