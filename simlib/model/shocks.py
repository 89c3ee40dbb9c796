"""Trouble strikes: shocks, the customer's decision, rescue, and what a scenario forces."""

from __future__ import annotations

from functools import partial

from simlib.inputs.disciplines import TaskKind
from simlib.model import rules
from simlib.model.clock import Process, Rank
from simlib.model.desk import Task
from simlib.model.firm import Firm
from simlib.model.plan import CausePlan, ForcedPlan
from simlib.model.state import NEVER, Account, Decision, Status, Unit
from simlib.world.streams import purpose

_YOUNG_WEEKS = 52.0
_GRIEVANCE_THRESHOLD = purpose("grievance_threshold")


def let_trouble_strike(firm: Firm, cause: CausePlan, unit: Unit) -> None:
    """Let a cause strike a unit from now on, unless its next shock is on its way already."""
    if cause.cause.annual_rate > 0 and cause.order not in unit.struck_by:
        unit.struck_by.add(cause.order)
        firm.start(trouble_strikes(firm, cause, unit))


def trouble_strikes(firm: Firm, cause: CausePlan, unit: Unit) -> Process:
    """Strike a unit at random times, whatever anybody does."""
    while unit.accounts or unit.keeps_going:
        shock = unit.shocks.get(cause.order, 0)
        exponential = firm.exponential(cause.shock_gap, unit.entity, shock)
        gap = rules.gap_weeks(exponential, cause.cause.annual_rate)
        yield firm.wait(gap, Rank.SHOCK, unit.order, cause.order)
        if cause.cause.effect == "loss":
            strike(firm, cause, tuple(unit.accounts), shock)
        else:
            _catch_cold(firm, cause, unit, shock)
        unit.shocks[cause.order] = shock + 1
    unit.struck_by.discard(cause.order)


def strike(firm: Firm, cause: CausePlan, accounts: tuple[Account, ...], shock: int) -> None:
    """Shake accounts by a loss cause: the rep may hear of it, the customer will decide."""
    for account in accounts:
        owner = account.owner.order
        firm.record("shock", rep=owner, account=account.order, cause=cause.order)
        decision = Decision(account, cause.order, shock, account.life)
        account.pending.append(decision)
        if firm.uniform(cause.heard, account.entity, shock) < firm.relationship(account):
            firm.record("heard", rep=owner, account=account.order, cause=cause.order)
            _call_for_rescue(firm, decision)
        firm.start(customer_decides(firm, decision))


def customer_decides(firm: Firm, decision: Decision) -> Process:
    """Stay or go, once the notice is over; the first loss wins, later ones are void."""
    account, cause = decision.account, firm.plan.causes[decision.cause]
    yield firm.wait(firm.values["notice_weeks"], Rank.DECISION, account.order, cause.order)
    if decision in account.pending:
        account.pending.remove(decision)
    if not account.lives(decision.life):
        return
    chance = _loss_chance(firm, decision)
    if firm.uniform(cause.lost, account.entity, decision.ordinal) < chance:
        lose(firm, account, cause.order)
    else:
        firm.record(
            "kept",
            rep=account.owner.order,
            account=account.order,
            cause=cause.order,
            value=chance,
        )


def rescue(firm: Firm, shaken: Decision, task: Task) -> None:
    """Help every decision now pending, if the shock that caused the rescue is still undecided."""
    account = shaken.account
    account.open_rescue = False
    if shaken not in account.pending:
        return
    for decision in account.pending:
        decision.rescued = True
    forgive(account)
    helped = float(len(account.pending))
    firm.record("rescued", rep=task.by, account=account.order, value=helped)


def complain(firm: Firm, account: Account) -> None:
    """Bear one more grievance; the one too many is a shock, after which the count begins anew."""
    if firm.plan.grievance < 0:
        return
    account.grievances += 1
    bearable = rules.grievance_threshold(firm.uniform(_GRIEVANCE_THRESHOLD, account.entity, 0))
    if account.grievances >= bearable:
        account.grievances = 0
        account.outbursts += 1
        strike(firm, firm.plan.causes[firm.plan.grievance], (account,), account.outbursts - 1)


def forgive(account: Account) -> None:
    """Forget one grievance, after a conversation or a rescue."""
    account.grievances = max(0, account.grievances - 1)


def lose(firm: Firm, account: Account, cause: int) -> None:
    """End an account: its revenue stops and its work vanishes."""
    owner = account.owner
    owner.last_loss_week = firm.week
    firm.record("lost", rep=owner.order, account=account.order, cause=cause, value=account.revenue)
    firm.part(account)


def force(firm: Firm, event: ForcedPlan, accounts: dict[int, Account]) -> Process:
    """Do what the scenario says in its week; to an account that is not active, nothing."""
    yield firm.wait(event.week, Rank.FORCED, event.position)
    account = accounts[event.account]
    if account.status is not Status.ACTIVE:
        return
    if event.action == "lose":
        lose(firm, account, event.cause)
    elif event.action == "shrink":
        _shrink(firm, account, event.cause, event.severity)
    else:
        strike(firm, firm.plan.causes[event.cause], (account,), event.ordinal)


def _call_for_rescue(firm: Firm, decision: Decision) -> None:
    account = decision.account
    if account.open_rescue:
        return
    account.open_rescue = True
    to_the_rescue = partial(rescue, firm, decision)
    account.owner.desk.work(TaskKind.RESCUE, account, effect=to_the_rescue)


def _loss_chance(firm: Firm, decision: Decision) -> float:
    account, cause = decision.account, firm.plan.causes[decision.cause].cause
    level = firm.relationship(account)
    if decision.rescued:
        level = rules.lifted(level, firm.values["rescue_lift"])
    if firm.plan.scenario.spoiling:
        level = rules.spoiled(level, account.owner.desk.hunting_share())
    young = account.won_week != NEVER and firm.week - account.won_week < _YOUNG_WEEKS
    factor = firm.values["early_loss_factor"] if young else 1.0
    return rules.loss_chance(cause.loss_probability, cause.protection, level, factor)


def _catch_cold(firm: Firm, cause: CausePlan, unit: Unit, shock: int) -> None:
    """Shrink every account of a unit by the same share; the whole economy has the pool too."""
    u = firm.uniform(cause.severity, unit.entity, shock)
    severity = rules.severity(u, cause.cause.severity_low, cause.cause.severity_high)
    for account in tuple(unit.accounts):
        _shrink(firm, account, cause.order, severity)
    if cause.cause.scope == "economy":
        firm.pool_revenue = rules.cut(firm.pool_revenue, severity)


def _shrink(firm: Firm, account: Account, cause: int, severity: float) -> None:
    account.revenue = rules.cut(account.revenue, severity)
    firm.record(
        "shrunk", rep=account.owner.order, account=account.order, cause=cause, value=severity
    )
