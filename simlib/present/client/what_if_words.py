"""A what-if in words: what was chosen, what comes of it, and whether that differs from today."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from simlib.present.words.price import round_money
from simlib.studies.client.what_if import same_calls
from simlib.words import (
    EVIDENCE_WORDS,
    counted,
    harmless,
    money,
    of_100,
    percent,
    sentence_case,
    show_name,
)

if TYPE_CHECKING:
    from simlib.analysis.precision import Floats, Interval
    from simlib.studies.client.what_if import WhatIf, WhatIfPoint

STRESS_WORDS = {
    "none": "nothing is forced to happen",
    "lose the largest": "the largest account is lost after a year",
}
_UNITS = ((1e9, "bn"), (1e6, "m"), (1e3, "k"))
_OFTEN = {
    0.0: "no calls",
    1.0: "one call a month",
    4.33: "one call a week",
    8.67: "two calls a week",
    21.67: "one call every working day",
}


@dataclass(frozen=True)
class Firm:
    """What the words of every combination share: threshold in money, years, reference."""

    below: float
    """Threshold as a share of today's revenue."""
    initial_revenue: float
    """In money a year."""
    currency: str
    years: int
    reference: str
    """Its label."""

    @property
    def floor(self) -> str:
        """The threshold in money a year."""
        return money(self.below * self.initial_revenue, self.currency)


@dataclass(frozen=True)
class NumberRow:
    """One line under a verdict: what, its value with interval, what differs from the reference."""

    what: str
    value: str
    change: str


def calls_words(calls: float) -> str:
    """Return planned calls as a client says them: "two calls a week", "3 calls a month"."""
    return _OFTEN.get(round(calls, 2), f"{calls:.3g} calls a month")


def evidence_words(name: str) -> str:
    """Return a set of evidence as a client reads it."""
    return EVIDENCE_WORDS.get(name, show_name(name))


def stress_words(name: str) -> str:
    """Return what is forced to happen."""
    return STRESS_WORDS.get(name, show_name(name))


def choice_words(point: WhatIfPoint) -> str:
    """Return what was chosen: diary, calls, evidence, and what is forced to happen if anything."""
    parts = [
        show_name(point.diary),
        f"{calls_words(point.calls)} planned per rep",
        evidence_words(point.evidence),
        *([stress_words(point.stress)] if point.stress != "none" else []),
    ]
    return ", ".join(parts)


def verdict(firm: Firm, point: WhatIfPoint, *, is_reference: bool = False) -> str:
    """Return one combination in one or two sentences, compared only where that is clear."""
    share, low, high = (100 * float(x[-1]) for x in (point.share, point.low, point.high))
    text = (
        f"{sentence_case(choice_words(point))}: in "
        f"{of_100(share / 100)} of 100 futures ({low:.0f} to {high:.0f}) revenue never falls below "
        f"{firm.floor} a year ({percent(firm.below)} of today's) within "
        f"{counted(firm.years, 'year')}"
    )
    if is_reference:
        return f"{text}. This is the reference as it is."
    return f"{text}: {_compared(point.kept)} “{show_name(firm.reference)}” as it is."


def _compared(kept: Interval) -> str:
    if kept.low <= 0.0 <= kept.high:
        return "no clear difference from"
    size, low, high = (abs(100 * each) for each in (kept.mean, kept.low, kept.high))
    low, high = sorted((low, high))
    word = "more" if kept.mean > 0 else "fewer"
    return f"{size:.0f} ({low:.0f} to {high:.0f}) {word} than under"


def number_rows(
    firm: Firm, point: WhatIfPoint, *, is_reference: bool = False
) -> tuple[NumberRow, ...]:
    """Return survival, cash, revenue and price of one combination, each with its interval."""
    share = f"{of_100(float(point.share[-1]))} of 100"
    limits = f"({100 * point.low[-1]:.0f} to {100 * point.high[-1]:.0f})"
    rows = (
        ("Futures never below " + firm.floor, f"{share} {limits}", _points(point.kept)),
        ("Futures that run out of cash", _ruin(point.ruin), _points(point.ruin_change)),
        (
            f"Revenue a year after {counted(firm.years, 'year')}, on average",
            money_interval(point.revenue, firm.currency),
            _gain(point.revenue_gain),
        ),
        ("Price: hours of prospecting a week and rep, year 1", _hours(point), ""),
        (
            "The same in pay, the whole team",
            f"{round_money(point.weekly.mean, firm.currency)} a week",
            "",
        ),
    )
    return tuple(NumberRow(what, value, "" if is_reference else new) for what, value, new in rows)


def _ruin(ruin: Interval | None) -> str:
    if ruin is None:
        return "not quoted from fewer than 1,000 futures"
    return f"{of_100(ruin.mean)} of 100 ({100 * ruin.low:.0f} to {100 * ruin.high:.0f})"


def _hours(point: WhatIfPoint) -> str:
    hours = point.hours
    return (
        f"{hours.mean:.1f} ({hours.low:.1f} to {hours.high:.1f}) of {point.capacity:.0f} "
        "selling hours"
    )


