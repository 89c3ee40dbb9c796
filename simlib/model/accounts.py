"""An account lives: it asks for service, is visited, and one day may be lost."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from simlib.inputs.disciplines import Discipline, TaskKind
from simlib.model import rules
from simlib.model.clock import Process, Rank
from simlib.model.desk import Task
from simlib.model.firm import Firm
from simlib.model.plan import SCOPES
from simlib.model.shocks import complain, forgive, let_trouble_strike
from simlib.model.state import Account, Rep, Status
from simlib.world.streams import purpose

_REQUEST_GAP = purpose("request_gap")
_INITIAL_PROMISE = 0.0


def open_the_book(firm: Firm) -> None:
    """Let every initial account live, and every unit of theirs be struck."""
    plan = firm.plan
    for order, revenue in enumerate(plan.revenues):
        owner = firm.reps[plan.owners[order]]
        units = tuple(firm.units[scope][plan.units[scope][order]] for scope in SCOPES)
        account = Account(order, plan.account_entities[order], owner, revenue, units)
        owner.accounts += 1
        account_lives(firm, account, firm.values["initial_relationship"], _INITIAL_PROMISE)
    for cause in plan.causes:
        for unit in firm.units[cause.cause.scope]:
            let_trouble_strike(firm, cause, unit)


def account_lives(firm: Firm, account: Account, level: float, over_promise: float) -> None:
    """Make an account active: revenue, relationship and clocks start now."""
    values = firm.values
    account.status = Status.ACTIVE
    account.active_since = firm.week
    account.q = rules.request_factor(account.revenue, firm.plan.median_revenue)
    account.request_rate = rules.request_rate(values["requests_per_week"], account.q, over_promise)
    firm.stamp(account, level)
    firm.join(account)
    firm.start(requests_arrive(firm, account))
    for kind in _TOUCH_CLOCKS:
        firm.start(touches_come_due(firm, account, kind))


def won_account_lives(firm: Firm, account: Account, over_promise: float) -> None:
    """Make a new account active: its ramp starts, and its own trouble with it."""
    level = rules.new_relationship(firm.values["new_account_relationship"], over_promise)
    account_lives(firm, account, level, over_promise)
    firm.record("active", rep=account.owner.order, account=account.order, value=account.revenue)
    units = dict(zip(SCOPES, account.units, strict=True))
    for cause in firm.plan.causes:
        let_trouble_strike(firm, cause, units[cause.cause.scope])


def win_back(firm: Firm, account: Account, level: float) -> None:
    """Let a lost account be ours again: a second life, in which its chances go on where they were.

    Its revenue is what it was when it left and ramps again, it is young again, and whoever owned
    it owns it; with an empty chair, whoever comes. Nothing of the kind happens in the model by
    itself: it is here for processes of one's own.
    """
    assert account.status is Status.LOST
    firm.lost.remove(account)
    account.life += 1
    account.open_requests, account.open_rescue, account.grievances = 0, False, 0
    account.open_touches.clear()
    account.clocks = {kind: clock + 1 for kind, clock in account.clocks.items()}
    account.pending.clear()
    account.owner.accounts += 1
    account.won_week = firm.week
    account_lives(firm, account, level, _INITIAL_PROMISE)
    firm.record("active", rep=account.owner.order, account=account.order, value=account.revenue)
    units = dict(zip(SCOPES, account.units, strict=True))
    for cause in firm.plan.causes:
        let_trouble_strike(firm, cause, units[cause.cause.scope])


def requests_arrive(firm: Firm, account: Account) -> Process:
    """Ask for service at random times, for as long as the account is ours."""
    if account.request_rate <= 0:
        return
    life = account.life
    while True:
        exponential = firm.exponential(_REQUEST_GAP, account.entity, account.requests)
        gap = rules.request_gap_weeks(exponential, account.request_rate)
        yield firm.wait(gap, Rank.REQUEST, account.order)
        if not account.lives(life):
            return
        account.requests += 1
        _ask_for_service(firm, account)


def touches_come_due(firm: Firm, account: Account, kind: int) -> Process:
    """Be due for a review or a gesture at the owner's interval from a random phase, one at a time.

    An owner with another interval starts the clock anew (`change_hands`).
    """
    phase, rank, effect, every = _TOUCH_CLOCKS[kind]
    interval = every(account.owner.diary.levers)
    clock = account.clocks.setdefault(kind, 0)
    if not interval:
        return
    first = rules.scaled(interval, firm.uniform(phase, account.entity, clock))
    yield firm.wait(first, rank, account.order)
    while account.status is Status.ACTIVE and account.clocks[kind] == clock:
        if kind not in account.open_touches:
            account.open_touches.add(kind)
            account.owner.desk.work(kind, account, effect=partial(effect, firm, account))
        yield firm.wait(interval, rank, account.order)


def change_hands(firm: Firm, account: Account, owner: Rep) -> None:
    """Give an account to another rep, whose own diary says how often it is visited from now on."""
    before = account.owner.diary.levers
    firm.hand_over(account, owner)
    for kind, (_, _, _, every) in _TOUCH_CLOCKS.items():
        if account.status is Status.ACTIVE and every(owner.diary.levers) != every(before):
            account.clocks[kind] += 1
            firm.start(touches_come_due(firm, account, kind))


def serve(firm: Firm, account: Account, task: Task) -> None:
    """Finish a service request: in time it lifts the relationship, late it costs."""
    account.open_requests -= 1
    values = firm.values
    if firm.week - task.arrived > values["service_deadline_weeks"]:
        _disappoint(firm, account)
        firm.record("served_late", rep=task.by, account=account.order)
        complain(firm, account)
    else:
        firm.touch(account, rules.service_lift(values["service_lift"], account.q))
        firm.record("served", rep=task.by, account=account.order)


def review(firm: Firm, account: Account, task: Task) -> None:
    """Finish a conversation or an e-mail."""
    account.open_touches.remove(TaskKind.REVIEW)
    diary = firm.reps[task.by].diary
    firm.touch(account, diary.touch_lift)
    if diary.levers.review_channel == "conversation":
        forgive(account)
    firm.record("reviewed", rep=task.by, account=account.order)


def gesture(firm: Firm, account: Account, task: Task) -> None:
    """Finish a gesture."""
    account.open_touches.remove(TaskKind.GESTURE)
    firm.touch(account, firm.values["gesture_lift"])
    firm.record("gestured", rep=task.by, account=account.order)


def _ask_for_service(firm: Firm, account: Account) -> None:
    owner = account.owner
    if account.open_requests >= firm.values["max_open_requests"]:
        _disappoint(firm, account)
        owner.month.ignored_hours += owner.diary.task_hours[TaskKind.SERVICE]
        firm.record("ignored", rep=owner.order, account=account.order)
        complain(firm, account)
        return
    account.open_requests += 1
    firm.record("requested", rep=owner.order, account=account.order)
    owner.desk.work(TaskKind.SERVICE, account, effect=partial(serve, firm, account))


def _disappoint(firm: Firm, account: Account) -> None:
    level = firm.relationship(account)
    firm.stamp(account, rules.cut(level, firm.values["late_service_penalty"]))


_TOUCH_CLOCKS: dict[
    int,
    tuple[
        int,
        Rank,
        Callable[[Firm, Account, Task], None],
        Callable[[Discipline], float | None],
    ],
] = {
    TaskKind.REVIEW: (
        purpose("review_phase"),
        Rank.REVIEW_DUE,
        review,
        lambda levers: levers.review_every_weeks or None,
    ),
    TaskKind.GESTURE: (
        purpose("gesture_phase"),
        Rank.GESTURE_DUE,
        gesture,
        lambda levers: levers.gesture_every_weeks or None,
    ),
}
"""Of each kind of touch the stream of its phase, its rank, what it does and how often."""
