"""The reality sheet: year 1 of the reference beside the client's own last year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING, Literal

import numpy as np

from simlib.analysis.precision import Bools, Floats
from simlib.inputs.errors import InputError
from simlib.inputs.units import WEEKS_PER_YEAR
from simlib.intake.booking import Booking, Ledger
from simlib.run.result import Run
from simlib.run.simulate import simulate
from simlib.studies.client.profile import calls_made, first_year_flow, seat_weeks
from simlib.studies.stored import Stored

if TYPE_CHECKING:
    from simlib.inputs.scenario import Scenario
    from simlib.studies.client.profile import Profile

_YEAR_DAYS = 365
_LEAST_DAYS = 90
"""An account that began later says too little of what it buys in a year."""
RANGE = (0.1, 0.9)
"""Quantiles between which the model's 80 % range lies."""
CUSTOMER_KINDS = ("service", "review", "gesture")
"""What a client counts as hours with customers: the fight for one that is leaving comes on top."""
_ROUND = 0.05
"""What a client tells from memory is known no better than that."""
_LABELS = {
    "accounts_lost": ("Accounts lost", "count"),
    "revenue_lost": ("Revenue lost with them, a year", "money"),
    "accounts_won": ("Accounts won", "count"),
    "calls_made": ("Calls made, a month and rep", "rate"),
    "customer_hours": ("Hours with customers, a week and rep", "rate"),
    "typical_new_account": ("Typical new account, a year", "money"),
}
LEDGER, TOLD = "your files", "what you told us"
Fortune = Literal["typical", "bad", "lucky"]
FORTUNES: tuple[Fortune, ...] = ("typical", "bad", "lucky")
BAD, LUCKY = 0.1, 0.9
"""Shares of the worlds that do worse than a bad world, and than a lucky one."""


@dataclass(frozen=True)
class OwnYear:
    """The last twelve months of a ledger against the twelve before."""

    accounts_lost: float | None
    revenue_lost: float | None
    """Accounts that were booked in the twelve months before and not once in the last twelve, and
    what they were booked then. None where the ledger holds deals or is too short.
    """
    accounts_won: float | None
    """Accounts booked in the last twelve months and never before. None where it is too short."""
    typical_new_account: float | None
    """The median of their revenue a year; of deals, of what was won from each in its first year."""
    first_day: date
    last_day: date
    """Of the last twelve months."""


def own_year(ledger: Ledger, *, accounts: int | None = None) -> OwnYear:
    """Read the last twelve months of a ledger against the twelve before.

    Parameters
    ----------
    accounts
        Count only this many of the largest accounts of each year, where the book has no more and
        the rest is its tail.

    Notes
    -----
    Net revenue decides: an account whose credit notes eat up its invoices was not a customer in
    that year. Whoever buys less than once a year looks lost here.
    """
    last = ledger.last_day
    begin = _year_before(last)
    before = _year_before(begin)
    recent, earlier = (
        _largest(_revenue(ledger, *days), accounts) for days in ((begin, last), (before, begin))
    )
    whole = ledger.first_day <= _next_day(before)
    still = _revenue(ledger, begin, last)
    lost = {name: amount for name, amount in earlier.items() if name not in still}
    seen = {each.account for each in ledger.bookings if each.day <= begin}
    won = {name: amount for name, amount in recent.items() if name not in seen}
    tells_losses = whole and ledger.kind == "invoices"
    return OwnYear(
        accounts_lost=float(len(lost)) if tells_losses else None,
        revenue_lost=sum(lost.values()) if tells_losses else None,
        accounts_won=float(len(won)) if whole else None,
        typical_new_account=_typical(ledger, won) if whole else None,
        first_day=_next_day(begin),
        last_day=last,
    )


def _revenue(ledger: Ledger, after: date, until: date) -> dict[str, float]:
    """Return net revenue by account of the days after one and up to another, if above 0."""
    # Exact money: credit notes that eat up an invoice leave nothing, not a rounding error.
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for each in ledger.bookings:
        if after < each.day <= until:
            totals[each.account] += each.amount
    return {name: float(amount) for name, amount in totals.items() if amount > 0}


def _largest(revenue: Mapping[str, float], accounts: int | None) -> dict[str, float]:
    falling = sorted(revenue.items(), key=lambda pair: (-pair[1], pair[0]))
    return dict(falling[:accounts])