def _points(change: Interval | None) -> str:
    """Return a difference of chances in futures of 100; words where it may be nothing."""
    if change is None:
        return ""
    if change.low <= 0.0 <= change.high:
        return "no clear difference"
    mean, low, high = (
        f"{100 * each:+.0f}".replace("-", "−") for each in (change.mean, change.low, change.high)
    )
    return f"{mean} ({low} to {high})"


def _gain(change: Interval) -> str:
    if change.low <= 0.0 <= change.high:
        return "no clear difference"
    return money_interval(change, signed=True)


def money_interval(found: Interval, currency: str = "", *, signed: bool = False) -> str:
    """Return an amount with its limits in one unit, as exact as it is known.

    Examples
    --------
    >>> from simlib.analysis.precision import Interval
    >>> money_interval(Interval(1_812_300.0, 1_790_400.0, 1_834_200.0, 21_900.0, 1_000), "EUR")
    '1.81 m EUR (1.79 to 1.83)'
    """
    scale, unit = next(
        ((scale, unit) for scale, unit in _UNITS if abs(found.mean) >= scale), (1.0, "")
    )
    half = found.half_width / scale
    digits = min(3, max(0, math.ceil(-math.log10(half)))) if 0 < half < math.inf else 1
    mean, low, high = (
        f"{value / scale:{'+' if signed else ''},.{digits}f}".replace("-", "−")
        for value in (found.mean, found.low, found.high)
    )
    named = " ".join(part for part in (mean, unit, show_name(currency, longest=8)) if part)
    return f"{named} ({low} to {high})"


def firm_of(grid: WhatIf) -> Firm:
    """Return what the words of every combination share."""
    return Firm(
        grid.below, grid.initial_revenue, grid.currency, grid.years, reference=grid.diaries[0]
    )


def what_if_data(grid: WhatIf) -> dict[str, Any]:
    """Return the grid as plain lists and text for the script of a page.

    Returns
    -------
    dict
        ``choices`` by control, ``start`` (the place chosen first in each), ``points`` in the order
        of the product of the choices, ``references`` by evidence and stress; shares in tenths of
        a percent.
    """
    firm = firm_of(grid)
    return {
        "choices": {
            "diary": [sentence_case(show_name(label)) for label in grid.diaries],
            "calls": [sentence_case(calls_words(calls)) for calls in grid.calls],
            "evidence": [sentence_case(evidence_words(name)) for name in grid.evidence],
            "stress": [sentence_case(stress_words(name)) for name in grid.stress],
        },
        "start": _start(grid),
        "referenceName": f"{sentence_case(show_name(grid.diaries[0]))}, as it is",
        "axis": f"Futures of 100 never below {firm.floor} a year",
        "months": 12 * grid.years,
        "worlds": f"{grid.worlds:,}",
        "points": [_point(firm, each, _is_reference(grid, each)) for each in grid.points],
        "references": [_point(firm, each, True) for each in grid.references],
    }


def what_if_table(grid: WhatIf) -> pd.DataFrame:
    """Return survival of every combination, one row a diary and dose, for print and screen readers.

    Returns
    -------
    DataFrame of str
        Columns: diary, calls, then one an evidence and stress: futures of 100 with limits.
    """
    rows = []
    for diary, calls in product(grid.diaries, grid.calls):
        row = {"Diary": show_name(diary), "Calls planned per rep": calls_words(calls)}
        for evidence, stress in product(grid.evidence, grid.stress):
            point = grid.point(diary, calls, evidence, stress)
            row[f"{sentence_case(evidence_words(evidence))}; {stress_words(stress)}"] = _cell(point)
        rows.append(row)
    return pd.DataFrame(rows)


def _cell(point: WhatIfPoint) -> str:
    limits = f"({100 * point.low[-1]:.0f} to {100 * point.high[-1]:.0f})"
    return f"{of_100(float(point.share[-1]))} {limits}"


def _start(grid: WhatIf) -> dict[str, int]:
    """Return what is chosen first: the last diary on offer, as it is."""
    diary = len(grid.diaries) - 1
    nearest = np.abs(np.array(grid.calls) - grid.own_calls[diary])
    return {"diary": diary, "calls": int(nearest.argmin()), "evidence": 0, "stress": 0}


def _is_reference(grid: WhatIf, point: WhatIfPoint) -> bool:
    return point.diary == grid.diaries[0] and same_calls(point.calls, grid.own_calls[0])


def _point(firm: Firm, point: WhatIfPoint, is_reference: bool) -> dict[str, Any]:
    return {
        "share": _tenths(point.share),
        "low": _tenths(point.low),
        "high": _tenths(point.high),
        "verdict": harmless(verdict(firm, point, is_reference=is_reference)),
        "rows": [
            [harmless(text) for text in (row.what, row.value, row.change)]
            for row in number_rows(firm, point, is_reference=is_reference)
        ],
    }


def _tenths(shares: Floats) -> list[int]:
    return [round(1000 * float(share)) for share in shares]
