"""The client's own loss rate pooled with the published evidence, each with its stated weight."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy import stats
from scipy.optimize import brentq

from simlib.analysis.precision import Interval, Shown, proportion_interval
from simlib.history.rows import LossRule, Rows, book_days, lost_between, on_book, rows_of
from simlib.inputs.causes import Cause
from simlib.inputs.errors import InputError
from simlib.inputs.evidence import Evidence
from simlib.inputs.scenario import Scenario
from simlib.intake.booking import Ledger
from simlib.run.simulate import simulate

_STEPS = (12, 6, 3)
"""A year where the ledger holds one, else a part of it."""
_ENOUGH_LOSSES = 400
_MOST_RATE = 52.0
_LOG_SHAPES = (-1.5, 9.0)
_LEAST_RATIO = 1.05


@dataclass(frozen=True, slots=True)
class Turnover:
    """One count."""

    start: date
    end: date
    accounts: int
    """On the book at the start: booked something in the rule's days before."""
    lost: int
    """Of these, declared lost by the end, back again or not."""


def turnovers(
    ledger: Ledger,
    rule: LossRule | None = None,
    *,
    last: date | None = None,
    largest: int | None = None,
) -> tuple[Turnover, ...]:
    """Count year by year, back from a day, who left the book.

    Parameters
    ----------
    last
        The end of the last year; the ledger's last day by default.
    largest
        Only so many accounts with the most revenue in the year before each start.

    Returns
    -------
    tuple of Turnover
        Half years, or quarters, where the ledger holds no whole year; empty where it holds none.
    """
    chosen, rows, end = rule or LossRule(), rows_of(ledger), last or ledger.last_day
    for months in _STEPS:
        if starts := book_days(ledger, chosen, end, months=months):
            stops = [*starts[1:], end]
            pairs = zip(starts, stops, strict=True)
            return tuple(_count(rows, chosen, pair, largest) for pair in pairs)
    return ()


def _count(rows: Rows, rule: LossRule, span: tuple[date, date], largest: int | None) -> Turnover:
    start, end = span
    before = on_book(rows, rule, start, largest=largest)
    lost = before & lost_between(rows, rule, start, end)
    return Turnover(start, end, int(before.sum()), int(lost.sum()))


def annual_rate(found: Sequence[Turnover], confidence: float = 0.95) -> Interval:
    """Return losses for each account and year, from the share that left, with Wilson's limits.

    NaN where nobody was on the book.
    """
    accounts, lost = sum(each.accounts for each in found), sum(each.lost for each in found)
    if not accounts:
        return Interval(math.nan, math.nan, math.nan, math.nan, 0)
    share = proportion_interval(lost, accounts, confidence)
    years = years_each(found)
    # Where everybody left, half of one account stands for what the share cannot say.
    most = 1 - 0.5 / accounts
    mean, low, high = (
        -math.log(1 - min(x, most)) / years for x in (share.mean, share.low, share.high)
    )
    return Interval(mean, low, high, max(mean - low, high - mean), accounts)


def years_each(found: Sequence[Turnover]) -> float:
    """Return the length of one count in years."""
    return round((found[0].end - found[0].start).days / 365.25 * 12) / 12


@dataclass(frozen=True, repr=False)
class Prior(Shown):
    """What the model and the published evidence say of the rate, as a gamma distribution."""

    mean: float
    """Accounts lost for each account and year, in the model under the graded evidence."""
    shape: float
    """Of the gamma: its central 95 % reach from all causes at their low end to all at their
    high.
    """
    relationship: float
    """The average relationship at which the causes add up to that mean, 0 to 1."""

    @property
    def account_years(self) -> float:
        """Account-years of the client's own that would weigh as much."""
        return self.shape / self.mean

    def interval(self, confidence: float = 0.95) -> Interval:
        """Return the mean with its central interval."""
        return _gamma_interval(self.shape, self.account_years, confidence)


@dataclass(frozen=True, repr=False)
class PooledRate(Shown):
    """Accounts lost for each account and year: own, published and pooled."""

    rule: LossRule
    prior: Prior
    own: Interval
    """From the ledger alone; NaN where it says nothing, 0 to a limit where it shows no loss."""
    pooled: Interval
    """Posterior mean with its central 95 % interval."""
    weight: float
    """Of the client's own data in the pooled mean, 0 to 1."""
    accounts: int
    lost: int
    """Account-years that could be counted, and losses among them."""
    identified: bool
    """Whether the ledger says anything of the rate."""
    reason: str
    """Why not; "" otherwise."""
    shape: float
    account_years: float
    """The gamma distribution of the pooled rate."""

    @property
    def factor(self) -> float:
        """What the published annual rates are multiplied by."""
        return self.pooled.mean / self.prior.mean

    def factors(self, count: int = 5) -> tuple[float, ...]:
        """Return equally likely factors: the middles of ``count`` equal parts of the posterior."""
        places = (np.arange(count) + 0.5) / count
        rates = stats.gamma.ppf(places, self.shape, scale=1 / self.account_years)
        return tuple(float(rate) / self.prior.mean for rate in rates)


