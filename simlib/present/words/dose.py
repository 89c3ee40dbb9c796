"""How much prospecting, in words: answers, findings, notes and tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simlib.analysis.compare import plus_minus, times
from simlib.analysis.difference import Difference
from simlib.analysis.precision import Interval
from simlib.present.words.firm import FAMILIES
from simlib.present.words.headline import Headline
from simlib.present.words.inputs import evidence_words, point_words
from simlib.words import between, counted, listed, money, of_100, sentence_case

if TYPE_CHECKING:
    from simlib.studies.dose.dose import DoseCurve, DoseWork, HowMuchProspecting, Optimum
    from simlib.studies.dose.one_call import DoseArm, OneCall, WhatOneCallBuys

Series = NDArray[np.float64]
_CONDITION_WORDS = {
    ("book", "supplier"): "the supplier: 4 reps, 40 targets",
    ("book", "hms_associates"): "1 rep, 16 accounts",
    ("book", "dealer"): "15 reps, 150 accounts",
    ("targets", "20"): "20 targets a rep",
    ("targets", "40"): "40 targets a rep",
    ("targets", "100"): "100 targets a rep",
    ("largest", "5"): "largest account cut to 5 %",
    ("largest", "25"): "largest account cut to 25 %",
}
_ORDER = ("targets", "largest", "book", "against")
_HOLDS_FROM = 2.0
"""Accounts that a year of twelve calls is said to win at least."""


@dataclass(frozen=True)
class DoseLine:
    """One line of the chart `dose_response`."""

    evidence: str
    doses: tuple[float, ...]
    points: tuple[Interval, ...]
    optimum: Optimum | None


def note_dose_response(lines: Sequence[DoseLine]) -> str:
    """Say what the marks of the chart `dose_response` mean."""
    text = "Hatched: precision of the simulation (95 % interval between futures)."
    if lines[0].optimum is None:
        return f"{text} A firm that has closed has kept no account."
    return (
        f"{text} Large dot: best, chosen in other futures than those drawn. In brackets: what the "
        "simulation cannot tell from it (paired tests, Holm)."
    )


def best_words(optimum: Optimum) -> str:
    """Return "best: 6 (6 to 8)", or "best: 2" where no other is as good."""
    alone = optimum.lowest == optimum.highest
    return f"best: {optimum.dose:g}" + ("" if alone else f" ({range_words(optimum)})")


def range_words(optimum: Optimum) -> str:
    """Return the doses that may be the best: "6", "6 to 8"."""
    if optimum.lowest == optimum.highest:
        return f"{optimum.dose:g}"
    return f"{optimum.lowest:g} to {optimum.highest:g}"


def finding_dose_response(result: HowMuchProspecting, measure: str) -> str:
    """Return the title: where more stops being better, or that it never starts."""
    if measure == "majors":
        return _finding_majors(result)
    if measure == "cash":
        return _finding_cash(result)
    parts = [
        f"{_best_or_none(curve.optimum)} by {evidence_words(curve.evidence)}"
        for curve in result.main
    ]
    if all(curve.optimum.interior for curve in result.main):
        return f"More calls help up to a point: best are {listed(parts)}"
    return sentence_case(f"calls a month that bring most revenue: {listed(parts)}")


def _best_or_none(optimum: Optimum) -> str:
    if optimum.none_may_be_best:
        return "none for all we can tell"
    words = range_words(optimum).replace(" to ", " or " if len(optimum.as_good) == 2 else " to ")
    return f"{words} a month"


def _finding_cash(result: HowMuchProspecting) -> str:
    parts = []
    for curve in result.main:
        best = curve.cash[curve.doses.index(curve.cash_optimum.dose)]
        none, words = curve.cash[0], evidence_words(curve.evidence)
        if curve.cash_optimum.none_may_be_best:
            parts.append(f"no clear change by {words}")
        else:
            parts.append(
                f"from {of_100(none.mean)} to {of_100(best.mean)} of 100 by {words} "
                f"({curve.cash_optimum.dose:g} calls)"
            )
    return sentence_case(f"calls against running out of cash: {listed(parts)}")


def _finding_majors(result: HowMuchProspecting) -> str:
    parts = []
    for work in result.work:
        none, last = work.kept[0], work.kept[-1]
        place = int(np.argmax([point.mean for point in work.kept]))
        best = work.kept[place]
        told = [f"{100 * none.mean:.0f} without calls"]
        if best.low > none.high:
            told.append(f"{100 * best.mean:.0f} with {work.doses[place]:g}")
        if last.high < none.low:
            told.append(f"{100 * last.mean:.0f} with {work.doses[-1]:g}")
        words = listed(told) if len(told) > 1 else f"about {100 * none.mean:.0f} whatever the calls"
        parts.append(f"{words} by {evidence_words(work.evidence)}")
    return f"Of 100 major accounts kept after {counted(result.years, 'year')}: {'; '.join(parts)}"


def prospecting_headline(calls: WhatOneCallBuys, doses: HowMuchProspecting) -> Headline:
    """Return what one call a month buys, how many are best, and how sure that is."""
    bought = [
        f"{_revenue_gained(side.arms[1])} by {evidence_words(side.evidence)}, where {_best(side)}"
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


def _revenue_gained(arm: DoseArm) -> str:
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


def best_setting(values: Series, smaller_is_better: bool) -> int:
    """Return the place of the best estimate."""
    return int(np.nanargmin(values) if smaller_is_better else np.nanargmax(values))


def as_good_as_best(
    values: Series, low: Series, high: Series, *, smaller_is_better: bool = False
) -> list[int]:
    """Return the places whose interval reaches that of the best, the best among them."""
    best = best_setting(values, smaller_is_better)
    near = low <= high[best] if smaller_is_better else high >= low[best]
    return [int(place) for place in np.flatnonzero(near)]


def note_dose(low: Series, high: Series) -> str:
    """Say what the marks of the chart `dose` mean."""
    text = "Hatched: precision of the simulation (95 % interval between futures)."
    return text if axis_floor(low, high) == 0.0 else f"{text} The y axis does not begin at 0."


def spread_of(low: Series, high: Series) -> float:
    """Return how far the limits reach from the lowest to the highest; never nothing."""
    return float(np.nanmax(high) - np.nanmin(low)) or 1.0


def axis_floor(low: Series, high: Series) -> float:
    """Return zero unless the differences would then be lost."""
    lowest, span = float(np.nanmin(low)), spread_of(low, high)
    return 0.0 if 0.0 <= lowest < 3 * span else lowest - 0.1 * span


def finding_dose(
    xs: Series,
    values: Series,
    low: Series,
    high: Series,
    *,
    lever: str = "calls a month",
    measure: str = "annual revenue after five years",
    shown: Callable[[float], str] = money,
    smaller_is_better: bool = False,
) -> str:
    """Return the title: the best setting, as a range where the simulation cannot tell."""
    best = best_setting(values, smaller_is_better)
    near = as_good_as_best(values, low, high, smaller_is_better=smaller_is_better)
    least, most = xs[near[0]], xs[near[-1]]
    if len(near) == len(xs):
        return sentence_case(f"Between {least:g} and {most:g} {lever} make no clear difference")
    where = f"{xs[best]:g}" if least == most else f"{least:g} to {most:g}"
    edge = " or more" if near[-1] == len(xs) - 1 else ""
    first = "" if best == 0 else f", {shown(float(values[0]))} at {xs[0]:g}"
    return sentence_case(
        f"{measure} is best with {where}{edge} {lever}: "
        f"{shown(float(values[best]))} at {xs[best]:g}{first}"
    )


def family_hours(work: DoseWork) -> dict[str, np.ndarray]:
    """Return hours a week by family, each shape (doses,); they fill the week."""
    column = {kind: work.hours[:, place] for place, kind in enumerate(work.kinds)}
    hours = {
        name: np.sum([column[kind] for kind in kinds], axis=0) for name, kinds in FAMILIES.items()
    }
    return {**hours, "idle": column["idle"], "empty chair": column["vacant"]}


def note_weeks_by_dose(work: DoseWork) -> str:
    """Say what the marks of the chart `weeks_by_dose` mean."""
    return (
        f"Rows: protected calls a month and rep, by {evidence_words(work.evidence)}. Right: hours "
        f"of work that came and were never done. Mean of {work.worlds:,d} futures, each block "
        f"within ± {work.half_width:.2g} hours."
    )


def finding_weeks_by_dose(work: DoseWork) -> str:
    """Return the title: what the calls take, and what they leave undone."""
    hours = family_hours(work)
    prospecting, idle = hours["prospecting"], hours["idle"]
    text = (
        f"prospecting takes {prospecting[1]:.1f} hours a week at {work.doses[1]:g} a month and "
        f"{prospecting[-1]:.1f} at {work.doses[-1]:g}; idle time falls from {idle[0]:.0f} to "
        f"{idle.min():.0f} hours"
    )
    if work.undone[-1].low > work.undone[0].high:
        text += f" and work undone grows to {max(each.mean for each in work.undone):.1f}"
    return sentence_case(text)


def note_best_dose(result: HowMuchProspecting) -> str:
    """Say what the marks of the chart `best_dose` mean."""
    return (
        f"Dot: best for revenue in year {result.years}, chosen in other futures. Hatched: "
        "doses that the simulation cannot tell from it (paired tests, Holm). Points of "
        "today's revenue with 95 % interval. Another account is the largest, with 16 %, "
        "where it is cut to 5 %."
    )


def condition_rows(result: HowMuchProspecting) -> dict[str, list[DoseCurve]]:
    """Return the curves by the words of their condition, the standard book first."""
    rows: dict[str, list[DoseCurve]] = {}
    ordered = sorted(result.conditions, key=lambda curve: _ORDER.index(curve.group))
    for curve in (*result.main, *ordered):
        words = _CONDITION_WORDS.get((curve.group, curve.label), curve.label)
        rows.setdefault(words, []).append(curve)
    return rows


def finding_best_dose(result: HowMuchProspecting) -> str:
    """Return the title: between which numbers of calls the best lies, and where it is none."""
    rows = condition_rows(result)
    parts = []
    for name in dict.fromkeys(curve.evidence for curve in result.main):
        best = [
            curve.optimum.dose
            for curves in rows.values()
            for curve in curves
            if curve.evidence == name and not curve.optimum.none_may_be_best
        ]
        told = f"{between(min(best), max(best))} a month" if best else "none"
        parts.append(f"{told} by {evidence_words(name)}")
    none = [
        words for words, curves in rows.items() if any(c.optimum.none_may_be_best for c in curves)
    ]
    text = f"best are {listed(parts)}"
    if none:
        text += f"; none, for all we can tell, with {listed(none)}"
    return sentence_case(text)


def twelve_calls_table(result: WhatOneCallBuys) -> pd.DataFrame:
    """Return what one rep's twelve calls win, by size of the market and set of evidence."""
    rows = [
        {
            "by": evidence_words(found.evidence),
            "targets a rep": found.targets,
            "first meetings": _shown(found.meetings),
            "accounts won": _shown(found.wins),
            "futures of 100 with two or more": _shown(found.two_or_more, 100),
            "at least two?": _verdict(found.wins, _HOLDS_FROM),
        }
        for found in result.twelve
    ]
    return pd.DataFrame(rows).set_index(["by", "targets a rep"])


