"""What the deck plots: rounded numbers of the case, in chart-ready shapes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from simlib.analysis.futures import Futures, futures
from simlib.analysis.week import RepWeek, rep_week
from simlib.present.deck.native_charts import CHART_POINTS, NAME_POINTS
from simlib.present.deck.specs import BarChart, Bars, Line, LineChart
from simlib.present.draw.sheet import time_unit
from simlib.present.draw.style import (
    BLUE,
    GREEN,
    MUTED,
    ORANGE,
    PAPER,
    SKY,
    VERMILLION,
    WEEK_COLOURS,
    looks_for,
)
from simlib.present.draw.text import wrapped
from simlib.present.words.drivers import measure_words
from simlib.present.words.firm import family_hours, fate_words
from simlib.present.words.inputs import question_words, range_words
from simlib.words import money, of_100, percent, plain, sentence_case, show_name

if TYPE_CHECKING:
    from simlib.analysis.precision import Interval
    from simlib.analysis.recovery import Recovery
    from simlib.analysis.revenue import RevenueSurvival
    from simlib.studies.client.case import ClientCase
    from simlib.studies.drivers.sensitivity import Tornado
    from simlib.studies.price.policy import Policy

MOST_ARMS = 4
MOST_INPUTS = 7
_THIN = 0.75
_BESIDE = 14.0
_INPUT_NAMES = 0.46
_FATES = {"grew": BLUE, "held": SKY, "shrank": ORANGE, "closed": VERMILLION}
_UNDONE = "never done"


def shown_arms(case: ClientCase) -> list[int]:
    """Return the places of the diaries that a chart shows: at most four, the reference first."""
    first = list(dict.fromkeys([0, case.recommended]))
    others = [place for place in range(len(case.comparison.runs)) if place not in first]
    return sorted([*first, *others][:MOST_ARMS])


def arm_name(label: str) -> str:
    """Return a diary's label as short as a chart needs."""
    return show_name(plain(label), longest=24)


def row_name(text: str, share: float) -> str:
    """Return a name broken into lines that fit into a share of a chart's width."""
    return wrapped(plain(text), share * CHART_POINTS - _BESIDE, NAME_POINTS)


def survival_chart(results: Sequence[RevenueSurvival], threshold: str) -> LineChart:
    """Return how many futures of 100 never fall below the threshold, month by month."""
    lines: list[Line] = []
    x, unit = _time(results[0].months)
    for result, colour in zip(results, _colours(results), strict=True):
        name = arm_name(result.label)
        label = f"{name}: {of_100(float(result.share[-1]))}"
        lines += [
            Line(name, x, _rounded(100 * result.share), colour, label=label),
            Line(f"{name}, low", x, _rounded(100 * result.low), colour, _THIN, "dotted"),
            Line(f"{name}, high", x, _rounded(100 * result.high), colour, _THIN, "dotted"),
        ]
    ends = "; ".join(line.label for line in lines if line.label)
    return LineChart(
        tuple(lines),
        *(f"{unit} from today", f"futures of 100 never below {threshold}"),
        *(math.ceil(x[-1]), _time_step(x[-1]), 100, 20),
        alt=f"Lines: futures of 100 never below {threshold} in revenue. At the end {ends}.",
    )


def recovery_chart(results: Sequence[Recovery], highlight: int) -> LineChart:
    """Return revenue after the loss, as per cent of what it was before it."""
    lines: list[Line] = []
    months = np.maximum(results[0].months, 0)
    x, unit = _time(months)
    for place, (result, colour) in enumerate(zip(results, _colours(results), strict=True)):
        name = arm_name(result.label)
        label = f"{name}: {percent(result.median[-1])}"
        lines.append(Line(name, x, _rounded(100 * result.median), colour, label=label))
        if place == highlight:
            for word, limit in (("tenth lowest", result.low), ("tenth highest", result.high)):
                end = (f"{name}, {word}", x, _rounded(100 * limit), colour, _THIN, "dotted")
                lines.append(Line(*end))
    goal = round(100 * results[0].back, 1)
    way_back = (0.0, x[-1]), (goal, goal), MUTED, 1.25, "dashed"
    lines.append(Line("back", *way_back, label=f"back at {percent(results[0].back)}"))
    top = max(max(line.y) for line in lines)
    ends = "; ".join(line.label for line in lines[:-1] if line.label)
    return LineChart(
        tuple(lines),
        *(f"{unit} since the loss", "revenue, % of the month before the loss"),
        *(math.ceil(x[-1]), _time_step(x[-1]), 20 * math.ceil(top / 20), 20),
        alt=f"Lines: revenue after the loss in the middle future, % of before. At the end {ends}.",
    )


