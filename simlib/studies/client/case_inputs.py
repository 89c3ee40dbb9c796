"""What would change our mind, and what the inputs allow, for a client with evidence of his own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from simlib.analysis.difference import mean_difference
from simlib.analysis.measures import Measure, measure_named
from simlib.analysis.precision import Floats, Interval, mean_interval, proportion_interval
from simlib.inputs.causes import CAUSE_LIMITS
from simlib.inputs.errors import InputError
from simlib.inputs.evidence import Evidence
from simlib.inputs.ranges import UncertainInput, evidence_at, uncertain_inputs
from simlib.inputs.scenario import Scenario
from simlib.run.provenance import provenance
from simlib.run.result import Comparison, Run
from simlib.studies.design import drawn_quantiles, play_rows, refuse_unless_two
from simlib.studies.drivers.sensitivity import Tornado, TornadoBar
from simlib.studies.headline import BAND, ArmUnderIgnorance, UnderIgnorance, without_noise

Ranges = Mapping[str, tuple[float, float]]
"""How far off inputs may be that the client's own figures have narrowed down."""
LOSSES = "losses"
"""A range of this name is a factor on the rates of all causes of loss at once."""
_MOST_RATE = CAUSE_LIMITS["annual_rate"]
LIKELY_INPUTS = (
    "target_revenue_median",
    "service_load",
    "expansion_per_year",
    "target_revenue_sigma",
    "targets_per_rep",
    "call_hours",
    "advance_probability",
    "meeting_probability",
    "champion_share",
    "proposal_hours",
    "early_loss_factor",
    "neglect.annual_rate",
    "competitor.annual_rate",
    "initial_relationship",
    "review_lift",
    "relationship_half_life_weeks",
)
"""Inputs by how far they move the price of prospecting, the widest first."""
_MOST_BARS = 10
_MOST_OWN = 3
_FEWEST_DRAWS = 20
_NOTHING = 0.01


@dataclass(frozen=True, slots=True)
class MovedScenario:
    """A scenario with some inputs moved.

    ``margin_lowered`` says that the operating margin gave way to a fixed cost of zero.
    """

    scenario: Scenario
    margin_lowered: bool


def movable(scenario: Scenario, ranges: Ranges | None = None) -> tuple[UncertainInput, ...]:
    """Return the inputs of a scenario that may be otherwise than they stand there.

    Parameters
    ----------
    scenario
        Inputs set by hand in its evidence are held: somebody knew better.
    ranges
        Of those set by hand, the ones that are known no better than this.
    """
    evidence, own = scenario.evidence, ranges or {}
    found = []
    for each in uncertain_inputs(evidence.name):
        if each.name in own and _is_there(evidence, each.name):
            found.append(_narrowed(each, own[each.name], evidence))
        elif not _held(scenario, each.name):
            found.append(each)
    if LOSSES in own:
        low, high = own[LOSSES]
        found.append(UncertainInput(LOSSES, "times", "own data", low, min(max(1, low), high), high))
    return tuple(each for each in found if each.low < each.high)


def moved(
    scenario: Scenario, quantiles: Mapping[str, float], ranges: Ranges | None = None
) -> MovedScenario:
    """Return the scenario with inputs moved to quantiles of their ranges.

    Parameters
    ----------
    quantiles : mapping of str to float
        0 to 1; those that the scenario holds are left where they stand.
    ranges
        As in `movable`.
    """
    own = ranges or {}
    known = {each.name: each for each in movable(scenario, own)}
    wanted = {name: at for name, at in quantiles.items() if name in known}
    values = {name: known[name].at(at) for name, at in wanted.items() if name in own}
    factor = values.pop(LOSSES, 1.0)
    base = scenario.evidence.with_(**values) if values else scenario.evidence
    base = base.with_(**_loss_rates(base, factor)) if factor != 1.0 else base
    shared = {name: at for name, at in wanted.items() if name not in own}
    drawn = evidence_at(shared, base)
    return MovedScenario(scenario.with_(evidence=drawn.evidence), drawn.margin_lowered)