def optimum_table(result: HowMuchProspecting) -> pd.DataFrame:
    """Return the best number of calls under every condition, in points of today's revenue."""
    rows = [
        {
            "condition": words,
            "by": evidence_words(curve.evidence),
            "best calls a month": f"{curve.optimum.dose:g}",
            "as good": range_words(curve.optimum),
            "over none": _points(curve.optimum.over_none),
            "over fewer": _points(curve.optimum.over_less),
            "over more": _points(curve.optimum.over_more),
            "over the most": _points(curve.optimum.over_most),
            "up to a point?": "yes" if curve.optimum.interior else "not shown",
        }
        for words, curves in condition_rows(result).items()
        for curve in curves
    ]
    return pd.DataFrame(rows).set_index(["condition", "by"])


def _shown(found: Interval, scale: float = 1.0) -> str:
    return plus_minus(scale * found.mean, scale * found.half_width)


def _points(found: Difference | None) -> str:
    if found is None:
        return "-"
    told = plus_minus(100 * found.mean, 100 * found.half_width, signed=True)
    return f"{told}{times(found.variance_factor)}"


def _verdict(found: Interval, least: float) -> str:
    if found.low >= least:
        return "yes"
    return "no" if found.high < least else "cannot tell"


def note_one_call(result: WhatOneCallBuys) -> str:
    """Say what the marks of the chart `one_call` mean."""
    return (
        "Hatched and ±: precision of the simulation (95 % between futures). Pale line: where the "
        f"bar would end in 90 % of {result.sides[0].draws} draws of the uncertain inputs, "
        "measured from the bar of no calls."
    )


def arm_words(arm: DoseArm, side: OneCall) -> str:
    """Return the words of an arm, and whether it is the best."""
    return f"{arm.label}: best" if arm.calls == side.best else arm.label


def finding_one_call(result: WhatOneCallBuys) -> str:
    """Return the title: what one call buys under each set of evidence, or that it buys nothing."""
    parts = [f"{_bought(side)} by {evidence_words(side.evidence)}" for side in result.sides]
    return (
        f"One strategic call a month, after {counted(result.years, 'year')}, in points of today's "
        f"revenue: {listed(parts)}"
    )


def _bought(side: OneCall) -> str:
    gain = side.arms[1].revenue_gain
    if gain is None or gain.change.low <= 0 <= gain.change.high:
        return "nothing clear"
    return f"{100 * gain.change.mean:+.0f}".replace("-", "−")
