"""Why the wrong diary looks right for years: what luck hides from whoever compares two firms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from simlib.analysis.luck import (
    ahead_band,
    ahead_independent,
    ahead_same,
    firms_needed,
    gap_band,
    lasting_from,
)
from simlib.analysis.panel import month_panel, trading
from simlib.analysis.precision import Floats, Interval, mean_interval, proportion_interval
from simlib.inputs.errors import InputError
from simlib.inputs.scenario import Scenario
from simlib.run.simulate import compare
from simlib.studies.stored import FloatArray, Stored

if TYPE_CHECKING:
    from simlib.run.result import Run

LEVELS = (0.8, 0.9)
"""Shares of the pairs of firms from which a lead may be said to show itself."""
DIARIES = ("weekly_block", "babysitter", "devoted", "one_call_a_month", "daily_habit")
YEARS = (1, 3, 5, 10)
Counted = Literal["revenue", "contribution"]
_WORDS = {"revenue": "revenue to date", "contribution": "contribution to date"}


@dataclass(frozen=True, repr=False)
class Wait(Stored):
    """Months until the reference is ahead in a share of the pairs of firms, and stays so."""

    level: float
    months: float
    soonest: float
    latest: float
    """Infinite: never within the horizon. The limits are where the pointwise limits of the chance
    reach the level.
    """


@dataclass(frozen=True, eq=False, repr=False)
class Lead(Stored):
    """How often a firm under the reference diary is ahead of one under another."""

    label: str
    """The other diary."""
    months: FloatArray
    """From 1 to the horizon; shape (months,)."""
    ahead: FloatArray
    low: FloatArray
    high: FloatArray
    """Chance that an independent firm under the reference is ahead, with pointwise limits; shape
    (months,).
    """
    same_fate: FloatArray
    """Share of the futures in which the same firm would be ahead under the reference: nobody can
    watch that; shape (months,).
    """
    gap: FloatArray
    gap_low: FloatArray
    gap_high: FloatArray
    """Mean lead of the reference; shape (months,)."""
    until: tuple[Wait, ...]
    """One for each of `LEVELS`."""
    firms: tuple[float, ...]
    firms_low: tuple[float, ...]
    firms_high: tuple[float, ...]
    """After each of the years: firms a side that a t test at 5 % needs to show a difference in 80
    % of the cases, with limits; infinite where the simulation cannot tell.
    """


@dataclass(frozen=True, repr=False)
class Survivors(Stored):
    """The firms one can still look at, beside all that began."""

    label: str
    year: int
    everyone: Interval
    survivors: Interval
    """Mean revenue a year, closed firms at 0, and of the firms still open."""
    still_open: Interval
    """Share of the firms."""


def lead_over(label: str, reference: Floats, other: Floats, years: Sequence[int]) -> Lead:
    """Return how often a firm under the reference is ahead of one under another diary.

    Parameters
    ----------
    label
        The other diary.
    reference, other : ndarray, shape (worlds, months)
        What the firms have brought to each month end, in the same worlds.
    years
        After which the firms needed are counted.
    """
    ahead = ahead_band(other, reference)
    gap = gap_band(other, reference)
    ends = [12 * year - 1 for year in years]
    firms = [firms_needed(other[:, end], reference[:, end]) for end in ends]
    return Lead(
        label=label,
        months=np.arange(1.0, reference.shape[1] + 1),
        ahead=ahead.mean,
        low=ahead.low,
        high=ahead.high,
        same_fate=(reference > other).mean(axis=0),
        gap=gap.mean,
        gap_low=gap.low,
        gap_high=gap.high,
        until=tuple(
            Wait(level, *(1 + lasting_from(x, level) for x in (ahead.mean, ahead.high, ahead.low)))
            for level in LEVELS
        ),
        firms=tuple(needed for needed, _, _ in firms),
        firms_low=tuple(fewest for _, fewest, _ in firms),
        firms_high=tuple(most for _, _, most in firms),
    )


def survivors_of(run: Run, year: int) -> Survivors:
    """Return the mean revenue after some years, of all firms and of those still open.

    Parameters
    ----------
    run
        With its rows, at least so many years long.
    """
    revenue, still_open = run.revenue[:, 12 * year], trading(run)[:, 12 * year]
    return Survivors(
        label=run.label,
        year=year,
        everyone=mean_interval(revenue),
        survivors=mean_interval(np.where(still_open, revenue, np.nan)),
        still_open=proportion_interval(int(still_open.sum()), len(still_open)),
    )


@dataclass(frozen=True, eq=False, repr=False)
class Luck(Stored):
    """Who is ahead by luck."""

    counted: str
    counted_label: str
    """What the firms are compared by, from the start to date."""
    book_label: str
    currency: str
    initial_revenue: float
    labels: tuple[str, ...]
    """The diaries, the reference first."""
    years: tuple[int, ...]
    same_fate: FloatArray
    independent: FloatArray
    """Estimate and limits of the chance that the row is ahead of the column: in the same fate, and
    as two independent firms; the diagonal is NaN; shape (years, diaries, diaries, 3).
    """
    leads: tuple[Lead, ...]
    """The reference against each other diary."""
    survivors: tuple[Survivors, ...]
    """By diary, then year."""
    worlds: int
    footer: str

    def lead_over(self, label: str) -> Lead:
        """Return how the reference stands against another diary."""
        return next(lead for lead in self.leads if lead.label == label)

    def survivors_of(self, label: str, year: int) -> Survivors:
        """Return the survivors of a diary after some years."""
        return next(s for s in self.survivors if (s.label, s.year) == (label, year))


@dataclass(frozen=True, repr=False)
class LuckStudy(Stored):
    """A team compared by revenue and by contribution, and a single rep by revenue."""

    revenue: Luck
    contribution: Luck
    one_rep: Luck


def luck(
    scenarios: Sequence[Scenario],
    *,
    counted: Counted = "revenue",
    years: Sequence[int] = YEARS,
    worlds: int = 1_000,
    seed: int = 1,
    first_world: int = 0,
) -> Luck:
    """Return how often luck puts the worse diary ahead, and for how long.

    Parameters
    ----------
    scenarios
        At least two, the reference first, of one book and with a horizon of the last year.
    counted : {"revenue", "contribution"}
        Revenue to date, or what it left after all costs (the change of cash).
    years
        Rising; the last is the horizon.
    worlds, seed, first_world
        As in `simlib.compare`; at least 100 worlds.

    Raises
    ------
    InputError
        For fewer than two scenarios or 100 worlds, a horizon that ends sooner, or the contribution
        of a firm with cash without limit.
    """
    return lucks(
        scenarios, (counted,), years=years, worlds=worlds, seed=seed, first_world=first_world
    )[0]


def lucks(
    scenarios: Sequence[Scenario],
    counted: Sequence[Counted],
    *,
    years: Sequence[int] = YEARS,
    worlds: int,
    seed: int,
    first_world: int = 0,
) -> tuple[Luck, ...]:
    """Return `luck` by each way of counting, from the same futures."""
    _refuse_little(scenarios, worlds, years)
    if "contribution" in counted and any(each.unlimited_cash for each in scenarios):
        raise InputError("cash without limit has no contribution", column="unlimited_cash")
    arms = compare(scenarios, worlds=worlds, seed=seed, first_world=first_world, keep="worlds")
    return tuple(_luck(arms.runs, each, tuple(years)) for each in counted)


def luck_study(*, seed: int, worlds: int) -> LuckStudy:
    """Play ten years of the supplier's team, and of a single rep with a book of his own."""
    team, rep = (
        [Scenario(book=book, discipline=name, horizon_years=YEARS[-1]) for name in DIARIES]
        for book in ("supplier", "hms_associates")
    )
    revenue, contribution = lucks(team, ("revenue", "contribution"), worlds=worlds, seed=seed)
    return LuckStudy(revenue, contribution, luck(rep, worlds=worlds, seed=seed))