def _held(scenario: Scenario, name: str) -> bool:
    by_hand = scenario.evidence.overridden
    cause = name.partition(".")[0]
    replaced = name == "target_revenue_median" and scenario.typical_new_account is not None
    return (
        name in by_hand
        or ("." in name and f"cause {cause}" in by_hand)
        or replaced
        or not _is_there(scenario.evidence, name)
    )


def _loss_rates(evidence: Evidence, factor: float) -> dict[str, float]:
    return {
        f"{cause.name}.annual_rate": min(_MOST_RATE, factor * cause.annual_rate)
        for cause in evidence.causes
        if cause.effect == "loss"
    }


def _is_there(evidence: Evidence, name: str) -> bool:
    cause, dot, _ = name.partition(".")
    return not dot or cause in {each.name for each in evidence.causes}


def _narrowed(
    each: UncertainInput, ends: tuple[float, float], evidence: Evidence
) -> UncertainInput:
    cause, dot, field = each.name.partition(".")
    value = float(getattr(evidence.cause(cause), field)) if dot else evidence[each.name]
    low, high = ends
    return replace(each, low=low, central=min(max(value, low), high), high=high)


def tornado_names(diaries: Sequence[Scenario], ranges: Ranges | None = None) -> tuple[str, ...]:
    """Return the ten inputs to move: those both diaries leave open, the client's own rates too."""
    both = _open_to_all(diaries, ranges)
    own = [name for name in ranges or {} if name in both and name != LOSSES][:_MOST_OWN]
    others = [name for name in LIKELY_INPUTS if name in both and name not in own]
    return (*own, *others)[:_MOST_BARS]


def own_tornado(
    diaries: Sequence[Scenario],
    names: Sequence[str],
    measure: str = "final_revenue",
    *,
    ranges: Ranges | None = None,
    worlds: int = 100,
    seed: int = 1,
    first_world: int = 0,
) -> Tornado:
    """Move one input at a time to the ends of its range, each diary keeping its own evidence.

    Parameters
    ----------
    diaries
        The reference and the other.
    names
        Inputs that both leave open (`tornado_names`).
    ranges
        As in `simlib.studies.client.case_inputs.movable`.
    worlds, seed, first_world
        The same worlds everywhere.

    Raises
    ------
    InputError
        Unless two diaries and at least one input that they leave open are given.

    See Also
    --------
    simlib.studies.drivers.sensitivity.tornado : The same from a shipped set of evidence.
    """
    refuse_unless_two(diaries)
    known = {each.name: each for each in movable(diaries[0], ranges)}
    if not names or not set(names) <= _open_to_all(diaries, ranges):
        raise InputError("nothing to move", value=list(names), allowed="inputs left open by both")
    points = [{}, *({name: end} for name in names for end in (0.0, 1.0))]
    rows = [[moved(diary, point, ranges) for diary in diaries] for point in points]
    chosen = measure_named(measure)

    def read(comparison: Comparison) -> Floats:
        return np.array([_scaled(chosen, run) for run in comparison.runs])

    arms = play_rows(
        [[each.scenario for each in row] for row in rows],
        read,
        worlds=worlds,
        seed=seed,
        first_world=first_world,
    )
    bars = [
        _bar(known[name], arms[2 * place + 1], arms[2 * place + 2])
        for place, name in enumerate(names)
    ]
    first = diaries[0]
    origin = provenance(first, seed=seed, first_world=first_world, world_count=worlds)
    return Tornado(
        reference=first.label,
        other=diaries[1].label,
        measure=measure,
        measure_label=chosen.label,
        unit=chosen.unit,
        central=mean_difference(*arms[0]),
        bars=tuple(sorted(bars, key=lambda bar: -abs(bar.swing.mean))),
        initial_revenue=first.book.annual_revenue,
        currency=first.book.currency,
        horizon_years=first.horizon_years,
        worlds=worlds,
        margins_lowered=sum(row[0].margin_lowered for row in rows),
        footer=f"{origin.footer()} · {len(names)} inputs at either end of their range",
    )


