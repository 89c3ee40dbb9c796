"""Prospecting: promises to call, targets, and how an opportunity becomes an account."""

from __future__ import annotations

from simlib.inputs.disciplines import TaskKind
from simlib.model import rules
from simlib.model.clock import Rank
from simlib.model.compiled import tables
from simlib.model.compiled.accounts import won_account_lives
from simlib.model.compiled.calendar import schedule
from simlib.model.compiled.desk import add_task, is_open
from simlib.model.compiled.firm import erlang_2, record, set_up_account, uniform, without
from simlib.model.compiled.layout import World
from simlib.model.compiled.management import ask_manager
from simlib.model.compiled.queues import NONE
from simlib.model.compiled.targets import call_is_possible, next_target, replace, rest
from simlib.model.records import NOBODY, EventKind
from simlib.model.state import Ask
from simlib.world.jit import kernel
from simlib.world.streams import purpose

_CALL_PHASE = purpose("call_phase")
_PROMISE = purpose("promise")
_MEETING = purpose("meeting")
_FLAT_NO = purpose("flat_no")
_ADVANCE = purpose("advance")
_DELAY = purpose("decision_delay")
_WIN = purpose("win")


@kernel
def calls_begin(firm: World, rep: int) -> None:
    """Let the first call come due, at a random phase of the interval."""
    calls_per_month = tables.reps(firm)[rep].calls_per_month
    if calls_per_month <= 0.0:
        return
    phase = uniform(firm, _CALL_PHASE, tables.reps(firm)[rep].entity, 0)
    interval = rules.call_interval_weeks(calls_per_month)
    schedule(firm, firm.week + rules.scaled(interval, phase), Rank.CALL_DUE, rep, 0, 0)


@kernel
def call_due(firm: World, order: int, due: int) -> None:
    """Promise a call; keep the promise or not."""
    rep = tables.reps(firm)[order]
    if rep.laid_off:
        return
    rep.calls_due += 1
    if _keeps_promise(firm, order, due):
        rep.calls_kept += 1
        if not rep.open_call:
            rep.open_call = 1
            add_task(firm, order, TaskKind.CALL, NONE, 0)
    interval = rules.call_interval_weeks(rep.calls_per_month)
    schedule(firm, firm.week + interval, Rank.CALL_DUE, order, 0, due + 1)


@kernel
def call(firm: World, order: int) -> None:
    """Make the call: the target says yes to a meeting, no, or neither."""
    rep = tables.reps(firm)[order]
    rep.open_call = 0
    number = next_target(firm, order)
    if number == NONE:
        return
    target = tables.targets(firm)[number]
    attempt, who = target.attempts_ever, firm.book_count + number
    chance = _meeting_chance(firm, target)
    rep.calls_made += 1
    record(firm, EventKind.CALL, order, who, NOBODY, float(target.attempts))
    if uniform(firm, _MEETING, target.entity, attempt) < chance:
        _meet(firm, order, number)
    elif uniform(firm, _FLAT_NO, target.entity, attempt) < firm.flat_no_probability:
        record(firm, EventKind.FLAT_NO, order, who, NOBODY, 0.0)
        if rep.refill:
            replace(firm, number)
        else:
            rest(firm, number, False)


@kernel
def discovery_ready(firm: World, number: int, opportunity: int) -> None:
    """Start the discovery; a deep qualification waits for the manager too."""
    if not is_open(firm, number, opportunity):
        return
    if tables.reps(firm)[tables.targets(firm)[number].owner].deep_qualification:
        ask_manager(firm, Ask.JOIN, firm.book_count + number, number, opportunity)
    else:
        begin_discovery(firm, number, opportunity)


@kernel
def begin_discovery(firm: World, number: int, opportunity: int) -> None:
    """Put the discovery of an opportunity into its rep's queue."""
    add_task(firm, tables.targets(firm)[number].owner, TaskKind.DISCOVERY, number, opportunity)


@kernel
def discover(firm: World, rep: int, number: int, opportunity: int) -> None:
    """Finish a discovery: drop the opportunity, or write a proposal at once."""
    target = tables.targets(firm)[number]
    hopeless = tables.reps(firm)[rep].deep_qualification and not target.champion
    u = uniform(firm, _ADVANCE, target.entity, opportunity)
    if hopeless or u >= firm.advance_probability:
        close(firm, number, EventKind.DROPPED)
        return
    target.discovered = 1
    who = firm.book_count + number
    record(firm, EventKind.OPPORTUNITY, rep, who, NOBODY, target.potential)
    add_task(firm, target.owner, TaskKind.PROPOSAL, number, opportunity)


