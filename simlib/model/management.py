"""The manager coaches: one request at a time, one-to-ones before discoveries to join."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush

from simlib.inputs.disciplines import TaskKind
from simlib.model import rules
from simlib.model.clock import Process, Rank
from simlib.model.desk import add_task
from simlib.model.firm import Firm
from simlib.model.state import Manager, Opportunity, Rep, Request, Task
from simlib.world.streams import purpose

_ONE_TO_ONE_PHASE = purpose("one_to_one_phase")
_TEAM = -1
_TALK, _JOIN = 0, 1


def manager_coaches(firm: Firm, begin_discovery: Callable[[Firm, Opportunity], None]) -> Process:
    """Serve requests first come, for as many hours a week as the manager gives."""
    manager, per_week = firm.manager, firm.values["coaching_hours_per_week"]
    while True:
        request = _next_request(manager)
        if request is None:
            manager.idle = firm.clock.event()
            yield manager.idle
            manager.idle = None
            continue
        yield firm.wait(rules.service_weeks(request.hours, per_week), Rank.MANAGER_DONE)
        if request.opportunity is not None:
            if not request.opportunity.closed:
                begin_discovery(firm, request.opportunity)
        elif request.rep is not None:
            _hand_on(firm, request.rep)
        else:
            _gather(firm)


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
            _ask(firm, _TALK, rep.order, Request(firm.values["check_in_hours"], rep=rep))
        yield firm.wait(interval, Rank.CHECK_IN_DUE, rep.order)


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
            _ask(firm, _TALK, _TEAM, Request(firm.values["check_in_hours"]))


def ask_manager_to_join(firm: Firm, opportunity: Opportunity) -> None:
    """Ask the manager to qualify an opportunity before its discovery."""
    request = Request(firm.values["discovery_join_hours"], opportunity=opportunity)
    _ask(firm, _JOIN, opportunity.target.order, request)


def check_in(firm: Firm, rep: Rep, task: Task) -> None:
    """Finish a one-to-one, which renews the will to prospect, or a team meeting, which may."""
    rep.open_check_in = False
    level = 1.0
    if firm.levers.check_in_kind == "team_meeting":
        level = rules.lifted(
            rules.keenness(
                rep.keenness,
                rep.keenness_week,
                firm.week,
                firm.values["keenness_floor"],
                rep.keenness_half_life,
            ),
            rep.team_effect,
        )
    rep.keenness, rep.keenness_week = level, firm.week
    firm.record("check_in", rep=rep.order, value=level)


def _hand_on(firm: Firm, rep: Rep) -> None:
    """Pass a one-to-one from the manager to the rep; with an empty chair it ends there."""
    if rep.seated:
        _add_check_in(firm, rep)
    else:
        rep.open_check_in = False


def _begun(firm: Firm) -> bool:
    """Return whether the manager asks for check-ins by now."""
    return firm.week >= firm.levers.check_in_from_week


def _gather(firm: Firm) -> None:
    for rep in firm.reps:
        if rep.seated and not rep.open_check_in:
            rep.open_check_in = True
            _add_check_in(firm, rep)


def _add_check_in(firm: Firm, rep: Rep) -> None:
    add_task(firm, rep, Task(TaskKind.CHECK_IN, firm.plan.task_hours[TaskKind.CHECK_IN], firm.week))


def _ask(firm: Firm, what: int, entity: int, request: Request) -> None:
    manager = firm.manager
    manager.asked += 1
    heappush(manager.queue, (firm.week, what, entity, manager.asked, request))
    if manager.idle is not None and not manager.idle.triggered:
        manager.idle.succeed()


def _next_request(manager: Manager) -> Request | None:
    while manager.queue:
        request = heappop(manager.queue)[-1]
        if request.stands():
            return request
    return None