def own_ignorance(
    comparison: Comparison,
    measure: str = "survival",
    *,
    below: float = 0.7,
    ranges: Ranges | None = None,
    draws: int = 100,
    worlds_a_draw: int = 20,
    first_world: int | None = None,
    apart: bool = True,
) -> UnderIgnorance:
    """Estimate a measure over what the client's inputs may be, each diary with its own evidence.

    Parameters
    ----------
    comparison
        Already played at the central inputs; the reference first.
    below
        Threshold of ``"survival"``.
    ranges
        As in `simlib.studies.client.case_inputs.movable`.
    draws, worlds_a_draw
        Input draws, and the worlds in which each is played: none of those of the comparison.
    first_world
        The first of these worlds; by default the one after the comparison's last.
    apart
        Each draw in worlds of its own: with few worlds a draw, luck that all draws shared would
        move the band as a whole.

    Raises
    ------
    InputError
        For fewer than 20 draws.

    See Also
    --------
    simlib.studies.headline.under_ignorance : The same from a shipped set of evidence.
    """
    if draws < _FEWEST_DRAWS:
        raise InputError("too few draws", value=draws, allowed=f"at least {_FEWEST_DRAWS}")
    reference, chosen = comparison.reference, measure_named(measure, below=below)
    scenarios = [run.scenario for run in comparison.runs]
    names = list(dict.fromkeys(each.name for s in scenarios for each in movable(s, ranges)))
    quantiles = drawn_quantiles(names, draws, seed=reference.seed)
    points = [dict(zip(names, map(float, row), strict=True)) for row in quantiles]
    rows = [[moved(each, point, ranges) for each in scenarios] for point in points]
    after = reference.first_world + reference.world_count

    def read(played: Comparison) -> Floats:
        return np.array([chosen.values(run) for run in played.runs])

    found = play_rows(
        [[each.scenario for each in row] for row in rows],
        read,
        worlds=worlds_a_draw,
        seed=reference.seed,
        first_world=after if first_world is None else first_world,
        apart=apart,
    )
    means = without_noise(np.array(found))
    return UnderIgnorance(
        measure=measure,
        measure_label=chosen.label,
        unit=chosen.unit,
        smaller_is_better=not chosen.higher_is_better,
        below=below,
        arms=tuple(_arm(run, chosen, means, place) for place, run in enumerate(comparison.runs)),
        draws=means,
        margins_lowered=sum(row[0].margin_lowered for row in rows),
        worlds=reference.world_count,
        worlds_a_draw=worlds_a_draw,
        currency=reference.scenario.book.currency,
        footer=f"{reference.provenance.footer()} · {draws} draws of the inputs, "
        f"{worlds_a_draw} futures each",
    )


def _open_to_all(diaries: Sequence[Scenario], ranges: Ranges | None) -> set[str]:
    return set.intersection(*({each.name for each in movable(d, ranges)} for d in diaries))


def _arm(run: Run, chosen: Measure, means: Floats, place: int) -> ArmUnderIgnorance:
    values = chosen.values(run)
    chance = chosen.unit == "chance"
    low, high = np.quantile(means[:, place], BAND)
    return ArmUnderIgnorance(
        label=run.label,
        central=proportion_interval(int(np.nansum(values)), len(values))
        if chance
        else mean_interval(values),
        low=float(low),
        high=float(high),
        better=_better(means if chosen.higher_is_better else -means, place),
    )


def _better(signed: Floats, place: int) -> Interval | None:
    if signed.shape[1] < 2 or not np.abs(signed.mean(axis=0)).max() >= _NOTHING:
        return None  # of chances that are nothing at all, none is the better one
    rivals = np.delete(signed, place, axis=1).max(axis=1) if place == 0 else signed[:, 0]
    return proportion_interval(int((signed[:, place] > rivals).sum()), len(signed))


def _scaled(measure: Measure, run: Run) -> Floats:
    values = measure.values(run)
    return values / run.initial_revenue if measure.unit == "money" else values


def _bar(each: UncertainInput, at_low: Floats, at_high: Floats) -> TornadoBar:
    swing = mean_difference(at_low[1] - at_low[0], at_high[1] - at_high[0])
    return TornadoBar(
        *(each.name, each.unit, each.grade, each.low, each.high),
        at_low=mean_difference(*at_low),
        at_high=mean_difference(*at_high),
        swing=swing,
    )
