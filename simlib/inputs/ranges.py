"""How uncertain each input is: triangular over low, central and high, or held where it is known."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from simlib.inputs.causes import Cause
from simlib.inputs.errors import InputError, unknown_name
from simlib.inputs.evidence import Evidence
from simlib.inputs.parameters import WHOLE_UNITS, parameters

_LOG_SCALE_FROM = 3.0
"""Ranges with high/low beyond this are drawn on a log scale."""
_BUFFER, _TRIGGER = "cash_buffer_months", "layoff_trigger_months"
_SPENT = ("rep_cost_share", "commission_rate", "operating_margin")


@dataclass(frozen=True, slots=True)
class UncertainInput:
    """One number of the evidence and how far off it may be."""

    name: str
    """A parameter (``"call_hours"``) or a number of a cause (``"neglect.annual_rate"``)."""
    unit: str
    grade: str
    """Grade from A (official statistics) to D (assumption)."""
    low: float
    central: float
    high: float
    """``central`` is the mode of the triangle, on a log scale where high/low exceeds 3."""
    whole: bool = False
    """Whether only whole numbers make sense."""

    @property
    def log_scale(self) -> bool:
        """Whether the triangle stands on a log scale."""
        return self.low > 0 and self.high / self.low > _LOG_SCALE_FROM

    def at(self, quantile: float, *, below: float = math.inf) -> float:
        """Return the value at a quantile of the triangle, cut off at ``below``.

        Parameters
        ----------
        quantile
            0 (lowest) to 1 (highest).
        below
            What the value may not exceed, at least ``low``.

        Examples
        --------
        >>> UncertainInput("call_hours", "hours", "D", 0.5, 2.0, 4.0).at(0.0)
        0.5
        """
        low, mode, high = (self._scaled(x) for x in (self.low, self.central, self.high))
        if below < self.high:
            quantile *= _triangular_share(self._scaled(max(below, self.low)), low, mode, high)
        value = _triangular_quantile(quantile, low, mode, high)
        value = math.exp(value) if self.log_scale else value
        value = min(max(value, self.low), self.high)
        return float(round(value)) if self.whole else value

    def _scaled(self, value: float) -> float:
        return math.log(value) if self.log_scale else value


@dataclass(frozen=True, slots=True)
class DrawnEvidence:
    """Evidence at chosen places of its ranges.

    ``margin_lowered`` says that the operating margin was lowered so that the fixed cost would not
    be negative.
    """

    evidence: Evidence
    margin_lowered: bool


@cache
def uncertain_inputs(evidence_set: str = "graded") -> tuple[UncertainInput, ...]:
    """Return every input that has a range, parameters first, then the numbers of the causes.

    Of the folklore set only what the authors leave open: their own figures are held.
    """
    held = _own_figures() if evidence_set == "folklore" else frozenset()
    found = [
        UncertainInput(
            p.name, p.unit, p.grade, p.low, p.central, p.high, whole=p.unit in WHOLE_UNITS
        )
        for p in parameters().values()
        if p.group != "clock"
    ]
    for cause in Evidence.named("graded").causes:
        found += _of_cause(cause)
    return tuple(x for x in found if x.low < x.high and x.name not in held)


def uncertain_input(name: str, evidence_set: str = "graded") -> UncertainInput:
    """Return the uncertain input of that name; an unknown one is refused, near ones listed."""
    for each in uncertain_inputs(evidence_set):
        if each.name == name:
            return each
    raise unknown_name("uncertain input", name, [x.name for x in uncertain_inputs(evidence_set)])


def evidence_at(
    quantiles: Mapping[str, float], evidence_set: str | Evidence = "graded"
) -> DrawnEvidence:
    """Return a set of evidence with some inputs moved to quantiles of their ranges.

    Parameters
    ----------
    quantiles : mapping of str to float
        From the name of an uncertain input to a quantile, 0 to 1; others stay where they are.
    evidence_set
        What the others are taken from.

    Returns
    -------
    DrawnEvidence
        Its layoff trigger lies below the cash buffer, and no fixed cost is negative: where gross
        margin, pay and commission leave too little, the operating margin is lowered.

    Raises
    ------
    InputError
        For an unknown input, or a quantile outside 0 to 1.
    """
    base = Evidence.named(evidence_set) if isinstance(evidence_set, str) else evidence_set
    known = {each.name: each for each in uncertain_inputs()}
    values: dict[str, float] = {}
    for name, quantile in quantiles.items():
        if name not in known:
            raise unknown_name("uncertain input", name, known)
        if not 0 <= quantile <= 1:
            raise InputError("not a quantile", column=name, value=quantile, allowed="0 to 1")
        if name != _TRIGGER:
            values[name] = known[name].at(quantile)
    if _TRIGGER in quantiles:
        buffer = values.get(_BUFFER, base[_BUFFER])
        values[_TRIGGER] = known[_TRIGGER].at(quantiles[_TRIGGER], below=buffer)
    elif _BUFFER in values:
        values[_TRIGGER] = min(base[_TRIGGER], values[_BUFFER])
    lowered = _lower_margin(values, base)
    return DrawnEvidence(base.with_(**values), lowered)


def _lower_margin(values: dict[str, float], base: Evidence) -> bool:
    share = {name: values.get(name, base[name]) for name in ("gross_margin", *_SPENT)}
    left = share["gross_margin"] - share["rep_cost_share"] - share["commission_rate"]
    if share["operating_margin"] <= left:
        return False
    values["operating_margin"] = max(0.0, left)
    return True


def _own_figures() -> frozenset[str]:
    """Return the inputs for which the authors have a figure of their own."""
    table = parameters()
    graded, folklore = Evidence.named("graded"), Evidence.named("folklore")
    names = {name for name, each in table.items() if each.folklore != each.central}
    for ours, theirs in zip(graded.causes, folklore.causes, strict=True):
        names |= {
            f"{ours.name}.{field}"
            for field in ours.graded_range
            if getattr(ours, field) != getattr(theirs, field)
        }
    return frozenset(names)


def _of_cause(cause: Cause) -> list[UncertainInput]:
    return [
        UncertainInput(
            f"{cause.name}.{field}",
            "per year" if field == "annual_rate" else "0-1",
            cause.grade,
            low,
            getattr(cause, field),
            high,
        )
        for field, (low, high) in cause.graded_range.items()
    ]


def _triangular_quantile(u: float, low: float, mode: float, high: float) -> float:
    rising = (mode - low) / (high - low)
    if u < rising:
        return low + math.sqrt(u * (high - low) * (mode - low))
    return high - math.sqrt((1 - u) * (high - low) * (high - mode))


def _triangular_share(x: float, low: float, mode: float, high: float) -> float:
    """Return the share of the triangle below ``x``."""
    if x <= mode:
        return (x - low) ** 2 / ((high - low) * (mode - low)) if mode > low else 0.0
    return 1 - (high - x) ** 2 / ((high - low) * (high - mode))
