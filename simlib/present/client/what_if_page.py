"""A what-if as a page holds it: plain numbers and sentences that code wrote, ready for a click."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from simlib.present.client.what_if_words import (
    Firm,
    calls_words,
    evidence_words,
    number_rows,
    stress_words,
    verdict,
)
from simlib.present.words import harmless, of_100, sentence_case, show_name
from simlib.studies.client.what_if_arms import same_calls

if TYPE_CHECKING:
    from simlib.analysis.precision import Floats
    from simlib.studies.client.what_if import WhatIf
    from simlib.studies.client.what_if_point import WhatIfPoint


def firm_of(grid: WhatIf) -> Firm:
    """Return what the words of every combination share."""
    return Firm(
        grid.below, grid.initial_revenue, grid.currency, grid.years, reference=grid.diaries[0]
    )


def what_if_data(grid: WhatIf) -> dict[str, Any]:
    """Return the grid as plain lists and text for the script of a page.

    Parameters
    ----------
    grid : WhatIf

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

    Parameters
    ----------
    grid : WhatIf

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
