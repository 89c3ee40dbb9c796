"""What could have saved the accounts that were lost: the same worlds under other diaries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simlib.analysis.fates import initial_losses
from simlib.analysis.precision import Band, Floats, Interval, mean_band, mean_interval
from simlib.analysis.ratio import ratio_interval
from simlib.inputs.errors import InputError
from simlib.inputs.evidence import Evidence
from simlib.inputs.scenario import Scenario
from simlib.run.provenance import provenance
from simlib.run.simulate import compare
from simlib.studies.losses import (
    CLASSES,
    NOT_LOST,
    FateMatrix,
    InitialLosses,
    classified,
    replaced_losses,
)
from simlib.studies.stored import FloatArray, Stored

if TYPE_CHECKING:
    from simlib.run.result import Run

CLAIM = (0.6, 0.8)
"""Between these shares of all losses lies what "some 70 % of losses are neglect" asserts."""
NEGLECT = "neglect"
DIARIES = ("arms_length", "devoted", "weekly_block")
_EVIDENCE = (("graded", "published figures"), ("folklore", "the authors' figures"))


@dataclass(frozen=True, eq=False, repr=False)
class LossAttribution(Stored):
    """The losses of today's accounts under one diary, by what could have saved them.

    Parameters
    ----------
    label : str
    evidence, evidence_label : str
    losses : Interval
        Accounts lost a firm.
    shares : tuple of Interval
        Share of all losses in each of `CLASSES`; the estimates add up to 1.
    causes, cause_labels : tuple of str
        Causes that ended an account, the most frequent first.
    counts, counts_low, counts_high : ndarray, shape (causes, classes)
        Accounts a firm, by cause as booked and by class; they add up to all losses.
    neglect_booked : Interval
        Share of the losses whose booked cause is neglect.
    savable : Interval
        Share of the losses that a perfect relationship would have prevented, whatever the booked
        cause: the classes ``prospecting`` and ``attention`` together.
    sooner : Interval
        Share of the losses that come also with perfect relationships, but later.
    calls_net : Interval
        Accounts a firm that are lost with the calls and kept without, minus those lost without
        and kept with them: what of the class ``prospecting`` is more than chance turned over.
    worlds : int
    """

    label: str
    evidence: str
    evidence_label: str
    losses: Interval
    shares: tuple[Interval, ...]
    causes: tuple[str, ...]
    cause_labels: tuple[str, ...]
    counts: FloatArray
    counts_low: FloatArray
    counts_high: FloatArray
    neglect_booked: Interval
    savable: Interval
    sooner: Interval
    calls_net: Interval
    worlds: int

    def verdict(self, claim: tuple[float, float] = CLAIM) -> str:
        """Return where the savable share lies: inside, below or above the claim, or undecided."""
        low, high = claim
        if self.savable.high < low:
            return "below"
        if self.savable.low > high:
            return "above"
        return "inside" if low <= self.savable.low <= self.savable.high <= high else "undecided"


@dataclass(frozen=True, repr=False)
class Attributions(Stored):
    """Losses by what could have saved them, for some diaries and sets of evidence.

    Parameters
    ----------
    classes : tuple of str
    claim_low, claim_high : float
        What the claim about neglect asserts.
    horizon_years : int
    replaced_within_months : int
    rows : tuple of LossAttribution
    footer : str
    """

    classes: tuple[str, ...]
    claim_low: float
    claim_high: float
    horizon_years: int
    replaced_within_months: int
    rows: tuple[LossAttribution, ...]
    footer: str


def with_perfect_relationship(evidence: Evidence) -> Evidence:
    """Return evidence in which every customer decides as if the relationship were perfect.

    Notes
    -----
    A shock ends an account with chance ``loss_probability * (1 - protection * r)``. Here that is
    ``loss_probability * (1 - protection)`` whatever the diary does, so the hours that perfect
    attention would cost are given for nothing. The draws are the same, so whoever leaves here
    leaves under every diary, at the latest in the same week.
    """
    changes: dict[str, float] = {}
    for cause in evidence.causes:
        if cause.effect == "loss":
            kept = cause.loss_probability * (1 - cause.protection)
            changes[f"{cause.name}.loss_probability"] = kept
            changes[f"{cause.name}.protection"] = 0.0
    return evidence.with_(**changes)


def attribution(
    scenario: Scenario,
    *,
    evidence_label: str = "",
    replaced_within_months: int = 24,
    worlds: int = 1_000,
    seed: int = 1,
    first_world: int = 0,
) -> LossAttribution:
    """Divide all losses of today's accounts by what could have saved them.

    Parameters
    ----------
    scenario : Scenario
        Played with unlimited cash, so that our own closure ends no account.
    evidence_label : str
        Its evidence in words; the name of the set by default.
    replaced_within_months : int
        A loss that nothing could have saved counts as replaced if accounts won after it, and
        still customers so many months after it, bring its revenue. Whole years: the worlds are
        played on for as long.
    worlds, seed, first_world
        As in `simlib.compare`.

    Returns
    -------
    LossAttribution

    Raises
    ------
    InputError
        If the book is empty, the horizon becomes longer than 20 years, or grievances are counted:
        then the diary decides when customers think of leaving, and no two diaries share a fate.
    """
    if scenario.grievances:
        raise InputError("losses cannot be compared one by one", column="grievances", value=True)
    longer = -(-replaced_within_months // 12)
    actual = scenario.with_(
        unlimited_cash=True, horizon_years=scenario.horizon_years + longer, name="as it is"
    )
    perfect = actual.with_(name="perfect", evidence=with_perfect_relationship(actual.evidence))
    without_calls = actual.with_(name="without calls", calls_per_month=0.0)
    arms = compare(
        # Without calls the third would be the first again.
        [actual, perfect, without_calls][: 3 if actual.discipline.calls_per_month else 2],
        worlds=worlds,
        seed=seed,
        first_world=first_world,
        log="story",
        keep="worlds",
    )
    weeks = 52.0 * scenario.horizon_years
    played = [_losses(run, weeks) for run in arms.runs]
    played += played[:1] * (3 - len(played))
    return _divided(scenario, arms.runs[0], played, evidence_label, replaced_within_months)


def study(*, seed: int, worlds: int) -> Attributions:
    """Divide the losses of the supplier's accounts under three diaries and both evidence sets."""
    months = 24
    base = Scenario(book="supplier")
    rows = tuple(
        attribution(
            base.with_(discipline=diary, evidence=evidence),
            evidence_label=label,
            replaced_within_months=months,
            worlds=worlds,
            seed=seed,
        )
        for evidence, label in _EVIDENCE
        for diary in DIARIES
    )
    footer = provenance(
        base.with_(unlimited_cash=True), seed=seed, first_world=0, world_count=worlds
    ).footer()
    note = "the authors' figures where it says so · each future also without calls, and perfect"
    return Attributions(CLASSES, *CLAIM, base.horizon_years, months, rows, f"{footer} · {note}")


