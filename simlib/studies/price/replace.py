"""Time to survive against time to replace: what losing each account today would mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from statsmodels.stats.multitest import multipletests

from simlib.analysis.difference import Difference, chance_difference, exact_mcnemar
from simlib.analysis.panel import trading, world_column
from simlib.analysis.precision import Bools, Floats, Interval, proportion_interval
from simlib.inputs.account import Account
from simlib.inputs.errors import InputError
from simlib.inputs.scenario import Scenario
from simlib.inputs.stress import StressEvent
from simlib.inputs.units import MONTHS_PER_YEAR, WEEKS_PER_YEAR
from simlib.run.provenance import provenance
from simlib.run.result import Comparison
from simlib.studies.design import play_rows
from simlib.studies.price.policy import without_prospecting
from simlib.studies.price.terms import first_month, time_quantile
from simlib.studies.stored import Stored

LOST_IN_WEEK = 1.0
"""After the first row of every frame, so that this still holds the revenue before the loss."""
THRESHOLDS = (0.10, 0.25, 0.50)
_CLEAR = 0.05


@dataclass(frozen=True, repr=False)
class AccountAtStake(Stored):
    """One account lost today."""

    account: str
    """As the book names it: anything a client may have typed."""
    share: float
    """Of today's revenue."""
    survives: Interval
    """Months that the firm lasts without prospecting in all but ``1 - sure`` of the futures;
    infinite where it lasts to the horizon.
    """
    replaced: Interval
    """Months until the diary has brought revenue back in ``sure`` of the futures; infinite where
    it does not within the horizon.
    """
    replaced_median: Interval
    """The same in half of the futures."""
    too_late: Interval
    """Share of futures in which revenue is not back when the firm without prospecting runs out of
    cash.
    """


@dataclass(frozen=True, repr=False)
class Replacement(Stored):
    """Time to survive and time to replace, account by account."""

    label: str
    """The diary in the client's words."""
    accounts: tuple[AccountAtStake, ...]
    """The largest first."""
    none_lost: AccountAtStake
    """The same firm with nothing forced: what happens anyway."""
    back: float
    """What counts as replaced, as a share of the revenue before."""
    sure: float
    """Share of the futures that a number of months speaks for."""
    months: int
    """The horizon."""
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
    closes = np.where(np.isfinite(weeks), weeks * (MONTHS_PER_YEAR / WEEKS_PER_YEAR), np.inf)
    return closes, first_month(insured.revenue[:, 1:] >= back * insured.initial_revenue)


def replace_study(*, seed: int, worlds: int) -> Replacement:
    """Play the loss of every account of the supplier."""
    return replacement(
        Scenario(book="supplier", discipline="weekly_block"), worlds=worlds, seed=seed
    )


@dataclass(frozen=True, repr=False)
class Loss(Stored):
    """One loss, of one account or of two."""

    accounts: tuple[str, ...]
    """As the book names them."""
    share: float
    """Of today's revenue."""
    chance: Interval
    """Of running out of cash within the months given."""
    excess: Difference
    """Over the same firm with no forced loss, in the same worlds."""
    p_holm: float
    """Of no excess, corrected for all losses that were tried."""

    @property
    def clear(self) -> bool:
        """Whether the loss makes a difference beyond what chance and many trials explain."""
        return self.p_holm < _CLEAR


@dataclass(frozen=True, repr=False)
class Smallest(Stored):
    """The smallest loss that takes the chance of running out of cash over a threshold."""

    threshold: float
    loss: Loss | None
    """Chosen in one set of worlds, its numbers from fresh ones; None if no loss tried does."""


@dataclass(frozen=True, repr=False)
class StressedDiary(Stored):
    """One diary under every loss."""

    label: str
    """In the client's words."""
    none_lost: Interval
    """The chance of running out of cash with no forced loss."""
    losses: tuple[Loss, ...]
    """By rising share of revenue."""
    smallest: tuple[Smallest, ...]
    """By rising threshold."""
    again: tuple[Loss, ...]
    """What either diary's smallest losses do to this one, in fresh worlds."""


@dataclass(frozen=True, repr=False)
class ReverseStress(Stored):
    """Which losses ruin the firm, without prospecting and with it."""

    diaries: tuple[StressedDiary, ...]
    """The firm without prospecting first."""
    within_months: int
    pairs_among: int
    """Pairs were formed among so many of the largest accounts."""
    worlds: int
    footer: str


