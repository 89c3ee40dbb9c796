"""What all kernels share: rows, chance, relationships, who is active and who owns whom."""

from __future__ import annotations

import numpy as np

from simlib.model import rules
from simlib.model.compiled import tables
from simlib.model.compiled.layout import FULL_ROWS, Table, World
from simlib.model.state import Status
from simlib.world.jit import kernel
from simlib.world.philox import draw, draw_erlang_2, draw_exponential, draw_normal

NEVER = -np.inf


@kernel
def uniform(firm: World, purpose: int, entity: int, ordinal: int) -> float:
    """Return a uniform number of this world."""
    return draw(firm.seed, firm.world, np.uint64(purpose), np.uint64(entity), np.uint64(ordinal))


@kernel
def exponential(firm: World, purpose: int, entity: int, ordinal: int) -> float:
    """Return an exponential number of this world."""
    return draw_exponential(
        firm.seed, firm.world, np.uint64(purpose), np.uint64(entity), np.uint64(ordinal)
    )


@kernel
def normal(firm: World, purpose: int, entity: int, occasion: int) -> float:
    """Return a normal number of this world."""
    return draw_normal(
        firm.seed, firm.world, np.uint64(purpose), np.uint64(entity), np.uint64(occasion)
    )


@kernel
def erlang_2(firm: World, purpose: int, entity: int, occasion: int) -> float:
    """Return an Erlang-2 number of this world."""
    return draw_erlang_2(
        firm.seed, firm.world, np.uint64(purpose), np.uint64(entity), np.uint64(occasion)
    )


@kernel
def record(firm: World, kind: int, rep: int, account: int, cause: int, value: float) -> None:
    """Emit an event row, if the log keeps its kind."""
    if kind >= firm.kinds_kept:
        return
    if firm.row_count >= firm.rows_room:
        firm.full = FULL_ROWS
        return
    row = tables.rows(firm)[firm.row_count]
    row.week, row.kind, row.rep = firm.week, kind, rep
    row.account, row.cause, row.value = account, cause, value
    firm.row_count += 1


@kernel
def relationship(firm: World, account: World) -> float:
    """Return the relationship of an account now."""
    return rules.relationship(
        account.level, account.level_week, firm.week, firm.relationship_half_life_weeks
    )


@kernel
def stamp(firm: World, account: World, level: float) -> None:
    """Set the relationship of an account, from now on decaying from there."""
    account.level = level
    account.level_week = firm.week


@kernel
def touch(firm: World, account: World, lift: float) -> None:
    """Lift the relationship of an account."""
    stamp(firm, account, rules.lifted(relationship(firm, account), lift))


@kernel
def set_up_account(firm: World, order: int, owner: int, revenue: float, won_week: float) -> None:
    """Make an account as it is when it begins: of the book, or just won."""
    account = tables.accounts(firm)[order]
    account.owner, account.revenue, account.won_week = owner, revenue, won_week
    account.status, account.first_decision = Status.WON, -1
    account.open_requests, account.open_review, account.open_gesture = 0, 0, 0
    account.open_rescue, account.grievances, account.outbursts = 0, 0, 0
    account.review_clock, account.gesture_clock = 0, 0


@kernel
def join(firm: World, order: int) -> None:
    """Put an account among the active ones, in canonical order."""
    place = firm.active_count
    while place > 0 and tables.active(firm)[place - 1] > order:
        tables.active(firm)[place] = tables.active(firm)[place - 1]
        place -= 1
    tables.active(firm)[place] = order
    firm.active_count += 1


@kernel
def part(firm: World, order: int) -> None:
    """Take a lost account out of the book, or a won one out of the waiting room."""
    account = tables.accounts(firm)[order]
    tables.reps(firm)[account.owner].accounts -= 1
    if account.status == Status.ACTIVE:
        low, high = 0, firm.active_count  # in order, so that it can be looked up
        while low < high:
            middle = (low + high) // 2
            if tables.active(firm)[middle] < order:
                low = middle + 1
            else:
                high = middle
        firm.active_count = _close_gap(tables.active(firm), firm.active_count, low)
    else:
        firm.onboarding_count = without(tables.onboarding(firm), firm.onboarding_count, order)
    account.status = Status.LOST


@kernel
def without(table: Table, count: int, member: int) -> int:
    """Take ``member`` out of the first ``count`` entries; return how many are left."""
    place = 0
    while table[place] != member:
        place += 1
    return _close_gap(table, count, place)


@kernel
def _close_gap(table: Table, count: int, place: int) -> int:
    for later in range(place + 1, count):
        table[later - 1] = table[later]
    return count - 1


@kernel
def hand_over(firm: World, order: int, owner: int) -> None:
    """Give an account to ``owner``; part of the relationship stays behind."""
    account = tables.accounts(firm)[order]
    tables.reps(firm)[account.owner].accounts -= 1
    tables.reps(firm)[owner].accounts += 1
    account.owner = owner
    if account.status == Status.ACTIVE:
        stamp(firm, account, rules.kept(relationship(firm, account), firm.handover_retention))


@kernel
def accounts_of(firm: World, rep: int) -> int:
    """List a seat's accounts in canonical order in ``found``; return how many."""
    count = 0
    for place in range(firm.active_count):
        if tables.accounts(firm)[tables.active(firm)[place]].owner == rep:
            tables.found(firm)[count] = tables.active(firm)[place]
            count += 1
    for place in range(firm.onboarding_count):
        if tables.accounts(firm)[tables.onboarding(firm)[place]].owner == rep:
            tables.found(firm)[count] = tables.onboarding(firm)[place]
            count += 1
    sort_found(firm, count)
    return count


@kernel
def sort_found(firm: World, count: int) -> None:
    """Sort the first entries of ``found``, and ``amounts`` along with them."""
    for end in range(1, count):
        order, amount, place = tables.found(firm)[end], tables.amounts(firm)[end], end
        while place > 0 and tables.found(firm)[place - 1] > order:
            tables.found(firm)[place] = tables.found(firm)[place - 1]
            tables.amounts(firm)[place] = tables.amounts(firm)[place - 1]
            place -= 1
        tables.found(firm)[place] = order
        tables.amounts(firm)[place] = amount


@kernel
def paid_by(firm: World, account: World) -> float:
    """Return the revenue a year that an account really pays now, its ramp included."""
    if account.won_week == NEVER:
        return account.revenue
    return rules.ramped(account.revenue, account.active_since, firm.week, firm.ramp_weeks)


@kernel
def revenue(firm: World) -> float:
    """Return the annualised revenue of the whole firm now, the pool last."""
    total = 0.0
    for place in range(firm.active_count):
        total += paid_by(firm, tables.accounts(firm)[tables.active(firm)[place]])
    return total + firm.pool_revenue


@kernel
def revenue_by_seat(firm: World) -> None:
    """Leave the annualised revenue that each seat owns now in ``amounts``."""
    for rep in range(firm.rep_count):
        tables.amounts(firm)[rep] = 0.0
    for place in range(firm.active_count):
        account = tables.accounts(firm)[tables.active(firm)[place]]
        tables.amounts(firm)[account.owner] += paid_by(firm, account)