def week_chart(results: Sequence[RepWeek]) -> BarChart:
    """Return the mean week of a seat: hours by family of work."""
    hours = [family_hours(result) for result in results]
    names = [name for name in WEEK_COLOURS if any(each[name] > 0.05 for each in hours)]
    series = [
        Bars(sentence_case(name), tuple(round(each[name], 1) for each in hours), WEEK_COLOURS[name])
        for name in names
    ]
    undone = tuple(round(float(result.undone.mean), 1) for result in results)
    if max(undone) > 0.05:
        series.append(Bars(sentence_case(_UNDONE), undone, PAPER))
    end = 4 * math.ceil((results[0].capacity + max(undone)) / 4)
    return BarChart(
        tuple(row_name(arm_name(result.label), 0.2) for result in results),
        tuple(series),
        f"hours of a rep's week; {results[0].capacity:.0f} are for customers",
        *(0, end, 4),
        alt="Bars: where the hours of a rep's week go, by way of working.",
        number_format="0.0",
    )


def weeks(case: ClientCase) -> list[RepWeek]:
    """Return the weeks of the diaries shown."""
    return [rep_week(case.comparison.runs[place]) for place in shown_arms(case)]


def hundred_futures(case: ClientCase) -> list[Futures]:
    """Return what becomes of 100 futures under the diaries shown."""
    return [futures(case.comparison.runs[place], below=case.below) for place in shown_arms(case)]


def futures_chart(results: Sequence[Futures]) -> BarChart:
    """Return what becomes of 100 futures."""
    words = fate_words(results[0])
    named = {"grew": "Grow", "held": "Hold", "shrank": "Shrink", "closed": "Run out of cash"}
    series = tuple(
        Bars(named[fate], tuple(int(result.counts[place]) for result in results), _FATES[fate])
        for place, fate in enumerate(results[0].fates)
    )
    meaning = "; ".join(f"{named[fate].lower()}: {words[fate]}" for fate in results[0].fates)
    return BarChart(
        tuple(row_name(arm_name(result.label), 0.2) for result in results),
        series,
        "futures of 100",
        *(0, 100, 20),
        alt=f"Bars: what becomes of 100 futures by way of working. {sentence_case(meaning)}.",
    )


def price_chart(result: Policy) -> BarChart:
    """Return what comes back for one unit of money spent on prospecting."""
    ratio, one = result.loss_ratio, f"1 {plain(result.currency)}".strip()
    parts = [
        ("Spent on prospecting", (1.0, 1.0, 1.0), ORANGE),
        ("Comes back: losses made good", _rounded_limits(ratio.restored), BLUE),
        ("Comes back: growth", _rounded_limits(ratio.growth), GREEN),
    ]
    rows = [row for row in parts if np.isfinite(row[1]).all()]
    low, high, step = nice_axis([0.0, *(x for row in rows for x in row[1])])
    values, least, most = (tuple(row[1][k] for row in rows) for k in range(3))
    series = (Bars("Money", values, ORANGE, least, most, tuple(row[2] for row in rows)),)
    return BarChart(
        tuple(row_name(row[0], 0.26) for row in rows),
        series,
        f"for each {one} spent, to the horizon",
        *(low, high, step),
        alt="Bars: " + "; ".join(f"{row[0]} {row[1][0]:.2f}" for row in rows) + ".",
        number_format="0.00",
        axis_format=_axis_format(step),
        legend=False,
        names_share=0.26,
    )


