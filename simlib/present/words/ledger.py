"""What a ledger says, in words: the headline, its lines, and the scores of a back-test."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simlib.present.words.headline import Headline
from simlib.words import (
    at_most,
    between,
    counted,
    listed,
    of_100,
    percent,
    sentence_case,
    show_name,
    span_words,
)

if TYPE_CHECKING:
    from simlib.analysis.precision import Floats, Interval
    from simlib.history.backtest import BackTest, Forecast
    from simlib.history.history import History
    from simlib.history.owners import OwnerDepartures
    from simlib.history.pooling import PooledRate
    from simlib.history.retention import Retention, YearOfRevenue
    from simlib.history.survival import Survival


def history_headline(history: History) -> Headline:
    """Return what the ledger says of losses, beside the model, and how sure that is."""
    return Headline(f"{_opening(history)} {weights_words(history.pooled)}", history_lines(history))


def history_lines(history: History) -> tuple[str, ...]:
    """Return what else the ledger says, a sentence or two a line."""
    if history.kind == "deals":
        return (
            "Deals that were won do not say whether an account goes on paying or ceases to: how "
            "long accounts stay, retention and departures of owners are not read from them.",
        )
    lines = [
        f"{sentence_case(history.rule.words)}: {history.relationships:,} relationships between "
        f"{history.first_day} and {history.last_day}, {history.lost:,} of them lost; "
        f"{history.came_back:,} began after an earlier loss; {history.left_truncated:,} were there "
        "before the ledger.",
        *rules_lines(history.on_book),
        *_new_lines(history.new_accounts),
        *retention_lines(history.retention),
        *owner_lines(history.owners),
    ]
    return tuple(lines)


def _opening(history: History) -> str:
    own, pooled = history.own, history.pooled
    if own is None or own.months[-1] < 12:
        why = ": it holds no full year under this rule" if pooled.identified else ""
        return f"This ledger does not tell how many accounts are lost a year{why}."
    low, high = 100 * own.low[12], 100 * own.high[12]
    mine, theirs = of_100(own.share[12]), of_100(history.model.share[12])
    both = of_100(history.model_pooled.share[12])
    pooling = f", and {both} where both are pooled" if pooled.identified else ""
    return (
        f"Of 100 accounts on the book, {mine} ({low:.0f} to {high:.0f}) were still there a year "
        f"later by this ledger, {theirs} by the published figures in the model{pooling}."
    )


def weights_words(pooled: PooledRate) -> str:
    """Return the pooled loss rate and what each source weighs in it."""
    prior = percent(lost_a_year(pooled.prior.mean))
    if not pooled.identified:
        limit = (
            f" ({at_most(lost_a_year(pooled.own.high))} a year fits)" if _known(pooled.own) else ""
        )
        return (
            f"No loss rate is identified: {pooled.reason}{limit}. The published "
            f"evidence stands alone, {prior} a year: your data 0 %, published evidence 100 %."
        )
    low, high = (100 * lost_a_year(x) for x in (pooled.pooled.low, pooled.pooled.high))
    weight = round(100 * pooled.weight)
    return (
        f"Lost in a year: {percent(lost_a_year(pooled.own.mean))} own, {prior} published, "
        f"{percent(lost_a_year(pooled.pooled.mean))} pooled ({low:.0f} to {high:.0f}): "
        f"your data {weight} %, published evidence {100 - weight} %."
    )


def lost_a_year(rate: float) -> float:
    """Return the share of accounts lost in a year at a rate for each account and year."""
    return -math.expm1(-rate)


def _known(interval: Interval) -> bool:
    return interval.n > 0 and math.isfinite(interval.high)


def rules_lines(found: Sequence[Survival]) -> list[str]:
    """Return how much the answer of a year hangs on the loss rule."""
    told = [each for each in found if each.months[-1] >= 12]
    if len(told) < 2:
        return []
    parts = [f"{each.rule.silent_days} days {of_100(each.share[12])}" for each in told]
    return [
        f"By the silence that counts as a loss, accounts of 100 left after a year: {listed(parts)}."
    ]


def _new_lines(found: Survival | None) -> list[str]:
    if found is None:
        return ["How long new accounts last cannot be told from it under this rule."]
    at = [month for month in (6, 12, 24, 48) if month <= found.months[-1]]
    if not at:
        return []
    parts = [f"{month} months {of_100(found.at(month))}" for month in at]
    return [
        f"Of 100 new accounts, from first to last booking, are left after {listed(parts)} "
        f"({found.watched:,} watched; {found.left_out:,} left out, since their start is not known)."
    ]


def retention_lines(found: Retention) -> list[str]:
    """Return retention of the last year, and what became of the largest account."""
    if not found.years:
        return ["It holds no two full years to compare."]
    last, total = found.years[-1], len(found.years)
    stopped = round(found.largest_stopped.mean * total)
    replaced = ""
    if math.isfinite(last.replacement.mean):
        replaced = f", and new accounts replaced {_times(last.replacement)} times the revenue lost"
    return [
        f"Year to {last.end}: {_share(last.grr)} of the year before was kept (gross), "
        f"{_share(last.nrr)} with growth (net){replaced}; {last.lost:,} accounts of "
        f"{last.accounts:,} stopped and {last.won:,} came, {last.came_back:,} of them back.",
        f"The year's largest account (typically {percent(found.typical_largest)} of revenue) "
        + (f"stopped in {stopped} of {total} years." if total > 1 else _once(bool(stopped))),
    ]


def _once(stopped: bool) -> str:
    return "stopped in the one year that followed." if stopped else "went on in the next."


def _share(interval: Interval) -> str:
    return f"{percent(interval.mean)}{_limits(interval, 100, '.0f')}"


def _times(interval: Interval) -> str:
    return f"{interval.mean:.2f}{_limits(interval, 1, '.2f')}"


def _limits(interval: Interval, scale: float, form: str) -> str:
    if not math.isfinite(interval.low):
        return ""
    return f" ({scale * interval.low:{form}} to {scale * interval.high:{form}})"


def owner_lines(found: OwnerDepartures) -> list[str]:
    """Return what left with owners, beside what leaves anyway."""
    if not found.owners:
        return ["It names no owners, so what left with one cannot be told."]
    if not found.departures:
        return ["No owner of two accounts or more stopped appearing a year before its end."]
    accounts = sum(each.accounts for each in found.departures)
    who = sentence_case(counted(len(found.departures), "owner"))
    return [
        f"{who} stopped appearing; of the {accounts} accounts they held, {_share(found.left)} were "
        f"gone a year later, of everybody else's {_share(found.base)}. An owner whose accounts all "
        "stop for other reasons looks the same."
    ]


def retention_table(found: Retention) -> pd.DataFrame:
    """Return a row a firm and year."""
    rows = [
        {
            **({"firm": show_name(year.firm)} if year.firm else {}),
            "year to": str(year.end),
            "accounts": year.accounts,
            "stopped": year.lost,
            "came": year.won,
            "kept (gross), %": _number(year.grr, 100, ".0f"),
            "with growth (net), %": _number(year.nrr, 100, ".0f"),
            "new over lost revenue": _number(year.replacement, 1, ".2f"),
            "largest account, %": f"{100 * year.largest_share:.0f}",
            "largest stopped?": "yes" if year.largest_stopped else "no",
        }
        for year in found.years
    ]
    return pd.DataFrame(rows)


def _number(interval: Interval, scale: float, form: str) -> str:
    if not math.isfinite(interval.mean):
        return "-"
    return f"{scale * interval.mean:{form}}{_limits(interval, scale, form)}"


def backtest_headline(test: BackTest) -> Headline:
    """Return how the model's forecast did next to the naive ones, whatever the score."""
    model, *others = test.forecasts
    ahead = [each.label for each in others if each.better.low > 0]
    behind = [each.label for each in others if each.better.high < 0]
    verdict = []
    if behind:
        verdict.append(f"clearly better than {_quoted(behind)}")
    if ahead:
        verdict.append(f"clearly worse than {_quoted(ahead)}")
    told = " and ".join(verdict) or "not clearly better or worse than any naive forecast"
    answer = (
        f"Forecasting which of {len(test.stayed):,} accounts stay a year, the model scores "
        f"{_brier(model)} (Brier: 0 is perfect, a coin 0.25) and is {told}. It expected "
        f"{of_100(model.expected)} of 100 to stay; {of_100(model.stayed)} did."
    )
    return Headline(answer, backtest_lines(test))


