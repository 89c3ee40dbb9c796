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
    hand_over,
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
    _start_reviews(firm, order)
    _start_gestures(firm, order)


@kernel
def _start_reviews(firm: World, order: int) -> None:
    """Start the clock of reviews at the owner's interval, from a random phase."""
    account = tables.accounts(firm)[order]
    every = tables.reps(firm)[account.owner].review_every_weeks
    if every > 0.0:
        u = uniform(firm, _REVIEW_PHASE, account.entity, account.review_clock)
        week = firm.week + rules.scaled(every, u)
        schedule(firm, week, Rank.REVIEW_DUE, order, 0, account.review_clock)


@kernel
def _start_gestures(firm: World, order: int) -> None:
    """Start the clock of gestures likewise."""
    account = tables.accounts(firm)[order]
    every = tables.reps(firm)[account.owner].gesture_every_weeks
    if every > 0.0:
        u = uniform(firm, _GESTURE_PHASE, account.entity, account.gesture_clock)
        week = firm.week + rules.scaled(every, u)
        schedule(firm, week, Rank.GESTURE_DUE, order, 0, account.gesture_clock)


@kernel
def change_hands(firm: World, order: int, owner: int) -> None:
    """Give an account to another rep, whose own diary says how often it is visited from now on."""
    account, new = tables.accounts(firm)[order], tables.reps(firm)[owner]
    before = tables.reps(firm)[account.owner]
    review_every, gesture_every = before.review_every_weeks, before.gesture_every_weeks
    hand_over(firm, order, owner)
    if account.status != Status.ACTIVE:
        return
    if new.review_every_weeks != review_every:
        account.review_clock += 1
        _start_reviews(firm, order)
    if new.gesture_every_weeks != gesture_every:
        account.gesture_clock += 1
        _start_gestures(firm, order)


@kernel
def won_account_lives(firm: World, order: int) -> None:
    """Make a new account active: its ramp starts, and its own trouble with it."""
    account = tables.accounts(firm)[order]
    seller = tables.reps(firm)[tables.targets(firm)[order - firm.book_count].owner]
    level = rules.new_relationship(firm.new_account_relationship, seller.over_promise)
    account_lives(firm, order, level, seller.over_promise)
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
def review_due(firm: World, order: int, clock: int) -> None:
    """Be due for a review, one at a time."""
    account = tables.accounts(firm)[order]
    if account.status != Status.ACTIVE or account.review_clock != clock:
        return
    if not account.open_review:
        account.open_review = 1
        add_task(firm, account.owner, TaskKind.REVIEW, order, 0)
    week = firm.week + tables.reps(firm)[account.owner].review_every_weeks
    schedule(firm, week, Rank.REVIEW_DUE, order, 0, clock)


@kernel
def gesture_due(firm: World, order: int, clock: int) -> None:
    """Be due for a gesture, one at a time."""
    account = tables.accounts(firm)[order]
    if account.status != Status.ACTIVE or account.gesture_clock != clock:
        return
    if not account.open_gesture:
        account.open_gesture = 1
        add_task(firm, account.owner, TaskKind.GESTURE, order, 0)
    week = firm.week + tables.reps(firm)[account.owner].gesture_every_weeks
    schedule(firm, week, Rank.GESTURE_DUE, order, 0, clock)


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
    touch(firm, tables.accounts(firm)[order], tables.reps(firm)[rep].touch_lift)
    if tables.reps(firm)[rep].conversations:
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
        owner = tables.reps(firm)[account.owner]
        owner.ignored_hours += owner.task_hours[TaskKind.SERVICE]
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
