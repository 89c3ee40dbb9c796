"""The policy in words: each row of the quote, its title, and the answer of the notebook."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from simlib.present.headline import Headline
from simlib.present.words import (
    money,
    of_100,
    percent,
    sentence_case,
    show_name,
    span_words,
)

if TYPE_CHECKING:
    from simlib.analysis.precision import Interval
    from simlib.studies.exclusions import Exclusion
    from simlib.studies.policy import Policy

_EXCLUDED = {
    "ruin": "of the closures happen all the same",
    "below": "of the months below break-even remain",
    "unprotected": "of lost revenue: no relationship helps",
    "waiting": "of lost revenue: in the waiting period",
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
        f"Blue, first new account: {_months(first)} in half of the futures, {_months(most)} in 80 "
        f"of 100. Green, hours paid for: {_months(back)} in half."
    )


def _after(each: Interval) -> str:
    return f"after {_months(each)}" if np.isfinite(each.mean) else "not by the horizon"


def _months(each: Interval) -> str:
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
