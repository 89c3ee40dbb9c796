"""Stand a year before the end of the ledger, forecast that year, and score the forecast."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from simlib.analysis.precision import Bools, Interval, proportion_interval
from simlib.analysis.shown import Shown
from simlib.history.forecast import Forecast
from simlib.history.naive import scores
from simlib.history.origin import Foreseen, Origin, foreseen, origin_at
from simlib.history.rows import months_before
from simlib.history.rule import LossRule
from simlib.inputs.disciplines import Discipline
from simlib.inputs.errors import InputError
from simlib.inputs.evidence import Evidence
from simlib.intake.booking import Ledger
from simlib.version import __version__

_INSIDE = 0.80


@dataclass(frozen=True, slots=True)
class Retained:
    """Revenue and accounts of one firm a year later.

    Parameters
    ----------
    firm : str
    day : date
        Where the forecast stood.
    accounts : int
        On the book that day.
    predicted, actual : float
        Revenue retained, as a share of the year before.
    low, high : float
        The model's 80 % interval.
    kept, kept_low, kept_high : float
        Accounts that stayed, and the model's 80 % interval.
    last_year : float
        The naive forecast: as much as the year before.
    data_weight : float
        Of the firm's own losses in the loss rate, 0 to 1.
    """

    firm: str
    day: date
    accounts: int
    predicted: float
    actual: float
    low: float
    high: float
    kept: float
    kept_low: float
    kept_high: float
    last_year: float
    data_weight: float


@dataclass(frozen=True, eq=False, repr=False)
class BackTest(Shown):
    """How the model and naive forecasts did.

    Parameters
    ----------
    rule : LossRule
    stayed : ndarray of bool, shape (accounts,)
        What happened to every account of every origin.
    forecasts : tuple of Forecast
        The model first.
    firms : tuple of Retained
        One a firm and origin.
    revenue_inside, accounts_inside : Interval
        Share of these inside the model's 80 % interval, Wilson; NaN limits say nothing of a
        single one.
    error, naive_error, unchanged_error : float
        Mean absolute miss of revenue retained: the model, last year's retention, and no change.
    worlds, seed : int
    footer : str
    """

    rule: LossRule
    stayed: Bools
    forecasts: tuple[Forecast, ...]
    firms: tuple[Retained, ...]
    revenue_inside: Interval
    accounts_inside: Interval
    error: float
    naive_error: float
    unchanged_error: float
    worlds: int
    seed: int
    footer: str


def backtest(
    ledgers: Ledger | Mapping[str, Ledger],
    *,
    rule: LossRule | None = None,
    origins: int = 1,
    largest: int | None = 150,
    least_accounts: int = 5,
    diary: Discipline | str = "devoted",
    evidence: Evidence | None = None,
    worlds: int = 200,
    seed: int = 1,
) -> BackTest:
    """Forecast the last twelve months of a ledger from the earlier ones.

    Parameters
    ----------
    ledgers : Ledger or mapping of str to Ledger
        One firm, or several that share a calendar.
    rule : LossRule, optional
        An account stays unless the rule declares it lost within the year: by 365 days (the default)
        that is, unless it books nothing in the year after its last booking.
    origins : int
        How many years back, each with its own forecast.
    largest : int, optional
        Only so many accounts with the most revenue.
    least_accounts : int
        Firms with fewer accounts on the book that day are left out.
    diary : Discipline or str
        What is assumed of the team, as nobody recorded its week.
    evidence : Evidence, optional
        The graded set; its loss rates are pooled with each firm's own.
    worlds, seed : int
        Futures of every firm and origin.

    Returns
    -------
    BackTest

    Raises
    ------
    InputError
        If no firm has enough accounts a year before the end.

    Notes
    -----
    The rule tells with a lag who left, at the start of the year and at its end alike: who stopped
    shortly before the start still stands in the book, as he would in one made that day.
    """
    chosen, graded = rule or LossRule(), evidence or Evidence.named("graded")
    found = _origins(ledgers, chosen, origins, (diary, graded), (largest, least_accounts))
    told = [
        foreseen(each, diary=diary, evidence=graded, worlds=worlds, seed=seed) for each in found
    ]
    firms = tuple(_retained(each, seen) for each, seen in zip(found, told, strict=True))
    stayed = np.concatenate([each.stayed for each in found])
    return BackTest(
        rule=chosen,
        stayed=stayed,
        forecasts=scores(found, [seen.stays for seen in told], stayed),
        firms=firms,
        revenue_inside=_inside([each.low <= each.actual <= each.high for each in firms]),
        accounts_inside=_inside([e.kept_low <= e.kept <= e.kept_high for e in firms]),
        error=_miss(firms, [each.predicted for each in firms]),
        naive_error=_miss(firms, [each.last_year for each in firms]),
        unchanged_error=_miss(firms, [1.0] * len(firms)),
        worlds=worlds,
        seed=seed,
        footer=_footer(found, chosen, worlds, seed),
    )


def _origins(
    ledgers: Ledger | Mapping[str, Ledger],
    rule: LossRule,
    count: int,
    assumed: tuple[Discipline | str, Evidence],
    size: tuple[int | None, int],
) -> list[Origin]:
    firms = {"": ledgers} if isinstance(ledgers, Ledger) else dict(ledgers)
    if not firms:
        raise InputError("no ledger to look at", allowed="one or more")
    last = max(ledger.last_day for ledger in firms.values())
    days = [months_before(last, 12 * (year + 1)) for year in range(count)]
    found = [
        origin_at(
            *(firm, ledger, day),
            rule=rule,
            diary=assumed[0],
            evidence=assumed[1],
            largest=size[0],
            least_accounts=size[1],
        )
        for firm, ledger in sorted(firms.items())
        for day in reversed(days)
        if day >= ledger.first_day
    ]
    kept = [each for each in found if each is not None]
    if not kept:
        raise InputError(
            "no book to look back at",
            value=f"{size[1]} accounts or more on {days[0]}",
            allowed="a ledger of two years or more, or a lower least_accounts",
        )
    return kept


def _retained(origin: Origin, seen: Foreseen) -> Retained:
    edges = [(1 - _INSIDE) / 2, (1 + _INSIDE) / 2]
    low, high = np.quantile(seen.retained, edges)
    kept_low, kept_high = np.quantile(seen.kept, edges, method="inverted_cdf")
    return Retained(
        firm=origin.firm,
        day=origin.day,
        accounts=len(origin.stayed),
        predicted=float(np.median(seen.retained)),
        actual=origin.actual,
        low=float(low),
        high=float(high),
        kept=float(origin.stayed.sum()),
        kept_low=float(kept_low),
        kept_high=float(kept_high),
        last_year=origin.last_nrr,
        data_weight=origin.pooled.weight,
    )


def _inside(found: Sequence[bool]) -> Interval:
    return proportion_interval(sum(found), len(found))


def _miss(firms: Sequence[Retained], predicted: Sequence[float]) -> float:
    actual = np.array([each.actual for each in firms])
    return float(np.abs(np.array(predicted) - actual).mean())


def _footer(found: Sequence[Origin], rule: LossRule, worlds: int, seed: int) -> str:
    days = sorted({each.day for each in found})
    span = str(days[0]) if len(days) == 1 else f"{len(days)} days from {days[0]} to {days[-1]}"
    return (
        f"Source: {found[0].book.source or 'ledger'} · forecast from {span}, "
        f"{sum(len(each.stayed) for each in found):,} accounts · {rule.words} · published evidence "
        f"pooled with each ledger's own losses · {worlds:,} futures each, seed {seed} · "
        f"simlib {__version__}"
    )
