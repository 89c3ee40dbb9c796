"""The answers to how much prospecting, written by code."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from simlib.present.headline import Headline
from simlib.present.plots._evidence import evidence_words, point_words
from simlib.present.plots.dose_curves import range_words
from simlib.present.words import counted, listed, of_100, sentence_case
from simlib.studies.doses import dose_words

if TYPE_CHECKING:
    from simlib.studies.control_limits import ControlLimits, DrySpell
    from simlib.studies.dose import DoseCurve, HowMuchProspecting
    from simlib.studies.one_call import DoseArm, OneCall, WhatOneCallBuys
    from simlib.studies.optimum import Optimum


def prospecting_headline(calls: WhatOneCallBuys, doses: HowMuchProspecting) -> Headline:
    """Return what one call a month buys, how many are best, and how sure that is."""
    bought = [
        f"{_bought(side.arms[1])} by {evidence_words(side.evidence)}, where {_best(side)}"
        for side in reversed(calls.sides)
    ]
    answer = (
        "One strategic call a month and rep changes revenue after "
        f"{counted(calls.years, 'year')}, in points of today's, by {'; and by '.join(bought)}."
    )
    return Headline(
        answer,
        (
            " ".join(_over_inputs(side) for side in reversed(calls.sides)),
            " ".join(_too_much(curve) for curve in reversed(doses.main)),
            "± is the precision of the simulation (95 % interval between futures, the same futures "
            "with and without calls). The best number was chosen in other futures than those in "
            "which it is measured. The simulation can find against calls: none may come out best.",
        ),
    )


def _bought(arm: DoseArm) -> str:
    if arm.revenue_gain is None:
        return "nothing"
    change = arm.revenue_gain.change
    told = point_words(change)
    return f"{told} (no clear change)" if change.low <= 0 <= change.high else told


def _best(side: OneCall) -> str:
    if side.best == 0:
        return "no calls are best"
    best = next(arm for arm in side.arms if arm.calls == side.best)
    if best.revenue_gain is None or side.best == 1:
        return "one call is best"
    return f"{side.best:g} calls are best ({point_words(best.revenue_gain.change)})"


def _over_inputs(side: OneCall) -> str:
    arm = side.arms[1]
    if arm.revenue_gain is None or arm.cash_gain is None:
        return ""
    gain, none = arm.revenue_gain, side.arms[0]
    return sentence_case(
        f"by {evidence_words(side.evidence)}, over {side.draws} draws of the uncertain inputs, "
        f"one call buys {100 * gain.low:.0f} to {100 * gain.high:.0f} points (90 % of draws) and "
        f"is for the better in {of_100(gain.helps.mean)} of 100 draws "
        f"({100 * gain.helps.low:.0f} to {100 * gain.helps.high:.0f}); the firm runs out of cash "
        f"in {of_100(arm.cash.mean)} instead of {of_100(none.cash.mean)} futures of 100 "
        f"({point_words(arm.cash_gain.change)})."
    )


def _too_much(curve: DoseCurve) -> str:
    best, words = curve.optimum, evidence_words(curve.evidence)
    if best.none_may_be_best:
        return f"By {words} no number of calls is proved better than none."
    text = f"By {words} the best lies at {range_words(best)} calls a month"
    if best.over_most is None or best.over_most.low <= 0:
        return f"{text}; more do no clear harm."
    return f"{text}; {curve.doses[-1]:g} give {point_words(best.over_most)[1:]} points less."


def conditions_headline(doses: HowMuchProspecting) -> Headline:
    """Return in how many conditions more calls help only up to a point, and where not at all."""
    curves = (*doses.main, *doses.conditions)
    interior = [curve for curve in curves if curve.optimum.interior]
    answer = (
        f"In {len(interior)} of {len(curves)} cases more calls help up to a point: both none and "
        f"{curves[0].doses[-1]:g} a month are worse beyond doubt."
    )
    told = [
        f"{listed(cases)}: {verb}."
        for verb, cases in (
            ("no calls at all are best", _cases(curves, lambda best: best.highest == 0)),
            (
                "no calls at all may be best",
                _cases(curves, lambda best: best.none_may_be_best and best.highest > 0),
            ),
        )
        if cases
    ]
    return Headline(answer, tuple(map(sentence_case, told)) or ("In none is no call the best.",))


def _cases(curves: Sequence[DoseCurve], chosen: Callable[[Optimum], bool]) -> list[str]:
    return [
        f"{curve.label} by {evidence_words(curve.evidence)}"
        for curve in curves
        if chosen(curve.optimum)
    ]


def limits_headline(result: ControlLimits, *, evidence: str = "graded") -> Headline:
    """Return from how many dry weeks on a manager should ask, and what wins can tell him."""
    met = _limited(result, "meeting", evidence)
    won = _limited(result, "won", evidence)
    words = evidence_words(evidence)
    if not met:
        return Headline(f"By {words} no dry spell proves anything: count the calls.", ())
    asked = [f"{_weeks(spell)} with {dose_words(spell.calls)}" for spell in met]
    answer = (
        f"By {words} a manager who looks every week should ask after this many weeks without a "
        f"first meeting: {listed(asked)}."
    )
    seldom = (
        f"Wins are too rare to judge a rep by below {dose_words(won[0].calls)}: even there "
        f"{_weeks(won[0])} weeks without one are within luck."
        if won
        else "Wins are too rare to judge a rep by."
    )
    worst = max(met, key=lambda spell: spell.one_look_alarms.mean)
    alarm = worst.one_look_alarms
    looks = (
        f"A limit made for a single look ({worst.one_look:.0f} weeks with "
        f"{dose_words(worst.calls)}) would accuse {of_100(alarm.mean)} of 100 good reps within "
        "the year "
        f"({100 * alarm.low:.0f} to {100 * alarm.high:.0f})."
    )
    return Headline(answer, (seldom, looks))


def _limited(result: ControlLimits, kind: str, evidence: str) -> list[DrySpell]:
    return [
        spell
        for spell in result.dry
        if spell.kind == kind
        and spell.evidence == evidence
        and math.isfinite(spell.limits[0].weeks)
    ]


def _weeks(spell: DrySpell) -> str:
    ask = spell.limits[0]
    high = f"{ask.high:.0f}" if math.isfinite(ask.high) else "more"
    return f"{ask.weeks:.0f} ({ask.low:.0f} to {high})"
