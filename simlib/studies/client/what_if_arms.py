"""A diary with other calls, under another evidence, with the largest account lost: one scenario."""

from __future__ import annotations

from simlib.inputs.evidence import Evidence
from simlib.inputs.scenario import Scenario
from simlib.studies.policy import without_prospecting

STRESS = ("none", "lose the largest")
LARGEST_LOST = "lose top:1 in week 52"
_SAME_CALLS = 0.01


def same_calls(one: float, other: float) -> bool:
    """Return whether two numbers of calls a month are the same to a reader."""
    return abs(one - other) < _SAME_CALLS


def variant(arm: Scenario, calls: float, evidence: str, stress: str) -> Scenario:
    """Return a diary with another number of planned calls, under an evidence and a stress.

    Parameters
    ----------
    arm : Scenario
        Its label stays.
    calls : float
        A month and rep. Without calls there are no one-to-ones that ask for them either; nothing
        else about the diary changes: one that calls only after a loss still does.
    evidence : str
        Name of a shipped set.
    stress : str
        One of `STRESS`.
    """
    if not same_calls(calls, arm.discipline.calls_per_month):
        name = f"{arm.name}, {calls:g} calls"[:80]
        arm = (
            without_prospecting(arm).with_(name=name, label=arm.label)
            if calls == 0
            else arm.with_(name=name, label=arm.label, calls_per_month=calls)
        )
    return under(arm, evidence, stress)


def under(arm: Scenario, evidence: str, stress: str) -> Scenario:
    """Return a diary as it is, under an evidence and a stress."""
    changes: dict[str, object] = {"name": arm.name, "label": arm.label}
    if arm.evidence.name != evidence:
        changes["evidence"] = evidence_like(arm.evidence, evidence)
    if stress != STRESS[0] and LARGEST_LOST not in map(str, arm.stress):
        changes["stress"] = (*arm.stress, LARGEST_LOST)
    return arm.with_(**changes)


def evidence_like(own: Evidence, name: str) -> Evidence:
    """Return a shipped set in which everything stands that was set by hand in another one.

    Parameters
    ----------
    own : Evidence
        What the client said is among its overrides.
    name : str
        Name of a shipped set.
    """
    known = {cause.name for cause in own.causes}
    changes: dict[str, float] = {}
    structure = False
    for key in sorted(own.overridden):
        cause, _, field = key.partition(".")
        if key in own.values:
            changes[key] = own[key]
        elif field and cause in known:
            changes[key] = getattr(own.cause(cause), field)
        else:
            structure = True  # a cause added or taken away
    shipped = Evidence.named(name)
    if not structure:
        return shipped.with_(**changes)
    values = {**shipped.values, **{key: own[key] for key in changes if key in own.values}}
    return Evidence(name=name, values=values, causes=own.causes, overridden=own.overridden)
