"""The manager coaches: one request at a time, one-to-ones before discoveries to join."""

from __future__ import annotations

from simlib.inputs.disciplines import TaskKind
from simlib.model import rules
from simlib.model.clock import Process, Rank
from simlib.model.firm import Firm
from simlib.model.state import Ask, Rep
from simlib.world.streams import purpose

_ONE_TO_ONE_PHASE = purpose("one_to_one_phase")


def one_to_ones_come_due(firm: Firm, rep: Rep) -> Process:
    """Ask for a one-to-one at fixed intervals from a random phase of each rep."""
    interval = firm.levers.check_in_every_weeks
    if not interval:
        return
    phase = firm.uniform(_ONE_TO_ONE_PHASE, rep.entity, 0)
    yield firm.wait(rules.scaled(interval, phase), Rank.CHECK_IN_DUE, rep.order)
    while not rep.laid_off:
        if rep.seated and not rep.open_check_in and _begun(firm):
            rep.open_check_in = True
            firm.start(one_to_one(firm, rep))
        yield firm.wait(interval, Rank.CHECK_IN_DUE, rep.order)


def one_to_one(firm: Firm, rep: Rep) -> Process:
    """Take the manager's time, then the rep's; with an empty chair it ends there."""
    yield firm.manager.work(Ask.TALK, rep=rep)
    if rep.seated:
        yield from check_in(firm, rep)
    else:
        rep.open_check_in = False


def team_meetings_come_due(firm: Firm) -> Process:
    """Call the whole team together at every multiple of the interval, all set from week 0."""
    interval = firm.levers.check_in_every_weeks
    if not interval:
        return
    meetings = int(firm.plan.horizon_weeks / interval) + 1  # what lies beyond never happens
    for due in [
        firm.wait(rules.scaled(interval, float(number)), Rank.CHECK_IN_DUE)
        for number in range(1, meetings + 1)
    ]:
        yield due
        if _begun(firm):
            firm.start(team_meeting(firm))


def team_meeting(firm: Firm) -> Process:
    """Take the manager's time, then that of every rep who has no check-in waiting."""
    yield firm.manager.work(Ask.TALK)
    for rep in firm.reps:
        if rep.seated and not rep.open_check_in:
            rep.open_check_in = True
            firm.start(check_in(firm, rep))


def check_in(firm: Firm, rep: Rep) -> Process:
    """Renew the will to prospect in a one-to-one, or perhaps in a team meeting."""
    yield rep.desk.work(TaskKind.CHECK_IN, rep=rep)
    rep.open_check_in = False
    level = 1.0
    if firm.levers.check_in_kind == "team_meeting":
        level = rules.lifted(firm.keenness(rep), rep.team_effect)
    rep.keenness, rep.keenness_week = level, firm.week
    firm.record("check_in", rep=rep.order, value=level)


def _begun(firm: Firm) -> bool:
    """Return whether the manager asks for check-ins by now."""
    return firm.week >= firm.levers.check_in_from_week
