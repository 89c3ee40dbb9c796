"""One combination of a what-if at a time, while somebody waits: what was played is remembered."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from time import perf_counter

from simlib.inputs.scenario import Scenario
from simlib.run.simulate import simulate
from simlib.studies.client.what_if_arms import under, variant
from simlib.studies.client.what_if_point import Outcome, WhatIfPoint, outcome, point_of

_MOST_KEPT = 200


@dataclass(frozen=True)
class Choice:
    """What somebody chose.

    Parameters
    ----------
    reference, arm : Scenario
        The diary that is compared with, and the one that is looked at.
    calls : float
        Planned a month and rep.
    evidence, stress : str
        As in `simlib.studies.client.what_if_arms.variant`.
    below : float
        The threshold of survival as a share of today's revenue.
    worlds, seed : int
    """

    reference: Scenario
    arm: Scenario
    calls: float
    evidence: str
    stress: str
    below: float
    worlds: int
    seed: int


@dataclass(frozen=True, eq=False)
class Found:
    """What comes of a choice, beside the reference as it is.

    Parameters
    ----------
    choice : Choice
    point, reference : WhatIfPoint
    footer : str
    seconds : float
        From the choice to here.
    """

    choice: Choice
    point: WhatIfPoint
    reference: WhatIfPoint
    footer: str
    seconds: float

    @property
    def is_reference(self) -> bool:
        """Whether the reference itself was chosen."""
        return self.point.diary == self.reference.diary and (
            abs(self.point.calls - self.reference.calls) < 0.01
        )


class Desk:
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
        found, footer = self._outcome(variant(c.arm, c.calls, c.evidence, c.stress), c)
        beside, _ = self._outcome(under(seen, c.evidence, c.stress), c)
        own = seen.discipline.calls_per_month
        return Found(
            choice=choice,
            point=point_of(c.arm.label, c.calls, c.evidence, c.stress, found, beside),
            reference=point_of(seen.label, own, c.evidence, c.stress, beside, beside),
            footer=footer,
            seconds=perf_counter() - started,
        )

    def _outcome(self, scenario: Scenario, choice: Choice) -> tuple[Outcome, str]:
        key = (scenario.key(), choice.worlds, choice.seed, choice.below)
        if key not in self._kept:
            run = simulate(
                scenario, worlds=choice.worlds, seed=choice.seed, keep="worlds", progress=False
            )
            self._kept[key] = outcome(run, choice.below), run.provenance.footer()
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]
