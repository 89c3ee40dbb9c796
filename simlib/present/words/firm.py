"""What becomes of a firm, in words: findings and notes of revenue, accounts and the week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from simlib.analysis.ruin import ENOUGH_WORLDS
from simlib.inputs.units import WEEKS_PER_MONTH
from simlib.words import (
    between,
    cause_words,
    has_words,
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
    from simlib.analysis.accounts import AccountSurvival, LossByCause
    from simlib.analysis.concentration import Concentration
    from simlib.analysis.futures import Futures
    from simlib.analysis.recovery import Recovery
    from simlib.analysis.revenue import RevenueFan, RevenueSurvival
    from simlib.analysis.standing import Standing
    from simlib.analysis.week import RepWeek

VERBS = {"grew": "grow", "held": "hold", "shrank": "shrink", "closed": "out of cash"}
_MOST_RIVALS = 2
FAMILIES: dict[str, tuple[str, ...]] = {
    "service": ("service",),
    "visits, gestures": ("review", "gesture"),
    "rescue": ("rescue",),
    "prospecting": ("call", "discovery", "proposal"),
    "onboarding": ("onboarding",),
    "one-to-ones": ("check_in",),
}
"""Kinds of task as a client would group them."""


def last_known(values: NDArray[np.float64]) -> float:
    """Return the last value that is a number, 0 if there is none.

    A curve over firms or accounts ends early where none of them is left to watch.
    """
    known = np.flatnonzero(np.isfinite(values))
    return float(values[known[-1]]) if known.size else 0.0


def mean_note(confidence: float) -> str:
    """Return the line that explains a hatched band around a mean."""
    return f"Hatched: precision of the simulation ({percent(confidence)} interval between futures)."


def precision_note(confidence: float, futures: int) -> str:
    """Return the line that explains a hatched band."""
    return (
        f"Hatched: how precisely {futures:,d} simulated futures pin down the line "
        f"({percent(confidence)} interval), not the range of fortunes."
    )


def threshold_words(
    below: float, *, initial_revenue: float | None = None, currency: str = ""
) -> str:
    """Return the threshold in money where the start is known, else as a share of it."""
    if initial_revenue is None:
        return f"{percent(below)} of today's revenue"
    return money(below * initial_revenue, currency)


def finding_revenue_survival(results: Sequence[RevenueSurvival], *, threshold: str) -> str:
    """Return the title: who stays above the threshold in how many futures of 100.

    Arms whose intervals overlap are not ranked.
    """
    span = span_words(float(results[0].months[-1]))
    ranked = sorted(results, key=lambda result: -float(result.share[-1]))
    best, worst = ranked[0], ranked[-1]
    most, least = of_100(float(best.share[-1])), of_100(float(worst.share[-1]))
    if len(results) == 1:
        return sentence_case(
            f"{shown_labels([best])[0]}: {most} of 100 futures never fall below {threshold} in "
            f"{span}"
        )
    if float(best.low[-1]) <= float(worst.high[-1]):
        count = f"about {most}" if most == least else f"{least} to {most}"
        return sentence_case(
            f"{count} of 100 futures stay above {threshold} for {span}: no clear difference"
        )
    names = shown_labels([best, worst])
    return sentence_case(
        f"{names[0]} keeps {most} of 100 futures above {threshold} for {span}, {names[1]} {least}"
    )


def tick_words(amount: float, _: int | None) -> str:
    """Return an amount as an axis shows it."""
    return money(amount).replace(".0 ", " ") if amount else "0"


def by_quantile(result: RevenueFan) -> NDArray[np.float64]:
    """Return one row a quantile, whichever way the values lie."""
    values = np.asarray(result.values, dtype=np.float64)
    return values if values.shape[0] == len(result.quantiles) else values.T


def note_fan_bands(result: RevenueFan) -> str:
    """Return what the bands hold, widest first."""
    pairs = zip(result.quantiles, reversed(result.quantiles), strict=True)
    shares = [percent(high - low) for low, high in pairs if high > low]
    return f"Bands: the range of fortunes; {' and '.join(shares)} of the futures lie inside."


def note_fan_mean(result: RevenueFan, *, currency: str = "") -> str:
    """Return the mean at the end and how precisely it is known."""
    half = (float(result.mean_high[-1]) - float(result.mean_low[-1])) / 2
    return (
        f"Mean after {span_words(float(result.months[-1]))}: "
        f"{money(float(result.mean[-1]), currency)} ± {money(half, currency)} "
        "(precision of the simulation)."
    )


def finding_revenue_fan(result: RevenueFan, *, currency: str = "") -> str:
    """Return the title: where most futures end."""
    ends = by_quantile(result)[:, -1]
    inside = round(100 * (result.quantiles[-1] - result.quantiles[0]))
    return sentence_case(
        f"{show_name(result.label)}: after {span_words(float(result.months[-1]))}, {inside} of 100 "
        f"futures lie between {money(float(ends[0]))} and {money(float(ends[-1]), currency)}"
    )


def fate_words(result: Futures) -> dict[str, str]:
    """Return what each fate means, in money of today's revenue."""
    below, above = percent(result.below), percent(result.above)
    today = "today's revenue" if result.above == 1.0 else f"{above} of today's revenue"
    return {
        "grew": f"above {today}",
        "held": f"{below} to {above} of it",
        "shrank": f"below {below}",
        "closed": "run out of cash before",
    }


