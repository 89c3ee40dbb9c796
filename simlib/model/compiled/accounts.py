"""An account lives: it asks for service, is visited, and one day may be lost."""

from __future__ import annotations

from simlib.inputs.disciplines import TaskKind
from simlib.model import rules
from simlib.model.clock import Rank
from simlib.model.compiled import tables
from simlib.model.compiled.calendar import schedule
from simlib.model.compiled.desk import add_task
from simlib.model.compiled.firm import (
    exponential,
    join,
    record,
    relationship,
    stamp,
    touch,
    uniform,
)
from simlib.model.compiled.layout import World
from simlib.model.compiled.shocks import complain, forgive, schedule_shock
from simlib.model.plan import Scope
from simlib.model.records import NOBODY, EventKind
from simlib.model.state import Status
from simlib.world.jit import kernel
from simlib.world.streams import purpose

_REQUEST_GAP = purpose("request_gap")
_REVIEW_PHASE = purpose("review_phase")
_GESTURE_PHASE = purpose("gesture_phase")


@kernel
def open_the_book(firm: World) -> None:
    """Let every initial account live, and every unit of theirs be struck."""
    for order in range(firm.book_count):
        tables.reps(firm)[tables.book_owners(firm)[order]].accounts += 1
        account_lives(firm, order, firm.initial_relationship, 0.0)
    for cause in range(firm.cause_count):
        for unit in range(firm.unit_counts[tables.causes(firm)[cause].scope]):
            schedule_shock(firm, cause, unit, 0)


@kernel
def account_lives(firm: World, order: int, level: float, over_promise: float) -> None:
    """Make an account active: revenue, relationship and clocks start now."""
    account = tables.accounts(firm)[order]
    account.status = Status.ACTIVE
    account.active_since = firm.week
    account.q = rules.request_factor(account.revenue, firm.median_revenue)
    account.request_rate = rules.request_rate(firm.requests_per_week, account.q, over_promise)
    stamp(firm, account, level)
    join(firm, order)
    _schedule_request(firm, order, 0)
    if firm.review_every_weeks > 0.0:
        u = uniform(firm, _REVIEW_PHASE, account.entity, 0)
        first = firm.week + rules.scaled(firm.review_every_weeks, u)
        schedule(firm, first, Rank.REVIEW_DUE, order, 0, 0)
    if firm.gesture_every_weeks > 0.0:
        u = uniform(firm, _GESTURE_PHASE, account.entity, 0)
        first = firm.week + rules.scaled(firm.gesture_every_weeks, u)
        schedule(firm, first, Rank.GESTURE_DUE, order, 0, 0)


@kernel
def won_account_lives(firm: World, order: int) -> None:
    """Make a new account active: its ramp starts, and its own trouble with it."""
    account = tables.accounts(firm)[order]
    level = rules.new_relationship(firm.new_account_relationship, firm.over_promise)
    account_lives(firm, order, level, firm.over_promise)
    record(firm, EventKind.ACTIVE, account.owner, order, NOBODY, account.revenue)
    for cause in range(firm.cause_count):
        scope = tables.causes(firm)[cause].scope
        if scope == Scope.ACCOUNT:
            schedule_shock(firm, cause, order, 0)
        elif scope == Scope.BUYER:
            schedule_shock(firm, cause, account.buyer, 0)
        elif scope == Scope.PARENT:
            schedule_shock(firm, cause, account.parent, 0)


@kernel
def request_arrives(firm: World, order: int, request: int) -> None:
    """Ask for service, for as long as the account is ours."""
    if tables.accounts(firm)[order].status != Status.ACTIVE:
        return
    _ask_for_service(firm, order)
    _schedule_request(firm, order, request + 1)


@kernel
def review_due(firm: World, order: int) -> None:
    """Be due for a review, one at a time."""
    account = tables.accounts(firm)[order]
    if account.status != Status.ACTIVE:
        return
    if not account.open_review:
        account.open_review = 1
        add_task(firm, account.owner, TaskKind.REVIEW, order, 0)
    schedule(firm, firm.week + firm.review_every_weeks, Rank.REVIEW_DUE, order, 0, 0)


@kernel
def gesture_due(firm: World, order: int) -> None:
    """Be due for a gesture, one at a time."""
    account = tables.accounts(firm)[order]
    if account.status != Status.ACTIVE:
        return
    if not account.open_gesture:
        account.open_gesture = 1
        add_task(firm, account.owner, TaskKind.GESTURE, order, 0)
    schedule(firm, firm.week + firm.gesture_every_weeks, Rank.GESTURE_DUE, order, 0, 0)


@kernel
def serve(firm: World, rep: int, order: int, arrived: float) -> None:
    """Finish a service request: in time it lifts the relationship, late it costs."""
    account = tables.accounts(firm)[order]
    account.open_requests -= 1
    if firm.week - arrived > firm.service_deadline_weeks:
        _disappoint(firm, account)
        record(firm, EventKind.SERVED_LATE, rep, order, NOBODY, 0.0)
        complain(firm, order)
    else:
        touch(firm, account, rules.service_lift(firm.service_lift, account.q))
        record(firm, EventKind.SERVED, rep, order, NOBODY, 0.0)


@kernel
def review(firm: World, rep: int, order: int) -> None:
    """Finish a conversation or an e-mail."""
    tables.accounts(firm)[order].open_review = 0
    touch(firm, tables.accounts(firm)[order], firm.touch_lift)
    if firm.conversations:
        forgive(tables.accounts(firm)[order])
    record(firm, EventKind.REVIEWED, rep, order, NOBODY, 0.0)


@kernel
def gesture(firm: World, rep: int, order: int) -> None:
    """Finish a gesture."""
    tables.accounts(firm)[order].open_gesture = 0
    touch(firm, tables.accounts(firm)[order], firm.gesture_lift)
    record(firm, EventKind.GESTURED, rep, order, NOBODY, 0.0)


@kernel
def _ask_for_service(firm: World, order: int) -> None:
    account = tables.accounts(firm)[order]
    if account.open_requests >= firm.max_open_requests:
        _disappoint(firm, account)
        tables.reps(firm)[account.owner].ignored_hours += firm.task_hours[TaskKind.SERVICE]
        record(firm, EventKind.IGNORED, account.owner, order, NOBODY, 0.0)
        complain(firm, order)
        return
    account.open_requests += 1
    record(firm, EventKind.REQUESTED, account.owner, order, NOBODY, 0.0)
    add_task(firm, account.owner, TaskKind.SERVICE, order, 0)


@kernel
def _disappoint(firm: World, account: World) -> None:
    level = relationship(firm, account)
    stamp(firm, account, rules.cut(level, firm.late_service_penalty))


@kernel
def _schedule_request(firm: World, order: int, request: int) -> None:
    account = tables.accounts(firm)[order]
    if account.request_rate <= 0.0:
        return
    gap = exponential(firm, _REQUEST_GAP, account.entity, request)
    week = firm.week + rules.request_gap_weeks(gap, account.request_rate)
    schedule(firm, week, Rank.REQUEST, order, 0, request)