def _quoted(labels: Sequence[str]) -> str:
    return listed([f'"{label}"' for label in labels])


def _brier(found: Forecast) -> str:
    return f"{found.brier.mean:.3f} ({found.brier.low:.3f} to {found.brier.high:.3f})"


def backtest_lines(test: BackTest) -> tuple[str, ...]:
    """Return the naive scores, and how the ranges of revenue and accounts held."""
    count = len(test.firms)
    naive = "; ".join(f"{each.label} {_brier(each)}" for each in test.forecasts[1:])
    weights = sorted(100 * each.data_weight for each in test.firms)
    return (
        f"Scores of the others: {naive}.",
        "Did the model's 80 % range hold what came? Revenue retained: "
        f"{_held(test.revenue_inside, count)}; accounts kept: "
        f"{_held(test.accounts_inside, count)}.",
        f"Revenue retained was missed by {100 * test.error:.0f} points on average; last year's "
        f"retention misses by {100 * test.naive_error:.0f}, no change by "
        f"{100 * test.unchanged_error:.0f}.",
        f"In the loss rate the own data weighed {between(weights[0], weights[-1])} %. Nobody "
        "recorded how the team spent its week; a team that does not prospect is assumed.",
    )


def _held(inside: Interval, count: int) -> str:
    if count == 1:
        return "yes, the one time" if inside.mean else "no, the one time"
    return f"in {round(inside.mean * count)} of {count} ({_share(inside)})"


