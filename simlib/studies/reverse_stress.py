"""Reverse stress: which loss, of one account or of two at once, ruins the firm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from statsmodels.stats.multitest import multipletests

from simlib.analysis.difference import Difference, chance_difference
from simlib.analysis.panel import trading
from simlib.analysis.precision import Bools, Floats, Interval, proportion_interval
from simlib.analysis.tango import exact_mcnemar
from simlib.inputs.account import Account
from simlib.inputs.errors import InputError
from simlib.inputs.scenario import Scenario
from simlib.run.provenance import provenance
from simlib.run.result import Comparison
from simlib.studies.play import play_rows
from simlib.studies.policy import without_prospecting
from simlib.studies.replace import losing, ranked_accounts
from simlib.studies.stored import Stored

THRESHOLDS = (0.10, 0.25, 0.50)
_CLEAR = 0.05


@dataclass(frozen=True, repr=False)
class Loss(Stored):
    """One loss, of one account or of two.

    Parameters
    ----------
    accounts : tuple of str
        As the book names them.
    share : float
        Of today's revenue.
    chance : Interval
        Of running out of cash within the months given.
    excess : Difference
        Over the same firm with no forced loss, in the same worlds.
    p_holm : float
        Of no excess, corrected for all losses that were tried.
    """

    accounts: tuple[str, ...]
    share: float
    chance: Interval
    excess: Difference
    p_holm: float

    @property
    def clear(self) -> bool:
        """Whether the loss makes a difference beyond what chance and many trials explain."""
        return self.p_holm < _CLEAR


@dataclass(frozen=True, repr=False)
class Smallest(Stored):
    """The smallest loss that takes the chance of running out of cash over a threshold.

    Parameters
    ----------
    threshold : float
    loss : Loss or None
        Chosen in one set of worlds, its numbers from fresh ones; None if no loss tried does.
    """

    threshold: float
    loss: Loss | None


@dataclass(frozen=True, repr=False)
class StressedDiary(Stored):
    """One diary under every loss.

    Parameters
    ----------
    label : str
        In the client's words.
    none_lost : Interval
        The chance of running out of cash with no forced loss.
    losses : tuple of Loss
        By rising share of revenue.
    smallest : tuple of Smallest
        By rising threshold.
    again : tuple of Loss
        What either diary's smallest losses do to this one, in fresh worlds.
    """

    label: str
    none_lost: Interval
    losses: tuple[Loss, ...]
    smallest: tuple[Smallest, ...]
    again: tuple[Loss, ...]


@dataclass(frozen=True, repr=False)
class ReverseStress(Stored):
    """Which losses ruin the firm, without prospecting and with it.

    Parameters
    ----------
    diaries : tuple of StressedDiary
        The firm without prospecting first.
    within_months : int
    pairs_among : int
        Pairs were formed among so many of the largest accounts.
    worlds : int
    footer : str
    """

    diaries: tuple[StressedDiary, ...]
    within_months: int
    pairs_among: int
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


def study(*, seed: int, worlds: int) -> ReverseStress:
    """Play the loss of every account of the supplier, and of every pair of the largest."""
    return reverse_stress(
        Scenario(book="supplier", discipline="weekly_block"), worlds=worlds, seed=seed
    )
