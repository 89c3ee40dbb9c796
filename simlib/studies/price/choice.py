"""Which diary is best as the value of an hour varies: over the inputs, and over single futures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from statsmodels.stats.proportion import proportion_confint

from simlib.analysis.contribution import (
    CHOSEN,
    hours_spent,
    monthly_contribution,
    selling_hour_cost,
)
from simlib.analysis.precision import Floats
from simlib.inputs.errors import InputError
from simlib.inputs.scenario import Scenario
from simlib.run.provenance import provenance
from simlib.run.result import Comparison
from simlib.run.simulate import compare
from simlib.studies.design import input_draws, play_rows
from simlib.studies.headline import without_noise
from simlib.studies.price.hours import BreakEvenRate, HourPrices, break_even_rate, hour_prices
from simlib.studies.price.policy import Policy, policy
from simlib.studies.stored import FloatArray, Stored

_VALUES = 41
_CHOSEN = "weekly_block"
_QUOTED = ("one_call_a_month", "weekly_block", "daily_habit")
_COMPARED = ("devoted", *_QUOTED)


@dataclass(frozen=True, eq=False, repr=False)
class BestShare(Stored):
    """How often each diary is best."""

    share: FloatArray
    low: FloatArray
    high: FloatArray
    """Adding up to one over the diaries; Wilson limits; shape (diaries, values)."""
    count: int
    """Input draws, or futures."""


@dataclass(frozen=True, eq=False, repr=False)
class Acceptability(Stored):
    """How often each diary brings the highest net benefit.

    Net benefit is contribution to the horizon less the hours that a diary chooses (prospecting,
    reviews, gestures), each at the value of an hour.
    """

    labels: tuple[str, ...]
    """Diaries in the client's words."""
    currency: str
    values: FloatArray
    """Of an hour, in money; shape (values,)."""
    over_inputs: BestShare
    """Over draws of the inputs, by the mean over futures: how sure we are which one is best."""
    over_futures: BestShare
    """Over single futures at the central inputs: how often it turns out best. A diary that is
    certainly best on average may be best in few futures more than half.
    """
    hour_cost: float
    """What the firm pays for an hour of selling, in money."""
    years: int
    worlds: int
    worlds_a_draw: int
    footer: str


def acceptability(
    scenarios: Sequence[Scenario],
    *,
    values: Sequence[float] | None = None,
    worlds: int = 1_000,
    draws: int = 100,
    worlds_a_draw: int = 100,
    seed: int = 1,
    evidence_set: str = "graded",
) -> Acceptability:
    """Ask at every value of an hour which diary is best.

    Parameters
    ----------
    scenarios : sequence of Scenario
        Two or more of one firm; their evidence is replaced.
    values : sequence of float, optional
        Of an hour, in money; from nothing to four times its cost by default.
    worlds : int
        At the central inputs.
    draws, worlds_a_draw, seed, evidence_set
        As in `simlib.studies.headline.under_ignorance`.

    Raises
    ------
    InputError
        For fewer than two scenarios or 20 draws, or a negative value of an hour.

    Notes
    -----
    With few worlds a draw the differences between diaries hold Monte Carlo noise, which makes the
    best one look less sure than it is; the differences to the first diary are pulled together
    until that noise is gone, as in `simlib.studies.headline.under_ignorance`.
    """
    if len(scenarios) < 2 or draws < 20:
        raise InputError("too little to compare", allowed="two scenarios, 20 draws")
    firms = [scenario.with_(evidence=evidence_set) for scenario in scenarios]
    cost = selling_hour_cost(firms[0])
    grid = np.linspace(0, 4 * cost, _VALUES) if values is None else np.array(values, dtype=float)
    if not grid.size or grid.min() < 0:
        raise InputError("an hour is worth nothing or more", column="values")
    central = compare(firms, worlds=worlds, seed=seed, keep="worlds")
    drawn = input_draws(evidence_set, draws, seed=seed)
    rows = [[firm.with_(evidence=draw.evidence) for firm in firms] for draw in drawn]
    read = play_rows(rows, _read, worlds=worlds_a_draw, seed=seed, first_world=worlds)
    earned, hours = (np.array([pair[k] for pair in read]) for k in (0, 1))
    return Acceptability(
        labels=tuple(run.label for run in central.runs),
        currency=firms[0].book.currency,
        values=grid,
        over_inputs=best_over_inputs(earned, hours, grid),
        over_futures=best_over_futures(*_read(central), grid),
        hour_cost=cost,
        years=firms[0].horizon_years,
        worlds=worlds,
        worlds_a_draw=worlds_a_draw,
        footer=provenance(firms[0], seed=seed, first_world=0, world_count=worlds).footer()
        + f" · {draws} draws of the inputs, {worlds_a_draw} futures each",
    )


def best_over_inputs(earned: Floats, hours: Floats, values: Floats) -> BestShare:
    """Return how often each diary's mean net benefit is the best.

    Parameters
    ----------
    earned, hours : ndarray, shape (draws, diaries, worlds)
        Contribution in money, and hours.
    values : ndarray, shape (values,)
        Of an hour, in money.
    """
    best = []
    for value in values:
        net = earned - value * hours
        best.append(_is_best(without_noise(net - net[:, :1])))
    return _shares(np.array(best))


def best_over_futures(earned: Floats, hours: Floats, values: Floats) -> BestShare:
    """Return how often each diary turns out best in a single future."""
    best = [_is_best((earned - value * hours).T) for value in values]
    return _shares(np.array(best))


def _is_best(net: Floats) -> Floats:
    """Return who is best, shape (cases, diaries); those who tie share the case."""
    first = net == net.max(axis=1, keepdims=True)
    return np.asarray(first / first.sum(axis=1, keepdims=True))


def _shares(best: Floats) -> BestShare:
    """Return shares and limits from who is best, shape (values, cases, diaries)."""
    cases = best.shape[1]
    counts = best.sum(axis=1).T
    low, high = proportion_confint(counts, cases, method="wilson")
    share = counts / cases
    return BestShare(share, np.clip(low, 0, share), np.clip(high, share, 1), cases)


def _read(comparison: Comparison) -> tuple[Floats, Floats]:
    earned = [monthly_contribution(run).sum(axis=1) for run in comparison.runs]
    return np.array(earned), np.array([hours_spent(run, CHOSEN) for run in comparison.runs])


@dataclass(frozen=True, eq=False, repr=False)
class Insurance(Stored):
    """What prospecting costs and covers."""

    policies: tuple[Policy, ...]
    """Three diaries that prospect, by rising number of calls."""
    chosen: int
    """Place of the one that the other parts speak of."""
    hours: HourPrices
    rate: BreakEvenRate
    choice: Acceptability

    @property
    def policy(self) -> Policy:
        """The policy that the other parts speak of."""
        return self.policies[self.chosen]


def insurance_study(
    *, seed: int, worlds: int, rate_worlds: int, draws: int, worlds_a_draw: int
) -> Insurance:
    """Play the price of prospecting for the supplier who lives off one account."""
    base = Scenario(book="supplier", discipline=_CHOSEN)
    return Insurance(
        policies=tuple(
            policy(base.with_(discipline=name), worlds=worlds, seed=seed) for name in _QUOTED
        ),
        chosen=_QUOTED.index(_CHOSEN),
        hours=hour_prices(base, worlds=worlds, seed=seed),
        rate=break_even_rate(base, worlds=rate_worlds, seed=seed),
        choice=acceptability(
            [base.with_(discipline=name) for name in _COMPARED],
            worlds=worlds,
            draws=draws,
            worlds_a_draw=worlds_a_draw,
            seed=seed,
        ),
    )
