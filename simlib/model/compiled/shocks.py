"""Trouble strikes: shocks, the customer's decision, rescue, and what a scenario forces."""

from __future__ import annotations

from simlib.inputs.disciplines import TaskKind
from simlib.model import rules
from simlib.model.clock import Rank
from simlib.model.compiled import tables
from simlib.model.compiled.calendar import schedule
from simlib.model.compiled.desk import add_task, hunting_share
from simlib.model.compiled.firm import (
    NEVER,
    exponential,
    part,
    record,
    relationship,
    uniform,
)
from simlib.model.compiled.layout import FULL_DECISIONS, World
from simlib.model.compiled.queues import NONE
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
    plan = tables.causes(firm)[cause]
    if plan.annual_rate <= 0.0:
        return
    gap = exponential(firm, plan.shock_gap, _unit_entity(firm, plan.scope, unit), shock)
    week = firm.week + rules.gap_weeks(gap, plan.annual_rate)
    schedule(firm, week, Rank.SHOCK, unit, cause, shock)


@kernel
def trouble_strikes(firm: World, cause: int, unit: int, shock: int) -> None:
    """Strike the accounts of a unit one after the other, in order."""
    plan = tables.causes(firm)[cause]
    severity = 0.0
    if not plan.is_loss:
        u = uniform(firm, plan.severity, _unit_entity(firm, plan.scope, unit), shock)
        severity = rules.severity(u, plan.severity_low, plan.severity_high)
    if plan.scope == Scope.ACCOUNT:
        if tables.accounts(firm)[unit].status == Status.ACTIVE:
            _hit(firm, unit, cause, shock, severity)
            schedule_shock(firm, cause, unit, shock + 1)
        return
    if plan.scope == Scope.BUYER or plan.scope == Scope.PARENT:
        if _hit_members(firm, plan.scope, unit, cause, shock, severity):
            schedule_shock(firm, cause, unit, shock + 1)
        return
    for place in range(firm.active_count):
        order = tables.active(firm)[place]
        if plan.scope == Scope.ECONOMY or tables.accounts(firm)[order].sector == unit:
            _hit(firm, order, cause, shock, severity)
    if plan.scope == Scope.ECONOMY and not plan.is_loss:
        firm.pool_revenue = rules.cut(firm.pool_revenue, severity)
    # Of sectors and the economy new accounts may become a part: they go on when nobody is there.
    schedule_shock(firm, cause, unit, shock + 1)


@kernel
def strike(firm: World, order: int, cause: int, shock: int) -> None:
    """Shake an account by a loss cause: the rep may hear of it, the customer will decide."""
    account, plan = tables.accounts(firm)[order], tables.causes(firm)[cause]
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
    account = tables.accounts(firm)[order]
    place = _pending(firm, order, number)
    if place < 0:
        return
    _forget(firm, account, place)
    decision = tables.decisions(firm)[place]
    if account.status != Status.ACTIVE:
        return
    chance = _loss_chance(firm, account, decision)
    plan = tables.causes(firm)[decision.cause]
    if uniform(firm, plan.lost, account.entity, decision.ordinal) < chance:
        lose(firm, order, decision.cause)
    else:
        record(firm, EventKind.KEPT, account.owner, order, decision.cause, chance)


@kernel
def rescue(firm: World, rep: int, order: int, number: int) -> None:
    """Help every decision now pending, if the shock that caused the rescue is still undecided."""
    tables.accounts(firm)[order].open_rescue = 0
    if _pending(firm, order, number) < 0:
        return
    helped, place = 0, tables.accounts(firm)[order].first_decision
    while place >= 0:
        tables.decisions(firm)[place].rescued = 1
        place = tables.decisions(firm)[place].next
        helped += 1
    forgive(tables.accounts(firm)[order])
    record(firm, EventKind.RESCUED, rep, order, NOBODY, float(helped))


@kernel
def complain(firm: World, order: int) -> None:
    """Bear one more grievance; the one too many is a shock, after which the count begins anew."""
    if not firm.grievances:
        return
    account = tables.accounts(firm)[order]
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
    account = tables.accounts(firm)[order]
    tables.reps(firm)[account.owner].last_loss_week = firm.week
    record(firm, EventKind.LOST, account.owner, order, cause, account.revenue)
    firm.losses += 1
    won = 1 if order >= firm.book_count else 0
    firm.initial_losses += 1 - won
    tables.lost_by_cause(firm)[won * firm.cause_names + cause] += 1
    part(firm, order)


