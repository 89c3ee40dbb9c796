"""What happened to one firm, in words: the events that changed its book, dated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from simlib.inputs.units import WEEKS_PER_YEAR
from simlib.present.words.why import shown_with
from simlib.studies.why.lives import Happening
from simlib.words import cause_words, counted, listed, money, percent, sentence_case, show_name

if TYPE_CHECKING:
    from simlib.run.result import Run
    from simlib.studies.why.lives import Happening, Life, Lives

StoryLine = tuple[float, str, str]
"""Week, sentence, kind of event."""
_ALWAYS = ("ruin", "layoff", "departure")
_BY_MONEY = ("lost", "won", "shrunk", "rescued")
_LEAST_SHRINK = 0.10
_LONGEST_NAME, _LONGEST_NAMES_IN_BRIEF = 28, 18
Form = Literal["sentence", "line", "brief"]
_WORDS: Mapping[Form, Mapping[str, str]] = {
    "sentence": {
        "lost": "{account} is lost ({worth} a year): {cause}",
        "won": "{rep} wins a new account worth {worth} a year",
        "shrunk": "{account} buys {share} less: {cause}",
        "rescued": "{rep} hears of trouble at {account} and comes to the rescue",
        "departure": "{rep} leaves; the accounts wait for a successor",
        "layoff": "{rep} is laid off, the accounts are shared out",
        "ruin": "The firm runs out of cash and closes",
    },
    "line": {
        "lost": "− {worth}: {whose} ({cause})",
        "won": "+ {worth}: a new account",
        "layoff": "{rep} is laid off",
        "ruin": "Out of cash: the firm closes",
    },
    "brief": {
        "lost": "−{worth} {whose} ({cause})",
        "won": "+{worth} new account",
        "layoff": "{rep} laid off",
        "ruin": "out of cash, the firm closes",
    },
}
Event = tuple[float, str, str]
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def story(run: Run, world: int, *, most: int = 12) -> list[StoryLine]:
    """Return the events of one world that mattered most for revenue, in order of time.

    Parameters
    ----------
    run : Run
        With its event log (``log="story"`` or ``"full"``).
    world : int
        Number of a world of the run.
    most : int
        How many lines at most.

    Raises
    ------
    ValueError
        If the run has no events of that world.
    """
    events = run.events[run.events["world"] == world]
    if events.empty:
        raise ValueError(f"no events of world {world} in {run!r}; play it with log='story'")
    told = events[events["kind"].isin([*_ALWAYS, *_BY_MONEY])].copy()
    told["weight"] = _weights(run, told)
    # A small shrink or a rescue of a small account is no news, however many there are.
    told = told[told["weight"] > 0].nlargest(most, "weight", keep="first").sort_index()
    found: list[Any] = list(told.itertuples())
    rows = [
        Happening(float(r.week), str(r.kind), str(r.rep), str(r.account), str(r.cause), r.value)
        for r in found
    ]
    currency = run.scenario.book.currency
    return [(row.week, event_words(row, "sentence", currency=currency), row.kind) for row in rows]


def story_title(run: Run, world: int) -> str:
    """Return the title of a story: all that this future took and gave, told or not."""
    events = run.events[run.events["world"] == world]
    count = events["kind"].astype(str).value_counts()
    parts = [
        f"{counted(int(count.get('lost', 0)), 'account')} lost",
        f"{counted(int(count.get('won', 0)), 'account')} won",
    ]
    end = ", and it runs out of cash" if count.get("ruin", 0) else ""
    return sentence_case(
        f"one simulated future, {show_name(run.scenario.label)}: {', '.join(parts)}{end}"
    )


def story_note(world: int) -> str:
    """Return what a story shows, for the foot of its chart."""
    return f"Future {world}, the middle one of all: the events that moved most revenue."


def _weights(run: Run, told: pd.DataFrame) -> pd.Series[float]:
    """Return how much revenue an event moved; what ends the firm outweighs everything."""
    known = {a.account_id: a.annual_revenue for a in run.scenario.book.accounts}
    size = told["account"].astype(str).map(known).fillna(0.0)
    kind, value = told["kind"].astype(str), told["value"]
    weight = value.where(kind.isin(["lost", "won"]), 0.0)
    shrink = (value * size).where(value >= _LEAST_SHRINK, 0.0)
    weight = weight.where(kind != "shrunk", shrink)
    weight = weight.where(kind != "rescued", 0.02 * size)
    weight = weight.where(kind != "departure", 0.1 * run.initial_revenue)
    return weight.where(~kind.isin(["ruin", "layoff"]), 10 * run.initial_revenue)


def event_words(event: Happening, form: Form, *, currency: str = "") -> str:
    """Return what happened, as a sentence, as a line of a table, or in brief beside a mark.

    Parameters
    ----------
    event
        Its kind is one that `story` tells.
    form : {"sentence", "line", "brief"}
        Lines and briefs know what changes the book: won, lost, layoff and ruin.
    currency
        Behind the money of a sentence.
    """
    longest = _LONGEST_NAME if form == "line" else _LONGEST_NAMES_IN_BRIEF
    name, is_new = show_name(event.account, longest=longest), _is_new(event.account)
    return _WORDS[form][event.kind].format(
        worth=money(event.value, currency if form == "sentence" else ""),
        share=percent(event.value),
        cause=cause_words(event.cause),
        rep=show_name(event.rep, longest=22 if form == "brief" else 32),
        account=_account(event.account),
        whose={"line": "a new account", "brief": "new account"}.get(form, "") if is_new else name,
    )


def _is_new(account: str) -> bool:
    return show_name(account).startswith("prospect ")


def _account(name: str) -> str:
    """Return an account's name short enough for a line; "prospect 7 of ..." begins a sentence."""
    shown = show_name(name, longest=_LONGEST_NAME)
    return sentence_case(shown) if _is_new(name) else shown


