"""Trouble strikes: shocks, the customer's decision, rescue, and what a scenario forces."""

from __future__ import annotations

from simlib.inputs.disciplines import TaskKind
from simlib.model import rules
from simlib.model.clock import Rank
from simlib.model.compiled.calendar import schedule
from simlib.model.compiled.desk import add_task, hunting_share
from simlib.model.compiled.firm import (
    NEVER,
    exponential,
    is_in_unit,
    part,
    record,
    relationship,
    uniform,
)
from simlib.model.compiled.layout import FULL_DECISIONS, World
from simlib.model.plan import Force, Scope
from simlib.model.records import NOBODY, EventKind
from simlib.model.state import Status
from simlib.world.jit import kernel
from simlib.world.streams import purpose

_YOUNG_WEEKS = 52.0
_GRIEVANCE_THRESHOLD = purpose("grievance_threshold")


@kernel
def schedule_shock(firm: World, cause: int, unit: int, shock: int) -> None:
    """Let the next shock of a unit come, whatever anybody does."""
    plan = firm.causes[cause]
    if plan.annual_rate <= 0.0:
        return
    gap = exponential(firm, plan.shock_gap, _unit_entity(firm, plan.scope, unit), shock)
    week = firm.week + rules.gap_weeks(gap, plan.annual_rate)
    schedule(firm, week, Rank.SHOCK, unit, cause, shock)


@kernel
def trouble_strikes(firm: World, cause: int, unit: int, shock: int) -> None:
    """Strike the accounts of a unit one after the other, in order."""
    plan = firm.causes[cause]
    severity = 0.0
    if not plan.is_loss:
        u = uniform(firm, plan.severity, _unit_entity(firm, plan.scope, unit), shock)
        severity = rules.severity(u, plan.severity_low, plan.severity_high)
    if plan.scope == Scope.ACCOUNT:
        if firm.accounts[unit].status == Status.ACTIVE:
            _hit(firm, unit, cause, shock, severity)
            schedule_shock(firm, cause, unit, shock + 1)
        return
    hit = 0
    for place in range(firm.active_count):
        if is_in_unit(firm, firm.active[place], plan.scope, unit):
            _hit(firm, firm.active[place], cause, shock, severity)
            hit += 1
    if plan.scope == Scope.ECONOMY and not plan.is_loss:
        firm.pool_revenue = rules.cut(firm.pool_revenue, severity)
    # Of sectors and the economy new accounts may become a part.
    if hit or plan.scope == Scope.SECTOR or plan.scope == Scope.ECONOMY:
        schedule_shock(firm, cause, unit, shock + 1)


@kernel
def strike(firm: World, order: int, cause: int, shock: int) -> None:
    """Shake an account by a loss cause: the rep may hear of it, the customer will decide."""
    account, plan = firm.accounts[order], firm.causes[cause]
    record(firm, EventKind.SHOCK, account.owner, order, cause, 0.0)
    number = _remember(firm, order, cause, shock)
    if uniform(firm, plan.heard, account.entity, shock) < relationship(firm, account):
        record(firm, EventKind.HEARD, account.owner, order, cause, 0.0)
        if not account.open_rescue:
            account.open_rescue = 1
            add_task(firm, account.owner, TaskKind.RESCUE, order, number)
    schedule(firm, firm.week + firm.notice_weeks, Rank.DECISION, order, cause, number)


@kernel
def customer_decides(firm: World, order: int, number: int) -> None:
    """Stay or go, once the notice is over; the first loss wins, later ones are void."""
    account = firm.accounts[order]
    place = _pending(firm, order, number)
    if place < 0:
        return
    decision = firm.decisions[place]
    decision.pending = 0
    if account.status != Status.ACTIVE:
        return
    chance = _loss_chance(firm, account, decision)
    plan = firm.causes[decision.cause]
    if uniform(firm, plan.lost, account.entity, decision.ordinal) < chance:
        lose(firm, order, decision.cause)
    else:
        record(firm, EventKind.KEPT, account.owner, order, decision.cause, chance)


@kernel
def rescue(firm: World, rep: int, order: int, number: int) -> None:
    """Help every decision now pending, if the shock that caused the rescue is still undecided."""
    firm.accounts[order].open_rescue = 0
    if _pending(firm, order, number) < 0:
        return
    helped = 0
    for place in range(firm.decisions_used):
        decision = firm.decisions[place]
        if decision.pending and decision.account == order:
            decision.rescued = 1
            helped += 1
    forgive(firm.accounts[order])
    record(firm, EventKind.RESCUED, rep, order, NOBODY, float(helped))


