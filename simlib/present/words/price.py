"""The price of prospecting in words: answers, the policy, findings and notes."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from simlib.analysis.ruin import ENOUGH_WORLDS
from simlib.present.words.headline import Headline
from simlib.words import (
    listed,
    money,
    of_100,
    percent,
    sentence_case,
    show_name,
    shown_labels,
    span_words,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from simlib.analysis.precision import Interval
    from simlib.studies.price.choice import Acceptability, BestShare
    from simlib.studies.price.hours import BreakEvenRate, Crossing, HourPrice, HourPrices
    from simlib.studies.price.policy import Policy
    from simlib.studies.price.replace import Replacement, ReverseStress
    from simlib.studies.price.terms import Exclusion

_EXCLUDED = {
    "ruin": "of the closures happen all the same",
    "below": "of the months below break-even remain",
    "unprotected": "of lost revenue: no relationship helps",
    "waiting": "of lost revenue: in the waiting period",
}
Over = Literal["inputs", "futures"]
CASES_acceptability = {
    "inputs": "of 100 ways the inputs may be, those in which a diary is best on average",
    "futures": "of 100 single futures, those in which a diary turns out best",
}


def round_money(amount: float, currency: str = "") -> str:
    """Return an amount with two figures that count: 2,649 as "2,600", 0.913 m as "0.91 m"."""
    if abs(amount) >= 1e5 or amount == 0:
        return money(amount, currency)
    digits = 1 - math.floor(math.log10(abs(amount)))
    rounded = round(amount, digits)
    return f"{rounded:,.{max(0, digits)}f} {show_name(currency, longest=8)}".strip()


def premium_words(result: Policy) -> str:
    """Return what the policy costs now."""
    premium = result.premium
    lost = premium.existing_first_year
    return (
        f"{premium.hours.mean:.1f} ({premium.hours.low:.1f} to {premium.hours.high:.1f}) of "
        f"{premium.capacity:.0f} selling hours a week and rep, "
        f"{round_money(premium.weekly.mean, result.currency)} a week for the team. Existing "
        f"accounts contribute {_more_or_less(lost, result.currency)} in the first year."
    )


def _more_or_less(lost: Interval, currency: str) -> str:
    low, high = sorted((abs(lost.low), abs(lost.high)))
    if lost.low > 0:
        less = f"{round_money(lost.mean, currency)} less"
        return f"{less} ({round_money(low)} to {round_money(high)})"
    if lost.high < 0:
        more = f"{round_money(-lost.mean, currency)} more"
        return f"{more} ({round_money(low)} to {round_money(high)})"
    return f"about as much (within {round_money(high, currency)})"


def cover_words(result: Policy) -> str:
    """Return what the policy removes."""
    ruin, worst = result.cover.ruin, result.cover.worst
    return (
        f"{_removed(ruin.removed)} of 100 futures run out of cash within "
        f"{span_words(12 * result.years)}. In the worst tenth the accounts earn "
        f"{money(worst.with_it.mean, result.currency)}, not {money(worst.without.mean)} "
        f"({_difference(worst.removed)})."
    )


def _removed(removed: Interval) -> str:
    low, high = 100 * removed.low, 100 * removed.high
    if removed.low > 0:
        return f"{100 * removed.mean:.0f} ({low:.0f} to {high:.0f}) fewer"
    if removed.high < 0:
        return f"{-100 * removed.mean:.0f} ({-high:.0f} to {-low:.0f}) more"
    return f"{-low:.0f} more to {high:.0f} fewer"


def _difference(gained: Interval) -> str:
    if gained.low > 0:
        return f"{money(gained.low)} to {money(gained.high)} more"
    if gained.high < 0:
        return f"{money(-gained.high)} to {money(-gained.low)} less"
    return "no clear difference"


def waiting_words(result: Policy) -> str:
    """Return how long it takes before the policy covers anything."""
    first, most, back = result.waiting.median, result.waiting.most, result.payback.median
    return (
        f"Blue, first new account: {_months_range(first)} in half of the futures, "
        f"{_months_range(most)} in 80 "
        f"of 100. Green, hours paid for: {_months_range(back)} in half."
    )


def _after(each: Interval) -> str:
    return f"after {_months_range(each)}" if np.isfinite(each.mean) else "not by the horizon"


def _months_range(each: Interval) -> str:
    if not np.isfinite(each.mean):
        return "not by the horizon"
    mean, low, high = (
        f"{round(months, 1):g}" if np.isfinite(months) else "never"
        for months in (each.mean, each.low, each.high)
    )
    return f"{mean} months ({low} to {high})"


def small_print(each: Exclusion) -> str:
    """Return one thing that the policy does not cover."""
    if not np.isfinite(each.share.mean):
        return f"Unknown: the share {_EXCLUDED[each.name]}"
    low, high = 100 * each.share.low, 100 * each.share.high
    return f"{percent(each.share.mean)} ({low:.0f} to {high:.0f}) {_EXCLUDED[each.name]}"


def back_words(result: Policy) -> str:
    """Return what comes back for one unit of premium."""
    ratio = result.loss_ratio
    one = f"1 {show_name(result.currency, longest=8)}".strip()
    return (
        f"For each {one} of premium: {ratio.restored.mean:.2f} ({ratio.restored.low:.2f} to "
        f"{ratio.restored.high:.2f}) restores what was lost, {ratio.growth.mean:.2f} "
        f"({ratio.growth.low:.2f} to {ratio.growth.high:.2f}) is growth. Mark: the premium."
    )


def finding_policy(result: Policy) -> str:
    """Return the title: the price, and what it removes."""
    ruin, hours = result.cover.ruin, result.premium.hours
    price = sentence_case(
        f"{show_name(result.label)}: {hours.mean:.0f} of {result.premium.capacity:.0f} hours a week"
    )
    removed = ruin.removed
    if removed.low > 0:
        return (
            f"{price} bring {of_100(ruin.without.mean)} futures of 100 that run out of cash down "
            f"to {of_100(ruin.with_it.mean)}"
        )
    if removed.high < 0:
        return (
            f"{price} bring {of_100(ruin.without.mean)} futures of 100 that run out of cash up to "
            f"{of_100(ruin.with_it.mean)}"
        )
    return f"{price} do not clearly change how many futures of 100 run out of cash"


def policy_headline(result: Policy) -> Headline:
    """Return the answer of the notebook: the policy in one sentence, and how sure it is."""
    premium, ruin = result.premium, result.cover.ruin
    weekly = f"{round_money(premium.weekly.mean, result.currency)} a week"
    answer = (
        f"Prospecting costs this firm {premium.hours.mean:.1f} of {premium.capacity:.0f} selling "
        f"hours a week and rep ({weekly}); for that {of_100(ruin.with_it.mean)} futures of 100 run "
        f"out of cash within {span_words(12 * result.years)}, not {of_100(ruin.without.mean)} "
        f"({_fewer(ruin.removed)}), half of the futures have a first new account that pays "
        f"{_after(result.waiting.median)}, and "
        f"{_verdict(result.loss_ratio.net, result.currency)}."
    )
    sure = (
        f"{result.worlds:,} futures, in each of which the firm was played with and without "
        f"prospecting (diary: {show_name(result.label)}). Brackets are 95 % intervals of the "
        "simulation. They do not cover the inputs: most of those are assumptions (grade D).",
        f"An hour is priced at what the firm pays a rep for it, "
        f"{money(premium.hour_cost, result.currency)}. In the model an hour that nobody needs is "
        "idle; in a firm where it is not, the premium is higher.",
    )
    return Headline(answer, sure)


def _fewer(removed: Interval) -> str:
    if removed.low <= 0 <= removed.high:
        return "no clear difference"
    low, high = sorted((abs(100 * removed.low), abs(100 * removed.high)))
    return f"{low:.0f} to {high:.0f} {'fewer' if removed.low > 0 else 'more'}"


def _verdict(net: Interval, currency: str) -> str:
    if net.low > 0:
        left = f"{money(net.mean, currency)} ({money(net.low)} to {money(net.high)})"
        return f"it pays: {left} are left after its hours are paid"
    if net.high < 0:
        lost = f"{money(-net.mean, currency)} ({money(-net.high)} to {money(-net.low)})"
        return f"it does not pay: {lost} more is spent on its hours than comes back"
    return "the simulation cannot tell whether it pays for its hours"


def policies_table(policies: Sequence[Policy]) -> pd.DataFrame:
    """Return the quotes of several diaries side by side, one a column.

    Parameters
    ----------
    policies : sequence of Policy
        Of one firm.
    """
    rows: dict[str, Callable[[Policy], str]] = {
        "hours a week and rep": lambda p: _decimal(p.premium.hours),
        "a week for the team": lambda p: round_money(p.premium.weekly.mean, p.currency),
        "out of cash of 100, without": lambda p: _quoted(p.cover.ruin.without),
        "out of cash of 100, with": lambda p: _quoted(p.cover.ruin.with_it),
        "first new account pays, month": lambda p: _decimal(p.waiting.median),
        "hours are paid for, month": lambda p: _decimal(p.payback.median),
        "restored for 1 of premium": lambda p: _decimal(p.loss_ratio.restored, 2),
        "growth for 1 of premium": lambda p: _decimal(p.loss_ratio.growth, 2),
        "left after the hours are paid": lambda p: _money(p.loss_ratio.net, p.currency),
    }
    return pd.DataFrame(
        {show_name(each.label): [say(each) for say in rows.values()] for each in policies},
        index=list(rows),
    )


def replacement_headline(result: Replacement, *, named: int = 4) -> Headline:
    """Return which accounts are replaced too late, and how surely."""
    worst = sorted(result.accounts, key=lambda each: -each.too_late.mean)[:named]
    accounts = "; ".join(
        f"{_plain(each.account)} ({percent(each.share)} of revenue): {_of_100(each.too_late)}"
        for each in worst
    )
    answer = (
        f"Futures of 100 in which an account lost today is not replaced by the {result.label} "
        f"before the firm, left to itself, runs out of cash: {accounts}."
    )
    return Headline(
        answer,
        (
            f"{result.worlds:,} futures for each account, the same for all; 95 % intervals of the "
            "simulation. Other accounts come and go meanwhile: with nothing lost today the number "
            f"is {_of_100(result.none_lost.too_late)}.",
        ),
    )


def reverse_stress_headline(result: ReverseStress) -> Headline:
    """Return the smallest loss that passes each threshold, for both firms."""
    within = span_words(result.within_months)
    parts = []
    for diary in result.diaries:
        said = []
        for each in diary.smallest:
            over = f"over {percent(each.threshold)}"
            if each.loss is None:
                said.append(f"{over}: none of the losses tried")
                continue
            names = " + ".join(_plain(name) for name in each.loss.accounts)
            said.append(
                f"{over}: {names} ({percent(each.loss.share)} of revenue), "
                f"{_of_100(each.loss.chance)} of 100"
            )
        parts.append(f"{sentence_case(show_name(diary.label))}: {'; '.join(said)}.")
    clear = [sum(loss.clear for loss in diary.losses) for diary in result.diaries]
    tried = len(result.diaries[0].losses)
    sure = (
        f"Chosen among {tried} losses in {result.worlds:,} futures, measured again in as many "
        "fresh ones, where a chosen loss may fall short of its threshold. Losses that clearly add "
        f"to the chance (Holm's correction for {tried} trials): "
        + ", ".join(
            f"{show_name(diary.label)} {count}"
            for diary, count in zip(result.diaries, clear, strict=True)
        )
        + ".",
    )
    answer = (
        f"The smallest losses that take the chance of running out of cash within {within} over a "
        "threshold. "
    )
    return Headline(answer + " ".join(parts), sure)


def _plain(name: str) -> str:
    # A headline is shown as Markdown, and a client may have typed anything.
    return re.sub(r"([\\`*_{}\[\]<>$|#&])", r"\\\1", show_name(name))


def _of_100(each: Interval) -> str:
    return f"{of_100(each.mean)} ({100 * each.low:.0f} to {100 * each.high:.0f})"


def _quoted(ruin: Interval) -> str:
    return _of_100(ruin) if ruin.n >= ENOUGH_WORLDS else "too few futures"


def _decimal(each: Interval, digits: int = 1) -> str:
    if not np.isfinite(each.mean):
        return "never" if np.isposinf(each.mean) else "unknown"
    high = f"{each.high:.{digits}f}" if np.isfinite(each.high) else "never"
    return f"{each.mean:.{digits}f} ({each.low:.{digits}f} to {high})"


def _money(each: Interval, currency: str) -> str:
    return f"{money(each.mean, currency)} ({money(each.low)} to {money(each.high)})"


def note_policy() -> str:
    """Say what the marks of the chart `policy` mean."""
    return "Brackets and thin lines: 95 % intervals of the simulation between futures."


def note_waiting() -> str:
    """Say what the marks of the chart `waiting` mean."""
    return "A firm that runs out of cash first never counts as having got there."


def finding_waiting(result: Policy) -> str:
    """Return the title: when half of the futures are there."""
    first, back = result.waiting.median, result.payback.median
    name = show_name(result.label)
    if not np.isfinite(first.mean):
        ends = f"in {of_100(float(result.waiting.paid[-1]))} futures of 100"
        years = span_words(float(result.waiting.months[-1]))
        return sentence_case(f"{name}: a first new account pays within {years} only {ends}")
    opening = f"{name}: the first new account pays after {_months(first.mean)}"
    if not np.isfinite(back.mean):
        return sentence_case(f"{opening}; most futures never pay for the hours")
    return sentence_case(f"{opening}, the hours are paid for after {_months(back.mean)} (median)")


def _months(value: float) -> str:
    return span_words(round(value))


def note_hour_price(result: HourPrices) -> str:
    """Say what the marks of the chart `hour_price` mean."""
    text = (
        "Blue: clearly more than an hour costs. Orange: clearly less. Grey: cannot be told. Thin "
        "lines: 95 % intervals of the simulation."
    )
    if len(priced_steps(result)) < len(result.steps):
        return f"{text} No bar: more calls due, but no more hours spent."
    return text


def priced_steps(result: HourPrices) -> list[HourPrice]:
    """Return the steps that cost hours, so that an hour has a price."""
    return [step for step in result.steps if np.isfinite(step.price.mean)]


def finding_hour_price(result: HourPrices) -> str:
    """Return the title: what the first and the next hour earn, against what an hour costs."""
    first, more, cost = result.first.price, result.marginal.price, result.hour_cost
    opening = (
        f"The first hours of prospecting earn {money(first.mean, result.currency)} each and cost "
        f"{money(cost)}; around {result.chosen:.2g} calls a month"
    )
    if not np.isfinite(more.mean):
        return f"{opening} more calls take no more hours"
    if more.low > cost:
        return f"{opening} one more hour still earns {money(more.mean)}"
    if more.high < 0:
        return f"{opening} one more hour loses {money(-more.mean)}"
    if more.high < cost:
        return f"{opening} one more hour earns less than it costs ({money(more.mean)})"
    return f"{opening} the simulation cannot tell whether one more hour earns what it costs"


def note_break_even_rate() -> str:
    """Say what the marks of the chart `break_even_rate` mean."""
    return (
        "Insurance alone: only what is brought back up to today's level counts. Hatched: "
        "precision of the simulation (95 % interval between futures)."
    )


def finding_break_even_rate(result: BreakEvenRate) -> str:
    """Return the title: at which loss rates prospecting pays, and at which as insurance alone."""
    all_of_it = _pays(result, result.net, [point.net for point in result.points])
    alone = _pays(result, result.restored, [point.restored for point in result.points])
    return sentence_case(
        f"the {show_name(result.label)} {all_of_it}; as insurance alone it {alone}"
    )


def _pays(result: BreakEvenRate, found: Sequence[Crossing], curve: Sequence[Interval]) -> str:
    if not found:
        most = f"{100 * result.points[-1].lost_a_year.mean:.0f} of 100 accounts lost a year"
        return f"pays at any rate up to {most}" if curve[0].mean > 0 else "never pays"
    if all(each.low <= 0 for each in curve):
        return "never clearly pays"
    if len(found) > 1:
        rates = listed([f"{100 * each.lost_a_year:.0f}" for each in found])
        where = "between" if found[0].begins else "except between"
        return f"pays {where} {rates}"
    how = "only above" if found[0].begins else "up to"
    return f"pays {how} {_rate(found[0], result)} of 100 accounts lost a year"


def _rate(each: Crossing, result: BreakEvenRate) -> str:
    factors = [point.factor for point in result.points]
    rates = [100 * point.lost_a_year.mean for point in result.points]
    low, high = np.interp([each.factor.low, each.factor.high], factors, rates)
    return f"{100 * each.lost_a_year:.0f} ({low:.0f} to {high:.0f})"


@dataclass(frozen=True)
class NamedArm:
    """Anything with a label."""

    label: str


def note_acceptability(chosen: BestShare, over: Over) -> str:
    """Say what the marks of the chart `acceptability` mean."""
    what = "draws of the inputs" if over == "inputs" else "simulated futures"
    return (
        "Best: the highest contribution less the hours that a diary chooses (calls and what "
        f"follows, conversations, gestures). Hatched: 95 % interval from {chosen.count:,d} {what}."
    )


def share_over(result: Acceptability, over: Over) -> BestShare:
    """Return the shares over inputs or over futures."""
    return result.over_inputs if over == "inputs" else result.over_futures


def finding_acceptability(result: Acceptability, over: Over = "inputs") -> str:
    """Return the title: who is best where an hour is worth what it costs."""
    chosen = share_over(result, over)
    at = int(abs(result.values - result.hour_cost).argmin())
    order = sorted(range(len(result.labels)), key=lambda k: -float(chosen.share[k, at]))
    best, second = order[0], order[1]
    names = shown_labels([NamedArm(label) for label in result.labels])
    where = f"at {money(result.hour_cost, result.currency)} an hour"
    what = "ways the inputs may be" if over == "inputs" else "single futures"
    how = f"{of_100(float(chosen.share[best, at]))} of 100 {what}"
    if float(chosen.low[best, at]) <= float(chosen.high[second, at]):
        return sentence_case(
            f"{where} {names[best]} and {names[second]} cannot be told apart: best in {how}, "
            f"and in {of_100(float(chosen.share[second, at]))}"
        )
    is_best = "is best on average" if over == "inputs" else "turns out best"
    return sentence_case(
        f"{where} {names[best]} {is_best} in {how}, {names[second]} in "
        f"{of_100(float(chosen.share[second, at]))}"
    )