def prior_rate(scenario: Scenario, *, worlds: int | None = None, seed: int = 1) -> Prior:
    """Return what the model loses of today's accounts a year, and how uncertain the causes are.

    Parameters
    ----------
    scenario
        Its book, diary and evidence; the rate is taken over its whole horizon. The firm is kept
        from closing, which would end accounts for our own reasons.
    worlds, seed
        By default as many futures as show some 400 losses, 20 to 1,000.

    Raises
    ------
    InputError
        If nothing in the evidence can end an account.

    Notes
    -----
    Each cause adds rate times chance of loss, less what the average relationship prevents; that
    relationship is the one at which the graded causes add up to the simulated mean. The causes'
    ranges say how far one firm's world may lie from the next one's, and a firm in a rough trade has
    all of them high: so all low and all high are taken as the limits, not a sum of independent
    errors, which would give the evidence several times the weight.
    """
    losing = [cause for cause in scenario.causes if cause.effect == "loss"]
    if not any(_rate(_at_end(cause, 0), 1.0) > 0 for cause in losing):
        raise InputError("the evidence knows no cause of loss to pool with", column="causes")
    mean = _simulated_rate(scenario.with_(unlimited_cash=True), worlds, seed)
    relationship = _relationship_at(losing, mean)
    low, high = (
        sum(_rate(_at_end(cause, end), relationship) for cause in losing) for end in (0, 1)
    )
    return Prior(mean=mean, shape=_shape(high / low), relationship=relationship)


def _simulated_rate(scenario: Scenario, worlds: int | None, seed: int) -> float:
    accounts = len(scenario.book.accounts)
    yearly = 0.1 * accounts * scenario.horizon_years
    count = worlds or int(np.clip(math.ceil(_ENOUGH_LOSSES / yearly), 20, 1000))
    run = simulate(scenario, worlds=count, seed=seed, progress=False)
    share = float(run.world_values("initial_losses").mean()) / accounts
    most = 1 - 0.5 / (accounts * count)
    least = 0.5 / (accounts * count)
    return -math.log(1 - min(max(share, least), most)) / scenario.horizon_years


def _relationship_at(losing: Sequence[Cause], mean: float) -> float:
    def gap(relationship: float) -> float:
        return sum(_rate(_numbers(cause), relationship) for cause in losing) - mean

    if gap(0.0) <= 0:
        return 0.0
    return 1.0 if gap(1.0) >= 0 else float(brentq(gap, 0.0, 1.0))


def _numbers(cause: Cause) -> tuple[float, float, float]:
    return cause.annual_rate, cause.loss_probability, cause.protection


def _rate(numbers: tuple[float, float, float], relationship: float) -> float:
    often, chance, protection = numbers
    return often * chance * (1 - protection * relationship)


def _at_end(cause: Cause, end: int) -> tuple[float, float, float]:
    """Return a cause's numbers at the end of their ranges that loses least (0) or most (1)."""
    found = {
        field: cause.graded_range.get(field, (getattr(cause, field),) * 2)
        for field in ("annual_rate", "loss_probability", "protection")
    }
    # More protection loses less.
    return found["annual_rate"][end], found["loss_probability"][end], found["protection"][1 - end]


def _shape(ratio: float) -> float:
    """Return the shape of the gamma whose upper and lower 95 % limits have this ratio."""

    def gap(log_shape: float) -> float:
        low, high = (float(stats.gamma.ppf(x, math.exp(log_shape))) for x in (0.025, 0.975))
        return math.log(high / low) - math.log(ratio)

    return math.exp(brentq(gap, *_LOG_SHAPES)) if ratio > _LEAST_RATIO else math.exp(_LOG_SHAPES[1])


def pooled_rate(
    ledger: Ledger,
    prior: Prior,
    rule: LossRule | None = None,
    *,
    last: date | None = None,
    largest: int | None = None,
) -> PooledRate:
    """Pool the ledger's own losses with the published evidence.

    Parameters
    ----------
    last, largest
        As in `simlib.history.pooling.turnovers`.

    Notes
    -----
    Gamma prior, Poisson losses: with ``d`` losses in ``T`` account-years the posterior is a gamma
    with shape ``k + d`` over ``k / m + T`` account-years, and its mean weighs the own rate
    ``d / T`` by ``T / (T + k / m)``. ``T`` is what makes ``d / T`` the rate of the share that left.
    """
    chosen = rule or LossRule()
    found = turnovers(ledger, chosen, last=last, largest=largest)
    own, lost = annual_rate(found), sum(each.lost for each in found)
    accounts = sum(each.accounts for each in found)
    reason = _not_identified(ledger, chosen, accounts, lost)
    own_years = 0.0 if reason else lost / own.mean
    shape, years = prior.shape + (0 if reason else lost), prior.account_years + own_years
    return PooledRate(
        rule=chosen,
        prior=prior,
        own=own,
        pooled=_gamma_interval(shape, years, 0.95),
        weight=own_years / years,
        accounts=accounts,
        lost=lost,
        identified=not reason,
        reason=reason,
        shape=shape,
        account_years=years,
    )


def _not_identified(ledger: Ledger, rule: LossRule, accounts: int, lost: int) -> str:
    if ledger.kind == "deals":
        return "deals do not show whether an account that was won ever left"
    if not accounts:
        return (
            f"the ledger ({ledger.first_day} to {ledger.last_day}) is too short for {rule.words} "
            "and a quarter after it"
        )
    return "" if lost else "no account is ever lost in this file"


def _gamma_interval(shape: float, years: float, confidence: float) -> Interval:
    low, high = (
        float(stats.gamma.ppf((1 + sign * confidence) / 2, shape)) / years for sign in (-1, 1)
    )
    mean = shape / years
    return Interval(mean, low, high, max(mean - low, high - mean), 0)


def scaled_evidence(evidence: Evidence, factor: float) -> Evidence:
    """Return evidence in which every cause of loss strikes ``factor`` times as often.

    A rate that would pass the hard limit of 52 a year stays at it.
    """
    rates = {
        f"{cause.name}.annual_rate": min(_MOST_RATE, factor * cause.annual_rate)
        for cause in evidence.causes
        if cause.effect == "loss"
    }
    return evidence.with_(**rates)
