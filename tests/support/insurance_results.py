"""Made-up policies, prices of hours and stressed books to draw."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes

from simlib.analysis.difference import Difference
from simlib.analysis.precision import Interval
from simlib.present import plots
from simlib.studies.price.choice import Acceptability, BestShare
from simlib.studies.price.hours import BreakEvenRate, HourPrice, HourPrices, RatePoint, crossings
from simlib.studies.price.policy import Cover, LossRatio, Policy, Premium, Protection
from simlib.studies.price.replace import (
    AccountAtStake,
    Loss,
    Replacement,
    ReverseStress,
    Smallest,
    StressedDiary,
)
from simlib.studies.price.terms import Exclusion, waiting
from tests.support.chart_results import ARMS, FOOTER, difference

HOSTILE = "$\\frac{1}{2}$ <b>Kestrel</b>\n\u202eFoods & Söhne 食品 " + "A W" * 20


def between(mean: float, half: float, n: int = 500) -> Interval:
    return Interval(mean, mean - half, mean + half, half, n)


def change(mean: float, half: float) -> Difference:
    return difference(between(mean, half))


def policy(label: str = "weekly block", *, removed: float = 0.15, net: float = 9e5) -> Policy:
    rng = np.random.default_rng(1)
    months = rng.gamma(4.0, 1.4, 500)
    closed = np.where(np.arange(500) % 20 == 0, 30.0, np.nan)
    without = Protection(between(0.2, 0.03), between(0.2 - removed, 0.02), change(removed, 0.02))
    money = Protection(between(5e5, 1e5), between(1.8e6, 2e5), change(1.3e6, 2e5))
    return Policy(
        *(label, "EUR", 4, 12e6, 5),
        Premium(
            *(("call", "proposal"), (between(3.5, 0.1), between(2.3, 0.1)), between(5.8, 0.1)),
            *(28.0, 113.3, between(2649, 20), change(3753, 2000), change(78000, 20000)),
        ),
        Cover(without, money, money, 0.78),
        waiting(months, closed, 60.0),
        waiting(5 * months, closed, 60.0),
        (
            Exclusion("ruin", "", between(0.17, 0.05)),
            Exclusion("below", "", between(0.6, 0.04)),
            Exclusion("unprotected", "", between(0.41, 0.02)),
            Exclusion("waiting", "", Interval(*4 * (np.nan,), 0)),
        ),
        LossRatio(between(7.9e5, 2e4), between(1.2, 0.1), between(1.05, 0.1), change(net, 5e4)),
        *(500, FOOTER),
    )


def hours(marginal: float = -55.0) -> HourPrices:
    doses = (0.0, 1.0, 2.0, 4.0, 8.67, 13.0, 21.67)
    prices = (650.0, 515.0, 379.0, 113.0, marginal, np.nan)
    steps = tuple(
        HourPrice(
            *(low, high, between(0.7, 0.1), change(1e5, 1e4)),
            between(price, 40.0) if np.isfinite(price) else Interval(*4 * (np.nan,), 500),
        )
        for low, high, price in zip(doses[:-1], doses[1:], prices, strict=True)
    )
    return HourPrices(
        *("weekly block", "EUR", 8.67, steps, steps[0], steps[4], 113.3, 5, 500, FOOTER)
    )


def rates(shift: float = 0.0) -> BreakEvenRate:
    net = np.array([1.7e6, 1.2e6, 8e5, 3e5, -2e5]) + shift
    restored = np.array([-4e5, 5e4, 1.5e5, -4e4, -2.7e5])
    points = tuple(
        RatePoint(factor, between(0.09 * factor, 0.003), change(a, 9e4), change(b, 9e4))
        for factor, a, b in zip((0.0, 0.5, 1.0, 2.0, 4.0), net, restored, strict=True)
    )
    found = [crossings(points, field) for field in ("net", "restored")]
    return BreakEvenRate("weekly block", "EUR", points, *found, 113.3, 5, 500, FOOTER)


def choice() -> Acceptability:
    values = np.linspace(0, 450, 41)
    raw = np.array([1 + 0 * values, values / 100, 6 - values / 80, 2 - values / 250])
    share = raw / raw.sum(axis=0)
    best = BestShare(share, np.clip(share - 0.05, 0, 1), np.clip(share + 0.05, 0, 1), 100)
    return Acceptability(ARMS, "EUR", values, best, best, 113.3, 5, 500, 60, FOOTER)


def at_stake(name: str, share: float, survives: float, replaced: float) -> AccountAtStake:
    limits = Interval(replaced, 0.8 * min(replaced, 60.0), 1.2 * replaced, 0.2 * replaced, 500)
    return AccountAtStake(
        *(
            name,
            share,
            between(survives, 3.0),
            limits,
            limits,
            between(min(share * 1.9, 0.95), 0.03),
        )
    )


def stakes(first: str = "Kestrel Foods", replaced: float = np.inf) -> Replacement:
    rows = ((first, 0.5, 19.0), ("Amberley Bakeries", 0.09, 35.0), (HOSTILE, 0.05, 37.0))
    many = tuple(at_stake(*row, replaced) for row in rows)
    few = tuple(at_stake(f"small {k}", 0.02, 40.0 + k / 4, 20.0 - k) for k in range(12))
    none = at_stake("", 0.0, 43.0, 1.0)
    return Replacement("weekly block", many + few, none, 1.0, 0.9, 60, 500, FOOTER)


def loss(names: tuple[str, ...], share: float, chance: float) -> Loss:
    return Loss(names, share, between(chance, 0.03), change(chance, 0.03), 0.001)


def stressed(first: str = "Kestrel Foods") -> ReverseStress:
    small = [loss((f"small {k}",), 0.01 * k, 0.004 * k) for k in range(12)]
    large = [
        loss((first,), 0.5, 0.46),
        loss((first, "Quillon Soaps"), 0.54, 0.79),
        loss((first, HOSTILE), 0.59, 0.97),
    ]

    def diary(label: str, factor: float) -> StressedDiary:
        losses = tuple(
            loss(each.accounts, each.share, factor * each.chance.mean) for each in small + large
        )
        smallest = (Smallest(0.1, losses[-3]), Smallest(0.25, losses[-2]), Smallest(0.5, None))
        return StressedDiary(label, between(0.01, 0.005), losses, smallest, losses[-3:])

    return ReverseStress(
        (diary("no prospecting", 1.0), diary("weekly block", 0.4)), 24, 8, 500, FOOTER
    )


INSURANCE_CHARTS: dict[str, Callable[[], Axes]] = {
    "policy": lambda: plots.policy(policy()),
    "policy that removes nothing": lambda: plots.policy(policy(removed=0.01, net=-9e5)),
    "policy of a long name": lambda: plots.policy(policy(HOSTILE)),
    "waiting": lambda: plots.waiting(policy()),
    "hours": lambda: plots.hour_price(hours()),
    "rates": lambda: plots.break_even_rate(rates()),
    "rates that always pay": lambda: plots.break_even_rate(rates(1e6)),
    "choice": lambda: plots.acceptability(choice()),
    "choice in single futures": lambda: plots.acceptability(choice(), over="futures"),
    "accounts at stake": lambda: plots.replacement(stakes()),
    "hostile account at stake": lambda: plots.replacement(stakes(HOSTILE, 9.0)),
    "reverse stress": lambda: plots.reverse_stress(stressed()),
    "hostile reverse stress": lambda: plots.reverse_stress(stressed(HOSTILE)),
}
