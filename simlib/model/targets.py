"""A rep's finite list of targets: who is on it, who comes next, who rests."""

from __future__ import annotations

from math import inf

from simlib.model import rules
from simlib.model.firm import Firm
from simlib.model.state import Rep, Target
from simlib.world.streams import purpose

_POTENTIAL = purpose("potential")
_GUESS = purpose("potential_guess")
_CHAMPION = purpose("champion")


def list_targets(firm: Firm, rep: Rep) -> None:
    """Give a rep his list, in its own order and by what he guesses each would buy."""
    entities = firm.plan.prospect_entities[rep.order]
    first = len(firm.plan.revenues) + rep.order * len(entities)
    rep.targets = [Target(number, first + number, entity) for number, entity in enumerate(entities)]
    for target in rep.targets:
        _draw(firm, target)
    _rank(rep)


def call_is_possible(firm: Firm, rep: Rep) -> bool:
    """Return whether the list has a target that may be called now."""
    now = firm.week
    return any(target.unavailable_until <= now for target in rep.targets)


def next_target(firm: Firm, rep: Rep) -> Target | None:
    """Return whom the rep calls now, None if his market is exhausted."""
    if rep.diary.levers.target_focus == "scattered":
        return _next_in_turn(firm, rep)
    if rep.current is None or rep.current.unavailable_until > firm.week:
        rep.current = _first_available(firm, rep.by_guess)
    return rep.current


def rest(firm: Firm, rep: Rep, target: Target, *, for_good: bool = False) -> None:
    """Leave a target alone: while it is open or ours, or until it has cooled."""
    cooled = rules.later(firm.week, firm.values["cooling_weeks"])
    target.unavailable_until = inf if for_good else cooled
    target.attempts = 0
    if rep.current is target:
        rep.current = None


def replace(firm: Firm, rep: Rep, target: Target) -> None:
    """Put another prospect into the place of one who said no for good; he may be called at once."""
    target.occupant += 1
    target.attempts = 0
    if rep.current is target:
        rep.current = None
    _draw(firm, target)
    _rank(rep)


def _next_in_turn(firm: Firm, rep: Rep) -> Target | None:
    count = len(rep.targets)
    for step in range(count):
        target = rep.targets[(rep.next_in_turn + step) % count]
        if target.unavailable_until <= firm.week:
            rep.next_in_turn = (target.number + 1) % count
            return target
    return None


def _first_available(firm: Firm, targets: list[Target]) -> Target | None:
    now = firm.week
    return next((target for target in targets if target.unavailable_until <= now), None)


def _rank(rep: Rep) -> None:
    """Sort a rep's list by what he guesses, ties by number: sort is stable."""
    rep.by_guess = sorted(rep.targets, key=lambda target: -target.guess)


def _draw(firm: Firm, target: Target) -> None:
    """Draw who has a place on the list."""
    values, plan, who = firm.values, firm.plan, target.occupant
    target.potential = rules.potential(
        plan.prospect_median,
        values["target_revenue_sigma"],
        firm.normal(_POTENTIAL, target.entity, who),
        plan.prospect_cap,
    )
    z = firm.normal(_GUESS, target.entity, who)
    target.guess = rules.guessed(target.potential, values["potential_error"], z)
    target.champion = firm.uniform(_CHAMPION, target.entity, who) < values["champion_share"]
