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
    rep.targets = [
        _target(firm, number, first + number, entity) for number, entity in enumerate(entities)
    ]
    # Ties by target number: sort is stable.
    rep.by_guess = sorted(rep.targets, key=lambda target: -target.guess)


def call_is_possible(firm: Firm, rep: Rep) -> bool:
    """Return whether the list has a target that may be called now."""
    now = firm.week
    return any(target.unavailable_until <= now for target in rep.targets)


def next_target(firm: Firm, rep: Rep) -> Target | None:
    """Return whom the rep calls now, None if his market is exhausted."""
    if firm.levers.target_focus == "scattered":
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


def _target(firm: Firm, number: int, order: int, entity: int) -> Target:
    values, plan = firm.values, firm.plan
    potential = rules.potential(
        plan.prospect_median,
        values["target_revenue_sigma"],
        firm.normal(_POTENTIAL, entity, 0),
        plan.prospect_cap,
    )
    guess = rules.guessed(potential, values["potential_error"], firm.normal(_GUESS, entity, 0))
    champion = firm.uniform(_CHAMPION, entity, 0) < values["champion_share"]
    return Target(number, order, entity, potential, guess, champion)