@kernel
def propose(firm: World, number: int, opportunity: int) -> None:
    """Finish a proposal: from now on the customer decides, after an Erlang-2 delay."""
    erlang = erlang_2(firm, _DELAY, tables.targets(firm)[number].entity, opportunity)
    week = firm.week + rules.scaled(firm.decision_weeks, erlang)
    who = firm.book_count + number
    schedule(firm, week, Rank.OPPORTUNITY_DECISION, who, 0, opportunity)


@kernel
def prospect_decides(firm: World, number: int, opportunity: int) -> None:
    """Buy or not."""
    if not is_open(firm, number, opportunity):
        return
    target = tables.targets(firm)[number]
    chance = win_chance(firm, target.owner, target.champion != 0)
    if uniform(firm, _WIN, target.entity, opportunity) < chance:
        _win(firm, number)
    else:
        close(firm, number, EventKind.DECLINED)


@kernel
def onboard(firm: World, order: int) -> None:
    """Finish an onboarding: the account is active."""
    firm.onboarding_count = without(tables.onboarding(firm), firm.onboarding_count, order)
    won_account_lives(firm, order)


@kernel
def win_chance(firm: World, rep: int, champion: bool) -> float:
    """Return the chance that a rep's proposal is won."""
    base = firm.win_with_champion if champion else firm.win_without_champion
    return rules.win_chance(base, firm.over_promise_win_gain, tables.reps(firm)[rep].over_promise)


@kernel
def lose_open_opportunities(firm: World, rep: int) -> None:
    """Lose every open opportunity of a seat that is laid off, in the order they were opened."""
    place = 0
    while place < firm.in_progress_count:
        number = tables.in_progress(firm)[place]
        if tables.targets(firm)[number].owner == rep:
            close(firm, number, EventKind.DROPPED)
        else:
            place += 1


@kernel
def close(firm: World, number: int, how: int) -> None:
    """End an opportunity: ``how`` is the kind of its last row."""
    target = tables.targets(firm)[number]
    target.is_open = 0
    tables.reps(firm)[target.owner].open_opportunities -= 1
    firm.in_progress_count = without(tables.in_progress(firm), firm.in_progress_count, number)
    if how != EventKind.WON:
        rest(firm, number, False)
    record(firm, how, target.owner, firm.book_count + number, NOBODY, target.potential)


@kernel
def _keeps_promise(firm: World, order: int, due: int) -> bool:
    rep = tables.reps(firm)[order]
    if not rep.seated or not call_is_possible(firm, order) or not _triggered(firm, rep):
        return False
    will = rules.keenness(
        rep.keenness, rep.keenness_week, firm.week, firm.keenness_floor, rep.keenness_half_life
    )
    return uniform(firm, _PROMISE, rep.entity, due) < will


@kernel
def _triggered(firm: World, rep: World) -> bool:
    if rep.only_if_none_open:
        return rep.open_opportunities == 0
    if rep.only_after_loss:
        return firm.week - rep.last_loss_week <= rep.loss_trigger_weeks
    return True


@kernel
def _meeting_chance(firm: World, target: World) -> float:
    """Return the chance of a meeting at this attempt, which is hereby remembered."""
    if firm.week - target.last_attempt_week > firm.attempt_memory_weeks:
        target.attempts = 0
    target.attempts += 1
    target.attempts_ever += 1
    target.last_attempt_week = firm.week
    return rules.meeting_chance(
        firm.meeting_probability, float(target.attempts), firm.persistence_half_attempts
    )


@kernel
def _meet(firm: World, order: int, number: int) -> None:
    target, who = tables.targets(firm)[number], firm.book_count + number
    target.opportunity = target.opportunities_ever
    target.is_open, target.discovered = 1, 0
    target.opportunities_ever += 1
    rest(firm, number, True)
    tables.reps(firm)[order].open_opportunities += 1
    tables.in_progress(firm)[firm.in_progress_count] = number
    firm.in_progress_count += 1
    record(firm, EventKind.MEETING, order, who, NOBODY, target.potential)
    week = firm.week + firm.discovery_delay_weeks
    schedule(firm, week, Rank.DISCOVERY_READY, who, 0, target.opportunity)


@kernel
def _win(firm: World, number: int) -> None:
    """Book the win; revenue starts only when the account is on board."""
    close(firm, number, EventKind.WON)
    target, order = tables.targets(firm)[number], firm.book_count + number
    set_up_account(firm, order, target.owner, target.potential, firm.week)
    tables.reps(firm)[target.owner].accounts += 1
    tables.onboarding(firm)[firm.onboarding_count] = order
    firm.onboarding_count += 1
    firm.wins += 1
    add_task(firm, target.owner, TaskKind.ONBOARDING, order, 0)
