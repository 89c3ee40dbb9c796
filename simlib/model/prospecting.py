"""Prospecting: promises to call, targets, and how an opportunity becomes an account."""

from __future__ import annotations

from simlib.inputs.disciplines import TaskKind
from simlib.model import rules
from simlib.model.accounts import won_account_lives
from simlib.model.clock import Process, Rank
from simlib.model.firm import Firm
from simlib.model.plan import SCOPES
from simlib.model.state import Account, Ask, Opportunity, Rep, Target, Unit
from simlib.model.targets import call_is_possible, next_target, replace, rest
from simlib.world.streams import purpose

_CALL_PHASE = purpose("call_phase")
_PROMISE = purpose("promise")
_MEETING = purpose("meeting")
_FLAT_NO = purpose("flat_no")
_ADVANCE = purpose("advance")
_DELAY = purpose("decision_delay")
_WIN = purpose("win")


def calls_come_due(firm: Firm, rep: Rep) -> Process:
    """Promise a call at fixed intervals from a random phase; keep the promise or not."""
    if rep.diary.levers.calls_per_month <= 0:
        return
    interval = rules.call_interval_weeks(rep.diary.levers.calls_per_month)
    phase = firm.uniform(_CALL_PHASE, rep.entity, 0)
    yield firm.wait(rules.scaled(interval, phase), Rank.CALL_DUE, rep.order)
    due = 0
    while not rep.laid_off:
        rep.month.calls_due += 1
        if _keeps_promise(firm, rep, due):
            _plan_call(firm, rep)
        due += 1
        yield firm.wait(interval, Rank.CALL_DUE, rep.order)


def call(firm: Firm, rep: Rep) -> None:
    """Make the call: the target says yes to a meeting, no, or neither."""
    rep.open_call = False
    target = next_target(firm, rep)
    if target is None:
        return
    attempt = target.attempts_ever
    chance = _meeting_chance(firm, target)
    rep.month.calls_made += 1
    firm.record("call", rep=rep.order, account=target.order, value=float(target.attempts))
    if firm.uniform(_MEETING, target.entity, attempt) < chance:
        firm.start(pursue(firm, meet(firm, rep, target)))
    elif firm.uniform(_FLAT_NO, target.entity, attempt) < firm.values["flat_no_probability"]:
        firm.record("flat_no", rep=rep.order, account=target.order)
        if rep.diary.levers.refill_targets:
            replace(firm, rep, target)
        else:
            rest(firm, rep, target)


def meet(firm: Firm, rep: Rep, target: Target) -> Opportunity:
    """Meet a target, which makes an opportunity of it."""
    opportunity = Opportunity(target, rep, target.opportunities_ever)
    target.opportunities_ever += 1
    rest(firm, rep, target, for_good=True)
    rep.open_opportunities += 1
    firm.in_progress.append(opportunity)
    firm.record("meeting", rep=rep.order, account=target.order, value=target.potential)
    return opportunity


def pursue(firm: Firm, opportunity: Opportunity) -> Process:
    """Sell: from the first meeting to the first invoice, or to a no.

    An opportunity that is closed meanwhile, because its seat was laid off, is found closed after a
    wait; work on it vanishes.
    """
    target, values = opportunity.target, firm.values
    desk, levers = opportunity.rep.desk, opportunity.rep.diary.levers
    yield firm.wait(values["discovery_delay_weeks"], Rank.DISCOVERY_READY, target.order)
    if opportunity.closed:
        return
    if levers.deep_qualification:
        yield firm.manager.work(Ask.JOIN, opportunity)
    yield desk.work(TaskKind.DISCOVERY, opportunity)
    if not _advances(firm, opportunity):
        _close(firm, opportunity, "dropped")
        return
    opportunity.discovered = True
    firm.record(
        "opportunity", rep=opportunity.rep.order, account=target.order, value=target.potential
    )
    yield desk.work(TaskKind.PROPOSAL, opportunity)
    erlang = firm.erlang_2(_DELAY, target.entity, opportunity.number)
    delay = rules.scaled(values["decision_weeks"], erlang)
    yield firm.wait(delay, Rank.OPPORTUNITY_DECISION, target.order)
    if opportunity.closed:
        return
    chance = win_chance(firm, opportunity.rep, target.champion)
    if firm.uniform(_WIN, target.entity, opportunity.number) >= chance:
        _close(firm, opportunity, "declined")
        return
    account = _win(firm, opportunity)
    yield account.owner.desk.work(TaskKind.ONBOARDING, account)
    firm.onboarding.remove(account)
    won_account_lives(firm, account, levers.over_promise)


