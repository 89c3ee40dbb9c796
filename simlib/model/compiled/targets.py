"""A rep's finite list of targets: who is on it, who comes next, who rests."""

from __future__ import annotations

import numpy as np

from simlib.model import rules
from simlib.model.compiled import tables
from simlib.model.compiled.firm import NEVER, normal, uniform
from simlib.model.compiled.layout import World
from simlib.model.compiled.queues import NONE
from simlib.world.jit import kernel
from simlib.world.streams import purpose

_POTENTIAL = purpose("potential")
_GUESS = purpose("potential_guess")
_CHAMPION = purpose("champion")


@kernel
def call_is_possible(firm: World, rep: int) -> bool:
    """Return whether the list has a target that may be called now."""
    if not tables.reps(firm)[rep].listed:
        _list_targets(firm, rep)
    first = rep * firm.targets_per_rep
    for number in range(first, first + firm.targets_per_rep):
        if tables.free_from(firm)[number] <= firm.week:
            return True
    return False


@kernel
def next_target(firm: World, order: int) -> int:
    """Return whom the rep calls now, `NONE` if his market is exhausted."""
    rep = tables.reps(firm)[order]
    if rep.scattered:
        return _next_in_turn(firm, order)
    if rep.current == NONE or tables.free_from(firm)[rep.current] > firm.week:
        rep.current = _first_available(firm, order)
    return rep.current


@kernel
def rest(firm: World, number: int, for_good: bool) -> None:
    """Leave a target alone: while it is open or ours, or until it has cooled."""
    target = tables.targets(firm)[number]
    cooled = rules.later(firm.week, firm.cooling_weeks)
    tables.free_from(firm)[number] = np.inf if for_good else cooled
    target.attempts = 0
    if tables.reps(firm)[target.owner].current == number:
        tables.reps(firm)[target.owner].current = NONE


@kernel
def replace(firm: World, number: int) -> None:
    """Put another prospect into the place of one who said no for good; he may be called at once."""
    target = tables.targets(firm)[number]
    target.occupant += 1
    target.attempts = 0
    if tables.reps(firm)[target.owner].current == number:
        tables.reps(firm)[target.owner].current = NONE
    _draw(firm, number)


@kernel
def _list_targets(firm: World, rep: int) -> None:
    """Find out what a rep's targets would buy: only of those who call does anybody ask."""
    tables.reps(firm)[rep].listed = 1
    first = rep * firm.targets_per_rep
    for number in range(first, first + firm.targets_per_rep):
        target = tables.targets(firm)[number]
        target.attempts, target.attempts_ever, target.opportunities_ever = 0, 0, 0
        target.last_attempt_week, target.is_open, target.occupant = NEVER, 0, 0
        tables.free_from(firm)[number] = NEVER
        _draw(firm, number)


@kernel
def _draw(firm: World, number: int) -> None:
    """Draw who has a place on the list."""
    target = tables.targets(firm)[number]
    target.potential = rules.potential(
        firm.prospect_median,
        firm.target_revenue_sigma,
        normal(firm, _POTENTIAL, target.entity, target.occupant),
        firm.prospect_cap,
    )
    error = normal(firm, _GUESS, target.entity, target.occupant)
    tables.guesses(firm)[number] = rules.guessed(target.potential, firm.potential_error, error)
    u = uniform(firm, _CHAMPION, target.entity, target.occupant)
    target.champion = 1 if u < firm.champion_share else 0


@kernel
def _next_in_turn(firm: World, order: int) -> int:
    rep, count = tables.reps(firm)[order], firm.targets_per_rep
    for step in range(count):
        place = (rep.next_in_turn + step) % count
        if tables.free_from(firm)[order * count + place] <= firm.week:
            rep.next_in_turn = (place + 1) % count
            return order * count + place
    return NONE


@kernel
def _first_available(firm: World, rep: int) -> int:
    """Return the available target of the highest guess, ties by number."""
    first, best, highest = rep * firm.targets_per_rep, NONE, 0.0
    for number in range(first, first + firm.targets_per_rep):
        guess = tables.guesses(firm)[number]
        if tables.free_from(firm)[number] <= firm.week and (best == NONE or guess > highest):
            best, highest = number, guess
    return best
