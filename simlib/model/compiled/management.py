"""The manager coaches: one request at a time, one-to-ones before discoveries to join."""

from __future__ import annotations

from simlib.inputs.disciplines import TaskKind
from simlib.model import rules
from simlib.model.clock import Rank
from simlib.model.compiled import tables
from simlib.model.compiled.calendar import schedule
from simlib.model.compiled.desk import add_task, is_open
from simlib.model.compiled.firm import record, uniform
from simlib.model.compiled.layout import LEVELS, World
from simlib.model.compiled.queues import NONE, dequeue, enqueue
from simlib.model.records import NOBODY, EventKind
from simlib.model.state import Ask
from simlib.world.jit import kernel
from simlib.world.streams import purpose

_ONE_TO_ONE_PHASE = purpose("one_to_one_phase")
_KIND_BITS = 33


@kernel
def check_ins_begin(firm: World) -> None:
    """Let the first one-to-one of each rep, or the first meeting of each team, come due."""
    for order in range(firm.rep_count):
        rep = tables.reps(firm)[order]
        if rep.check_in_every_weeks <= 0.0:
            continue
        if rep.one_to_ones:
            phase = uniform(firm, _ONE_TO_ONE_PHASE, rep.entity, 0)
            week = firm.week + rules.scaled(rep.check_in_every_weeks, phase)
            schedule(firm, week, Rank.CHECK_IN_DUE, order, 0, 0)
        elif rep.team_meetings and rep.leader == order:
            _schedule_team_meeting(firm, order, 1)


@kernel
def check_in_due(firm: World, order: int, number: int) -> None:
    """Ask for a one-to-one with a rep, or for the ``number``-th meeting of his team."""
    rep = tables.reps(firm)[order]
    begun = firm.week >= rep.check_in_from_week
    if rep.team_meetings:
        if begun:
            ask_manager(firm, Ask.TALK, NONE, NONE, order)
        _schedule_team_meeting(firm, order, number + 1)
        return
    if rep.laid_off:
        return
    if begun and rep.seated and not rep.open_check_in:
        rep.open_check_in = 1
        ask_manager(firm, Ask.TALK, order, order, 0)
    week = firm.week + rep.check_in_every_weeks
    schedule(firm, week, Rank.CHECK_IN_DUE, order, 0, 0)


@kernel
def ask_manager(firm: World, what: int, order: int, subject: int, ref: int) -> None:
    """Queue before the manager's door; an idle one turns to it at the end of this event."""
    tie = (what << _KIND_BITS) | (order + 1)
    enqueue(firm, firm.rep_count * LEVELS, firm.week, tie, what, subject, ref)
    firm.manager_woken = 1


@kernel
def manager_turns_to_work(firm: World) -> None:
    """Let a manager who was woken by this event begin with the next request."""
    if not firm.manager_woken:
        return
    firm.manager_woken = 0
    if firm.manager_busy or not _take_next_request(firm):
        return
    firm.manager_busy = 1
    talk = firm.manager_kind == Ask.TALK
    hours = firm.check_in_hours if talk else firm.discovery_join_hours
    weeks = rules.service_weeks(hours, firm.coaching_hours_per_week)
    schedule(firm, firm.week + weeks, Rank.MANAGER_DONE, 0, 0, 0)


@kernel
def hand_on(firm: World, order: int) -> None:
    """Pass a one-to-one from the manager to the rep; with an empty chair it ends there."""
    if tables.reps(firm)[order].seated:
        add_task(firm, order, TaskKind.CHECK_IN, NONE, 0)
    else:
        tables.reps(firm)[order].open_check_in = 0


@kernel
def gather(firm: World, leader: int) -> None:
    """Give every seated rep of a team a check-in, unless he still has one."""
    for order in range(firm.rep_count):
        rep = tables.reps(firm)[order]
        if rep.leader == leader and rep.seated and not rep.open_check_in:
            rep.open_check_in = 1
            add_task(firm, order, TaskKind.CHECK_IN, NONE, 0)


@kernel
def check_in(firm: World, order: int) -> None:
    """Finish a one-to-one, which renews the will to prospect, or a team meeting, which may."""
    rep = tables.reps(firm)[order]
    rep.open_check_in = 0
    level = 1.0
    if rep.team_meetings:
        will = rules.keenness(
            rep.keenness, rep.keenness_week, firm.week, firm.keenness_floor, rep.keenness_half_life
        )
        level = rules.lifted(will, rep.team_effect)
    rep.keenness, rep.keenness_week = level, firm.week
    record(firm, EventKind.CHECK_IN, order, NOBODY, NOBODY, level)


@kernel
def _schedule_team_meeting(firm: World, leader: int, number: int) -> None:
    week = rules.scaled(tables.reps(firm)[leader].check_in_every_weeks, float(number))
    schedule(firm, week, Rank.CHECK_IN_DUE, leader, 0, number)


@kernel
def _take_next_request(firm: World) -> bool:
    place = dequeue(firm, firm.rep_count * LEVELS)
    while place != NONE:
        task = tables.tasks(firm)[place]
        if _wanted(firm, task.kind, task.subject, task.ref):
            firm.manager_kind, firm.manager_subject = task.kind, task.subject
            firm.manager_ref = task.ref
            return True
        place = dequeue(firm, firm.rep_count * LEVELS)
    return False


@kernel
def _wanted(firm: World, what: int, subject: int, ref: int) -> bool:
    if what == Ask.JOIN:
        return is_open(firm, subject, ref)
    return subject == NONE or not tables.reps(firm)[subject].laid_off
