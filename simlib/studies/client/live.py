"""One combination of a what-if at a time, while somebody waits: what was played is remembered."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from time import perf_counter

from simlib.inputs.scenario import Scenario
from simlib.run.simulate import simulate
from simlib.studies.client.build import world_cost_ms
from simlib.studies.client.what_if import Outcome, WhatIfPoint, outcome, point_of, under, variant

_MOST_KEPT = 200
_PATIENCE_MS = 1_000.0  # of processor time, most of a second on two cores with what is drawn
_FIRST = (20, 50, 100, 200, 500)


@dataclass(frozen=True)
class Choice:
    """What somebody chose."""

    reference: Scenario
    arm: Scenario
    """The diary that is compared with, and the one that is looked at."""
    calls: float
    """Planned a month and rep."""
    evidence: str
    stress: str
    """As in `simlib.studies.client.what_if.variant`."""
    below: float
    """The threshold of survival as a share of today's revenue."""
    worlds: int
    seed: int


@dataclass(frozen=True, eq=False)
class Found:
    """What comes of a choice, beside the reference as it is."""

    choice: Choice
    point: WhatIfPoint
    reference: WhatIfPoint
    footer: str
    seconds: float
    """From the choice to here."""

    @property
    def is_reference(self) -> bool:
        """Whether the reference itself was chosen."""
        return self.point.diary == self.reference.diary and (
            abs(self.point.calls - self.reference.calls) < 0.01
        )


class LiveWhatIf:
    """Plays a choice, and remembers the last ones."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, int, int, float], tuple[Outcome, str]] = OrderedDict()

    def find(self, choice: Choice) -> Found:
        """Play what is not known yet of a choice.

        Raises
        ------
        InputError
            For a choice that makes no scenario.
        """
        started = perf_counter()
        c, seen = choice, choice.reference
        (found, footer), (beside, _) = (self._outcome(each, c) for each in _played(c))
        own = seen.discipline.calls_per_month
        return Found(
            choice=choice,
            point=point_of(c.arm.label, c.calls, c.evidence, c.stress, found, beside),
            reference=point_of(seen.label, own, c.evidence, c.stress, beside, beside),
            footer=footer,
            seconds=perf_counter() - started,
        )

    def steps(self, choice: Choice) -> tuple[Choice, ...]:
        """Return the same choice in fewer worlds, if all of them make somebody wait, and itself.

        The fewer are the first of the many, so that the second answer refines the first.
        """
        unknown = [each for each in _played(choice) if _key(each, choice) not in self._kept]
        cost_ms = sum(map(world_cost_ms, unknown))
        if choice.worlds * cost_ms <= _PATIENCE_MS:
            return (choice,)
        first = max((each for each in _FIRST if each * cost_ms <= _PATIENCE_MS), default=_FIRST[0])
        return (replace(choice, worlds=first), choice) if first < choice.worlds else (choice,)

    def _outcome(self, scenario: Scenario, choice: Choice) -> tuple[Outcome, str]:
        key = _key(scenario, choice)
        if key not in self._kept:
            run = simulate(
                scenario, worlds=choice.worlds, seed=choice.seed, keep="worlds", progress=False
            )
            self._kept[key] = outcome(run, choice.below), run.provenance.footer()
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]


def _played(choice: Choice) -> tuple[Scenario, Scenario]:
    """Return what was chosen and, beside it, the reference under the same evidence and stress."""
    evidence, stress = choice.evidence, choice.stress
    chosen = variant(choice.arm, choice.calls, evidence, stress)
    return chosen, under(choice.reference, evidence, stress)


def _key(scenario: Scenario, choice: Choice) -> tuple[str, int, int, float]:
    return scenario.key(), choice.worlds, choice.seed, choice.below
