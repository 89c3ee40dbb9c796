"""Play many worlds on arrays: the loop over events that stands in for SimPy's."""

from __future__ import annotations

import numpy as np

from simlib.inputs.disciplines import TaskKind
from simlib.model.clock import CAUSE_BITS, RANK_BITS, Rank
from simlib.model.compiled import calendar, queues, tables
from simlib.model.compiled.accounts import (
    gesture,
    gesture_due,
    open_the_book,
    request_arrives,
    review,
    review_due,
    serve,
)
from simlib.model.compiled.books import close_the_month, open_the_books
from simlib.model.compiled.calendar import CAUSE_MASK, ENTITY_MASK
from simlib.model.compiled.desk import finish_task, is_open, turn_to_work
from simlib.model.compiled.firm import NEVER, set_up_account
from simlib.model.compiled.layout import MONTHS_REMEMBERED, TASKS, Table, World
from simlib.model.compiled.management import (
    check_in,
    check_in_due,
    check_ins_begin,
    gather,
    hand_on,
    manager_turns_to_work,
)
from simlib.model.compiled.prospecting import (
    begin_discovery,
    call,
    call_due,
    calls_begin,
    discover,
    discovery_ready,
    onboard,
    propose,
    prospect_decides,
)
from simlib.model.compiled.queues import NONE
from simlib.model.compiled.shocks import customer_decides, force, rescue, trouble_strikes
from simlib.model.compiled.tenure import owner_leaves, seat_is_filled, tenure_begins, tenure_ends
from simlib.model.plan import Force
from simlib.model.state import Ask
from simlib.world.jit import entry, kernel


@entry
def play_worlds(
    workspace: Table,
    seed: np.uint64,
    first: int,
    count: int,
    monthly: Table,
    reps: Table,
    retention: Table,
    tallies: Table,
    losses: Table,
    events: Table,
) -> tuple[int, int]:
    """Play worlds until all are done or a table is full.

    Parameters
    ----------
    workspace : ndarray of WORLD, shape (1,)
        With the plan written into it.
    monthly, reps, retention, tallies, losses, events : ndarray
        What `simlib.model.chunk.Chunk` holds; written here.

    Returns
    -------
    tuple of int
        Worlds that are done, and event rows they left; less than ``count`` worlds if the events do
        not fit or ``firm.full`` names a table of the workspace.
    """
    firm = workspace[0]
    firm.seed = seed
    rows = 0
    for world in range(count):
        firm.world = np.uint64(first + world)
        end = _play_world(firm, monthly[world], reps[world], retention[world], losses, events, rows)
        if end < 0:
            return world, rows
        rows = end
        tally = tallies[world]
        tally.ruin_week, tally.wins, tally.losses = firm.ruin_week, firm.wins, firm.losses
        tally.initial_losses, tally.layoffs = firm.initial_losses, firm.layoffs
    return count, rows


@kernel
def _play_world(
    firm: World,
    monthly: Table,
    reps: Table,
    retention: Table,
    losses: Table,
    events: Table,
    rows: int,
) -> int:
    """Play one world; return how many event rows there are now, or -1 if something is full."""
    _set_up(firm)
    open_the_book(firm)
    _seat_the_team(firm)
    for position in range(firm.forced_count):
        calendar.schedule(firm, tables.forced(firm)[position].week, Rank.FORCED, position, 0, 0)
    open_the_books(firm, monthly, reps)
    while not firm.closed and calendar.next_event(firm):
        if firm.key >> RANK_BITS == Rank.MONTH_END:
            close_the_month(firm, monthly, reps, retention, losses, firm.ref)
        else:
            _happen(firm)
        turn_to_work(firm)
        manager_turns_to_work(firm)
        if firm.row_count:
            rows = _keep_rows(firm, events, rows)
        if firm.full or rows < 0:
            return -1
    return rows


@kernel
def _happen(firm: World) -> None:
    """Let the present event happen; month ends, which need more room, are played apart."""
    rank = firm.key >> RANK_BITS
    entity = (firm.key >> CAUSE_BITS) & ENTITY_MASK
    if rank == Rank.REQUEST:
        request_arrives(firm, entity, firm.ref)
    elif rank == Rank.TASK_DONE:
        _task_done(firm, entity)
    elif rank == Rank.REVIEW_DUE:
        review_due(firm, entity, firm.ref)
    elif rank == Rank.GESTURE_DUE:
        gesture_due(firm, entity, firm.ref)
    elif rank == Rank.CALL_DUE:
        call_due(firm, entity, firm.ref)
    elif rank == Rank.SHOCK:
        trouble_strikes(firm, firm.key & CAUSE_MASK, entity, firm.ref)
    elif rank == Rank.DECISION:
        customer_decides(firm, entity, firm.ref)
    elif rank == Rank.DISCOVERY_READY:
        discovery_ready(firm, entity - firm.book_count, firm.ref)
    elif rank == Rank.OPPORTUNITY_DECISION:
        prospect_decides(firm, entity - firm.book_count, firm.ref)
    elif rank == Rank.CHECK_IN_DUE:
        check_in_due(firm, entity, firm.ref)
    elif rank == Rank.MANAGER_DONE:
        _manager_done(firm)
    else:
        _seat_event(firm, rank, entity)