def week_words(week: float, start: date | None = None) -> str:
    """Return when an event was: "year 2, week 17", or "Mar 2027" when the start is known."""
    if start is not None:
        return month_of(week, start)
    year, rest = divmod(week, WEEKS_PER_YEAR)
    return f"year {int(year) + 1}, week {int(rest) + 1}"


def month_of(week: float, start: date) -> str:
    """Return the month of a week that many weeks after the start."""
    # the model's year has 52 weeks; on a calendar it is as long as any other
    day = start + timedelta(days=week / WEEKS_PER_YEAR * 365.25)
    return f"{_MONTHS[day.month - 1]} {day.year}"


def finding_timeline(events: Sequence[Event]) -> str:
    """Return the title: what the events that are told took and gave."""
    count = Counter(kind for _, _, kind in events)
    parts = [f"{counted(count['lost'], 'account')} lost", f"{counted(count['won'], 'account')} won"]
    parts += ["one rep laid off" if count["layoff"] == 1 else ""] if count["layoff"] else []
    told = f"One future of this firm in {counted(len(events), 'event')}"
    text = f"{told}: {listed([part for part in parts if part])}"
    return sentence_case(f"{text}; it runs out of cash" if count["ruin"] else text)


def note_two_lives(result: Lives) -> str:
    """Say what the marks of the chart `two_lives` mean."""
    untold = result.a.untold + result.b.untold
    more = f" Told are those that moved most revenue; {untold} smaller ones are not." * (untold > 0)
    return (
        f"Won (+) and lost (−), revenue a year. Future {result.world}, in which the difference is "
        f"the middle one of all. Grey: the largest of {counted(result.alike, 'account')} lost in "
        f"the same week under both.{more}"
    )


def short_week_words(week: float, start: date | None) -> str:
    """Return when, short: the spine tells the century."""
    words = week_words(week, start)
    return f"{words[:-4]}’{words[-2:]}" if start else words


def finding_two_lives(result: Lives) -> str:
    """Return the title: the two ends of one fate."""
    shown = shown_with(result.unit)
    unit = f" {result.currency}" if result.unit == "money" else ""
    a, b = result.a, result.b
    return sentence_case(
        f"One fate, two diaries: {show_name(a.label)} wins {a.won} and loses {a.lost}, "
        f"{show_name(b.label)} wins {b.won} and loses {b.lost}. It ends at "
        f"{shown(a.outcome)} against {shown(b.outcome)}{unit}"
    )


def side_by_side(result: Lives) -> pd.DataFrame:
    """Return one future under two diaries as a table: what only one has, and what both have.

    Returns
    -------
    DataFrame of str
        Columns: When, then one a diary; a loss that comes in the same week under both stands in
        both.
    """
    from datetime import date

    start = date.fromisoformat(result.as_of) if result.as_of else None
    rows = [(each.week, event_words(each, "line"), "") for each in result.a.only]
    rows += [(each.week, "", event_words(each, "line")) for each in result.b.only]
    rows += [
        (each.week, event_words(each, "line"), event_words(each, "line")) for each in result.both
    ]
    rows.sort(key=lambda row: row[0])
    heads = ["When", *(_heading(life) for life in (result.a, result.b))]
    return pd.DataFrame([(week_words(w, start), a, b) for w, a, b in rows], columns=heads)


def _heading(life: Life) -> str:
    return f"{sentence_case(show_name(life.label))} (won {life.won}, lost {life.lost})"
