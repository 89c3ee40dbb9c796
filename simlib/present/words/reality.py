"""The reality sheet, and what was told and what assumed: as tables and in a sentence."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from simlib.present.words.headline import Headline
from simlib.words import between, listed, money, number_word, show_name

if TYPE_CHECKING:
    from simlib.studies.client.case import Told
    from simlib.studies.client.reality import RealityRow, RealitySheet

_UNKNOWN = "–"
_LONGEST = 120


def reality_frame(sheet: RealitySheet) -> pd.DataFrame:
    """Return the reality sheet as text, one row a number.

    Returns
    -------
    DataFrame
        The model's median, its 80 % range, the client's own, and whether it lies inside.
    """
    rows = [
        {
            "In a year": row.label,
            f"Model: {show_name(sheet.label)}": _amount(row, row.median, sheet.currency),
            "8 years of 10 between": _range(row, sheet.currency),
            "Your last year": _own(row, sheet.currency),
            "Inside?": _inside(row),
        }
        for row in sheet.rows
    ]
    return pd.DataFrame(rows)


def told_frame(told: Sequence[Told]) -> pd.DataFrame:
    """Return what the client told and what is assumed, one row a question."""
    rows = [
        {
            "Question": show_name(each.question, longest=_LONGEST),
            "Answer": show_name(each.answer, longest=_LONGEST),
            "From": _from(each),
        }
        for each in told
    ]
    return pd.DataFrame(rows, columns=["Question", "Answer", "From"])


def told_lines(told: Sequence[Told]) -> list[str]:
    """Return what was told and what is assumed, a line each for a terminal."""
    return [
        f"  {show_name(each.question, longest=_LONGEST)} "
        f"{show_name(each.answer, longest=_LONGEST)} [{_from(each)}]"
        for each in told
    ]


def told_headline(told: Sequence[Told]) -> Headline:
    """Return how many of the answers are assumptions."""
    assumed = sum(each.assumed for each in told)
    count = len(told)
    if not assumed:
        return Headline(f"All {number_word(count)} questions were answered by you.", ())
    verb = "is an assumption" if assumed == 1 else "are assumptions"
    sure = "Each assumption names its source and its grade, from A (statistics) to D (a guess)."
    given = count - assumed
    yours = {0: "none is yours", 1: "one is yours"}.get(given, f"{number_word(given)} are yours")
    return Headline(f"{assumed} of {count} answers {verb}, {yours}.", (sure,))


def reality_headline(sheet: RealitySheet) -> Headline:
    """Return whether the client recognises his firm in year 1 of the model."""
    known = [row for row in sheet.rows if row.inside is not None]
    outside = [row for row in known if not row.inside]
    if not known:
        answer = (
            "Your files do not tell what your last year was, so year 1 of the model stands alone: "
            "judge for yourself whether it is your firm."
        )
    elif not outside:
        answer = f"Year 1 of the model looks like your firm: {_all(len(known))} inside its range."
    else:
        names = listed([f"{row.label[0].lower()}{row.label[1:]}" for row in outside])
        answer = (
            f"Year 1 of the model differs from your last year in {len(outside)} of {len(known)} "
            f"numbers: {names}."
        )
    sure = (
        f"{sheet.worlds:,} futures of one year, {show_name(sheet.label)}; eight of ten such years "
        "lie between the two ends, luck included: a year outside is odd, not impossible."
    )
    days = f"Your last year: {sheet.own_days}." if sheet.own_days else ""
    return Headline(answer, tuple(line for line in (sure, days) if line))


def _from(each: Told) -> str:
    if not each.assumed:
        return "you told us"
    source = show_name(each.source, longest=_LONGEST)
    return source if source.startswith("assumption") else f"assumed from: {source}"


def _all(known: int) -> str:
    if known == 1:
        return "the one number that you know lies"
    return f"all {number_word(known)} numbers that you know lie"


def _amount(row: RealityRow, value: float | None, currency: str) -> str:
    if value is None:
        return _UNKNOWN
    if row.unit == "money":
        return money(value, currency)
    return f"{value:.0f}" if row.unit == "count" else f"{value:.1f}"


def _range(row: RealityRow, currency: str) -> str:
    if row.low is None or row.high is None:
        return _UNKNOWN
    if row.unit == "count":
        return between(math.floor(row.low), math.ceil(row.high))
    low, high = _amount(row, row.low, ""), _amount(row, row.high, currency)
    return high if low == high else f"{low} to {high}"


def _own(row: RealityRow, currency: str) -> str:
    said = _amount(row, row.own, currency)
    return f"{said} ({row.own_source})" if row.own is not None else said


def _inside(row: RealityRow) -> str:
    if row.inside is None:
        return "not known"
    if row.inside:
        return "inside"
    assert row.own is not None
    assert row.low is not None
    return "below" if row.own < row.low else "above"
