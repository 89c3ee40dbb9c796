"""Numbers as people write them: ``0.27``, ``"27 %"``; never ``27`` for a share."""

from __future__ import annotations

import math
from collections.abc import Iterable

from simlib.inputs.errors import InputError


def parse_number(value: object, *, column: str, file: str | None = None) -> float:
    """Return ``value`` as a finite float; text may end in a percent sign.

    Raises
    ------
    InputError
        If it is not a number: decimal commas, thousands marks and units are never guessed.
    """
    try:
        number = _from_text(value) if isinstance(value, str) else float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        number = math.nan
    if isinstance(value, bool) or not math.isfinite(number):
        raise InputError(
            "not a number",
            file=file,
            column=column,
            value=value,
            allowed="a plain number such as 0.27, or a percentage such as '27 %'",
        )
    return number


def within(
    value: object, minimum: float, maximum: float, *, column: str, file: str | None = None
) -> float:
    """Return ``value`` as a float inside the hard limits ``[minimum, maximum]``.

    Raises
    ------
    InputError
        Outside the limits, with a hint where a percentage was probably meant.
    """
    number = parse_number(value, column=column, file=file)
    if minimum <= number <= maximum:
        return number
    allowed = f"{minimum:g} to {maximum:g}"
    is_percentage = isinstance(value, str) and value.strip().endswith("%")
    if maximum < number <= 100 and maximum <= 1 and not is_percentage:
        allowed += f" (did you mean '{number:g} %', that is {number / 100:g}?)"
    raise InputError("out of its limits", file=file, column=column, value=value, allowed=allowed)


def left_to_right(numbers: Iterable[float]) -> float:
    """Return the sum of a plain loop: ``sum`` and ``fsum`` differ between Pythons and engines."""
    total = 0.0
    for number in numbers:
        total += number
    return total


def _from_text(text: str) -> float:
    stripped = text.strip()
    if "_" in stripped:
        raise ValueError("Python reads 1_000 as a thousand; people may not")
    if stripped.endswith("%"):
        return float(stripped[:-1]) / 100
    return float(stripped)
