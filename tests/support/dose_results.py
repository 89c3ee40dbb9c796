"""Results about calls a month to draw, without a simulation behind them."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes

from simlib.analysis.dry_spells import Limit
from simlib.analysis.precision import Interval
from simlib.analysis.week import KINDS
from simlib.present import plots
from simlib.studies.dose.dose import (
    DOSES,
    EVIDENCE,
    DoseCurve,
    DoseWork,
    HowMuchProspecting,
    Optimum,
    dose_words,
)
from simlib.studies.dose.limits import BACK, CALLS, COVER_CALLS, ControlLimits, Cover, DrySpell
from simlib.studies.dose.one_call import DoseArm, Gain, OneCall, TwelveCalls, WhatOneCallBuys
from tests.support.chart_results import FOOTER, difference

_CASES = (
    ("targets", "20"),
    ("targets", "100"),
    ("largest", "5"),
    ("largest", "25"),
    ("book", "hms_associates"),
    ("book", "dealer"),
    ("against", "full calendar, small prospects"),
)


def interval(mean: float, half: float = 0.02) -> Interval:
    return Interval(mean, mean - half, mean + half, half, 500)


def gain(mean: float, spread: float) -> Gain:
    return Gain(difference(interval(mean)), mean - spread, mean + spread, interval(0.97))


def arm(calls: float, revenue: float, cash: float, none: float) -> DoseArm:
    told = dose_words(calls), calls, interval(revenue, 0.03), interval(cash)
    if not calls:
        return DoseArm(*told)
    return DoseArm(*told, gain(revenue - none, 0.3), gain(cash - 0.2, 0.1))


def side(evidence: str, values: tuple[float, ...], best: float) -> OneCall:
    calls = (0.0, 1.0, best) if best > 1 else (0.0, 1.0)
    arms = [arm(c, v, 0.2 / (1 + c), values[0]) for c, v in zip(calls, values, strict=True)]
    return OneCall(evidence, tuple(arms), best, 120, 50, 3000)


def bought(best: float = 6.0) -> WhatOneCallBuys:
    published = (0.66, 0.76, 1.0) if best > 1 else (0.66, 0.6)
    sides = side("folklore", (0.2, 0.67, 0.79), 2.0), side("graded", published, best)
    twelve = [
        TwelveCalls(name, targets, interval(wins), interval(4.1), interval(0.3), 500)
        for name, wins in (("folklore", 2.1), ("graded", 0.2))
        for targets in (20, 40, 100)
    ]
    return WhatOneCallBuys(sides, 5, tuple(twelve), FOOTER)


def best_of(dose: float, as_good: tuple[float, ...]) -> Optimum:
    over = None if dose == 0 else difference(interval(0.34))
    ends = [difference(interval(mean)) for mean in (0.12, 0.02, 0.04)]
    return Optimum(dose, as_good, interval(1.0), over, *ends, 400, 1000, DOSES)


def curve(group: str, label: str, evidence: str, dose: float) -> DoseCurve:
    steps = np.arange(len(DOSES))
    peak = DOSES.index(dose)
    revenue = 1.0 - 0.03 * (steps - peak) ** 2 / (1 + 0.1 * steps)
    place = slice(max(0, peak - 1), peak + 2)
    return DoseCurve(
        *(group, label, evidence, DOSES),
        tuple(interval(float(each)) for each in revenue),
        tuple(interval(0.2 / (1 + step)) for step in steps),
        best_of(dose, DOSES[place]),
        best_of(12.0, DOSES[peak:]),
        "supplier",
    )


def work(evidence: str, kept: float) -> DoseWork:
    kinds = (*KINDS, "idle", "vacant")
    hours = np.full((len(DOSES), len(kinds)), 0.4)
    hours[:, kinds.index("service")] = 12.0
    hours[:, kinds.index("call")] = np.linspace(0, 8, len(DOSES))
    hours[:, kinds.index("idle")] += 28.0 - hours.sum(axis=1)
    shares = tuple(interval(kept - 0.01 * place) for place in range(len(DOSES)))
    undone = tuple(interval(0.3 * place) for place in range(len(DOSES)))
    return DoseWork(*(evidence, DOSES, shares, shares, kinds, hours, 0.12, undone, 28.0, 400))


def doses(*, none: bool = True) -> HowMuchProspecting:
    peaks = {"folklore": 2.0, "graded": 6.0}
    conditions = [
        curve(*case, name, 0.0 if none and case[0] == "against" else 2 * peaks[name])
        for case in _CASES
        for name in EVIDENCE
    ]
    return HowMuchProspecting(
        main=tuple(curve("book", "supplier", name, peaks[name]) for name in EVIDENCE),
        work=(work("folklore", 0.12), work("graded", 0.56)),
        conditions=tuple(conditions),
        years=5,
        footer=FOOTER,
    )


def limits(*, endless: bool = False) -> ControlLimits:
    dry = [
        DrySpell(
            *(name, kind, calls, _two(math.inf if endless else scale / calls + 9)),
            *(8.0, interval(0.4), None if endless else interval(0.3)),
        )
        for name in EVIDENCE
        for kind, scale in (("meeting", 90.0), ("won", 400.0))
        for calls in CALLS
    ]
    cover = [
        Cover(
            *(name, book, calls, interval(0.4 * (1 - 0.8**calls)), interval(start + 0.02 * calls)),
            *(math.inf, BACK, math.inf),
        )
        for book, start in (("supplier", 0.5), ("dealer", 0.35))
        for name in EVIDENCE
        for calls in COVER_CALLS
    ]
    return ControlLimits(tuple(dry), tuple(cover), 3, 2, 900, FOOTER)


def _two(ask: float) -> tuple[Limit, Limit]:
    act = 1.3 * ask if ask < 120 else math.inf
    return Limit(0.05, ask, ask - 2, ask + 3), Limit(0.01, act, act - 4, act + 6)


DOSE_CHARTS: dict[str, Callable[[], Axes]] = {
    "one call": lambda: plots.one_call(bought()),
    "one call that loses": lambda: plots.one_call(bought(0.0)),
    "doses and revenue": lambda: plots.dose_response(doses()),
    "doses and cash": lambda: plots.dose_response(doses(), measure="cash"),
    "doses and major accounts": lambda: plots.dose_response(doses(), measure="majors"),
    "best doses": lambda: plots.best_dose(doses()),
    "best doses, none at nothing": lambda: plots.best_dose(doses(none=False)),
    "weeks by dose": lambda: plots.weeks_by_dose(doses()),
    "dry spells": lambda: plots.dry_spells(limits()),
    "dry spells without wins": lambda: plots.dry_spells(limits(), kind="won"),
    "dry spells without limit": lambda: plots.dry_spells(limits(endless=True)),
    "pipeline cover": lambda: plots.pipeline_cover(limits()),
}
