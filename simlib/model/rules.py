"""The formulas of the model: small pure functions, compiled, the same for every engine.

No rule draws, keeps state or knows the clock. Times are weeks, revenue is money a year, shares and
probabilities run from 0 to 1. Constants stand inside the rule; everything a scenario may change is
an argument.
"""

from __future__ import annotations

import math

from simlib.inputs.units import WEEKS_PER_MONTH, WEEKS_PER_YEAR, service_weight
from simlib.world.jit import compiled

# -- relationship and keenness ---------------------------------------------------------------


@compiled("float64(float64, float64, float64, float64)")
def relationship(level: float, since: float, now: float, half_life_weeks: float) -> float:
    """Return a relationship stamped ``level`` at week ``since`` as it stands at week ``now``."""
    return level * math.pow(2.0, -(now - since) / half_life_weeks)


@compiled("float64(float64, float64, float64, float64, float64)")
def keenness(level: float, since: float, now: float, floor: float, half_life_weeks: float) -> float:
    """Return a rep's will to prospect, fading from ``level`` at ``since`` toward ``floor``."""
    return floor + (level - floor) * math.pow(2.0, -(now - since) / half_life_weeks)


@compiled("float64(float64, float64, float64)")
def keenness_half_life(half_life_weeks: float, spread: float, z: float) -> float:
    """Return the half-life of one rep: lognormal around the common one."""
    return half_life_weeks * math.exp(spread * z)


@compiled("float64(float64, float64)")
def lifted(level: float, lift: float) -> float:
    """Return a level in [0, 1] after a touch that closes the share ``lift`` of its gap to 1."""
    return level + lift * (1.0 - level)


@compiled("float64(float64, float64)")
def cut(amount: float, share: float) -> float:
    """Return what is left after the share ``share`` is taken away (late service, shrink)."""
    return amount * (1.0 - share)


@compiled("float64(float64, float64)")
def kept(level: float, retention: float) -> float:
    """Return what a relationship keeps when the account is handed over."""
    return level * retention


# -- work --------------------------------------------------------------------------------------


request_factor = compiled("float64(float64, float64)")(service_weight)
"""``q``, how many requests an account makes beside one of median revenue."""


@compiled("float64(float64, float64, float64)")
def request_rate(requests_per_week: float, q: float, over_promise: float) -> float:
    """Return an account's requests per week; what was over-promised is asked for."""
    return requests_per_week * q * (1.0 + over_promise)


@compiled("float64(float64, float64)")
def service_lift(lift: float, q: float) -> float:
    """Return the lift of one request served in time, shared among the many of a large account."""
    return lift / max(1.0, q)


@compiled("float64(float64, float64)")
def service_weeks(hours: float, hours_per_week: float) -> float:
    """Return how long a task of ``hours`` takes a server of ``hours_per_week``."""
    return hours / hours_per_week


@compiled("float64(float64, float64)")
def scaled(amount: float, factor: float) -> float:
    """Return ``amount * factor`` (inflated service, a phase of an interval, a mean delay)."""
    return amount * factor


@compiled("float64(float64, float64)")
def later(week: float, delay_weeks: float) -> float:
    """Return the week that lies ``delay_weeks`` after ``week``."""
    return week + delay_weeks


@compiled("float64(float64, float64)")
def gap_weeks(exponential: float, annual_rate: float) -> float:
    """Return the weeks between two events of a Poisson process with a rate per year."""
    return exponential * WEEKS_PER_YEAR / annual_rate


@compiled("float64(float64, float64)")
def request_gap_weeks(exponential: float, weekly_rate: float) -> float:
    """Return the weeks between two events of a Poisson process with a rate per week."""
    return exponential / weekly_rate


@compiled("float64(float64)")
def call_interval_weeks(calls_per_month: float) -> float:
    """Return the weeks between two calls that are due."""
    return WEEKS_PER_MONTH / calls_per_month


# -- shocks ------------------------------------------------------------------------------------


@compiled("float64(float64, float64, float64, float64)")
def loss_chance(loss_probability: float, protection: float, level: float, factor: float) -> float:
    """Return the chance that a shock ends an account whose relationship is ``level``.

    ``factor`` is the early-loss factor in the first year after a win, else 1.
    """
    raw = min(loss_probability * factor, max(0.95, loss_probability))
    return raw * (1.0 - protection * level)


@compiled("float64(float64)")
def grievance_threshold(u: float) -> float:
    """Return how many grievances make an account think of leaving: three to six."""
    return 3.0 + math.floor(4.0 * u)


@compiled("float64(float64, float64)")
def spoiled(level: float, hunting_share: float) -> float:
    """Return what a relationship counts for when its owner spends a share of his hours hunting."""
    return level * (1.0 - 0.5 * hunting_share)