@kernel
def force(firm: World, position: int) -> None:
    """Do what the scenario says in its week; to an account that is not active, nothing."""
    event = tables.forced(firm)[position]
    if tables.accounts(firm)[event.account].status != Status.ACTIVE:
        return
    if event.action == Force.LOSE:
        lose(firm, event.account, event.cause)
    elif event.action == Force.SHRINK:
        _shrink(firm, event.account, event.cause, event.severity)
    else:
        strike(firm, event.account, event.cause, event.ordinal)


@kernel
def _hit_members(
    firm: World, scope: int, unit: int, cause: int, shock: int, severity: float
) -> bool:
    """Let the active accounts of a buyer or a parent feel a shock; return whether there are any."""
    beyond_book = unit - firm.unit_counts[scope]
    if beyond_book >= 0:  # a prospect is its own buyer and parent
        order = firm.book_count + beyond_book
        if tables.accounts(firm)[order].status != Status.ACTIVE:
            return False
        _hit(firm, order, cause, shock, severity)
        return True
    place, table, hit = unit, 0, False
    if scope == Scope.PARENT:
        place, table = unit + firm.widest_scope + 1, firm.book_count
    for member in range(tables.members_from(firm)[place], tables.members_from(firm)[place + 1]):
        order = tables.members(firm)[table + member]
        if tables.accounts(firm)[order].status == Status.ACTIVE:
            _hit(firm, order, cause, shock, severity)
            hit = True
    return hit


@kernel
def _hit(firm: World, order: int, cause: int, shock: int, severity: float) -> None:
    """Let one account feel a shock: it is shaken by a loss cause, and shrunk by a cold."""
    if tables.causes(firm)[cause].is_loss:
        strike(firm, order, cause, shock)
    else:
        _shrink(firm, order, cause, severity)


@kernel
def _shrink(firm: World, order: int, cause: int, severity: float) -> None:
    account = tables.accounts(firm)[order]
    account.revenue = rules.cut(account.revenue, severity)
    record(firm, EventKind.SHRUNK, account.owner, order, cause, severity)


@kernel
def _unit_entity(firm: World, scope: int, unit: int) -> int:
    """Return whom the draws of a unit are about: of the book's units, or a prospect's own."""
    beyond_book = unit - firm.unit_counts[scope]
    if beyond_book < 0:
        return tables.unit_entities(firm)[scope * firm.widest_scope + unit]
    target = tables.targets(firm)[beyond_book]
    if scope == Scope.ACCOUNT:
        return target.entity
    return target.buyer_entity if scope == Scope.BUYER else target.parent_entity


@kernel
def _remember(firm: World, order: int, cause: int, shock: int) -> int:
    """Keep a decision until its time has come; return its number."""
    place = firm.free_decision
    if place != NONE:
        firm.free_decision = tables.decisions(firm)[place].next
    elif firm.decisions_used < firm.decisions_room:
        place = firm.decisions_used
        firm.decisions_used += 1
    else:
        firm.full = FULL_DECISIONS
        return NONE
    firm.decisions_made += 1
    account, decision = tables.accounts(firm)[order], tables.decisions(firm)[place]
    decision.cause, decision.ordinal, decision.rescued = cause, shock, 0
    decision.number = firm.decisions_made
    decision.next, account.first_decision = account.first_decision, place
    return firm.decisions_made


@kernel
def _pending(firm: World, order: int, number: int) -> int:
    """Return the place of an account's decision, `NONE` if it has been taken."""
    place = tables.accounts(firm)[order].first_decision
    while place != NONE and tables.decisions(firm)[place].number != number:
        place = tables.decisions(firm)[place].next
    return place


@kernel
def _forget(firm: World, account: World, place: int) -> None:
    """Take a decision from its account; its place is free from the next one on."""
    following = tables.decisions(firm)[place].next
    before = account.first_decision
    if before == place:
        account.first_decision = following
    else:
        while tables.decisions(firm)[before].next != place:
            before = tables.decisions(firm)[before].next
        tables.decisions(firm)[before].next = following
    tables.decisions(firm)[place].next = firm.free_decision
    firm.free_decision = place


@kernel
def _loss_chance(firm: World, account: World, decision: World) -> float:
    plan, level = tables.causes(firm)[decision.cause], relationship(firm, account)
    if decision.rescued:
        level = rules.lifted(level, firm.rescue_lift)
    if firm.spoiling:
        level = rules.spoiled(level, hunting_share(firm, account.owner))
    young = account.won_week != NEVER and firm.week - account.won_week < _YOUNG_WEEKS
    factor = firm.early_loss_factor if young else 1.0
    return rules.loss_chance(plan.loss_probability, plan.protection, level, factor)