def note_futures(result: Futures) -> str:
    """Say what the marks of the chart `futures` mean."""
    words = fate_words(result)
    meaning = "; ".join(f"{VERBS[fate]}: {words[fate]}" for fate in result.fates)
    closed = "" if "closed" in result.fates else ", firms out of cash included"
    return (
        f"A square is one future of 100. {sentence_case(meaning)}{closed}. "
        f"In brackets: {percent(result.confidence)} interval."
    )


def finding_futures(results: Sequence[Futures]) -> str:
    """Return the title: how many of a hundred futures end at or above the lower limit.

    Arms whose intervals overlap are not ranked.
    """
    held = [float(result.shares[:2].sum()) for result in results]
    best, worst = int(np.argmax(held)), int(np.argmin(held))
    names, floor = shown_labels(results), percent(results[0].below)
    most, least = _held_words(results[best]), _held_words(results[worst])
    ends = f"of 100 futures end at {floor} of today's revenue or more"
    if len(results) == 1:
        return sentence_case(f"{names[0]}: {most} {ends}")
    if _held_low(results[best]) <= _held_high(results[worst]):
        count = f"about {most}" if most == least else f"{least} to {most}"
        return sentence_case(f"{count} {ends}: no clear difference")
    return sentence_case(f"{names[best]}: {most} {ends}, {names[worst]}: {least}")


def _held_words(result: Futures) -> str:
    """Return what the squares show, unless that would round something to nothing or to all."""
    share, squares = float(result.shares[:2].sum()), int(result.counts[:2].sum())
    return of_100(share) if squares in {0, 100} else str(squares)


def _held_low(result: Futures) -> float:
    """Return a limit of the share that does not shrink or close; exact where that is one fate."""
    return 1.0 - float(result.high[2:].sum())


def _held_high(result: Futures) -> float:
    return 1.0 - float(result.low[2:].sum())


def months_watched(result: AccountSurvival) -> float:
    """Return for how many months accounts are watched."""
    return float(result.weeks[-1]) / WEEKS_PER_MONTH


def finding_account_survival(results: Sequence[AccountSurvival]) -> str:
    """Return the title: how many of 100 accounts are left at the end.

    Arms whose intervals overlap are not ranked.
    """
    span = span_words(months_watched(results[0]))
    ranked = sorted(results, key=lambda result: -last_known(result.share))
    best, worst = ranked[0], ranked[-1]
    most, least = of_100(last_known(best.share)), of_100(last_known(worst.share))
    if len(results) == 1:
        name = shown_labels([best])[0]
        return sentence_case(f"{name}: {most} of 100 accounts are still there after {span}")
    if last_known(best.low) <= last_known(worst.high):
        count = f"about {most}" if most == least else f"{least} to {most}"
        return sentence_case(
            f"{count} of 100 accounts are still there after {span}: no clear difference"
        )
    names = shown_labels([best, worst])
    return f"Of 100 accounts {names[0]} still has {most} after {span}, {names[1]} {least}"