@compiled("float64(float64, float64, float64)")
def severity(u: float, low: float, high: float) -> float:
    """Return the share of revenue a shrink takes, uniform in its range."""
    return low + (high - low) * u


@compiled("float64(float64, float64, float64)")
def expanded(revenue: float, expansion_per_year: float, level: float) -> float:
    """Return an account's annual revenue after one more month of its relationship."""
    return revenue * (1.0 + expansion_per_year * level / 12.0)


@compiled("float64(float64, float64, float64, float64)")
def ramped(revenue: float, active_since: float, now: float, ramp_weeks: float) -> float:
    """Return the revenue a year that a young account really pays at week ``now``."""
    if ramp_weeks <= 0.0:
        return revenue
    return revenue * min(1.0, (now - active_since) / ramp_weeks)


# -- prospecting -------------------------------------------------------------------------------


@compiled("float64(float64, float64, float64, float64)")
def potential(median_revenue: float, sigma: float, z: float, cap: float) -> float:
    """Return what a prospect would buy a year: lognormal, never above ``cap``."""
    return min(cap, median_revenue * math.exp(sigma * z))


@compiled("float64(float64, float64, float64)")
def guessed(true_potential: float, error: float, z: float) -> float:
    """Return what the rep believes a prospect would buy."""
    return true_potential * math.exp(error * z)


@compiled("float64(float64, float64, float64)")
def meeting_chance(meeting_probability: float, attempt: float, half_attempts: float) -> float:
    """Return the chance of a meeting at the ``attempt``-th remembered call on a target."""
    return meeting_probability * (1.0 - math.pow(2.0, -attempt / half_attempts))


@compiled("float64(float64, float64, float64)")
def win_chance(probability: float, gain: float, over_promise: float) -> float:
    """Return the chance to win a proposal, raised by over-promising up to 0.95."""
    return min(0.95, probability * (1.0 + gain * over_promise))


@compiled("float64(float64, float64)")
def new_relationship(level: float, over_promise: float) -> float:
    """Return the relationship a new account starts with: less if too much was promised."""
    return level * (1.0 - over_promise / 2.0)


@compiled("float64(float64, float64, float64)")
def mean_win_chance(champion_share: float, with_champion: float, without: float) -> float:
    """Return the win chance of a proposal about whose champion nothing is known."""
    return champion_share * with_champion + (1.0 - champion_share) * without


@compiled("float64(float64, float64, float64)")
def weighted(potential_revenue: float, advance: float, win: float) -> float:
    """Return the expected revenue a year of an open opportunity."""
    return potential_revenue * advance * win


# -- the firm's month --------------------------------------------------------------------------


@compiled("float64(float64, float64, float64, float64, float64)")
def fixed_cost_at_start(
    gross_margin: float, rep_share: float, commission: float, margin: float, revenue: float
) -> float:
    """Return the fixed cost a year that leaves the operating margin at the initial revenue."""
    return (gross_margin - rep_share - commission - margin) * revenue


@compiled("float64(float64, float64, float64, float64)")
def fixed_cost(at_start: float, share: float, flexibility: float, growth: float) -> float:
    """Return the fixed cost a year when revenue is ``share`` of its start: sticky both ways.

    Source: Anderson, Banker, Janakiraman (2003), J. Accounting Research 41(1).
    """
    fall, rise = max(0.0, 1.0 - share), max(0.0, share - 1.0)
    return at_start * (1.0 - flexibility * fall + growth * rise)


@compiled("float64(float64, float64, float64, float64, float64)")
def month_cost(
    fixed: float, seated: float, seat: float, commission: float, revenue: float
) -> float:
    """Return a month's cost without purchases; ``seat`` and ``fixed`` are costs a year."""
    return (fixed + seated * seat + commission * revenue) / 12.0


@compiled("float64(float64, float64, float64)")
def month_result(gross_margin: float, revenue: float, cost: float) -> float:
    """Return what a month adds to cash."""
    return gross_margin * revenue / 12.0 - cost


@compiled("float64(float64, float64, float64)")
def month_outflow(cost: float, gross_margin: float, revenue: float) -> float:
    """Return all that leaves the firm in a month, purchases included."""
    return cost + (1.0 - gross_margin) * revenue / 12.0


@compiled("float64(float64, float64, float64)")
def initial_cash(buffer_months: float, operating_margin: float, revenue: float) -> float:
    """Return the cash at the start: so many months of the initial outflows."""
    return buffer_months * (1.0 - operating_margin) * revenue / 12.0


@compiled("float64(float64, float64)")
def share_of(part: float, whole: float) -> float:
    """Return ``part / whole``, 0 where there is no whole."""
    if whole <= 0.0:
        return 0.0
    return part / whole
