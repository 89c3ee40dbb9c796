"""Play one world: a deterministic function of the plan, the seed and the world's number."""

from __future__ import annotations

from collections.abc import Callable

from simlib.model.accounts import open_the_book
from simlib.model.books import firm_keeps_books
from simlib.model.clock import Process, Rank
from simlib.model.firm import Firm
from simlib.model.management import (
    one_to_ones_come_due,
    team_meetings_come_due,
    teams_that_meet,
)
from simlib.model.plan import Plan
from simlib.model.prospecting import calls_come_due
from simlib.model.records import Outcome, outcome
from simlib.model.shocks import force
from simlib.model.state import Account
from simlib.model.targets import list_targets
from simlib.model.tenure import owner_leaves, tenure_begins


def play(
    plan: Plan, seed: int, world: int, processes: tuple[Callable[[Firm], Process], ...] = ()
) -> Outcome:
    """Return what happens to the firm in one world.

    Parameters
    ----------
    seed
        64-bit seed of the study.
    world
        Number of the world, below 2**32; the same number is the same fate under every plan.
    processes : tuple of callable
        Further processes, written by an analyst: each gets the firm and lives in it.
    """
    firm = Firm(plan, seed, world)
    horizon = firm.wait(plan.horizon_weeks, Rank.HORIZON)
    open_the_book(firm)
    _seat_the_team(firm)
    _force_events(firm)
    for process in processes:
        firm.start(process(firm))
    firm.start(firm_keeps_books(firm))
    firm.clock.run(until=horizon | firm.closed)
    return outcome(world, firm.records, plan.months)


def _seat_the_team(firm: Firm) -> None:
    for rep in firm.reps:
        list_targets(firm, rep)
        tenure_begins(firm, rep)
        firm.start(rep.desk.serve())
        firm.start(calls_come_due(firm, rep))
        firm.start(one_to_ones_come_due(firm, rep))
    for team in teams_that_meet(firm):
        firm.start(team_meetings_come_due(firm, team))
    firm.start(firm.manager.serve())


def _force_events(firm: Firm) -> None:
    accounts: dict[int, Account] = {account.order: account for account in firm.active}
    for event in firm.plan.forced:
        if event.action == "leaves":
            firm.start(owner_leaves(firm, event))
        else:
            firm.start(force(firm, event, accounts))
