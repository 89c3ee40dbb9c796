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
    interval = rep.diary.levers.check_in_every_weeks
    if not interval or rep.diary.levers.check_in_kind != "one_to_one":
        return
    phase = firm.uniform(_ONE_TO_ONE_PHASE, rep.entity, 0)
    yield firm.wait(rules.scaled(interval, phase), Rank.CHECK_IN_DUE, rep.order)
    while not rep.laid_off:
        if rep.seated and not rep.open_check_in and _begun(firm, rep):
            rep.open_check_in = True
            firm.start(one_to_one(firm, rep))
        yield firm.wait(interval, Rank.CHECK_IN_DUE, rep.order)


def one_to_one(firm: Firm, rep: Rep) -> Process:
    """Take the manager's time, then the rep's; with an empty chair it ends there."""
    yield firm.manager.work(Ask.TALK, rep)
    if rep.seated:
        yield from check_in(firm, rep)
    else:
        rep.open_check_in = False


def teams_that_meet(firm: Firm) -> list[list[Rep]]:
    """Return the reps who meet together: whose diaries call them at the same times, in order."""
    teams: dict[tuple[float, float], list[Rep]] = {}
    for rep in firm.reps:
        levers = rep.diary.levers
        if levers.check_in_kind == "team_meeting" and levers.check_in_every_weeks:
            when = (levers.check_in_every_weeks, levers.check_in_from_week)
            teams.setdefault(when, []).append(rep)
    return list(teams.values())


def team_meetings_come_due(firm: Firm, team: list[Rep]) -> Process:
    """Call a team together at every multiple of its interval, all set from week 0."""
    interval = team[0].diary.levers.check_in_every_weeks or 0.0
    meetings = int(firm.plan.horizon_weeks / interval) + 1  # what lies beyond never happens
    for due in [
        firm.wait(rules.scaled(interval, float(number)), Rank.CHECK_IN_DUE, team[0].order)
        for number in range(1, meetings + 1)
    ]:
        yield due
        if _begun(firm, team[0]):
            firm.start(team_meeting(firm, team))


def team_meeting(firm: Firm, team: list[Rep]) -> Process:
    """Take the manager's time, then that of every rep who has no check-in waiting."""
    yield firm.manager.work(Ask.TALK)
    for rep in team:
        if rep.seated and not rep.open_check_in:
            rep.open_check_in = True
            firm.start(check_in(firm, rep))


def check_in(firm: Firm, rep: Rep) -> Process:
    """Renew the will to prospect in a one-to-one, or perhaps in a team meeting."""
    yield rep.desk.work(TaskKind.CHECK_IN, rep)
    rep.open_check_in = False
    level = 1.0
    if rep.diary.levers.check_in_kind == "team_meeting":
        level = rules.lifted(firm.keenness(rep), rep.team_effect)
    rep.keenness, rep.keenness_week = level, firm.week
    firm.record("check_in", rep=rep.order, value=level)


def _begun(firm: Firm, rep: Rep) -> bool:
    """Return whether the manager asks for check-ins by now."""
    return firm.week >= rep.diary.levers.check_in_from_week
