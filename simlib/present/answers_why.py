"""Why the diaries differ, and why the wrong one looks right: sentences and tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simlib.analysis.compare import times
from simlib.present.headline import Headline
from simlib.present.plots.bridge_bars import driver_words, shown_with, signed
from simlib.present.question_words import question_words, value_words
from simlib.present.words import counted, listed, percent, sentence_case, show_name, span_words
from simlib.studies.losses import CLASSES

if TYPE_CHECKING:
    from simlib.analysis.precision import Interval
    from simlib.studies.attribution import Attributions, LossAttribution
    from simlib.studies.leads import Lead
    from simlib.studies.luck import Luck
    from simlib.studies.shapley import Bridge
    from simlib.studies.why import Why

_SURE = (
    "The brackets are 95 % intervals between simulated futures. They do not cover the inputs: most "
    "of those are assumptions (grade D)."
)


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
