"""Results to draw, without a simulation behind them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

import numpy as np

from simlib.analysis.accounts import AccountSurvival, LossByCause
from simlib.analysis.concentration import Concentration
from simlib.analysis.difference import Difference
from simlib.analysis.futures import Futures, largest_remainder
from simlib.analysis.precision import Band, Interval
from simlib.analysis.recovery import Recovery
from simlib.analysis.revenue import RevenueFan, RevenueSurvival
from simlib.analysis.standing import Standing
from simlib.analysis.week import KINDS, RepWeek

ARMS = ("monthly call", "weekly block", "service-heavy", "service only")
MONTHS = np.arange(61)
FOOTER = (
    "Source: a fictional dealer · data of 2025-12-31 · published evidence · 500 futures, seed 7"
)

CALLS = np.array([0.0, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0])
REVENUE = np.array([6.1, 6.3, 6.8, 7.2, 7.4, 7.0, 6.0]) * 1e6
ENDS = (0.41, 0.62, 0.22, 0.39)
TIGHT = (0.41, 0.412, 0.405, 0.402)
SMALLEST_BODY, SMALLEST_FOOT = 14.0, 9.0  # points at 1280 x 720


def difference(found: Interval, factor: float = 4.0) -> Difference:
    """Return an interval as that of a paired difference."""
    return Difference(**asdict(found), variance_factor=factor)


def each(make: Callable[..., object], ends: tuple[float, ...], number: int = 4) -> list[object]:
    return [make(arm, end) for arm, end in list(zip(ARMS, ends, strict=True))[:number]]


def curve(end: float, months: np.ndarray = MONTHS) -> np.ndarray:
    return 1 - (1 - end) * months / months[-1]


def survival(
    label: str = "weekly block", end: float = 0.62, *, half: float = 0.04, below: float = 0.7
) -> RevenueSurvival:
    share = curve(end)
    width = half * MONTHS / MONTHS[-1]
    return RevenueSurvival(
        label, MONTHS, share, share - width, share + width, below, below * 1e7, 500, 0.95
    )


def fan(label: str = "weekly block") -> RevenueFan:
    spread = np.array([-1.28, -0.67, 0.0, 0.67, 1.28])[:, np.newaxis]
    values = 1e7 * np.exp(0.04 * spread * np.sqrt(MONTHS) - 0.002 * MONTHS)
    mean = 1.02 * values[2]
    quantiles = (0.1, 0.25, 0.5, 0.75, 0.9)
    return RevenueFan(
        *(label, MONTHS, quantiles, values, 0.98 * values, 1.02 * values),
        *(mean, mean - 1.2e5, mean + 1.2e5, 500, 0.95),
    )


def accounts(
    label: str = "weekly block", end: float = 0.62, *, half: float = 0.02
) -> AccountSurvival:
    share = curve(end)
    at_risk = np.array([16000, 14800, 13500, 12400, 11300, 10300])
    return AccountSurvival(
        *(label, MONTHS, MONTHS * 52 / 12, share, share - half, share + half),
        *(np.arange(6), at_risk, 32, 500, 0.95, "Kaplan-Meier"),
    )


def causes(
    names: tuple[str, ...] = (
        *("leadership", "competitor", "neglect", "closed", "acquired", "buyer_moves"),
        *("closes", "conflict", "buyer_dies"),
    ),
    labels: tuple[str, ...] | None = None,
) -> LossByCause:
    ends = 0.12 * 0.8 ** np.arange(len(names))
    incidence = ends[:, np.newaxis] * MONTHS / MONTHS[-1]
    left = 1 - incidence.sum(axis=0)
    return LossByCause(
        *("monthly call", MONTHS, names, labels or names),
        *(incidence, 0.9 * incidence, 1.1 * incidence, left, 0.98 * left, 1.02 * left),
        *(32, 500, 0.95),
    )


def band(mean: np.ndarray, half: float) -> Band:
    return Band(mean, mean - half, mean + half, np.full(mean.shape, 500))


def concentrated(
    label: str = "weekly block", end: float = 0.3, *, half: float = 0.02
) -> Concentration:
    share = 0.5 + (end - 0.5) * MONTHS / MONTHS[-1]
    trading = np.linspace(1.0, 0.9, len(MONTHS))
    return Concentration(label, MONTHS, band(share, half), band(share**2, half), trading, 500, 0.95)


def back(label: str = "weekly block", share: float = 0.3, *, half: float = 0.04) -> Recovery:
    months = np.arange(49) - 1.0
    median = np.where(months < 0, 1.0, 0.5 + share * months / 47)
    return Recovery(
        *(label, 52.0, months, median, 0.8 * median, 1.2 * median, 0.97 * median, 1.03 * median),
        *((0.1, 0.9), 0.9, 24.0, share, share - half, share + half, 500, 0.95),
    )


def interval(mean: float) -> Interval:
    return Interval(mean, mean - 0.1, mean + 0.1, 0.1, 500)


def week(label: str = "weekly block", prospecting: float = 6.0) -> RepWeek:
    hours = np.array([11.0, 2.5, 0.0, 1.0, 0.7 * prospecting, 0.2 * prospecting, 0.1, 0.5, 0.3])
    hours[6] = 0.1 * prospecting
    idle = 28.0 - hours.sum() - 1.5
    return RepWeek(
        *(label, None, KINDS, hours, hours - 0.2, hours + 0.2, interval(idle), interval(1.5)),
        *(interval(1.2), interval(8.7), interval(7.9), interval(7.5), 28.0, 500, 0.95),
    )


def fates(label: str = "weekly block", shrank: float = 0.27, *, closed: bool = True) -> Futures:
    shares = np.array([0.9 - shrank, 0.07, shrank, 0.03])
    names = ("grew", "held", "shrank", "closed")
    if not closed:
        shares, names = np.array([0.93 - shrank, 0.07, shrank]), names[:-1]
    return Futures(
        *(label, names, largest_remainder(shares), shares, shares - 0.02, shares + 0.02),
        *(0.78, 1.0, 1000, 0.95),
    )


def rank(rep: str = "Marcus Hale", seats: int = 15) -> Standing:
    share = np.zeros(seats)
    share[0], share[1], share[-1] = 0.66, 0.09, 0.25
    low, high = np.clip(share - 0.04, 0, 1), np.clip(share + 0.04, 0, 1)
    return Standing(
        *("monthly call", rep, 24, seats, 1, np.arange(1, seats + 1), share, low, high),
        *(0.0, 0.25, 0.21, 0.29, 500, 0.95),
    )


def events(number: int = 14, name: str = "Kestrel Foods") -> list[tuple[float, str, str]]:
    kinds = ("lost", "won", "departure", "shrunk", "rescued", "layoff")
    return [
        (100.0 + 3 * place, f"{name} is told of here, number {place}", kinds[place % len(kinds)])
        for place in range(number)
    ]
