"""Reading worlds for tests of common random numbers: every draw by its address, logs by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from simlib.inputs.ids import entity
from simlib.inputs.scenario import Scenario
from simlib.model.plan import plan
from simlib.model.play import play
from simlib.model.records import EVENT_KINDS, Outcome
from simlib.run.frames import account_names
from simlib.world.streams import BY_CAUSE, STREAM_MAP, purpose

_DRAWERS = ("draw", "draw_exponential", "draw_normal", "draw_erlang_2")

Draws = dict[tuple[str, str], dict[int, float]]
"""For each (purpose, whom) the number drawn at each occasion."""


def drawn(story: Scenario, seed: int = 11, world: int = 0) -> tuple[Draws, Outcome]:
    """Play one world and return all its draws by purpose and person, and what happened."""
    names = _names_of_words(story)
    draws: Draws = defaultdict(dict)
    with pytest.MonkeyPatch.context() as patch:
        for drawer in _DRAWERS:
            patch.setattr(f"simlib.model.firm.{drawer}", _noting(drawer, draws, names))
        outcome = play(plan(story), seed, world)
    return draws, outcome


def _noting(drawer: str, draws: Draws, names: dict[int, str]) -> Callable[..., float]:
    from simlib.world import philox

    original = getattr(philox, drawer)

    def noted(seed: int, world: int, stream: int, whom: int, ordinal: int) -> float:
        value: float = original(seed, world, stream, whom, ordinal)
        # Not "setdefault": an address drawn twice must give one number.
        known = draws[names[stream], names[whom]].setdefault(ordinal, value)
        assert known == value
        return value

    return noted


def _names_of_words(story: Scenario) -> dict[int, str]:
    """Return what each counter word of a scenario stands for."""
    book = story.book
    found = {purpose(name): name for name in STREAM_MAP if name not in BY_CAUSE}
    for cause in story.evidence.causes:
        found |= {purpose(name, cause.name): f"{name}{cause.name}" for name in BY_CAUSE}
    ids = [("economy", "economy"), ("sector", "all"), *(("rep", rep) for rep in book.reps)]
    ids += [("sector", account.sector) for account in book.accounts]
    own = [("account", a.account_id) for a in book.accounts]
    targets = range(int(story.evidence["targets_per_rep"]))
    prospects = [("prospect", rep, str(n)) for rep in book.reps for n in targets]
    for unit in ("buyer", "parent"):
        ids += [(unit, getattr(a, unit)) for a in book.accounts if getattr(a, unit)]
        # Who has no buyer or parent is its own.
        ids += [(unit, *parts) for parts in (*own, *prospects)]
    words = {entity(*parts): " ".join(parts) for parts in (*ids, *own, *prospects)}
    assert not words.keys() & found.keys()
    return found | words


def named_log(story: Scenario, outcome: Outcome) -> list[tuple[Any, ...]]:
    """Return the event log with names in the place of positions."""
    accounts, reps, causes = account_names(story), story.book.reps, plan(story).cause_names
    return [
        (
            week,
            EVENT_KINDS[kind],
            reps[rep] if rep >= 0 else "",
            accounts[account] if account >= 0 else "",
            causes[cause] if cause >= 0 else "",
            value,
        )
        for week, kind, rep, account, cause, value in outcome.events.tolist()
    ]


def struck_weeks(story: Scenario, outcome: Outcome) -> dict[tuple[str, str], list[float]]:
    """Return the weeks in which each (cause, account) was struck or shrunk."""
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for week, kind, _, account, cause, _ in named_log(story, outcome):
        if kind in ("shock", "shrunk"):
            found[cause, account].append(week)
    return found


def lost_week(story: Scenario, outcome: Outcome) -> dict[str, float]:
    """Return the week in which each account was lost; infinity for those that were not."""
    lost = {row[3]: row[0] for row in named_log(story, outcome) if row[1] == "lost"}
    return defaultdict(lambda: np.inf, lost)
