"""Seats: who sits in them, who leaves, who is laid off, and what is handed over."""

from __future__ import annotations

from simlib.model import rules
from simlib.model.clock import Rank
from simlib.model.compiled import tables
from simlib.model.compiled.accounts import change_hands
from simlib.model.compiled.calendar import schedule
from simlib.model.compiled.desk import move_account_tasks, wake
from simlib.model.compiled.firm import (
    accounts_of,
    exponential,
    hand_over,
    normal,
    record,
    uniform,
)
from simlib.model.compiled.layout import World
from simlib.model.compiled.prospecting import lose_open_opportunities
from simlib.model.compiled.shocks import lose
from simlib.model.records import NOBODY, EventKind
from simlib.model.state import Status
from simlib.world.jit import kernel
from simlib.world.streams import purpose

_DEPARTURE_GAP = purpose("departure_gap")
_KEENNESS = purpose("keenness")
_MEETING_EFFECT = purpose("meeting_effect")
_FOLLOWS_OWNER = purpose("follows_owner")


@kernel
def tenure_begins(firm: World, order: int) -> None:
    """Seat a new person: fresh will, a temper of his own, and one day he will leave."""
    rep = tables.reps(firm)[order]
    rep.seated = 1
    rep.keenness, rep.keenness_week = 1.0, firm.week
    rep.keenness_half_life = rules.keenness_half_life(
        firm.keenness_half_life_weeks,
        firm.keenness_spread,
        normal(firm, _KEENNESS, rep.entity, rep.tenure),
    )
    effect = uniform(firm, _MEETING_EFFECT, rep.entity, rep.tenure)
    rep.team_effect = rules.scaled(firm.team_meeting_effect_max, effect)
    if firm.turnover > 0.0:
        gap = exponential(firm, _DEPARTURE_GAP, rep.entity, rep.tenure)
        week = firm.week + rules.gap_weeks(gap, firm.turnover)
        schedule(firm, week, Rank.DEPARTURE, order, 0, rep.tenure)


@kernel
def tenure_ends(firm: World, order: int, tenure: int) -> None:
    """Leave, unless something else emptied the seat before."""
    if tables.reps(firm)[order].seated and tables.reps(firm)[order].tenure == tenure:
        _leave(firm, order)


@kernel
def owner_leaves(firm: World, position: int) -> None:
    """Leave by force, and let some of the accounts follow, though the chair be empty."""
    event = tables.forced(firm)[position]
    for place in range(accounts_of(firm, event.rep)):
        order = tables.found(firm)[place]
        u = uniform(firm, _FOLLOWS_OWNER, tables.accounts(firm)[order].entity, event.ordinal)
        if u < event.share:
            lose(firm, order, event.cause)
    if tables.reps(firm)[event.rep].seated:
        _leave(firm, event.rep)


@kernel
def seat_is_filled(firm: World, order: int) -> None:
    """Find a successor; targets, position and last loss stay with the seat."""
    settle_seat_weeks(firm, order)
    tables.reps(firm)[order].tenure += 1
    record(firm, EventKind.SEAT_FILLED, order, NOBODY, NOBODY, 0.0)
    tenure_begins(firm, order)
    wake(firm, order)


@kernel
def lay_off(firm: World, order: int) -> None:
    """Close a seat: accounts go to the colleagues with the fewest, opportunities are lost."""
    rep = tables.reps(firm)[order]
    record(firm, EventKind.LAYOFF, order, NOBODY, NOBODY, 0.0)
    firm.layoffs += 1
    settle_seat_weeks(firm, order)
    rep.seated, rep.laid_off = 0, 1
    lose_open_opportunities(firm, order)
    for place in range(accounts_of(firm, order)):
        account, heir = tables.found(firm)[place], _with_fewest_accounts(firm)
        change_hands(firm, account, heir)
        record(firm, EventKind.HANDED_OVER, heir, account, NOBODY, 0.0)
    move_account_tasks(firm, order)


@kernel
def settle_seat_weeks(firm: World, order: int) -> None:
    """Book the weeks since the last change of a seat as seated or vacant."""
    rep = tables.reps(firm)[order]
    weeks = firm.week - rep.seat_change_week
    if rep.seated:
        rep.seated_weeks += weeks
    elif not rep.laid_off:
        rep.vacant_weeks += weeks
    rep.seat_change_week = firm.week


@kernel
def _leave(firm: World, order: int) -> None:
    record(firm, EventKind.DEPARTURE, order, NOBODY, NOBODY, 0.0)
    settle_seat_weeks(firm, order)
    tables.reps(firm)[order].seated = 0
    for place in range(accounts_of(firm, order)):
        if tables.accounts(firm)[tables.found(firm)[place]].status == Status.ACTIVE:
            hand_over(firm, tables.found(firm)[place], order)
    schedule(firm, firm.week + firm.vacancy_weeks, Rank.SEAT_FILLED, order, 0, 0)


@kernel
def _with_fewest_accounts(firm: World) -> int:
    """Return the seated rep with the fewest accounts, ties by order."""
    best = -1
    for order in range(firm.rep_count):
        rep = tables.reps(firm)[order]
        if rep.seated and (best < 0 or rep.accounts < tables.reps(firm)[best].accounts):
            best = order
    return best