def backtest_table(test: BackTest) -> pd.DataFrame:
    """Return the score of every forecast."""
    rows = [
        {
            "forecast": each.label,
            "Brier score": _brier(each),
            "expected to stay, of 100": f"{100 * each.expected:.0f}",
            "stayed, of 100": f"{100 * each.stayed:.0f}",
            "the model's score less this": "-" if place == 0 else _number(each.better, 1, ".3f"),
        }
        for place, each in enumerate(test.forecasts)
    ]
    return pd.DataFrame(rows)


def notes_own_survival(result: History) -> list[str]:
    """Say what the marks of the chart `own_survival` mean."""
    if result.own is None:
        reason = result.pooled.reason or "it holds no full year under this rule"
        return [f"The ledger draws no curve of its own: {reason}."]
    days = [str(each.rule.silent_days) for each in result.on_book]
    return [
        f"Black: the ledger, {result.own.rule.words}; hatched: its 95 % interval over accounts. "
        f"Grey: between the curves of all rules ({listed(days)} days)."
    ]


def rules_band(found: tuple[Survival, ...], count: int) -> tuple[Floats, Floats]:
    """Return the lowest and highest share over rules at each month, shape (count,).

    A rule whose curve ends early counts as far as it goes.
    """
    curves = np.full((len(found), count), np.nan)
    for row, each in enumerate(found):
        known = each.share[:count]
        curves[row, : len(known)] = known
    return np.nanmin(curves, axis=0), np.nanmax(curves, axis=0)


def finding_own_survival(result: History) -> str:
    """Return the title: own and model's share after a year, and whether the rule matters more."""
    own, model = result.own, result.model
    if own is None or own.months[-1] < 12 or len(model.share) < 13:
        left = of_100(float(model.share[-1]))
        return (
            "The ledger does not tell how long accounts stay; by the published figures "
            f"{left} of 100 are still there after {span_words(len(model.share) - 1)}"
        )
    mine, theirs = of_100(own.share[12]), of_100(float(model.share[12]))
    if own.low[12] <= model.share[12] <= own.high[12]:
        within = f"{100 * own.low[12]:.0f} to {100 * own.high[12]:.0f}"
        return (
            f"After a year {mine} of 100 of your accounts are still there ({within}); the "
            f"published figures' {theirs} is not ruled out"
        )
    low, high = (of_100(float(each[12])) for each in rules_band(result.on_book, 13))
    rules = "" if low == high else f" ({low} to {high} by the loss rule)"
    return (
        f"After a year {mine} of 100 of your accounts are still there{rules}; the published "
        f"figures say {theirs}"
    )


def note_retention() -> str:
    """Say what the marks of the chart `retention` mean."""
    return (
        "Lines: 95 % intervals over accounts. Gross: growth of an account not counted. "
        "Diamond: the largest account of the year before stopped."
    )


def finding_retention(years: Sequence[YearOfRevenue]) -> str:
    """Return the title: what was kept last year, whether it was replaced, the largest account."""
    last = years[-1]
    kept = f"{percent(last.grr.mean)} of revenue came again in the year to {last.end:%B %Y}"
    stopped = sum(year.largest_stopped for year in years)
    if math.isfinite(last.replacement.mean):
        kept += f"; new accounts brought {last.replacement.mean:.2f} times what was lost"
    if stopped:
        kept += f"; the largest account stopped in {stopped} of {counted(len(years), 'year')}"
    return sentence_case(kept)


def note_backtest() -> str:
    """Say what the marks of the chart `backtest` mean."""
    return (
        "Each mark: about a fifth of the accounts, by the chance they were given; line: "
        "95 % interval. On the slant a forecast is right. Brier score: mean squared "
        "miss, 0 is perfect, in brackets its 95 % interval."
    )


def finding_backtest(result: BackTest) -> str:
    """Return the title: how far off the model was on average, and what it beats."""
    model = result.forecasts[0]
    said, came = of_100(model.expected), of_100(model.stayed)
    start = f"The model expected {said} of 100 accounts to stay a year; {came} did"
    ahead = [each.label for each in result.forecasts[1:] if each.better.low > 0]
    behind = [each.label for each in result.forecasts[1:] if each.better.high < 0]
    if ahead:
        return f"{start}. A better forecast: {ahead[0]}"
    if behind:
        others = len(result.forecasts) - 1
        return f"{start}. It clearly beats {len(behind)} of {others} other forecasts"
    return f"{start}. No forecast is clearly better"