def reverse_stress(
    scenario: Scenario,
    *,
    pairs_among: int = 8,
    largest: int | None = None,
    years: int = 2,
    worlds: int = 500,
    seed: int = 1,
    first_world: int = 0,
) -> ReverseStress:
    """Lose every account, and every pair of the largest, and see whether the firm survives.

    Parameters
    ----------
    scenario : Scenario
        Compared with the same diary without prospecting.
    pairs_among : int
        Form pairs among so many of the largest accounts.
    largest : int, optional
        Only so many of the largest accounts alone; all by default.
    years : int
        The firm must last so long.
    worlds, seed, first_world : int
        As in `simlib.compare`. The smallest losses are played again in as many fresh worlds.

    Raises
    ------
    InputError
        For a negative number of accounts, or none at all.
    """
    if pairs_among < 0 or (largest is not None and largest < 1):
        raise InputError("too few accounts", value=(largest, pairs_among))
    short = scenario.with_(horizon_years=years)
    stage = _Stage((without_prospecting(short), short), worlds, seed)
    ranked = ranked_accounts(scenario)
    tried = [
        *((account,) for account in ranked[:largest]),
        *combinations(ranked[:pairs_among], 2),
    ]
    diaries = stage.play(tried, first_world)
    by_name = {tuple(a.account_id for a in lost): lost for lost in tried}
    picked = {loss.accounts for diary in diaries for loss in smallest(diary.losses) if loss}
    # What was picked as the smallest is measured again where it was not picked.
    fresh = stage.play([by_name[names] for names in sorted(picked)], first_world + worlds)
    return ReverseStress(
        diaries=tuple(_with_smallest(*both) for both in zip(diaries, fresh, strict=True)),
        within_months=12 * years,
        pairs_among=pairs_among,
        worlds=worlds,
        footer=provenance(short, seed=seed, first_world=first_world, world_count=worlds).footer()
        + f" · {len(tried)} losses in the same futures",
    )


def smallest(losses: Sequence[Loss]) -> tuple[Loss | None, ...]:
    """Return for each threshold the smallest loss whose chance reaches it, None if none does."""
    return tuple(
        next((loss for loss in losses if loss.chance.mean >= threshold), None)
        for threshold in THRESHOLDS
    )


def measured(names: Sequence[tuple[str, ...]], shares: Floats, closed: Bools) -> tuple[Loss, ...]:
    """Return what losses do, by rising share of revenue.

    Parameters
    ----------
    names : sequence of tuple of str
        The accounts of each loss.
    shares : ndarray, shape (losses,)
        Of today's revenue.
    closed : ndarray of bool, shape (losses + 1, worlds)
        Whether the firm ran out of cash; the first row is that of no forced loss.
    """
    none_lost, worlds = closed[0], closed.shape[1]
    counts = [(int((x & ~none_lost).sum()), int((none_lost & ~x).sum())) for x in closed[1:]]
    p_values = [exact_mcnemar(*each) for each in counts]
    corrected = multipletests(p_values, method="holm")[1] if p_values else []
    found = [
        Loss(
            accounts=names[k],
            share=float(shares[k]),
            chance=proportion_interval(int(closed[k + 1].sum()), worlds),
            excess=chance_difference(none_lost, closed[k + 1]),
            p_holm=float(corrected[k]),
        )
        for k in range(len(names))
    ]
    return tuple(sorted(found, key=lambda loss: (loss.share, loss.accounts)))


@dataclass(frozen=True)
class _Stage:
    """Two firms in numbered worlds, ready to lose accounts."""

    firms: tuple[Scenario, Scenario]
    worlds: int
    seed: int

    def play(
        self, losses: Sequence[tuple[Account, ...]], first_world: int
    ) -> tuple[StressedDiary, ...]:
        rows = [[losing(firm, lost) for firm in self.firms] for lost in ((), *losses)]
        closed = np.array(
            play_rows(rows, _closed, worlds=self.worlds, seed=self.seed, first_world=first_world)
        )
        total = self.firms[0].book.annual_revenue
        shares = np.array([sum(a.annual_revenue for a in lost) / total for lost in losses])
        names = [tuple(account.account_id for account in lost) for lost in losses]
        return tuple(
            StressedDiary(
                label=firm.label,
                none_lost=proportion_interval(int(closed[0, arm].sum()), self.worlds),
                losses=measured(names, shares, closed[:, arm]),
                smallest=(),
                again=(),
            )
            for arm, firm in enumerate(self.firms)
        )


def _with_smallest(diary: StressedDiary, fresh: StressedDiary) -> StressedDiary:
    again = {loss.accounts: loss for loss in fresh.losses}
    return replace(
        diary,
        smallest=tuple(
            Smallest(threshold, again[loss.accounts] if loss else None)
            for threshold, loss in zip(THRESHOLDS, smallest(diary.losses), strict=True)
        ),
        again=fresh.losses,
    )


def _closed(comparison: Comparison) -> Bools:
    return np.array([~trading(run)[:, -1] for run in comparison.runs])


def reverse_stress_study(*, seed: int, worlds: int) -> ReverseStress:
    """Play the loss of every account of the supplier, and of every pair of the largest."""
    return reverse_stress(
        Scenario(book="supplier", discipline="weekly_block"), worlds=worlds, seed=seed
    )
