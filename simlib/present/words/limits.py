"""Dry spells and pipeline cover in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from simlib.present.words.dose import _shown
from simlib.present.words.headline import Headline
from simlib.present.words.inputs import evidence_words
from simlib.studies.dose.dose import dose_words
from simlib.words import listed, of_100, percent, sentence_case

if TYPE_CHECKING:
    from simlib.studies.dose.limits import ControlLimits, Cover, DrySpell

KIND_WORDS = {"meeting": "a first meeting", "won": "a win"}
"""What a spell is without, in words."""
BOOK_WORDS = {"supplier": "supplier: 4 reps, one giant", "dealer": "dealer: 15 reps, none"}
TARGET = 80


def calls_words(spell: DrySpell) -> str:
    """Return the calls of a spell."""
    return dose_words(spell.calls)


def note_dry_spells(result: ControlLimits, spells: Sequence[DrySpell]) -> str:
    """Say what the marks of the chart `dry_spells` mean."""
    return (
        f"Weekly looks of year {result.year}, by {evidence_words(spells[0].evidence)}; a rep who "
        "keeps every promise and stays. Ask: 5 of 100 such reps get there within the year; act: 1 "
        "of 100. Hatched: precision of the simulation (95 % between futures). Caught: of 100 reps "
        f"who make half of the calls, those past the first limit within the year.{_empty(spells)}"
    )


def _empty(spells: Sequence[DrySpell]) -> str:
    """Return why more calls have longer spells, where they do."""
    weeks = [spell.limits[0].weeks for spell in spells]
    if weeks[-1] <= min(weeks):
        return ""
    return " Limits grow again with many calls: the list of targets runs out."


def limit_words(weeks: float) -> str:
    """Return a limit in weeks; a dash where there is none."""
    return f"{weeks:.0f}" if math.isfinite(weeks) else "never"


def finding_dry_spells(spells: Sequence[DrySpell]) -> str:
    """Return the title: how long a spell of the busiest diary with a limit is still luck."""
    kind = KIND_WORDS[spells[0].kind]
    known = [spell for spell in spells if math.isfinite(spell.limits[0].weeks)]
    if not known:
        return (
            f"With up to {calls_words(spells[-1])} no number of weeks without {kind} proves "
            "anything: "
            "count the calls"
        )
    parts = [
        f"{each.limits[0].weeks:.0f} with {calls_words(each)}" for each in (known[0], known[-1])
    ]
    text = f"weeks without {kind} that are no longer luck: {' and '.join(dict.fromkeys(parts))}"
    none = [f"{spell.calls:g}" for spell in spells if not math.isfinite(spell.limits[0].weeks)]
    return text_case(text, none)


def text_case(text: str, none: Sequence[str]) -> str:
    """Return the finding; ``none`` are the numbers of calls that have no limit."""
    return sentence_case(text + (f"; none with {listed(none, 'or')}" if none else ""))


def note_pipeline_cover(books: dict[str, list[Cover]], evidence: str, result: ControlLimits) -> str:
    """Say what the marks of the chart `pipeline_cover` mean."""
    return (
        f"By {evidence_words(evidence)}, from the end of year {result.cover_year}. At the "
        "dots: weighted pipeline of that day as a share of the revenue that the next "
        f"twelve months take away, ± {_half(books)} at most. Hatched: precision of the "
        "simulation (95 % between futures)."
    )


def _half(books: dict[str, list[Cover]]) -> str:
    return percent(max(row.cover.half_width for rows in books.values() for row in rows))


def finding_pipeline_cover(books: dict[str, list[Cover]]) -> str:
    """Return the title: which diary and coverage bring revenue back, or that none does."""
    best = {
        BOOK_WORDS.get(name, name).split(":")[0]: max(rows, key=lambda row: row.back.mean)
        for name, rows in books.items()
    }
    sure = [name for name, row in best.items() if 100 * row.back.mean >= TARGET]
    parts = [
        f"{of_100(row.back.mean)} at the {name} ({row.calls:g} a month, pipeline "
        f"{percent(row.cover.mean)} of a year's losses)"
        for name, row in best.items()
    ]
    lead = "most futures of 100" if sure else f"fewer than {TARGET} futures of 100"
    return sentence_case(f"{lead} back after a year: {listed(parts)}")


def limits_headline(result: ControlLimits, *, evidence: str = "graded") -> Headline:
    """Return from how many dry weeks on a manager should ask, and what wins can tell him."""
    met = _limited(result, "meeting", evidence)
    won = _limited(result, "won", evidence)
    words = evidence_words(evidence)
    if not met:
        return Headline(f"By {words} no dry spell proves anything: count the calls.", ())
    asked = [f"{_ask_after(spell)} with {dose_words(spell.calls)}" for spell in met]
    answer = (
        f"By {words} a manager who looks every week should ask after this many weeks without a "
        f"first meeting: {listed(asked)}."
    )
    seldom = (
        f"Wins are too rare to judge a rep by below {dose_words(won[0].calls)}: even there "
        f"{_ask_after(won[0])} weeks without one are within luck."
        if won
        else "Wins are too rare to judge a rep by."
    )
    worst = max(met, key=lambda spell: spell.one_look_alarms.mean)
    alarm = worst.one_look_alarms
    looks = (
        f"A limit made for a single look ({worst.one_look:.0f} weeks with "
        f"{dose_words(worst.calls)}) would accuse {of_100(alarm.mean)} of 100 good reps within "
        "the year "
        f"({100 * alarm.low:.0f} to {100 * alarm.high:.0f})."
    )
    return Headline(answer, (seldom, looks))


def _limited(result: ControlLimits, kind: str, evidence: str) -> list[DrySpell]:
    return [
        spell
        for spell in result.dry
        if spell.kind == kind
        and spell.evidence == evidence
        and math.isfinite(spell.limits[0].weeks)
    ]


def _ask_after(spell: DrySpell) -> str:
    ask = spell.limits[0]
    high = f"{ask.high:.0f}" if math.isfinite(ask.high) else "more"
    return f"{ask.weeks:.0f} ({ask.low:.0f} to {high})"


def limits_table(result: ControlLimits, *, evidence: str = "graded") -> pd.DataFrame:
    """Return a manager's dry-spell limits in weeks, with their precision."""
    rows = [
        {
            "calls a month": f"{spell.calls:g}",
            "weeks without": KIND_WORDS[spell.kind],
            "ask at": _weeks(spell.limits[0].weeks, spell.limits[0].low, spell.limits[0].high),
            "act at": _weeks(spell.limits[1].weeks, spell.limits[1].low, spell.limits[1].high),
            "limit of a single look": f"{spell.one_look:.0f}",
            "which accuses, of 100 good reps a year": _shown(spell.one_look_alarms, 100),
        }
        for spell in result.dry
        if spell.evidence == evidence
    ]
    return pd.DataFrame(rows).set_index(["weeks without", "calls a month"])


def cover_table(result: ControlLimits, *, evidence: str = "graded") -> pd.DataFrame:
    """Return the pipeline coverage of each diary, and the coverage that makes 80 of 100 sure."""
    rows = [
        {
            "book": row.book,
            "calls a month": f"{row.calls:g}",
            "coverage, %": _shown(row.cover, 100),
            "back after a year, futures of 100": _shown(row.back, 100),
            "coverage for 80 of 100": _coverage(row.needed, row.needed_low, row.needed_high),
        }
        for row in result.cover
        if row.evidence == evidence
    ]
    return pd.DataFrame(rows).set_index(["book", "calls a month"])


def _weeks(*weeks: float) -> str:
    return _limits([limit_words(each) for each in weeks])


def _coverage(*shares: float) -> str:
    return _limits(
        ["beyond reach" if share == float("inf") else percent(share) for share in shares]
    )


def _limits(words: Sequence[str]) -> str:
    middle, low, high = words
    return middle if low == middle == high else f"{middle} ({low} to {high})"
