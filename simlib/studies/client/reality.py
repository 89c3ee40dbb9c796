"""The reality sheet: year 1 of the reference beside the client's own last year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from simlib.analysis.precision import Bools, Floats
from simlib.inputs.errors import InputError
from simlib.run.simulate import simulate
from simlib.studies.client.own_year import OwnYear, own_year
from simlib.studies.client.today import calls_made, first_year_flow, seat_weeks
from simlib.studies.stored import Stored

if TYPE_CHECKING:
    from simlib.inputs.scenario import Scenario
    from simlib.intake.booking import Ledger
    from simlib.run.result import Run
    from simlib.studies.client.profile import Profile

RANGE = (0.1, 0.9)
"""Quantiles between which the model's 80 % range lies."""
CUSTOMER_KINDS = ("service", "review", "gesture")
"""What a client counts as hours with customers: the fight for one that is leaving comes on top."""
_WEEKS = 52.0
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


@dataclass(frozen=True, repr=False)
class RealityRow(Stored):
    """One number of a year.

    Parameters
    ----------
    name, label : str
    unit : {"count", "money", "rate"}
    median, low, high : float or None
        Of the model over futures: the median and the 80 % range; None where no future has one.
    own : float or None
        The client's own; None where nobody can tell.
    own_source : str
        Where it comes from: `LEDGER`, `TOLD`, or "".
    """

    name: str
    label: str
    unit: Literal["count", "money", "rate"]
    median: float | None
    low: float | None
    high: float | None
    own: float | None = None
    own_source: str = ""

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
    """Year 1 of the reference beside the client's own last year.

    Parameters
    ----------
    label : str
        The reference in the client's words.
    rows : tuple of RealityRow
    currency : str
    own_days : str
        Which twelve months the files speak of, "" without files.
    worlds : int
    footer : str
    """

    label: str
    rows: tuple[RealityRow, ...]
    currency: str
    own_days: str
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
    reference : Scenario
        Forced events are left out: the client's own year had none of them.
    ledger : Ledger, optional
        The client's bookings.
    profile : Profile, optional
        What he told, where the ledger is silent.
    worlds, seed : int
        As in `simlib.simulate`.

    Returns
    -------
    RealitySheet

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
    run : Run
        With its event log; later years are not looked at.

    Returns
    -------
    dict of str to ndarray, shape (worlds,)
    """
    events = run.events
    world = events["world"].to_numpy() - run.first_world
    value = events["value"].to_numpy(dtype=float)
    early = events["week"].to_numpy(dtype=float) <= _WEEKS
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
