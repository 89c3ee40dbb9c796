"""Time to survive against time to replace: what losing each account today would mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simlib.analysis.panel import world_column
from simlib.analysis.precision import Floats, Interval, proportion_interval
from simlib.inputs.account import Account
from simlib.inputs.errors import InputError
from simlib.inputs.scenario import Scenario
from simlib.inputs.stress import StressEvent
from simlib.run.provenance import provenance
from simlib.run.result import Comparison
from simlib.studies.play import play_rows
from simlib.studies.policy import without_prospecting
from simlib.studies.stored import Stored
from simlib.studies.waiting import first_month, time_quantile

LOST_IN_WEEK = 1.0
"""After the first row of every frame, so that this still holds the revenue before the loss."""
_MONTHS_A_WEEK = 12.0 / 52.0


@dataclass(frozen=True, repr=False)
class AccountAtStake(Stored):
    """One account lost today.

    Parameters
    ----------
    account : str
        As the book names it: anything a client may have typed.
    share : float
        Of today's revenue.
    survives : Interval
        Months that the firm lasts without prospecting in all but ``1 - sure`` of the futures;
        infinite where it lasts to the horizon.
    replaced : Interval
        Months until the diary has brought revenue back in ``sure`` of the futures; infinite where
        it does not within the horizon.
    replaced_median : Interval
        The same in half of the futures.
    too_late : Interval
        Share of futures in which revenue is not back when the firm without prospecting runs out
        of cash.
    """

    account: str
    share: float
    survives: Interval
    replaced: Interval
    replaced_median: Interval
    too_late: Interval


@dataclass(frozen=True, repr=False)
class Replacement(Stored):
    """Time to survive and time to replace, account by account.

    Parameters
    ----------
    label : str
        The diary in the client's words.
    accounts : tuple of AccountAtStake
        The largest first.
    none_lost : AccountAtStake
        The same firm with nothing forced: what happens anyway.
    back : float
        What counts as replaced, as a share of the revenue before.
    sure : float
        Share of the futures that a number of months speaks for.
    months : int
        The horizon.
    worlds : int
    footer : str
    """

    label: str
    accounts: tuple[AccountAtStake, ...]
    none_lost: AccountAtStake
    back: float
    sure: float
    months: int
    worlds: int
    footer: str


def replacement(
    scenario: Scenario,
    *,
    largest: int | None = None,
    back: float = 1.0,
    sure: float = 0.9,
    worlds: int = 300,
    seed: int = 1,
    first_world: int = 0,
) -> Replacement:
    """Compare how long the firm lasts after a loss with how long it takes to replace it.

    Parameters
    ----------
    scenario : Scenario
        With the diary that is to replace the loss; the firm that must last does the same without
        prospecting.
    largest : int, optional
        Only so many of the largest accounts; all by default.
    back : float
        Revenue that counts as replaced, as a share of the revenue before the loss.
    sure : float
        Share of the futures that a number of months speaks for, strictly between 0.5 and 1.
    worlds, seed, first_world : int
        As in `simlib.compare`: the same worlds for every account.

    Raises
    ------
    InputError
        For an impossible share or number of accounts.
    """
    if not 0.5 < sure < 1 or not 0 < back <= 2:
        raise InputError("not a share", value=(sure, back), allowed="sure 0.5 to 1, back 0 to 2")
    if largest is not None and largest < 1:
        raise InputError("too few accounts", column="largest", value=largest, allowed="1 or more")
    ranked = ranked_accounts(scenario)[:largest]
    pair = (without_prospecting(scenario), scenario)
    rows = [[losing(each, lost) for each in pair] for lost in (*([a] for a in ranked), [])]
    times = play_rows(
        rows,
        lambda comparison: _months(comparison, back),
        worlds=worlds,
        seed=seed,
        first_world=first_world,
    )
    names = [*(account.account_id for account in ranked), ""]
    shares = [*(a.annual_revenue / scenario.book.annual_revenue for a in ranked), 0.0]
    found = [
        at_stake(name, share, *both, sure=sure)
        for name, share, both in zip(names, shares, times, strict=True)
    ]
    return Replacement(
        label=scenario.label,
        accounts=tuple(found[:-1]),
        none_lost=found[-1],
        back=back,
        sure=sure,
        months=12 * scenario.horizon_years,
        worlds=worlds,
        footer=provenance(scenario, seed=seed, first_world=first_world, world_count=worlds).footer()
        + " · each account lost in the same futures",
    )


def ranked_accounts(scenario: Scenario) -> list[Account]:
    """Return the accounts of the book by falling revenue; ties by id."""
    return sorted(scenario.book.accounts, key=lambda a: (-a.annual_revenue, a.account_id))


def losing(scenario: Scenario, accounts: Sequence[Account]) -> Scenario:
    """Return the scenario with some accounts lost today."""
    events = [
        StressEvent(week=LOST_IN_WEEK, action="lose", selector=f"id:{account.account_id}")
        for account in accounts
    ]
    return scenario.with_(stress=events)


def at_stake(
    account: str, share: float, closes: Floats, back: Floats, *, sure: float
) -> AccountAtStake:
    """Return what the times of many futures say about one account.

    Parameters
    ----------
    account, share
        As in `AccountAtStake`.
    closes, back : ndarray, shape (worlds,)
        Months until the firm without prospecting runs out of cash, and until the one with it has
        its revenue back, in the same worlds; infinite where that never happens.
    sure : float
    """
    late = int((closes < back).sum())
    return AccountAtStake(
        account=account,
        share=share,
        survives=time_quantile(closes, 1 - sure),
        replaced=time_quantile(back, sure),
        replaced_median=time_quantile(back, 0.5),
        too_late=proportion_interval(late, len(closes)),
    )


def _months(comparison: Comparison, back: float) -> tuple[Floats, Floats]:
    bare, insured = comparison.runs
    weeks = world_column(bare, "ruin_week")
    closes = np.where(np.isfinite(weeks), weeks * _MONTHS_A_WEEK, np.inf)
    return closes, first_month(insured.revenue[:, 1:] >= back * insured.initial_revenue)


def study(*, seed: int, worlds: int) -> Replacement:
    """Play the loss of every account of the supplier."""
    return replacement(
        Scenario(book="supplier", discipline="weekly_block"), worlds=worlds, seed=seed
    )