def tornado_chart(result: Tornado) -> BarChart:
    """Return the advantage with each input at either end of its range."""
    bars = result.bars[:MOST_INPUTS]
    scale, unit = tornado_scale(result)
    ends = [[scale * getattr(bar.at_low, k) for k in ("mean", "low", "high")] for bar in bars]
    others = [[scale * getattr(bar.at_high, k) for k in ("mean", "low", "high")] for bar in bars]
    low, high, step = nice_axis([0.0, *(x for row in (*ends, *others) for x in row)])
    digits = max(1, 1 - math.floor(math.log10(step)))
    series = tuple(
        Bars(name, *_columns(rows, digits, colour))
        for name, rows, colour in (
            ("Input at its low end", ends, VERMILLION),
            ("Input at its high end", others, BLUE),
        )
    )
    words = measure_words(result).removesuffix(f", {result.currency}")
    return BarChart(
        tuple(_input_name(bar.name) for bar in bars),
        series,
        f"{arm_name(result.other)} minus {arm_name(result.reference)}: {words}{unit}",
        *(low, high, step),
        alt="Bars: the advantage with one input at a time at either end of its range.",
        stacked=False,
        number_format="0.00",
        axis_format=_axis_format(step),
        names_share=_INPUT_NAMES,
        crosses=round(scale * result.central.mean, digits),
        labels=False,
    )


def _input_name(name: str) -> str:
    short, span = sentence_case(question_words(name).short), f"({range_words(name)})"
    whole = row_name(f"{short} {span}", _INPUT_NAMES)
    return whole if "\n" not in whole else f"{row_name(short, _INPUT_NAMES)}\n{span}"


def _columns(
    rows: list[list[float]], digits: int, colour: str
) -> tuple[tuple[float, ...], str, tuple[float, ...], tuple[float, ...]]:
    mean, low, high = (tuple(round(row[k], digits) for row in rows) for k in range(3))
    return mean, colour, low, high


def tornado_scale(result: Tornado) -> tuple[float, str]:
    """Return what an advantage is multiplied by to be drawn, and the unit behind the words."""
    if result.unit == "chance":
        return 100.0, ""
    if result.unit != "money":
        return 1.0, ""
    ends = [abs(each.mean) for bar in result.bars for each in (bar.at_low, bar.at_high)]
    unit = 1e6 if max(ends) * result.initial_revenue >= 1e6 else 1e3
    word = money(unit, plain(result.currency)).partition(" ")[2]
    return result.initial_revenue / unit, f", {word}"


def nice_axis(values: Sequence[float]) -> tuple[float, float, float]:
    """Return the ends and the step of an axis that holds all values, with round numbers."""
    low, high = min(values), max(values)
    rough = (high - low or 1.0) / 5
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(k * power for k in (1, 2, 5, 10) if k * power >= rough * 0.999)
    ends = (math.floor(round(low / step, 9)) * step, math.ceil(round(high / step, 9)) * step)
    return (*(round(end, 9) for end in ends), round(step, 9))  # type: ignore[return-value]


def _rounded_limits(each: Interval) -> tuple[float, float, float]:
    return round(each.mean, 2), round(each.low, 2), round(each.high, 2)


def _axis_format(step: float) -> str:
    digits = max(0, -math.floor(math.log10(step)))
    return f"0.{'0' * digits}" if digits else "0"


def _colours(results: Sequence[RevenueSurvival] | Sequence[Recovery]) -> list[str]:
    return [look.colour for look in looks_for([result.label for result in results])]


def _rounded(values: np.ndarray) -> tuple[float, ...]:
    return tuple(round(float(value), 1) for value in values)


def _time(months: np.ndarray) -> tuple[tuple[float, ...], str]:
    unit = time_unit(months)
    scale = 12.0 if "year" in unit.lower() else 1.0
    return tuple(round(float(month) / scale, 3) for month in months), unit


def _time_step(end: float) -> float:
    return 1 if end <= 12 else 6 if end <= 36 else 12