def win_chance(firm: Firm, rep: Rep, champion: bool) -> float:
    """Return the chance that a rep's proposal is won."""
    values = firm.values
    base = values["win_with_champion"] if champion else values["win_without_champion"]
    over_promise = rep.diary.levers.over_promise
    return rules.win_chance(base, values["over_promise_win_gain"], over_promise)


def lose_open_opportunities(firm: Firm, rep: Rep) -> None:
    """Lose every open opportunity of a seat that is laid off."""
    for opportunity in [o for o in firm.in_progress if o.rep is rep]:
        _close(firm, opportunity, "dropped")


def _keeps_promise(firm: Firm, rep: Rep, due: int) -> bool:
    if not rep.seated or not call_is_possible(firm, rep) or not _triggered(firm, rep):
        return False
    return firm.uniform(_PROMISE, rep.entity, due) < firm.keenness(rep)


def _triggered(firm: Firm, rep: Rep) -> bool:
    if rep.diary.levers.trigger == "none_open":
        return rep.open_opportunities == 0
    within = rep.diary.levers.loss_trigger_weeks
    return within is None or firm.week - rep.last_loss_week <= within


def _plan_call(firm: Firm, rep: Rep) -> None:
    rep.month.calls_kept += 1
    if not rep.open_call:
        rep.open_call = True
        rep.desk.work(TaskKind.CALL, rep, effect=lambda _: call(firm, rep))


def _meeting_chance(firm: Firm, target: Target) -> float:
    """Return the chance of a meeting at this attempt, which is hereby remembered."""
    values = firm.values
    if firm.week - target.last_attempt_week > values["attempt_memory_weeks"]:
        target.attempts = 0
    target.attempts += 1
    target.attempts_ever += 1
    target.last_attempt_week = firm.week
    return rules.meeting_chance(
        values["meeting_probability"],
        float(target.attempts),
        values["persistence_half_attempts"],
    )


def _close(firm: Firm, opportunity: Opportunity, how: str) -> None:
    target, rep = opportunity.target, opportunity.rep
    opportunity.closed = True
    rep.open_opportunities -= 1
    firm.in_progress.remove(opportunity)
    if how != "won":
        rest(firm, rep, target)
    firm.record(how, rep=rep.order, account=target.order, value=target.potential)


def _advances(firm: Firm, opportunity: Opportunity) -> bool:
    """Return whether a discovery leads to a proposal."""
    target = opportunity.target
    hopeless = opportunity.rep.diary.levers.deep_qualification and not target.champion
    u = firm.uniform(_ADVANCE, target.entity, opportunity.number)
    return not hopeless and u < firm.values["advance_probability"]


def _win(firm: Firm, opportunity: Opportunity) -> Account:
    """Book the win; revenue starts only when the account is on board."""
    target, rep = opportunity.target, opportunity.rep
    _close(firm, opportunity, "won")
    units = _own_units(firm, rep, target)
    account = Account(target.order, target.entity, rep, target.potential, units)
    account.won_week = firm.week
    rep.accounts += 1
    firm.onboarding.append(account)
    return account


def _own_units(firm: Firm, rep: Rep, target: Target) -> tuple[Unit, ...]:
    """Return a prospect's units: its own account, buyer and parent, sector ``all``, the economy."""
    entities = firm.plan.prospect_units(rep.order, target.number)
    beyond_book = target.order - len(firm.plan.revenues)
    own = [
        Unit(len(firm.plan.unit_entities[scope]) + beyond_book, entity)
        for scope, entity in zip(SCOPES, entities, strict=False)
    ]
    sector = firm.units["sector"][firm.plan.sector_of_prospects]
    return (*own, sector, firm.units["economy"][0])
