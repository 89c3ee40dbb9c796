"""Tables about calls a month: twelve calls, best doses, and a manager's limits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from simlib.analysis.compare import plus_minus, times
from simlib.analysis.difference import Difference
from simlib.analysis.precision import Interval
from simlib.present.plots._evidence import evidence_words
from simlib.present.plots.dose_curves import range_words
from simlib.present.plots.dry_zones import KIND_WORDS, limit_words
from simlib.present.plots.optimum_ranges import condition_rows
from simlib.present.words import percent

if TYPE_CHECKING:
    from simlib.studies.control_limits import ControlLimits
    from simlib.studies.dose import HowMuchProspecting
    from simlib.studies.one_call import WhatOneCallBuys

_HOLDS_FROM = 2.0
"""Accounts that a year of twelve calls is said to win at least."""


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


def limits_table(result: ControlLimits, *, evidence: str = "graded") -> pd.DataFrame:
    """Return a manager's dry-spell limits in weeks, with their precision."""
    rows = [
        {
            "calls a month": f"{spell.calls:g}",
            "weeks without": KIND_WORDS[spell.kind],
            "ask at": _weeks(spell.limits[0].weeks, spell.limits[0].low, spell.limits[0].high),
            "act at": _weeks(spell.limits[1].weeks, spell.limits[1].low, spell.limits[1].high),
            "limit of a single look": f"{spell.one_look:.0f}",
            "which accuses, of 100 good reps a year": _shown(spell.one_look_alarms, 100),
        }
        for spell in result.dry
        if spell.evidence == evidence
    ]
    return pd.DataFrame(rows).set_index(["weeks without", "calls a month"])


def cover_table(result: ControlLimits, *, evidence: str = "graded") -> pd.DataFrame:
    """Return the pipeline coverage of each diary, and the coverage that makes 80 of 100 sure."""
    rows = [
        {
            "book": row.book,
            "calls a month": f"{row.calls:g}",
            "coverage, %": _shown(row.cover, 100),
            "back after a year, futures of 100": _shown(row.back, 100),
            "coverage for 80 of 100": _coverage(row.needed, row.needed_low, row.needed_high),
        }
        for row in result.cover
        if row.evidence == evidence
    ]
    return pd.DataFrame(rows).set_index(["book", "calls a month"])


def _shown(found: Interval, scale: float = 1.0) -> str:
    return plus_minus(scale * found.mean, scale * found.half_width)


def _points(found: Difference | None) -> str:
    if found is None:
        return "-"
    told = plus_minus(100 * found.mean, 100 * found.half_width, signed=True)
    return f"{told}{times(found.variance_factor)}"


def _weeks(*weeks: float) -> str:
    return _limits([limit_words(each) for each in weeks])


def _coverage(*shares: float) -> str:
    return _limits(
        ["beyond reach" if share == float("inf") else percent(share) for share in shares]
    )


def _limits(words: Sequence[str]) -> str:
    middle, low, high = words
    return middle if low == middle == high else f"{middle} ({low} to {high})"


def _verdict(found: Interval, least: float) -> str:
    if found.low >= least:
        return "yes"
    return "no" if found.high < least else "cannot tell"
