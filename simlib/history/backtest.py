"""Stand a year before the end of the ledger, forecast that year, and score the forecast."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from simlib.analysis.precision import (
    Bools,
    Floats,
    Interval,
    Shown,
    proportion_interval,
    quotient_interval,
)
from simlib.history.origin import Foreseen, Origin, foreseen, origin_at
from simlib.history.rows import LossRule, months_before
from simlib.inputs.disciplines import Discipline
from simlib.inputs.errors import InputError
from simlib.inputs.evidence import Evidence
from simlib.intake.booking import Ledger
from simlib.version import __version__

_BINS = 5
_SILENCE_BINS = (31, 92, 183)
FORECASTS = {
    "model": "the model",
    "same as last year": "last year's share for everybody",
    "nobody leaves": "nobody leaves",
    "silence": "last year's share by silence so far",
    "model and silence": "the model, corrected for silence",
}
"""The forecasts of a back-test and their words; the first is the model's."""
_INSIDE = 0.80


@dataclass(frozen=True, slots=True)
class Bin:
    """Accounts that were given about the same chance."""

    predicted: float
    """Their mean chance of staying."""
    happened: Interval
    """Share that stayed, Wilson."""
    accounts: int


@dataclass(frozen=True, eq=False, repr=False)
class Forecast(Shown):
    """Chances that accounts stay, and how they scored."""

    name: str
    label: str
    """Key and words."""
    chance: Floats
    """Shape (accounts,)."""
    brier: Interval
    """Mean squared distance of chance and outcome: 0 is perfect, and a coin scores 0.25."""
    better: Interval
    """Brier score of the first forecast of the same back-test less this one's; below 0 the first
    is better. Zero for the first.
    """
    expected: float
    stayed: float
    """Mean chance, and the share that stayed."""
    calibration: tuple[Bin, ...]
    """In rising chance."""


def scored(
    name: str, label: str, chance: Floats, stayed: Bools, groups: Sequence[str], first: Floats
) -> Forecast:
    """Score one forecast.

    Parameters
    ----------
    groups
        The firm of each account: accounts of a firm share its fate. With one firm every account
        stands for itself.
    first : ndarray, shape (accounts,)
        The chances of the forecast to compare with.
    """
    loss, other = (chance - stayed) ** 2, (first - stayed) ** 2
    return Forecast(
        name=name,
        label=label,
        chance=chance,
        brier=_mean(loss, groups, lowest=0.0),
        better=_mean(other - loss, groups),
        expected=float(chance.mean()),
        stayed=float(stayed.mean()),
        calibration=calibration(chance, stayed),
    )


def _mean(values: Floats, groups: Sequence[str], *, lowest: float = -math.inf) -> Interval:
    names, places = np.unique(np.array(groups), return_inverse=True)
    if len(names) < 2:
        places = np.arange(len(values))
    total = np.bincount(places, values)
    n = np.bincount(places).astype(float)
    found = quotient_interval(total, n)
    low = max(lowest, found.low)
    return Interval(found.mean, low, found.high, max(found.mean - low, found.half_width), found.n)


def calibration(chance: Floats, stayed: Bools, bins: int = _BINS) -> tuple[Bin, ...]:
    """Return about equally many accounts a bin; equal chances are never parted."""
    edges = np.unique(np.quantile(chance, np.linspace(0, 1, bins + 1)[1:-1]))
    place = np.searchsorted(edges, chance, side="left")
    found = []
    for each in np.unique(place):
        mine = place == each
        share = proportion_interval(int(stayed[mine].sum()), int(mine.sum()))
        found.append(Bin(float(chance[mine].mean()), share, int(mine.sum())))
    return tuple(found)


def scores(found: Sequence[Origin], model: Sequence[Floats], stayed: Bools) -> tuple[Forecast, ...]:
    """Return the model's forecast and the naive ones, scored on the same accounts.

    Parameters
    ----------
    model : sequence of ndarray, shape (accounts,)
        The model's chances at each origin.
    stayed : ndarray of bool
        Of all origins in order.
    """
    groups = [each.firm for each in found for _ in each.stayed]
    base = [_last_share(each) for each in found]
    chances: dict[str, Floats] = {
        "model": np.concatenate(list(model)),
        "same as last year": np.concatenate(
            [np.full(len(e.stayed), share) for e, share in zip(found, base, strict=True)]
        ),
        "nobody leaves": np.ones(len(stayed)),
        "silence": np.concatenate(
            [_by_silence(e, share) for e, share in zip(found, base, strict=True)]
        ),
    }
    chances["model and silence"] = _odds_moved(
        chances["model"], chances["silence"], chances["same as last year"]
    )
    return tuple(
        scored(name, FORECASTS[name], chance, stayed, groups, chances["model"])
        for name, chance in chances.items()
    )


def _last_share(origin: Origin) -> float:
    """Return the share that stayed in the year before, as far as the ledger told it that day."""
    stayed = origin.earlier[1]
    if stayed.size:
        return float(stayed.mean())
    own = origin.pooled.own.mean
    return 1.0 if math.isnan(own) else math.exp(-own)


def _by_silence(origin: Origin, base: float) -> Floats:
    """Return last year's share among accounts that had been silent as long.

    One account with the share of all is added to each group, so that a group of two says little.
    """
    silence, stayed = origin.earlier
    groups = len(_SILENCE_BINS) + 1
    then = np.searchsorted(_SILENCE_BINS, silence, side="right")
    count = np.bincount(then, minlength=groups)
    share = (np.bincount(then, stayed, minlength=groups) + base) / (count + 1)
    return np.asarray(share[np.searchsorted(_SILENCE_BINS, origin.silence, side="right")])


def _odds_moved(chance: Floats, towards: Floats, base: Floats) -> Floats:
    """Return chances whose odds are multiplied by how silence changes last year's."""
    odds = [each / (1 - each) for each in (np.clip(x, 0.01, 0.99) for x in (chance, towards, base))]
    moved = odds[0] * odds[1] / odds[2]
    return np.asarray(moved / (1 + moved))


@dataclass(frozen=True, slots=True)
class Retained:
    """Revenue and accounts of one firm a year later."""

    firm: str
    day: date
    """Where the forecast stood."""
    accounts: int
    """On the book that day."""
    predicted: float
    actual: float
    """Revenue retained, as a share of the year before."""
    low: float
    high: float
    """The model's 80 % interval."""
    kept: float
    kept_low: float
    kept_high: float
    """Accounts that stayed, and the model's 80 % interval."""
    last_year: float
    """The naive forecast: as much as the year before."""
    data_weight: float
    """Of the firm's own losses in the loss rate, 0 to 1."""


@dataclass(frozen=True, eq=False, repr=False)
class BackTest(Shown):
    """How the model and naive forecasts did."""

    rule: LossRule
    stayed: Bools
    """What happened to every account of every origin; shape (accounts,)."""
    forecasts: tuple[Forecast, ...]
    """The model first."""
    firms: tuple[Retained, ...]
    """One a firm and origin."""
    revenue_inside: Interval
    accounts_inside: Interval
    """Share of these inside the model's 80 % interval, Wilson; NaN limits say nothing of a single
    one.
    """
    error: float
    naive_error: float
    unchanged_error: float
    """Mean absolute miss of revenue retained: the model, last year's retention, and no change."""
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
