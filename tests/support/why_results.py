"""Made-up answers to why, and the charts that show them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from matplotlib.axes import Axes

from simlib.analysis.pairs import PairedDifference
from simlib.analysis.precision import Interval
from simlib.analysis.week import KINDS
from simlib.present import plots
from simlib.studies.drivers.break_even import Flip, Flips, Moved
from simlib.studies.why.gap import Bridge, Driver, HoursMoved, Why
from simlib.studies.why.lives import Happening, Life, Lives
from simlib.studies.why.losses import CLAIM, CLASSES, Attributions, LossAttribution
from simlib.studies.why.luck import Lead, Luck, Survivors, Wait
from tests.support.chart_results import difference

FOOTER = (
    "Source: a fictional supplier · data of 2025-12-31 · published evidence · 500 futures, seed 7"
)
LABELS = ("weekly block", "service-heavy", "service only", "monthly call", "daily habit")
LONG = "W" * 14 + " " + "M" * 14


def known(mean: float, half: float = 0.1) -> Interval:
    return Interval(mean, mean - half, mean + half, half, 500)


def bridge(values: tuple[float, ...] = (-0.9e6, 3.0e6, 0.6e6), b: str = LABELS[0]) -> Bridge:
    words = ("visits", "prospecting calls", "one-to-ones", "gestures and extra service", "targets")
    gap = sum(values)
    return Bridge(
        *("final_revenue", "Revenue a year at the end", "money", "EUR", LABELS[2], b),
        *(known(9.0e6, 4e5), known(9.0e6 + gap, 4e5), difference(known(gap, 3e5))),
        tuple(
            Driver(word, value > 0, known(value, 1e5))
            for word, value in zip(words, values, strict=False)
        ),
        *(1e-9, 500, FOOTER),
    )


def pair(difference: float = 2.7e6) -> PairedDifference:
    return PairedDifference(
        *("final_revenue", LABELS[2], LABELS[0], 9e6, 9e6 + difference, difference),
        *(difference - 3e5, difference + 3e5, 500, 0.7, 3.3, 430, 60, 10, 1e-9, 0.95),
    )


def flips(share: float = 0.6) -> Flips:
    def single(name: str, central: float, end: float, at: float) -> Flip:
        return Flip(
            (Moved(name, "0-1", "D", central, end),), difference(known(at, 4e5)), None, at < -4e5
        )

    moved = (
        Moved("service_load", "0-1", "D", 0.55, 0.75, 0.67, 0.65, 0.69),
        Moved("expansion_per_year", "0-1", "D", 0.13, 0.25, 0.2, 0.18, 0.22),
    )
    return Flips(
        known(2.8e6, 4e5),
        (
            single("meeting_probability", 0.16, 0.08, 2.1e6),
            single("meeting_probability", 0.16, 0.4, 2.8e6),
            single("service_load", 0.55, 0.4, 4.9e6),
            single("service_load", 0.55, 0.75, 0.7e6),
            single("proposal_hours", 12.0, 6.0, 3.2e6),
            single("proposal_hours", 12.0, 40.0, 2.0e6),
        ),
        (Flip(moved, difference(known(-2.8e6, 8e5)), known(share, 0.1), True),),
        500,
    )


def lives(name: str = "Kestrel Foods", most: int = 7) -> Lives:
    def told(kind: str, first: float, number: int) -> tuple[Happening, ...]:
        return tuple(
            Happening(first + 9 * n, kind, "Ann", f"{name} {n}", "conflict", 1.2e6 + n)
            for n in range(number)
        )

    return Lives(
        *(65, "Revenue a year at the end", "money", "EUR", "2025-12-31", 5),
        Life(LABELS[2], 1.0e7, 10, 0, told("lost", 30.0, most), 3),
        Life(LABELS[0], 1.27e7, 34, 43, told("won", 40.0, most), 58),
        *(9, told("lost", 120.0, most // 2), 0.5, FOOTER),
    )


def why() -> Why:
    hours = tuple(
        HoursMoved(kind, 2.0, 2.0 + change, difference(known(change, 0.05)))
        for kind, change in zip((*KINDS, "idle"), np.linspace(3.7, -7.8, 10), strict=True)
    )
    return Why(
        *("final_revenue", "Revenue a year at the end", "money", "EUR", 1.2e7, pair()),
        *(known(0.74, 0.05), hours, lives(), flips(), FOOTER),
    )


def losses(label: str, evidence: str, parts: tuple[float, float, float, float]) -> LossAttribution:
    counts = 10 * np.outer([0.4, 0.3, 0.2, 0.1], parts)
    return LossAttribution(
        *(label, evidence, f"{evidence} figures", known(10.0)),
        *(
            tuple(known(part, 0.01) for part in parts),
            ("leadership", "competitor", "neglect", "closes"),
            (
                "Leadership changes direction or consolidates suppliers",
                *("A competitor calls", "Neglected the customer drifts away", "It closes"),
            ),
        ),
        *(counts, 0.9 * counts, 1.1 * counts, known(0.2, 0.01), known(sum(parts[:2]), 0.02)),
        *(known(0.05, 0.01), known(1.0), 500),
    )


def attributions(
    names: tuple[str, ...] = ("remote", "service only", "weekly block"),
) -> Attributions:
    parts = ((0.0, 0.47, 0.03, 0.5), (0.0, 0.24, 0.0, 0.76), (0.12, 0.27, 0.59, 0.02))
    rows = [
        losses(name, evidence, part)
        for evidence in ("published", "the authors'")
        for name, part in zip(names, parts, strict=True)
    ]
    return Attributions(CLASSES, *CLAIM, 5, 24, tuple(rows), FOOTER)


def lead(label: str, end: float) -> Lead:
    months = np.arange(1.0, 121.0)
    ahead = 0.5 + (end - 0.5) * (1 - np.exp(-months / 20))
    gap = 1e5 * months
    return Lead(
        *(label, months, ahead, ahead - 0.03, ahead + 0.03, ahead, gap, 0.9 * gap, 1.1 * gap),
        *((Wait(0.8, np.inf, np.inf, np.inf), Wait(0.9, np.inf, np.inf, np.inf)),),
        *((185.0, 27.0, 20.0, 18.0), (100.0, 20.0, 15.0, 14.0), (np.inf, 40.0, 30.0, 25.0)),
    )


def luck(
    labels: tuple[str, ...] = LABELS, ends: tuple[float, ...] = (0.74, 0.65, 0.655, 0.61)
) -> Luck:
    size, years = len(labels), (1, 3, 5, 10)
    share = np.linspace(0.02, 0.98, size * size).reshape(size, size)
    share[np.eye(size, dtype=bool)] = np.nan
    grid = np.stack([share, share - 0.04, share + 0.04], axis=-1)
    apart = np.stack([0.5 + (share - 0.5) / 2] * 3, axis=-1)
    return Luck(
        *("revenue", "revenue to date", "supplier", "EUR", 1.2e7, labels, years),
        *(np.stack([grid] * 4), np.stack([apart] * 4)),
        tuple(lead(label, end) for label, end in zip(labels[1:], ends, strict=True)),
        tuple(
            Survivors(label, year, known((9.1 - 1.1 * n) * 1e6, 4e5), known(1e7, 4e5), known(0.6))
            for n, label in enumerate(labels)
            for year in years
        ),
        *(500, FOOTER),
    )


WHY_CHARTS: dict[str, Callable[[], Axes]] = {
    "bridge": lambda: plots.bridge(bridge()),
    "bridge of five": lambda: plots.bridge(bridge((-4e5, 9e4, 1e4, 3e6, -2e4), "hunters")),
    "bridge to nowhere": lambda: plots.bridge(bridge((-1e6, 1e6, 1e4), LONG)),
    "hours moved": lambda: plots.hours_moved(why()),
    "two lives": lambda: plots.two_lives(lives()),
    "two lives of long names": lambda: plots.two_lives(lives("A W" * 60)),
    "two quiet lives": lambda: plots.two_lives(replace(lives(most=0), as_of=None)),
    "flips": lambda: plots.flip_inputs(why()),
    "loss classes": lambda: plots.loss_classes(attributions()),
    "loss classes of long names": lambda: plots.loss_classes(attributions((LONG, "W" * 30, "i"))),
    "loss causes": lambda: plots.loss_causes(attributions().rows[2], footer=FOOTER),
    "ahead": lambda: plots.ahead(luck()),
    "ahead together": lambda: plots.ahead(luck(ends=(0.6, 0.601, 0.602, 0.599))),
    "luck grid": lambda: plots.luck_grid(luck()),
    "survivors": lambda: plots.survivors(luck()),
}