@kernel
def _seat_event(firm: World, rank: int, entity: int) -> None:
    if rank == Rank.DEPARTURE:
        tenure_ends(firm, entity, firm.ref)
    elif rank == Rank.SEAT_FILLED:
        seat_is_filled(firm, entity)
    elif tables.forced(firm)[entity].action == Force.LEAVES:
        owner_leaves(firm, entity)
    else:
        force(firm, entity)


@kernel
def _task_done(firm: World, order: int) -> None:
    """Let a finished task do what it is for."""
    rep = tables.reps(firm)[order]
    if not finish_task(firm, order):
        return
    if rep.kind == TaskKind.SERVICE:
        serve(firm, order, rep.subject, rep.arrived)
    elif rep.kind == TaskKind.REVIEW:
        review(firm, order, rep.subject)
    elif rep.kind == TaskKind.GESTURE:
        gesture(firm, order, rep.subject)
    elif rep.kind == TaskKind.CALL:
        call(firm, order)
    elif rep.kind == TaskKind.RESCUE:
        rescue(firm, order, rep.subject, rep.ref)
    elif rep.kind == TaskKind.CHECK_IN:
        check_in(firm, order)
    elif rep.kind == TaskKind.DISCOVERY:
        discover(firm, order, rep.subject, rep.ref)
    elif rep.kind == TaskKind.PROPOSAL:
        propose(firm, rep.subject, rep.ref)
    else:
        onboard(firm, rep.subject)


@kernel
def _manager_done(firm: World) -> None:
    firm.manager_busy = 0
    firm.manager_woken = 1
    if firm.manager_kind == Ask.JOIN:
        if is_open(firm, firm.manager_subject, firm.manager_ref):
            begin_discovery(firm, firm.manager_subject, firm.manager_ref)
    elif firm.manager_subject == NONE:
        gather(firm, firm.manager_ref)
    else:
        hand_on(firm, firm.manager_subject)


@kernel
def _seat_the_team(firm: World) -> None:
    for rep in range(firm.rep_count):
        tenure_begins(firm, rep)
        calls_begin(firm, rep)
    check_ins_begin(firm)


@kernel
def _set_up(firm: World) -> None:
    """Make everything as it is at the start of a world."""
    calendar.clear(firm)
    queues.clear(firm)
    firm.week, firm.cash, firm.pool_revenue = 0.0, firm.opening_cash, firm.opening_pool
    firm.ruin_week, firm.closed, firm.full = np.nan, 0, 0
    firm.active_count, firm.onboarding_count, firm.in_progress_count = 0, 0, 0
    firm.woken_count, firm.row_count = 0, 0
    firm.decisions_used, firm.decisions_made, firm.free_decision = 0, 0, NONE
    firm.manager_busy, firm.manager_woken = 0, 0
    firm.wins, firm.losses, firm.initial_losses, firm.layoffs = 0, 0, 0, 0
    for place in range(2 * firm.cause_names):
        tables.lost_by_cause(firm)[place] = 0
    for order in range(firm.book_count):
        revenue, owner = tables.book_revenues(firm)[order], tables.book_owners(firm)[order]
        set_up_account(firm, order, owner, revenue, NEVER)
    for rep in range(firm.rep_count):
        _set_up_rep(firm, rep)


@kernel
def _set_up_rep(firm: World, order: int) -> None:
    rep = tables.reps(firm)[order]
    rep.last_loss_week = NEVER
    rep.laid_off, rep.tenure, rep.accounts, rep.open_opportunities = 0, 0, 0, 0
    rep.open_call, rep.open_check_in, rep.listed = 0, 0, 0
    rep.current, rep.next_in_turn, rep.busy, rep.woken, rep.waiting = NONE, 0, 0, 0, 0
    rep.seat_change_week, rep.seated_weeks, rep.vacant_weeks = 0.0, 0.0, 0.0
    rep.ignored_hours = 0.0
    rep.calls_due, rep.calls_kept, rep.calls_made = 0, 0, 0
    for kind in range(TASKS):
        rep.hours[kind] = 0.0
    for month in range(MONTHS_REMEMBERED):
        rep.hunting_of_month[month], rep.hours_of_month[month] = 0.0, 0.0


@kernel
def _keep_rows(firm: World, events: Table, rows: int) -> int:
    """Copy the rows of the present event; return how many there are, -1 if they do not fit."""
    if rows + firm.row_count > len(events):
        return -1
    for place in range(firm.row_count):
        row, kept = tables.rows(firm)[place], events[rows + place]
        kept.world, kept.week, kept.kind = firm.world, row.week, row.kind
        kept.rep, kept.account, kept.cause = row.rep, row.account, row.cause
        kept.value = row.value
    rows += firm.row_count
    firm.row_count = 0
    return rows
