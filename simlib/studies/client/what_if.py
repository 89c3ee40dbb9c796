"""What if: diaries, calls, evidence and the loss of the largest, all played in the same worlds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from simlib.analysis.ruin import ENOUGH_WORLDS
from simlib.inputs.errors import InputError
from simlib.inputs.scenario import Scenario
from simlib.run.result import Comparison
from simlib.studies.client.case_size import MIDDLING_CALLS, world_cost_ms
from simlib.studies.client.what_if_arms import STRESS, same_calls, under, variant
from simlib.studies.client.what_if_point import Outcome, WhatIfPoint, outcome, point_of
from simlib.studies.play import play_rows
from simlib.studies.stored import Stored

CALLS = (0.0, 1.0, 4.3333333333, 8.6666666667, 21.6666666667)
"""Planned calls a month and rep: none, one a month, one and two a week, one a working day."""
EVIDENCE = ("graded", "folklore")
_BUDGET_MS = 36_000.0  # of processor time for the whole grid: about 20 s on two cores
_FEWEST_WORLDS, _STEP = 100, 100


@dataclass(frozen=True, eq=False, repr=False)
class WhatIf(Stored):
    """Every combination on offer, each beside the reference under the same evidence and stress.

    Parameters
    ----------
    diaries : tuple of str
        Labels in the client's words; the first is the reference.
    calls : tuple of float
        Planned calls a month and rep, rising.
    own_calls : tuple of float
        What each diary plans by itself, in the order of ``diaries``.
    evidence, stress : tuple of str
        Names of the sets, ``"none"`` and ``"lose the largest"``.
    points : tuple of WhatIfPoint
        Diaries outermost, then calls, evidence, stress.
    references : tuple of WhatIfPoint
        The first diary as it is: evidence, then stress.
    below : float
        The threshold of survival as a share of today's revenue.
    initial_revenue : float
        In money a year.
    currency : str
    years, worlds, seed : int
    footer : str
    """

    diaries: tuple[str, ...]
    calls: tuple[float, ...]
    own_calls: tuple[float, ...]
    evidence: tuple[str, ...]
    stress: tuple[str, ...]
    points: tuple[WhatIfPoint, ...]
    references: tuple[WhatIfPoint, ...]
    below: float
    initial_revenue: float
    currency: str
    years: int
    worlds: int
    seed: int
    footer: str

    @property
    def quotable(self) -> bool:
        """Whether there are enough worlds to quote chances of running out of cash."""
        return self.worlds >= ENOUGH_WORLDS

    def point(self, diary: str, calls: float, evidence: str, stress: str) -> WhatIfPoint:
        """Return one combination; one that was not played is refused."""
        for found in self.points:
            named = (found.diary, found.evidence, found.stress) == (diary, evidence, stress)
            if named and same_calls(found.calls, calls):
                return found
        raise InputError("this combination was not played", value=(diary, calls, evidence, stress))

    def reference(self, evidence: str, stress: str) -> WhatIfPoint:
        """Return the first diary as it is, under an evidence and a stress."""
        place = self.evidence.index(evidence) * len(self.stress) + self.stress.index(stress)
        return self.references[place]


def what_if(
    base: Scenario,
    *,
    below: float,
    diaries: Sequence[Scenario] = (),
    calls: Sequence[float] | None = None,
    evidence: Sequence[str] = EVIDENCE,
    worlds: int | None = None,
    seed: int = 1,
) -> WhatIf:
    """Play every combination of diary, calls, evidence and stress in the same worlds.

    Parameters
    ----------
    base : Scenario
        The reference. What its evidence has set by hand is set in the other sets too.
    below : float
        The threshold of survival as a share of today's revenue.
    diaries : sequence of Scenario
        Further diaries for the same book, at most five.
    calls : sequence of float, optional
        Planned calls a month and rep; by default `CALLS` and the reference's own, fewer for a
        book that takes long.
    evidence : sequence of str
        Names of shipped sets.
    worlds : int, optional
        A combination; by default what takes about 20 seconds in all on two cores, from 100 to
        1,000. The number depends on the book alone, so that the same grid comes out everywhere.
    seed : int
        Of the worlds.

    Returns
    -------
    WhatIf

    Raises
    ------
    InputError
        For diaries with one label, of another book or horizon, or no calls.
    """
    arms = (base, *diaries)
    _refuse_unlike(arms)
    doses = _doses(arms, calls)
    combinations = list(product(arms, doses, evidence, STRESS))
    owns = list(product((base,), evidence, STRESS))
    count = worlds or affordable_worlds(base, len(combinations) + len(owns))
    rows = [[variant(*each)] for each in combinations]
    rows += [[under(*each)] for each in owns]

    def read(comparison: Comparison) -> tuple[Outcome, str]:
        run = comparison.reference
        return outcome(run, below), run.provenance.footer()

    read_rows = play_rows(rows, read, worlds=count, seed=seed)
    found = [each[0] for each in read_rows]
    refs = dict(zip([(e, s) for _, e, s in owns], found[len(combinations) :], strict=True))
    own_footer = read_rows[len(combinations)][1]
    return WhatIf(
        diaries=tuple(arm.label for arm in arms),
        calls=doses,
        own_calls=tuple(arm.discipline.calls_per_month for arm in arms),
        evidence=tuple(evidence),
        stress=STRESS,
        points=tuple(
            point_of(a.label, c, e, s, found[place], refs[e, s])
            for place, (a, c, e, s) in enumerate(combinations)
        ),
        references=tuple(
            point_of(base.label, base.discipline.calls_per_month, e, s, refs[e, s], refs[e, s])
            for _, e, s in owns
        ),
        below=below,
        initial_revenue=base.book.annual_revenue,
        currency=base.book.currency,
        years=base.horizon_years,
        worlds=count,
        seed=seed,
        footer=own_footer,
    )


def affordable_worlds(base: Scenario, combinations: int) -> int:
    """Return how many worlds a combination may have: 100 to 1,000, by the size of the book."""
    cost_ms = world_cost_ms(base, MIDDLING_CALLS)
    worlds = _BUDGET_MS / cost_ms / max(1, combinations)
    return int(min(ENOUGH_WORLDS, max(_FEWEST_WORLDS, worlds // _STEP * _STEP)))


def _doses(arms: Sequence[Scenario], calls: Sequence[float] | None) -> tuple[float, ...]:
    own = arms[0].discipline.calls_per_month
    large = len(arms[0].book.accounts) > 60  # where each combination costs seconds
    wished = (CALLS[::2] if large else CALLS) if calls is None else tuple(calls)
    doses: list[float] = []
    for dose in sorted({float(each) for each in (*wished, own)}):
        if not doses or not same_calls(dose, doses[-1]):
            doses.append(dose)
    if doses[0] < 0:
        raise InputError("fewer than no calls", column="calls", value=doses[0])
    return tuple(doses)


def _refuse_unlike(arms: Sequence[Scenario]) -> None:
    labels = [arm.label for arm in arms]
    if len(set(labels)) < len(labels) or len(arms) > 6:
        raise InputError("one to six diaries with different labels are needed", value=labels)
    if len({(arm.book.content_hash(), arm.horizon_years) for arm in arms}) > 1:
        raise InputError("the diaries of a what-if are of one book and one horizon")