def own_words(result: LossByCause) -> dict[str, str]:
    """Return the words of causes that the client added; the shipped ones have shorter words."""
    pairs = zip(result.causes, result.labels, strict=True)
    return {cause: label for cause, label in pairs if not has_words(cause)}


def note_loss_by_cause(result: LossByCause, labels: Mapping[str, str] | None) -> str:
    """Say how precisely the shares of the chart `loss_by_cause` are known."""
    if not result.causes:
        return ""
    top = int(np.argmax(np.asarray(result.incidence)[:, -1]))
    low, high = (100 * float(np.asarray(band)[top, -1]) for band in (result.low, result.high))
    return (
        f"Precision of the simulation, {cause_words(result.causes[top], labels)}: "
        f"{low:.1f} to {high:.1f} of 100 ({percent(result.confidence)} interval between futures). "
        "Causes and survivors add to 100."
    )


def finding_loss_by_cause(result: LossByCause, *, labels: Mapping[str, str] | None = None) -> str:
    """Return the title: the largest cause and its share of all losses.

    Causes whose intervals reach that of the largest are named with it.
    """
    span = span_words(float(result.months[-1]))
    ends = np.asarray(result.incidence, dtype=np.float64)[:, -1]
    if not ends.size or float(ends.sum()) == 0.0:
        return f"No account is lost in {span}"
    top = int(np.argmax(ends))
    rivals = _as_large_as(result, top)
    if rivals:
        names = [cause_words(result.causes[place], labels) for place in (top, *rivals)]
        counts = [of_100(float(ends[place])) for place in (top, *rivals)]
        return sentence_case(
            f"{listed(names)} are the largest causes of loss: {listed(counts)} of 100 accounts "
            f"in {span}"
        )
    return sentence_case(
        f"{cause_words(result.causes[top], labels)} is the largest single cause of loss: "
        f"{of_100(float(ends[top]))} of 100 accounts in {span}, "
        f"{percent(float(ends[top] / ends.sum()))} of all losses"
    )


def _as_large_as(result: LossByCause, top: int) -> list[int]:
    """Return up to two other causes that the simulation cannot tell from the largest.

    Our own closure is not one of them where too few futures were played to quote its odds.
    """
    low, high = np.asarray(result.low)[:, -1], np.asarray(result.high)[:, -1]
    order = np.argsort(-np.asarray(result.incidence)[:, -1], kind="stable")
    near = [int(place) for place in order if place != top and high[place] >= low[top]]
    hidden = {"other"} if result.worlds >= ENOUGH_WORLDS else {"other", "closed"}
    return [place for place in near if result.causes[place] not in hidden][:_MOST_RIVALS]


def note_concentration(few: Sequence[Concentration]) -> str:
    """Say what the marks of the chart `concentration` mean."""
    fewest = min(float(result.trading[-1]) for result in few)
    if fewest == 1.0:
        return mean_note(few[0].confidence)
    enough = all(result.worlds >= ENOUGH_WORLDS for result in few)
    count = f"; at the end as few as {of_100(fewest)} of 100" if enough else ""
    return f"{mean_note(few[0].confidence)} Mean of the firms still open{count}."


def finding_concentration(results: Sequence[Concentration]) -> str:
    """Return the title: the largest account's share at the start and at the end."""
    span = span_words(float(results[0].months[-1]))
    ranked = sorted(results, key=largest_share_at_end)
    best, worst = ranked[0], ranked[-1]
    least, most = (percent(largest_share_at_end(each)) for each in (best, worst))
    names = shown_labels([best, worst])
    start = percent(float(best.largest_share.mean[0]))
    text = f"The largest account, {start} of revenue today, is {least}"
    if len(results) == 1:
        return f"{text} after {span} with {names[0]}"
    if last_known(best.largest_share.high) >= last_known(worst.largest_share.low):
        reach = "" if least == most else f" to {most}"
        return f"{text}{reach} after {span}: no clear difference"
    return f"{text} after {span} with {names[0]}, {most} with {names[1]}"


def largest_share_at_end(result: Concentration) -> float:
    """Return the mean share of the largest account at the end."""
    return last_known(result.largest_share.mean)


