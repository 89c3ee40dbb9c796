"""Why one diary beats another, in words: answers, findings and notes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simlib.analysis.compare import times
from simlib.present.words.headline import Headline
from simlib.present.words.inputs import question_words, value_words
from simlib.studies.why.losses import CLASSES
from simlib.words import (
    counted,
    listed,
    money,
    number_word,
    of_100,
    percent,
    sentence_case,
    show_name,
    span_words,
)

if TYPE_CHECKING:
    from simlib.analysis.precision import Interval
    from simlib.studies.drivers.break_even import Flip, Flips
    from simlib.studies.why.gap import Bridge, Driver, HoursMoved, Why
    from simlib.studies.why.losses import Attributions, LossAttribution
    from simlib.studies.why.luck import Lead, Luck, Survivors

_DRIVER_WORDS = {
    "visits": ("fewer conversations", "more conversations"),
    "gestures and extra service": ("fewer gestures and extras", "more gestures and extras"),
    "prospecting calls": ("fewer prospecting calls", "more prospecting calls"),
    "one-to-ones": ("fewer one-to-ones", "more one-to-ones"),
}
_SURE = (
    "The brackets are 95 % intervals between simulated futures. They do not cover the inputs: most "
    "of those are assumptions (grade D)."
)
WORDS = {
    "service": "service",
    "review": "conversations",
    "gesture": "gestures",
    "rescue": "rescues",
    "call": "prospecting calls",
    "discovery": "first meetings",
    "proposal": "proposals",
    "onboarding": "starting new accounts",
    "check_in": "one-to-ones",
    "idle": "idle",
}
_SOURCES = {"idle": "idle time"}
LEAST_HOURS = 0.05
CLASS_WORDS = {
    "attention": "attention would have saved it",
    "prospecting": "lost to prospecting",
    "replaced": "lost anyway, replaced",
    "unavoidable": "lost anyway",
}


def note_bridge() -> str:
    """Say what the marks of the chart `bridge` mean."""
    return (
        "Each bar: what a habit adds, averaged over all orders in which the habits may be taken "
        "over; the bars add up in every single future. Thin lines: 95 % interval between futures."
    )


def axis_words_bridge(result: Bridge) -> str:
    """Return the words of the axis of the chart `bridge`."""
    words = result.measure_label[:1].lower() + result.measure_label[1:]
    return f"{words}, {result.currency}" if result.unit == "money" else words


def shown_with(unit: str) -> Callable[[float], str]:
    """Return how a value of a measure is written."""
    if unit == "money":
        return money
    return (lambda x: f"{x:.1f}") if unit == "count" else percent


def signed(value: float, shown: Callable[[float], str]) -> str:
    """Return a change with its sign, a true minus."""
    return f"{'+' if value >= 0 else '−'}{shown(abs(value))}"


def driver_words(driver: Driver) -> str:
    """Return a driver with its direction: "fewer conversations"."""
    if driver.more is None or driver.label not in _DRIVER_WORDS:
        return driver.label
    return _DRIVER_WORDS[driver.label][driver.more]


def finding_bridge(result: Bridge) -> str:
    """Return the title: the gap, and which habit makes most of it, which works against it."""
    shown = shown_with(result.unit)
    unit = f" {result.currency}" if result.unit == "money" else ""
    unit += " a year" if result.measure == "final_revenue" else ""
    a, b = show_name(result.a_label), show_name(result.b_label)
    if result.gap.low <= 0 <= result.gap.high:
        return sentence_case(f"{b} and {a}: no clear difference in {result.worlds:,d} futures")
    values = [driver.value.mean for driver in result.drivers]
    ahead = np.sign(result.gap.mean)
    best = result.drivers[int(np.argmax(ahead * np.array(values)))]
    worst = result.drivers[int(np.argmin(ahead * np.array(values)))]
    more = "ahead of" if ahead > 0 else "behind"
    text = (
        f"{b} ends {shown(abs(result.gap.mean))}{unit} {more} {a}: {driver_words(best)} bring "
        f"{signed(best.value.mean, shown)}"
    )
    against = worst.value.high < 0 if ahead > 0 else worst.value.low > 0
    if against:
        text += f", {driver_words(worst)} take back {shown(abs(worst.value.mean))}"
    return sentence_case(text)


def why_headline(bridge: Bridge, losses: Attributions) -> Headline:
    """Return why one diary ends ahead of another, and what attention could have saved.

    Parameters
    ----------
    bridge : Bridge
        Of two diaries.
    losses : Attributions
        That hold at least one of the two.
    """
    shown = shown_with(bridge.unit)
    a, b = show_name(bridge.a_label), show_name(bridge.b_label)
    unit = f" {bridge.currency} a year" if bridge.unit == "money" else ""
    if bridge.gap.low <= 0 <= bridge.gap.high:
        first = f"{b} and {a} end without a clear difference"
    else:
        side = "ahead of" if bridge.gap.mean > 0 else "behind"
        gap = _brackets(_size(bridge.gap), shown)
        first = f"{b} ends {gap}{unit} {side} {a}, because {_because(bridge)}"
    answer = sentence_case(f"{first}; {_saved(losses, (a, b))}.")
    return Headline(answer, (f"{bridge.worlds:,d} futures. {_SURE}",))


def _size(value: Interval) -> Interval:
    """Return an interval on one side of zero without its sign."""
    if value.mean >= 0:
        return value
    return replace(value, mean=-value.mean, low=-value.high, high=-value.low)


def _because(bridge: Bridge) -> str:
    shown = shown_with(bridge.unit)
    ahead = np.sign(bridge.gap.mean)
    ranked = sorted(bridge.drivers, key=lambda d: -ahead * d.value.mean)
    parts = [
        f"{driver_words(d)} make {_brackets(d.value, lambda x: signed(x, shown))}" for d in ranked
    ]
    return listed(parts)


def _saved(losses: Attributions, labels: tuple[str, str]) -> str:
    first = losses.rows[0].evidence
    rows = [r for r in losses.rows if show_name(r.label) in labels and r.evidence == first]
    parts = [f"{_of_100(r.savable)} lost by {show_name(r.label)}" for r in rows]
    claim = f"{100 * losses.claim_low:.0f} to {100 * losses.claim_high:.0f}"
    verdicts = {r.verdict((losses.claim_low, losses.claim_high)) for r in rows}
    against = {
        frozenset({"below"}): f"fewer than the claimed {claim}",
        frozenset({"above"}): f"more than the claimed {claim}",
        frozenset({"inside"}): f"as claimed ({claim})",
    }.get(frozenset(verdicts), f"claimed are {claim}")
    return f"of 100 lost accounts perfect attention would have kept {listed(parts)}, {against}"


def luck_headline(result: Luck, year: int = 5) -> Headline:
    """Return how well two firms show which diary is better, and when."""
    place = result.years.index(year)
    lead = max(result.leads, key=lambda each: float(each.same_fate[12 * year - 1]))
    other = result.labels.index(lead.label)
    same, apart = (grid[place, 0, other] for grid in (result.same_fate, result.independent))
    reference, worse = show_name(result.labels[0]), show_name(lead.label)
    answer = sentence_case(
        f"in the same fate {reference} is ahead of {worse} in {_three(same)} of 100 futures after "
        f"{counted(year, 'year')}, but whoever compares two firms sees it in only {_three(apart)} "
        f"of 100 pairs; {_wait(lead)}; and to show it by a plain test takes {_firms(lead, place)} "
        "firms a side."
    )
    return Headline(answer, (f"{result.worlds:,d} futures. {_SURE}",))


def _wait(lead: Lead) -> str:
    wait, horizon = lead.until[0], span_words(float(lead.months[-1]))
    if np.isinf(wait.months):
        sure = "" if np.isinf(wait.soonest) else " as far as the simulation can tell"
        return f"80 of 100 are never reached within {horizon}{sure}"
    latest = "later" if np.isinf(wait.latest) else f"{wait.latest:.0f}"
    return f"80 of 100 are reached after {wait.months:.0f} months ({wait.soonest:.0f} to {latest})"


def _firms(lead: Lead, place: int) -> str:
    return _number(lead.firms[place], lead.firms_low[place], lead.firms_high[place])


def flip_table(result: Why) -> pd.DataFrame:
    """Return what each input does to the difference, and where the two diaries tie.

    Returns
    -------
    DataFrame of str
        A row an input moved to one end of its range, or two moved together, the worst first.

    Raises
    ------
    ValueError
        If nothing was searched.
    """
    if result.flips is None:
        raise ValueError("no input was moved: name inputs when you ask why")
    shown = shown_with(result.unit)
    sign = 1 if result.flips.central.mean >= 0 else -1
    rows = {}
    found = (*result.flips.singles, *result.flips.pairs)
    for flip in sorted(found, key=lambda f: sign * f.at_end.mean):
        name = listed([question_words(m.name).short for m in flip.inputs])
        ends = listed([value_words(m.name, m.end) for m in flip.inputs])
        ties = [
            f"{value_words(m.name, m.break_even)} ({value_words(m.name, m.low)} to "
            f"{value_words(m.name, m.high)})"
            for m in flip.inputs
            if m.break_even is not None and m.low is not None and m.high is not None
        ]
        rows[f"{name}: {ends}"] = {
            "Difference there": _brackets(flip.at_end, lambda x: signed(x, shown))
            + times(flip.at_end.variance_factor),
            "The two tie at": listed(ties) or "not within the range",
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("Moved to")


def loss_table(losses: Attributions) -> pd.DataFrame:
    """Return booked neglect and what attention could have saved, of 100 losses, as text."""
    rows = {f"{show_name(row.label)}, {row.evidence_label}": _loss_row(row) for row in losses.rows}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("Diary")


def _loss_row(row: LossAttribution) -> dict[str, str]:
    shares = dict(zip(CLASSES, row.shares, strict=True))
    return {
        "Accounts lost": _brackets(row.losses, lambda x: f"{x:.1f}"),
        "Booked as neglect": _of_100(row.neglect_booked),
        "Attention would have saved": _of_100(row.savable),
        "... of these lost to prospecting": _of_100(shares["prospecting"]),
        "Came sooner than need be": _of_100(row.sooner),
    }


def luck_table(result: Luck) -> pd.DataFrame:
    """Return what a manager needs to see the difference: months of two firms, firms of a year."""
    rows = {}
    for lead in result.leads:
        cells = {}
        for wait in lead.until:
            latest = "later" if np.isinf(wait.latest) else f"{wait.latest:.0f}"
            never = np.isinf(wait.months)
            text = "never" if never else f"{wait.months:.0f} ({wait.soonest:.0f} to {latest})"
            cells[f"Months until ahead in {percent(wait.level)} of pairs"] = text
        for place, year in enumerate(result.years):
            cells[f"Firms a side, {counted(year, 'year')}"] = _firms(lead, place)
        rows[f"against {show_name(lead.label)}"] = cells
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis(show_name(result.labels[0]))


def _number(mean: float, low: float, high: float) -> str:
    def text(x: float) -> str:
        return f"{x:,.0f}" if np.isfinite(x) else "more than any"

    return f"{text(mean)} ({text(low)} to {text(high)})"


def _brackets(value: Interval, shown: Callable[[float], str]) -> str:
    return f"{shown(value.mean)} ({shown(value.low)} to {shown(value.high)})"


def _of_100(value: Interval) -> str:
    return f"{100 * value.mean:.0f} ({100 * value.low:.0f} to {100 * value.high:.0f})"


def _three(cell: np.ndarray) -> str:
    mean, low, high = (100 * float(x) for x in cell)
    return f"{mean:.0f} ({low:.0f} to {high:.0f})"


def note_hours_moved() -> str:
    """Say what the marks of the chart `hours_moved` mean."""
    return "Thin lines: 95 % interval between futures; mostly too short to be seen."


def hours_change_words(row: HoursMoved) -> str:
    """Return a change in hours a week with its sign."""
    return f"{row.moved.mean:+.1f}".replace("-", "−")


def finding_hours_moved(result: Why) -> str:
    """Return the title: where the hours of the second diary come from."""
    rows = [row for row in result.hours if abs(row.moved.mean) >= LEAST_HOURS]
    selling = ("call", "discovery", "proposal", "onboarding", "check_in")
    more = sum(row.moved.mean for row in rows if row.kind in selling)
    taken = [row for row in rows if row.moved.high < 0 and row.kind not in selling]
    b = show_name(result.pair.b_label)
    what = f"{b} gives new business {abs(more):.1f} hours a week {'more' if more > 0 else 'less'}"
    if more <= 0 or not taken:
        return sentence_case(what)
    largest = sorted(taken, key=lambda row: row.moved.mean)[:2]
    sources = [
        f"{_SOURCES.get(row.kind, WORDS[row.kind])} ({hours_change_words(row)})" for row in largest
    ]
    return sentence_case(f"{what}, out of {listed(sources)}")


def axis_words_flip_inputs(result: Why) -> str:
    """Return the words of the axis of the chart `flip_inputs`."""
    unit = f", {result.currency}" if result.unit == "money" else ""
    what = result.measure_label[:1].lower() + result.measure_label[1:]
    a, b = show_name(result.pair.a_label), show_name(result.pair.b_label)
    return f"{what}: {b} minus {a}{unit}"


def note_flip_inputs(flips: Flips) -> str:
    """Say what the marks of the chart `flip_inputs` mean."""
    return (
        "Pale: from one end of an input's range to the other, or for two inputs together from "
        f"today's figures to the worse ends. Thin lines: 95 % interval between {flips.worlds:,d} "
        "futures. Orange: the answer has turned."
    )


def flip_words(row: tuple[Flip, ...]) -> str:
    """Return the inputs that move together."""
    return sentence_case(" and ".join(question_words(moved.name).short for moved in row[0].inputs))


def finding_flip_inputs(result: Why) -> str:
    """Return the title: which inputs turn the answer, alone or two together."""
    assert result.flips is not None
    b = show_name(result.pair.b_label)
    singles = [f for f in result.flips.singles if f.turned]
    pairs = [f for f in result.flips.pairs if f.turned]
    tried = number_word(len({f.inputs[0].name for f in result.flips.singles}))
    if singles:
        names = [question_words(f.inputs[0].name).short for f in singles]
        return sentence_case(
            f"of {tried} inputs moved through their range, {listed(names)} turns it"
        )
    lead = signed(result.flips.central.mean, shown_with(result.unit)).lstrip("+")
    none = f"none of {tried} inputs alone takes away the lead of {b} ({lead})"
    if not pairs:
        return sentence_case(f"{none}, nor do the worst two together")
    worst = max(pairs, key=lambda f: abs(f.at_end.mean - result.flips.central.mean))  # type: ignore[union-attr]
    names = [question_words(m.name).short for m in worst.inputs]
    return sentence_case(f"{none}; two together can: {listed(names)}")


def note_loss_classes(result: Attributions) -> str:
    """Say what the marks of the chart `loss_classes` mean."""
    return (
        "Attention: kept in the same future with a perfect relationship. Prospecting: kept by "
        "the same diary without its calls. Replaced: revenue won back within "
        f"{result.replaced_within_months} months. Thin line: 95 % interval of what attention "
        "could have saved."
    )


def finding_loss_classes(result: Attributions) -> str:
    """Return the title: how many of 100 losses attention could have saved, and the claim."""
    shares = [row.savable.mean for row in result.rows]
    least, most = result.rows[int(np.argmin(shares))], result.rows[int(np.argmax(shares))]
    low, high = of_100(least.savable.mean), of_100(most.savable.mean)
    claim = f"{100 * result.claim_low:.0f} to {100 * result.claim_high:.0f}"
    verdicts = {row.verdict((result.claim_low, result.claim_high)) for row in result.rows}
    said = f"Attention could have saved {low} to {high} of 100 lost accounts"
    if verdicts == {"below"}:
        return f"{said}, under no diary the claimed {claim}"
    return f"{said}; claimed are {claim}"


def note_loss_causes(result: LossAttribution) -> str:
    """Say what the marks of the chart `loss_causes` mean."""
    half = float(np.max((result.counts_high - result.counts_low) / 2))
    return (
        f"{sentence_case(show_name(result.label))}, {result.evidence_label}. Mean of "
        f"{result.worlds:,d} futures; no block is less precise than ± {half:.2g} accounts."
    )


def finding_loss_causes(result: LossAttribution) -> str:
    """Return the title: what share of the losses has neglect as its cause, and what is savable."""
    lost = f"{show_name(result.label)} loses {result.losses.mean:.1f} of today's accounts"
    return sentence_case(
        f"{lost}: {percent(result.neglect_booked.mean)} are booked as neglect, attention could "
        f"have kept {percent(result.savable.mean)}"
    )


def note_luck_grid(result: Luck, year: int) -> str:
    """Say what the marks of the chart `luck_grid` mean."""
    place = result.years.index(year)
    both = np.stack([result.same_fate[place], result.independent[place]])
    half = 50 * float(np.nanmax(both[..., 2] - both[..., 1]))
    return (
        f"{sentence_case(result.counted_label)} after {counted(year, 'year')}: of 100 comparisons, "
        f"those in which the row is ahead of the column; no count is less precise than ± {half:.0f}"
        f" (95 % interval between {result.worlds:,d} futures)."
    )


def finding_luck_grid(result: Luck, year: int) -> str:
    """Return the title: what is certain in one fate and doubtful between two firms."""
    place = result.years.index(year)
    same = result.same_fate[place, 0, 1:, 0]
    worst = int(np.argmax(same)) + 1
    apart = float(result.independent[place, 0, worst, 0])
    reference, other = (show_name(result.labels[n]) for n in (0, worst))
    return sentence_case(
        f"{reference} beats {other} in {of_100(float(same[worst - 1]))} of 100 fates, but only in "
        f"{of_100(apart)} of 100 pairs of firms after {counted(year, 'year')}"
    )


def note_survivors() -> str:
    """Say what the marks of the chart `survivors` mean."""
    return (
        "Ring: all firms that began, closed ones at nothing. Dot: only those still open. "
        "Thin lines: 95 % interval between futures."
    )


def finding_survivors(result: Luck, year: int) -> str:
    """Return the title: the gap between two diaries among survivors, and the true one."""
    reference = result.survivors_of(result.labels[0], year)
    others = [result.survivors_of(label, year) for label in result.labels[1:]]
    worst = min(others, key=lambda row: row.everyone.mean)
    a, b = show_name(worst.label), show_name(reference.label)
    whole = 1 - worst.everyone.mean / reference.everyone.mean
    closed = of_100(1 - worst.still_open.mean)
    return sentence_case(
        f"{a} brings {percent(whole)} less than {b} after {counted(year, 'year')}; among the "
        f"firms still open {_seen(reference, worst)}: {closed} of 100 have closed"
    )


def _seen(reference: Survivors, other: Survivors) -> str:
    one, two = reference.survivors, other.survivors
    if one.low <= two.high and two.low <= one.high:
        return "no clear difference shows"
    less = 1 - two.mean / one.mean
    return f"it seems {percent(abs(less))} {'less' if less > 0 else 'more'}"


def note_ahead() -> str:
    """Say what the marks of the chart `ahead` mean."""
    return (
        "Two firms of the same book and different luck, from the sixth month on. Dotted: "
        "50, a coin says as much; 80, it shows itself in most cases. Hatched: precision "
        "of the simulation (95 % interval between futures)."
    )


def finding_ahead(result: Luck) -> str:
    """Return the title: how long luck hides the worst diary from whoever compares two firms."""
    worst = max(result.leads, key=lambda lead: float(lead.ahead[-1]))
    reference, other = show_name(result.labels[0]), show_name(worst.label)
    last = span_words(float(worst.months[-1]))
    wait = worst.until[0]
    behind = of_100(1 - float(worst.ahead[-1]))
    if np.isfinite(wait.months):
        when = span_words(wait.months)
        return sentence_case(
            f"{when} pass before {reference} is ahead of {other} in 80 of 100 pairs of firms"
        )
    return sentence_case(
        f"Luck hides it: in {behind} of 100 pairs of firms {other} is still ahead of {reference} "
        f"after {last}"
    )