def _luck(runs: Sequence[Run], counted: Counted, years: tuple[int, ...]) -> Luck:
    panels = [_to_date(run, counted) for run in runs]
    at = [panel[:, [12 * year - 1 for year in years]] for panel in panels]
    first = runs[0]
    return Luck(
        counted=counted,
        counted_label=_WORDS[counted],
        book_label=first.scenario.book.name,
        currency=first.scenario.book.currency,
        initial_revenue=first.initial_revenue,
        labels=tuple(run.label for run in runs),
        years=years,
        same_fate=_matrix(at, ahead_same),
        independent=_matrix(at, ahead_independent),
        leads=tuple(
            lead_over(run.label, panels[0], panel, years)
            for run, panel in zip(runs[1:], panels[1:], strict=True)
        ),
        survivors=tuple(survivors_of(run, year) for run in runs for year in years),
        worlds=first.world_count,
        footer=first.provenance.footer(),
    )


def _to_date(run: Run, counted: Counted) -> Floats:
    """Return what a firm has brought from the start to each month end, shape (worlds, months)."""
    if counted == "revenue":
        return np.asarray(run.revenue[:, 1:].cumsum(axis=1) / 12)
    cash = month_panel(run, "cash")
    return np.asarray(cash[:, 1:] - cash[:, :1])


def _matrix(at: Sequence[Floats], ahead: object) -> Floats:
    assert callable(ahead)
    size, years = len(at), at[0].shape[1]
    found = np.full((years, size, size, 3), np.nan)
    for row in range(size):
        for column in set(range(size)) - {row}:
            for year in range(years):
                x = ahead(at[column][:, year], at[row][:, year])
                found[year, row, column] = (x.mean, x.low, x.high)
    return found


def _refuse_little(scenarios: Sequence[Scenario], worlds: int, years: Sequence[int]) -> None:
    if len(scenarios) < 2 or worlds < 100:
        raise InputError("too little to compare", allowed="two scenarios, 100 worlds")
    if list(years) != sorted(years) or not years or years[0] < 1:
        raise InputError("not years", value=list(years), allowed="rising, from 1")
    if scenarios[0].horizon_years != years[-1]:
        raise InputError(
            "the horizon is not the last year",
            value=scenarios[0].horizon_years,
            allowed=f"{years[-1]}",
        )
