"""The rule about grade D: what is decided by an input that somebody assumed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simlib.inputs.ranges import uncertain_inputs
from simlib.studies.audit.facts import Facts
from simlib.studies.audit.warning import AuditWarning, counted, few, short

if TYPE_CHECKING:
    from simlib.studies.claims.results import ClaimResult
    from simlib.studies.tornado import Tornado

ASSUMED = "D"
_CONDITIONAL = "holds only if"


def assumed_input(facts: Facts) -> AuditWarning | None:
    """Warn where an input of grade D decides a claim, or which diary does better."""
    hanging = _hanging_claims(facts)
    if hanging:
        claims = [f"{name} ({words(inputs[0])})" for name, inputs in hanging.items()]
        tried = counted(len({verdict.id for verdict in facts.verdicts}), "claim")
        says = (
            f"{len(hanging)} of {tried} are decided by an input that is an assumption (grade D): "
            f"{few(claims, 6)}."
        )
        do = "Read these verdicts as what would have to be true, not as what is."
        return AuditWarning("assumed_input", "caution", says, do)
    for tornado in facts.tornados:
        turned = turning_inputs(tornado)
        if turned:
            says = (
                f"Whether {short(tornado.other)} does better than {short(tornado.reference)} "
                f"({tornado.measure_label.lower()}) is decided by {counted(len(turned), 'input')} "
                f"that nobody measured (grade D): {few([words(name) for name in turned])}."
            )
            do = "Ask the client about the first of them before anything is changed."
            return AuditWarning("assumed_input", "serious", says, do)
    return None


def turning_inputs(tornado: Tornado) -> tuple[str, ...]:
    """Return inputs of grade D that alone, within their range, turn which diary does better."""
    sign = 1.0 if tornado.central.mean >= 0 else -1.0
    return tuple(
        bar.name
        for bar in tornado.bars
        if ASSUMED in bar.grade and min(sign * bar.at_low.mean, sign * bar.at_high.mean) < 0
    )


def _hanging_claims(facts: Facts) -> dict[str, list[str]]:
    """Return the assumed inputs that decide each claim, by its id."""
    found: dict[str, list[str]] = {}
    for verdict in facts.verdicts:
        names = [name for name in _deciding(verdict) if ASSUMED in _grade(name)]
        if names:
            found.setdefault(verdict.id, names)
    return dict(sorted(found.items()))


def _deciding(verdict: ClaimResult) -> list[str]:
    if verdict.break_even is not None:
        return [verdict.break_even.name]
    flip = verdict.flip
    if verdict.verdict.word == _CONDITIONAL and flip is not None and flip.confirmed:
        return [limit.name for limit in flip.limits]
    return []


def _grade(name: str) -> str:
    """Return the grade of an input; what is no input of the evidence is an assumption."""
    return next((each.grade for each in uncertain_inputs() if each.name == name), ASSUMED)


def words(name: str) -> str:
    """Return the key of an input without its marks."""
    return name.replace("_", " ").replace(".", ": ")