@kernel
def complain(firm: World, order: int) -> None:
    """Bear one more grievance; the one too many is a shock, after which the count begins anew."""
    if not firm.grievances:
        return
    account = firm.accounts[order]
    account.grievances += 1
    u = uniform(firm, _GRIEVANCE_THRESHOLD, account.entity, 0)
    if account.grievances >= rules.grievance_threshold(u):
        account.grievances = 0
        account.outbursts += 1
        strike(firm, order, firm.grievance, account.outbursts - 1)


@kernel
def forgive(account: World) -> None:
    """Forget one grievance, after a conversation or a rescue."""
    account.grievances = max(0, account.grievances - 1)


@kernel
def lose(firm: World, order: int, cause: int) -> None:
    """End an account: its revenue stops and its work vanishes."""
    account = firm.accounts[order]
    firm.reps[account.owner].last_loss_week = firm.week
    record(firm, EventKind.LOST, account.owner, order, cause, account.revenue)
    firm.losses += 1
    won = 1 if order >= firm.book_count else 0
    firm.initial_losses += 1 - won
    firm.lost_by_cause[won, cause] += 1
    part(firm, order)


@kernel
def force(firm: World, position: int) -> None:
    """Do what the scenario says in its week; to an account that is not active, nothing."""
    event = firm.forced[position]
    if firm.accounts[event.account].status != Status.ACTIVE:
        return
    if event.action == Force.LOSE:
        lose(firm, event.account, event.cause)
    elif event.action == Force.SHRINK:
        _shrink(firm, event.account, event.cause, event.severity)
    else:
        strike(firm, event.account, event.cause, event.ordinal)


@kernel
def _hit(firm: World, order: int, cause: int, shock: int, severity: float) -> None:
    """Let one account feel a shock: it is shaken by a loss cause, and shrunk by a cold."""
    if firm.causes[cause].is_loss:
        strike(firm, order, cause, shock)
    else:
        _shrink(firm, order, cause, severity)


@kernel
def _shrink(firm: World, order: int, cause: int, severity: float) -> None:
    account = firm.accounts[order]
    account.revenue = rules.cut(account.revenue, severity)
    record(firm, EventKind.SHRUNK, account.owner, order, cause, severity)


@kernel
def _unit_entity(firm: World, scope: int, unit: int) -> int:
    """Return whom the draws of a unit are about: of the book's units, or a prospect's own."""
    beyond_book = unit - firm.unit_counts[scope]
    if beyond_book < 0:
        return firm.unit_entities[scope, unit]
    target = firm.targets[beyond_book]
    if scope == Scope.ACCOUNT:
        return target.entity
    return target.buyer_entity if scope == Scope.BUYER else target.parent_entity


@kernel
def _remember(firm: World, order: int, cause: int, shock: int) -> int:
    """Keep a decision until its time has come; return its number."""
    place = 0
    while place < firm.decisions_used and firm.decisions[place].pending:
        place += 1
    firm.decisions_made += 1
    if place >= len(firm.decisions):
        firm.full = FULL_DECISIONS
        return firm.decisions_made
    firm.decisions_used = max(firm.decisions_used, place + 1)
    decision = firm.decisions[place]
    decision.pending, decision.rescued = 1, 0
    decision.account, decision.cause, decision.ordinal = order, cause, shock
    decision.number = firm.decisions_made
    return firm.decisions_made


@kernel
def _pending(firm: World, order: int, number: int) -> int:
    """Return the place of a decision, -1 if it has been taken."""
    for place in range(firm.decisions_used):
        decision = firm.decisions[place]
        if decision.pending and decision.number == number and decision.account == order:
            return place
    return -1


@kernel
def _loss_chance(firm: World, account: World, decision: World) -> float:
    plan, level = firm.causes[decision.cause], relationship(firm, account)
    if decision.rescued:
        level = rules.lifted(level, firm.rescue_lift)
    if firm.spoiling:
        level = rules.spoiled(level, hunting_share(firm, account.owner))
    young = account.won_week != NEVER and firm.week - account.won_week < _YOUNG_WEEKS
    factor = firm.early_loss_factor if young else 1.0
    return rules.loss_chance(plan.loss_probability, plan.protection, level, factor)
