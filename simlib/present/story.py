"""What happened to one firm, in words: the events that changed its book, dated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from simlib.present.words import cause_words, counted, money, percent, sentence_case, show_name

if TYPE_CHECKING:
    from simlib.run.result import Run

StoryLine = tuple[float, str, str]
"""Week, sentence, kind of event."""

_ALWAYS = ("ruin", "layoff", "departure")
_BY_MONEY = ("lost", "won", "shrunk", "rescued")
_LEAST_SHRINK = 0.10
_LONGEST_NAME = 28


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
    rows: list[Any] = list(told.itertuples())
    return [(float(row.week), _sentence(run, row), str(row.kind)) for row in rows]


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


def _sentence(run: Run, row: Any) -> str:
    currency = run.scenario.book.currency
    account, rep = _account(row.account), show_name(row.rep)
    if row.kind == "lost":
        worth = money(row.value, currency)
        return f"{account} is lost ({worth} a year): {cause_words(row.cause)}"
    if row.kind == "won":
        return f"{rep} wins a new account worth {money(row.value, currency)} a year"
    if row.kind == "shrunk":
        return f"{account} buys {percent(row.value)} less: {cause_words(row.cause)}"
    return {
        "rescued": f"{rep} hears of trouble at {account} and comes to the rescue",
        "departure": f"{rep} leaves; the accounts wait for a successor",
        "layoff": f"{rep} is laid off, the accounts are shared out",
        "ruin": "The firm runs out of cash and closes",
    }[row.kind]


def _account(name: str) -> str:
    """Return an account's name short enough for a line; "prospect 7 of ..." begins a sentence."""
    shown = show_name(name, longest=_LONGEST_NAME)
    return sentence_case(shown) if shown.startswith("prospect ") else shown