def note_recovery(result: Recovery) -> str:
    """Say what the marks of the chart `recovery` mean."""
    low, high = result.band
    return (
        f"Lines: the middle future. Band: the range of fortunes of {show_name(result.label)}; "
        f"{percent(high - low)} of the futures lie inside."
    )


def finding_recovery(results: Sequence[Recovery], *, lost: str = "the largest account") -> str:
    """Return the title: in how many futures of 100 revenue is back in time.

    Arms whose intervals overlap are not ranked.
    """
    span, goal = span_words(results[0].within_months), percent(results[0].back)
    opening = f"Within {span} of losing {show_name(lost)},"
    ranked = sorted(results, key=lambda result: -result.share_back)
    best, worst = ranked[0], ranked[-1]
    most, least = of_100(best.share_back), of_100(worst.share_back)
    names = shown_labels([best, worst])
    if len(results) == 1:
        return f"{opening} {names[0]} is back at {goal} in {most} of 100 futures"
    if best.share_back_low <= worst.share_back_high:
        count = f"about {most}" if most == least else f"{least} to {most}"
        # Not "no clear difference": far from the goal the lines may still lie well apart.
        return f"{opening} {count} of 100 futures are back at {goal}"
    return f"{opening} {names[0]} is back at {goal} in {most} of 100 futures, {names[1]} in {least}"


def note_rep_week(few: Sequence[RepWeek]) -> str:
    """Say what the marks of the chart `rep_week` mean."""
    half = max(float(np.max((result.high - result.low) / 2)) for result in few)
    return (
        "Outlined, beyond the line: work that came and was never done. Mean of "
        f"{few[0].worlds:,d} futures; no block is less precise than ± {half:.2g} hours."
    )


def family_hours(result: RepWeek) -> dict[str, float]:
    """Return hours a week by family, then idle and empty chair; they fill the capacity."""
    by_kind = dict(zip(result.kinds, result.hours_per_week, strict=True))
    hours = {name: float(sum(by_kind[k] for k in kinds)) for name, kinds in FAMILIES.items()}
    return {**hours, "idle": result.idle.mean, "empty chair": result.vacant.mean}


def undone_words(result: RepWeek) -> str:
    """Return the hours a week of work that was never done."""
    return f"{result.undone.mean:.1f} undone"


def finding_rep_week(results: Sequence[RepWeek]) -> str:
    """Return the title: who prospects how much of his week.

    Arms whose intervals overlap are not ranked.
    """
    shares = [family_hours(result)["prospecting"] / result.capacity for result in results]
    names = shown_labels(results)
    most, least = int(np.argmax(shares)), int(np.argmin(shares))
    text = f"{names[most]} prospects {percent(shares[most])} of the week"
    if len(results) == 1:
        idle = 100 * results[0].idle.mean / results[0].capacity
        return sentence_case(f"{text} and is idle for {idle:.0f} %")
    if _prospecting_limits(results[most])[0] <= _prospecting_limits(results[least])[1]:
        share = between(100 * shares[least], 100 * shares[most])
        return f"Prospecting takes {share} % of the week: no clear difference"
    return sentence_case(f"{text}, {names[least]} {percent(shares[least])}")


def _prospecting_limits(result: RepWeek) -> tuple[float, float]:
    """Return the hours' lowest and highest; the limits of a sum lie inside the sums of limits."""
    places = [result.kinds.index(kind) for kind in FAMILIES["prospecting"]]
    return float(result.low[places].sum()), float(result.high[places].sum())


def note_standing(result: Standing) -> str:
    """Say what the marks of the chart `standing` mean."""
    return (
        f"Today's rank: {result.initial_rank}. Thin lines: 95 % interval of the count from "
        f"{result.worlds:,d} simulated futures. Orange: the bottom third."
    )


def finding_standing(result: Standing) -> str:
    """Return the title: how often the rep lands in the bottom third."""
    low, high = 100 * result.bottom_third_low, 100 * result.bottom_third_high
    return (
        f"{show_name(result.rep)}, number {result.initial_rank} of {result.seats} today, is in the "
        f"bottom third after {span_words(float(result.month))} in "
        f"{100 * result.bottom_third:.0f} of 100 futures ({low:.0f} to {high:.0f})"
    )
