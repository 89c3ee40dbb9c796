"""What could have saved the accounts that were lost: the same worlds under other diaries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simlib.analysis.fates import initial_losses
from simlib.analysis.precision import (
    Band,
    Bools,
    Floats,
    Interval,
    Ints,
    mean_band,
    mean_interval,
    ratio_interval,
)
from simlib.inputs.errors import InputError
from simlib.inputs.evidence import Evidence
from simlib.inputs.scenario import Scenario
from simlib.inputs.units import weeks_of_months
from simlib.run.provenance import provenance
from simlib.run.simulate import compare
from simlib.studies.stored import FloatArray, Stored

if TYPE_CHECKING:
    from simlib.run.result import Run

CLASSES = ("prospecting", "attention", "replaced", "unavoidable")
"""Why an account was lost that need not have been, and what became of those that had to be.

``prospecting``: kept with a perfect relationship, and kept by the same diary without its calls.
``attention``: kept with a perfect relationship, lost by the same diary also without calls.
``replaced``: lost also with a perfect relationship, its revenue brought back by accounts won.
``unavoidable``: lost also with a perfect relationship, and not replaced.
"""
NOT_LOST = -1
FateMatrix = Ints
"""Place in `CLASSES` of every account in every world, `NOT_LOST` where it is kept."""
CLAIM = (0.6, 0.8)
"""Between these shares of all losses lies what "some 70 % of losses are neglect" asserts."""
NEGLECT = "neglect"
DIARIES = ("arms_length", "devoted", "weekly_block")
_EVIDENCE = (("graded", "published figures"), ("folklore", "the authors' figures"))


@dataclass(frozen=True, eq=False)
class InitialLosses:
    """When, with what revenue and to what each initial account is lost in each world."""

    week: Floats
    """Infinite where it is kept; shape (worlds, accounts)."""
    revenue: Floats
    """A year, when it is lost; shape (worlds, accounts)."""
    cause: Ints
    """Place in the causes of the run, `NOT_LOST` where it is kept; shape (worlds, accounts)."""

    @property
    def lost(self) -> Bools:
        """Whether it is lost at all."""
        return np.isfinite(self.week)


def classified(
    actual: InitialLosses,
    perfect: InitialLosses,
    without_calls: InitialLosses,
    replaced: Bools,
) -> FateMatrix:
    """Return the class of every loss, exactly one each.

    Parameters
    ----------
    actual, perfect, without_calls
        Of the same worlds: under the diary, with perfect relationships, and without its calls.

    Returns
    -------
    FateMatrix
        Shape (worlds, accounts).

    Raises
    ------
    InputError
        If an account is lost sooner with perfect relationships: these are not the same worlds.
    """
    if (perfect.week < actual.week).any():
        raise InputError("an account is lost sooner with a perfect relationship: other worlds?")
    doomed, blamed = perfect.lost, ~without_calls.lost
    place = {name: n for n, name in enumerate(CLASSES)}
    saved = np.where(blamed, place["prospecting"], place["attention"])
    anyway = np.where(replaced, place["replaced"], place["unavoidable"])
    return np.where(actual.lost, np.where(doomed, anyway, saved), NOT_LOST)


def replaced_losses(run: Run, losses: InitialLosses, among: Bools, *, within_weeks: float) -> Bools:
    """Return which losses were made up for by accounts won.

    Parameters
    ----------
    run
        With its story log, played at least ``within_weeks`` beyond the last of these losses.
    losses
        Of the run.
    among : ndarray of bool, shape (worlds, accounts)
        The losses that may be replaced.

    Returns
    -------
    ndarray of bool, shape (worlds, accounts)
        See `replaced_in_one_world`.
    """
    events = run.events
    numbers = run.worlds["world"].to_numpy(dtype=np.int64)
    first = {int(number): place for place, number in enumerate(numbers)}
    new = events["account"].astype(str).str.startswith("prospect ")
    begun, ended = (
        events.loc[new & (events["kind"] == kind), ["world", "week", "account", "value"]]
        for kind in ("active", "lost")
    )
    until = begun.merge(
        ended[["world", "account", "week"]], "left", ["world", "account"], suffixes=("", "_end")
    )
    place = until["world"].map(first).to_numpy(dtype=np.int64)
    rows = np.column_stack(
        [until["week"], until["week_end"].fillna(np.inf), until["value"]]
    ).astype(float)
    order = np.argsort(place, kind="stable")
    edges = np.searchsorted(place[order], np.arange(len(numbers) + 1))
    found = np.zeros(losses.week.shape, dtype=bool)
    for world in range(len(numbers)):
        won = rows[order[edges[world] : edges[world + 1]]]
        found[world] = replaced_in_one_world(
            np.where(among[world], losses.week[world], np.inf),
            losses.revenue[world],
            won,
            within_weeks=within_weeks,
        )
    return found


def replaced_in_one_world(
    week: Floats, revenue: Floats, won: Floats, *, within_weeks: float
) -> Bools:
    """Return which losses are matched by accounts won after them, each won euro used once.

    Parameters
    ----------
    week, revenue : ndarray, shape (accounts,)
        When each account is lost (infinite: not), and its revenue a year then.
    won : ndarray, shape (accounts won, 3)
        Week from which an account won pays, week in which it is lost again, revenue a year.
    within_weeks
        Accounts count that begin within so many weeks after the loss and are still customers when
        these have passed.

    Returns
    -------
    ndarray of bool, shape (accounts,)
        Losses are served in order of time, from the earliest account won; what an account won
        brings beyond one loss is left for the next. A loss that cannot be matched in full takes
        nothing.
    """
    left = won[np.argsort(won[:, 0], kind="stable")].copy() if len(won) else won.reshape(0, 3)
    found = np.zeros(len(week), dtype=bool)
    for account in np.argsort(week, kind="stable"):
        lost = week[account]
        if not np.isfinite(lost):
            break
        deadline = lost + within_weeks
        usable = (left[:, 0] > lost) & (left[:, 0] <= deadline) & (left[:, 1] > deadline)
        if left[usable, 2].sum() < revenue[account]:
            continue
        found[account] = True
        taken = np.minimum(
            left[usable, 2],
            np.maximum(0.0, revenue[account] - np.cumsum(left[usable, 2]) + left[usable, 2]),
        )
        left[usable, 2] -= taken
    return found


@dataclass(frozen=True, eq=False, repr=False)
class LossAttribution(Stored):
    """The losses of today's accounts under one diary, by what could have saved them."""

    label: str
    evidence: str
    evidence_label: str
    losses: Interval
    """Accounts lost a firm."""
    shares: tuple[Interval, ...]
    """Share of all losses in each of `CLASSES`; the estimates add up to 1."""
    causes: tuple[str, ...]
    cause_labels: tuple[str, ...]
    """Causes that ended an account, the most frequent first."""
    counts: FloatArray
    counts_low: FloatArray
    counts_high: FloatArray
    """Accounts a firm, by cause as booked and by class; they add up to all losses; shape (causes,
    classes).
    """
    neglect_booked: Interval
    """Share of the losses whose booked cause is neglect."""
    savable: Interval
    """Share of the losses that a perfect relationship would have prevented, whatever the booked
    cause: the classes ``prospecting`` and ``attention`` together.
    """
    sooner: Interval
    """Share of the losses that come also with perfect relationships, but later."""
    calls_net: Interval
    """Accounts a firm that are lost with the calls and kept without, minus those lost without and
    kept with them: what of the class ``prospecting`` is more than chance turned over.
    """
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
    """Losses by what could have saved them, for some diaries and sets of evidence."""

    classes: tuple[str, ...]
    claim_low: float
    claim_high: float
    """What the claim about neglect asserts."""
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
    scenario
        Played with unlimited cash, so that our own closure ends no account.
    evidence_label
        Its evidence in words; the name of the set by default.
    replaced_within_months
        A loss that nothing could have saved counts as replaced if accounts won after it, and
        still customers so many months after it, bring its revenue. Whole years: the worlds are
        played on for as long.
    worlds, seed, first_world
        As in `simlib.compare`.

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


def attribution_study(*, seed: int, worlds: int) -> Attributions:
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
    replaced = replaced_losses(run, actual, doomed, within_weeks=weeks_of_months(months))
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
