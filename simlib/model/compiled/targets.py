"""A rep's finite list of targets: who is on it, who comes next, who rests."""

from __future__ import annotations

import numpy as np

from simlib.model import rules
from simlib.model.compiled.firm import normal, uniform
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
    first = rep * firm.targets_per_rep
    for number in range(first, first + firm.targets_per_rep):
        if firm.targets[number].unavailable_until <= firm.week:
            return True
    return False


@kernel
def next_target(firm: World, order: int) -> int:
    """Return whom the rep calls now, `NONE` if his market is exhausted."""
    rep = firm.reps[order]
    if not rep.listed:
        _list_targets(firm, order)
        rep.listed = 1
    if firm.scattered:
        return _next_in_turn(firm, order)
    if rep.current == NONE or firm.targets[rep.current].unavailable_until > firm.week:
        rep.current = _first_available(firm, order)
    return rep.current


@kernel
def rest(firm: World, number: int, for_good: bool) -> None:
    """Leave a target alone: while it is open or ours, or until it has cooled."""
    target = firm.targets[number]
    cooled = rules.later(firm.week, firm.cooling_weeks)
    target.unavailable_until = np.inf if for_good else cooled
    target.attempts = 0
    if firm.reps[target.owner].current == number:
        firm.reps[target.owner].current = NONE


@kernel
def _list_targets(firm: World, rep: int) -> None:
    """Find out what a rep's targets would buy: only of those who call does anybody ask."""
    first = rep * firm.targets_per_rep
    for number in range(first, first + firm.targets_per_rep):
        target = firm.targets[number]
        target.potential = rules.potential(
            firm.prospect_median,
            firm.target_revenue_sigma,
            normal(firm, _POTENTIAL, target.entity, 0),
            firm.prospect_cap,
        )
        error = normal(firm, _GUESS, target.entity, 0)
        target.guess = rules.guessed(target.potential, firm.potential_error, error)
        champion = uniform(firm, _CHAMPION, target.entity, 0) < firm.champion_share
        target.champion = 1 if champion else 0


@kernel
def _next_in_turn(firm: World, order: int) -> int:
    rep, count = firm.reps[order], firm.targets_per_rep
    for step in range(count):
        place = (rep.next_in_turn + step) % count
        if firm.targets[order * count + place].unavailable_until <= firm.week:
            rep.next_in_turn = (place + 1) % count
            return order * count + place
    return NONE


@kernel
def _first_available(firm: World, rep: int) -> int:
    """Return the available target of the highest guess, ties by number."""
    first, best = rep * firm.targets_per_rep, NONE
    for number in range(first, first + firm.targets_per_rep):
        target = firm.targets[number]
        if target.unavailable_until <= firm.week and (
            best == NONE or target.guess > firm.targets[best].guess
        ):
            best = number
    return best
