"""Results of studies of the inputs to draw, without a simulation behind them."""

from __future__ import annotations

import numpy as np

from simlib.analysis.difference import Difference
from simlib.analysis.precision import Interval
from simlib.inputs.ranges import uncertain_input
from simlib.studies.drivers.prim import Box, Limit
from simlib.studies.drivers.screening import Screened, ScreenedMeasure, Screening
from simlib.studies.drivers.sensitivity import Drivers, SobolMeasure, Tornado, TornadoBar
from simlib.studies.drivers.sobol import SobolIndex
from simlib.studies.drivers.turns import FlipLimit, Flipped
from simlib.studies.drivers.worth import AnswerValue, QuestionValues
from tests.support.chart_results import FOOTER, difference

NAMES = (
    *("meeting_probability", "target_revenue_median", "service_load", "call_hours"),
    *("competitor.loss_probability", "acquired.protection", "gesture_lift", "early_loss_factor"),
    *("win_with_champion", "neglect.annual_rate"),
)


def about(mean: float, half: float = 0.03) -> Interval:
    return Interval(mean, mean - half, mean + half, half, 500)


def change(mean: float) -> Difference:
    return difference(about(mean))


def screening(reach: float = 0.4) -> Screening:
    inputs = tuple(
        Screened(name, about(reach / (1 + k)), about(0.1), reach / (1 + k), 0.04)
        for k, name in enumerate((*NAMES, *NAMES[:4]))
    )
    measure = ScreenedMeasure("final_revenue", "Revenue a year at the end", "money", inputs)
    return Screening("service only", "weekly block", (measure,), 20, 24, 1760, 36)


def tornado(names: tuple[str, ...] = NAMES, *, swing: float = 0.6, unit: str = "money") -> Tornado:
    bars = tuple(
        TornadoBar(
            *(name, uncertain_input(name).unit, "D"),
            *(uncertain_input(name).low, uncertain_input(name).high),
            at_low=change(0.25 - swing / (2 + k) * (-1) ** k),
            at_high=change(0.25 + swing / (2 + k) * (-1) ** k),
            swing=change(2 * swing / (2 + k)),
        )
        for k, name in enumerate(names)
    )
    return Tornado(
        *("service only", "weekly block", "final_revenue", "Revenue a year at the end", unit),
        *(change(0.25), bars, 1.2e7, "EUR", 5, 500, 0, FOOTER),
    )


def drivers(first: float = 0.4) -> Drivers:
    indices = tuple(
        SobolIndex(name, about(first / (1 + k) - 0.05, 0.1), about(first / (1 + k), 0.08))
        for k, name in enumerate(NAMES)
    )
    measures = (
        SobolMeasure("final_revenue", "Revenue a year at the end", "money", indices),
        SobolMeasure("survival", "Never below 70 % of today's revenue", "chance", indices),
    )
    return Drivers(screening(), measures, tornado(), 128, 1536, 24, 0, FOOTER)


def questions(worth: float = 0.03, *, unit: str = "money") -> QuestionValues:
    answers = tuple(
        AnswerValue(
            name,
            about(worth / (1 + k), 0.0 if k > 7 else 0.012),
            about(0.3 / (1 + k), 0.05),
            clear=worth / (1 + k) > 0.012,
        )
        for k, name in enumerate(NAMES)
    )
    return QuestionValues(
        *("cumulative_revenue", "Revenue of all years", unit),
        *(("service only", "monthly call", "weekly block", "daily habit"), "weekly block"),
        *(about(0.09), about(0.04), 5, answers, 87, 1.2e7, "EUR", 5, 600, 600, 16, 0, FOOTER),
    )


def flipped(limits: int = 2, *, inside: float = 0.6) -> Flipped:
    chosen = (
        FlipLimit("meeting_probability", "0-1", None, 0.11),
        FlipLimit("service_load", "share of seat hours", 0.62, None),
        FlipLimit("call_hours", "hours", 2.5, None),
    )[:limits]
    rng = np.random.default_rng(1)
    columns = [
        rng.uniform(each.low, each.high, 200)
        for each in (uncertain_input(limit.name) for limit in chosen)
    ]
    box = Box(
        tuple(Limit(limit.name, 0.1, 0.4) for limit in chosen),
        *(about(0.1), about(inside), about(0.5), 400, 60),
    )
    return Flipped(
        *("weekly block", "service only", "final_revenue", "Revenue a year at the end", chosen),
        about(0.1),
        about(inside, 0.08) if limits else None,
        about(0.06, 0.03) if limits else None,
        about(0.4, 0.2) if limits else None,
        box,
        np.array(columns).T.reshape(200, limits),
        (rng.random(200) < 0.15).astype(float),
        *(400, 40, 200, 80, 0, FOOTER),
    )