def _typical(ledger: Ledger, won: Mapping[str, float]) -> float | None:
    """Return the median revenue a year of new accounts that have been there long enough."""
    if ledger.kind == "deals":
        return median(won.values()) if won else None
    first = _first_days(ledger.bookings)
    days = {name: (ledger.last_day - first[name]).days + 1 for name in won}
    yearly = [won[name] * _YEAR_DAYS / days[name] for name in won if days[name] >= _LEAST_DAYS]
    return median(yearly) if yearly else None


def _first_days(bookings: tuple[Booking, ...]) -> dict[str, date]:
    first: dict[str, date] = {}
    for each in bookings:
        first[each.account] = min(each.day, first.get(each.account, each.day))
    return first


def _year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)


def _next_day(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


@dataclass(frozen=True, repr=False)
class RealityRow(Stored):
    """One number of a year."""

    name: str
    label: str
    unit: Literal["count", "money", "rate"]
    median: float | None
    low: float | None
    high: float | None
    """Of the model over futures: the median and the 80 % range; None where no future has one."""
    own: float | None = None
    """The client's own; None where nobody can tell."""
    own_source: str = ""
    """Where it comes from: `LEDGER`, `TOLD`, or ""."""

    @property
    def inside(self) -> bool | None:
        """Whether the client's own lies in the model's 80 % range; None where one is unknown.

        What was told from memory may miss it by 5 %.
        """
        if self.own is None or self.low is None or self.high is None:
            return None
        slack = _ROUND * self.own if self.own_source == TOLD else 0.0
        return self.low - slack <= self.own <= self.high + slack


@dataclass(frozen=True, repr=False)
class RealitySheet(Stored):
    """Year 1 of the reference beside the client's own last year."""

    label: str
    """The reference in the client's words."""
    rows: tuple[RealityRow, ...]
    currency: str
    own_days: str
    """Which twelve months the files speak of, "" without files."""
    worlds: int
    footer: str

    def row(self, name: str) -> RealityRow:
        """Return a row by name."""
        for each in self.rows:
            if each.name == name:
                return each
        raise InputError("no such row", value=name, allowed=", ".join(_LABELS))

    @property
    def known(self) -> int:
        """How many of the rows the client's own year tells."""
        return sum(each.inside is not None for each in self.rows)

    @property
    def inside(self) -> int:
        """How many of the known ones lie in the model's 80 % range."""
        return sum(bool(each.inside) for each in self.rows)


def reality_sheet(
    reference: Scenario,
    *,
    ledger: Ledger | None = None,
    profile: Profile | None = None,
    worlds: int = 500,
    seed: int = 1,
) -> RealitySheet:
    """Play year 1 of the reference and put the client's own last year beside it.

    Parameters
    ----------
    reference
        Forced events are left out: the client's own year had none of them.
    ledger
        The client's bookings.
    profile
        What he told, where the ledger is silent.
    worlds, seed
        As in `simlib.simulate`.

    Notes
    -----
    A number is that of one year in one future, so the range is where eight years of ten should
    lie, luck included; a client outside it was unlucky, or is not the firm that was described.
    """
    scenario = reference.with_(horizon_years=1, stress=())
    run = simulate(scenario, worlds=worlds, seed=seed, log="story", keep="worlds", progress=False)
    first = first_year(run)
    year = own_year(ledger, accounts=_counted(scenario)) if ledger else None
    own = _told(profile, scenario) | _of_ledger(year)
    return RealitySheet(
        label=run.label,
        rows=tuple(_row(name, first[name], own.get(name)) for name in _LABELS),
        currency=scenario.book.currency,
        own_days=f"{year.first_day} to {year.last_day}" if year else "",
        worlds=worlds,
        footer=run.provenance.footer(),
    )


def first_year(run: Run) -> dict[str, Floats]:
    """Return each number of the sheet in every world, NaN where it does not arise.

    Parameters
    ----------
    run
        With its event log; later years are not looked at.
    """
    events = run.events
    world = events["world"].to_numpy() - run.first_world
    value = events["value"].to_numpy(dtype=float)
    early = events["week"].to_numpy(dtype=float) <= WEEKS_PER_YEAR
    lost = early & (events["kind"] == "lost").to_numpy()
    won = early & (events["kind"] == "won").to_numpy()
    hours = sum(first_year_flow(run, f"{kind}_hours") for kind in CUSTOMER_KINDS)
    return {
        "accounts_lost": np.bincount(world[lost], minlength=run.world_count).astype(float),
        "revenue_lost": np.bincount(world[lost], value[lost], minlength=run.world_count),
        "accounts_won": np.bincount(world[won], minlength=run.world_count).astype(float),
        "calls_made": calls_made(run),
        "customer_hours": np.asarray(hours / seat_weeks(run)),
        "typical_new_account": _medians(world, value, won, run.world_count),
    }


def _medians(world: np.ndarray, value: Floats, chosen: Bools, count: int) -> Floats:
    found = np.full(count, np.nan)
    for each in np.unique(world[chosen]):
        found[each] = np.median(value[chosen & (world == each)])
    return found


def _counted(scenario: Scenario) -> int | None:
    book = scenario.book
    return len(book.accounts) if book.pool_revenue > 0 else None


def _told(profile: Profile | None, scenario: Scenario) -> dict[str, tuple[float, str]]:
    told: dict[str, float | None] = {}
    if profile is not None:
        load, hours = profile.service_load, scenario.evidence["selling_hours_per_week"]
        told = {
            "calls_made": profile.calls_made,
            "customer_hours": None if load is None else load * hours,
            "typical_new_account": profile.typical_new_account,
        }
    return {name: (value, TOLD) for name, value in told.items() if value is not None}


def _of_ledger(year: OwnYear | None) -> dict[str, tuple[float, str]]:
    if year is None:
        return {}
    found = {name: getattr(year, name, None) for name in _LABELS}
    return {name: (value, LEDGER) for name, value in found.items() if value is not None}


def _row(name: str, values: Floats, own: tuple[float, str] | None) -> RealityRow:
    label, unit = _LABELS[name]
    known = values[np.isfinite(values)]
    ends = np.quantile(known, (RANGE[0], 0.5, RANGE[1])) if len(known) else None
    low, middle, high = (None, None, None) if ends is None else map(float, ends)
    return RealityRow(name, label, unit, middle, low, high, *(own or (None, "")))  # type: ignore[arg-type]


@dataclass(frozen=True, eq=False)
class StoryWorld:
    """One world with its events."""

    fortune: Fortune
    world: int
    worse: float
    """Share of the run's worlds with less revenue over all months."""
    run: Run
    """That world alone, with its events."""
    footer: str
    """Of the run it was chosen from."""

    @property
    def ends_at(self) -> float:
        """Revenue a year at the horizon, in money."""
        return float(self.run.revenue[0, -1])


def medoid_place(paths: Floats) -> int:
    """Return which path is nearest to all others: the least sum of absolute distances.

    Returns
    -------
    int
        Ties go to the first. Unlike a curve of medians it is a path that somebody lived.
    """
    worlds = len(paths)
    total = np.zeros(worlds)
    for month in paths.T:
        order = np.argsort(month, kind="stable")
        ranked = month[order]
        below = np.concatenate([[0.0], np.cumsum(ranked)[:-1]])  # sum of the smaller ones
        above = ranked.sum() - below - ranked
        rank = np.arange(worlds)
        distance = ranked * rank - below + above - ranked * (worlds - 1 - rank)
        total[order] += distance
    return int(np.argmin(total))


def quantile_place(paths: Floats, share: float) -> int:
    """Return which path has the revenue that a share of the others stays below; ties: the first."""
    total = paths.sum(axis=1)
    return int(np.argmin(np.abs(total - np.quantile(total, share))))


def story_worlds(run: Run) -> tuple[StoryWorld, ...]:
    """Choose a typical, a bad and a lucky world of a run and play each again with its events.

    Parameters
    ----------
    run
        With rows, in at least ten worlds.

    Returns
    -------
    tuple of ToldWorld
        In the order of `FORTUNES`: the medoid of the revenue paths, then the 10th and the 90th
        percentile of revenue over all months.

    Raises
    ------
    InputError
        For a run in fewer than ten worlds.
    """
    if run.world_count < 10:
        raise InputError("too few worlds to choose stories from", value=run.world_count)
    paths = run.revenue
    places = (medoid_place(paths), quantile_place(paths, BAD), quantile_place(paths, LUCKY))
    return tuple(
        _told_told_worlds(run, fortune, place)
        for fortune, place in zip(FORTUNES, places, strict=True)
    )


def _told_told_worlds(run: Run, fortune: Fortune, place: int) -> StoryWorld:
    total = run.revenue.sum(axis=1)
    world = int(run.worlds["world"].iloc[place])
    again = simulate(
        run.scenario, worlds=1, seed=run.seed, first_world=world, log="story", progress=False
    )
    worse = float((total < total[place]).mean())
    return StoryWorld(fortune, world, worse, again, run.provenance.footer())