def _losses(run: Run, weeks: float) -> InitialLosses:
    """Return when, to what and with what revenue the initial accounts are lost."""
    rows, world = initial_losses(run)
    accounts = [account.account_id for account in run.scenario.book.accounts]
    place = {name: n for n, name in enumerate(accounts)}
    column = rows["account"].astype(str).map(place).to_numpy(dtype=np.int64)
    shape = (run.world_count, len(accounts))
    week, revenue = np.full(shape, np.inf), np.zeros(shape)
    cause = np.full(shape, NOT_LOST, dtype=np.int64)
    codes = {name: n for n, name in enumerate(run.causes)}
    week[world, column] = rows["week"]
    revenue[world, column] = run.events.loc[rows.index, "value"]
    cause[world, column] = rows["cause"].astype(str).map(codes)
    late = week > weeks
    week[late], cause[late] = np.inf, NOT_LOST
    return InitialLosses(week, revenue, cause)


def _divided(
    scenario: Scenario,
    run: Run,
    played: Sequence[InitialLosses],
    evidence_label: str,
    months: int,
) -> LossAttribution:
    actual, perfect, without_calls = played
    lost = actual.lost
    doomed = lost & perfect.lost
    replaced = replaced_losses(run, actual, doomed, within_weeks=months * 52 / 12)
    classes = classified(actual, perfect, without_calls, replaced)
    by_class = np.stack([(classes == n).sum(axis=1) for n in range(len(CLASSES))], axis=1)
    total = lost.sum(axis=1).astype(float)
    counts, order = _by_cause(actual, classes, run.causes)
    names = {cause.name: cause.label for cause in scenario.causes}
    causes = tuple(run.causes[n] for n in order)
    savable = (lost & ~perfect.lost).sum(axis=1)
    net = (lost & ~without_calls.lost).sum(axis=1) - (without_calls.lost & ~lost).sum(axis=1)
    neglect = actual.cause == _code(run.causes, NEGLECT)
    return LossAttribution(
        label=scenario.label,
        evidence=scenario.evidence.name,
        evidence_label=evidence_label or scenario.evidence.name,
        losses=mean_interval(total),
        shares=tuple(ratio_interval(part.astype(float), total) for part in by_class.T),
        causes=causes,
        cause_labels=tuple(names.get(name, name) for name in causes),
        counts=counts.mean,
        counts_low=np.maximum(counts.low, 0),
        counts_high=counts.high,
        neglect_booked=ratio_interval(neglect.sum(axis=1).astype(float), total),
        savable=ratio_interval(savable.astype(float), total),
        sooner=ratio_interval((doomed & (actual.week < perfect.week)).sum(axis=1) + 0.0, total),
        calls_net=mean_interval(net),
        worlds=run.world_count,
    )


def _by_cause(
    actual: InitialLosses, classes: FateMatrix, causes: Sequence[str]
) -> tuple[Band, list[int]]:
    """Return accounts a firm by cause and class, the most frequent cause first, and the order."""
    cells: Floats = np.array(
        [
            [((actual.cause == n) & (classes == k)).sum(axis=1) for k in range(len(CLASSES))]
            for n in range(len(causes))
        ],
        dtype=float,
    )
    seen = cells.sum(axis=(1, 2))
    order = [int(n) for n in np.argsort(-seen, kind="stable") if seen[n] > 0]
    return mean_band(np.moveaxis(cells[order], 2, 0)), order


def _code(causes: Sequence[str], name: str) -> int:
    return list(causes).index(name) if name in causes else NOT_LOST - 1
