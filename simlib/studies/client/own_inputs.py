"""Uncertain inputs of a client's own evidence: what he told is held, what he did not is moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from simlib.inputs.causes import CAUSE_LIMITS
from simlib.inputs.evidence import Evidence
from simlib.inputs.ranges import UncertainInput, evidence_at, uncertain_inputs
from simlib.inputs.scenario import Scenario

Ranges = Mapping[str, tuple[float, float]]
"""How far off inputs may be that the client's own figures have narrowed down."""
LOSSES = "losses"
"""A range of this name is a factor on the rates of all causes of loss at once."""
_MOST_RATE = CAUSE_LIMITS["annual_rate"]


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
    scenario : Scenario
        Inputs set by hand in its evidence are held: somebody knew better.
    ranges : mapping, optional
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
    scenario : Scenario
    quantiles : mapping of str to float
        0 to 1; those that the scenario holds are left where they stand.
    ranges : mapping, optional
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
