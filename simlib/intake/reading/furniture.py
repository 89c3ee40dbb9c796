"""What a report puts around its table: titles above, totals and notices below."""

from __future__ import annotations

import re
from collections.abc import Sequence

from simlib.intake.reading.values import Value, is_blank, looks_like_number

_NOTICE = re.compile(
    r"copyright\b|\(c\)|©|confidential information|all rights reserved|alle rechte|"
    r"generated (by|on)|filtered by|page \d+|\d+ (records|rows)",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"(grand |sub-?)?totals?|total general|total général|totaux|totale|summen?|"
    r"gesamt(summe)?|zwischensumme|somme|suma|summa|totaal|(grand )?count",
    re.IGNORECASE,
)


def furniture_from(records: Sequence[tuple[int, Sequence[Value]]], width: int) -> int:
    """Return the place of the first record at the bottom that is no data.

    A row belongs to the furniture if nothing but furniture is below it, and it is blank, a notice,
    one text alone (in a shorter row, or below a blank one), or a line of totals: a label such as
    "Grand Totals (12 records)" and numbers.
    """
    place = len(records)
    while place > 0 and _is_furniture(records, place - 1, width):
        place -= 1
    return place


def _is_furniture(records: Sequence[tuple[int, Sequence[Value]]], place: int, width: int) -> bool:
    cells = records[place][1]
    filled = [cell for cell in cells if not is_blank(cell)]
    if not filled:
        return True
    first, others = filled[0], filled[1:]
    if not isinstance(first, str) or looks_like_number(first):
        return False
    if not others:
        return len(cells) < width or bool(_NOTICE.match(first)) or _after_gap(records, place)
    label = re.sub(r"[\s:]*(\([^)]*\))?[\s:]*$", "", first.strip()[:80])
    totals = _TOTAL.fullmatch(label) or _NOTICE.match(label)
    return bool(totals) and all(looks_like_number(cell) for cell in others)


def _after_gap(records: Sequence[tuple[int, Sequence[Value]]], place: int) -> bool:
    """Whether the row above is blank, or left out because it was."""
    if place == 0:
        return False
    number, cells = records[place - 1]
    return all(is_blank(cell) for cell in cells) or records[place][0] > number + 1
