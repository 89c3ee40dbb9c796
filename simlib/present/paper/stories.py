"""Story mode: typical, bad and lucky futures as dated news; one future under two diaries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
from markupsafe import escape

from simlib.inputs.errors import InputError
from simlib.present import plots
from simlib.present.paper.tables import html_table
from simlib.present.words.story import (
    StoryLine,
    finding_two_lives,
    side_by_side,
    story,
    story_title,
    week_words,
)
from simlib.studies.client.reality import story_worlds
from simlib.studies.why.lives import lives
from simlib.words import counted, harmless, money, of_100, percent

if TYPE_CHECKING:
    from datetime import date

    from matplotlib.axes import Axes

    from simlib.run.result import Comparison
    from simlib.studies.client.case import ClientCase
    from simlib.studies.client.reality import StoryWorld
    from simlib.studies.why.lives import Lives

_HEADS = {"typical": "A typical future", "bad": "A bad future", "lucky": "A lucky future"}


@dataclass(frozen=True, repr=False)
class News:
    """One world of one firm as a list of news."""

    head: str
    """"A bad future", and how many do worse."""
    title: str
    """All that this future took and gave."""
    lines: tuple[StoryLine, ...]
    """The events that moved most revenue, in order of time."""
    end: str
    """Where revenue ends."""
    world: int
    horizon_years: int
    start: date | None
    """The day of week 0."""
    footer: str

    @property
    def table(self) -> pd.DataFrame:
        """The news by date: columns When and What."""
        rows = [(week_words(week, self.start), text) for week, text, _ in self.lines]
        return pd.DataFrame(rows, columns=["When", "What"])

    def chart(self) -> Axes:
        """Draw the news along a line of time."""
        return plots.timeline(
            list(self.lines),
            title=self.title.replace("One simulated future", self.head.split(":")[0], 1),
            footer=f"Future {self.world}. The events that moved most revenue. {self.footer}",
            horizon_years=self.horizon_years,
            start=self.start,
        )

    def __repr__(self) -> str:
        """Return the head and the title in one line."""
        return f"News({self.head!r}, {self.title!r})"

    def _repr_html_(self) -> str:
        items = "".join(
            f"<li><b>{_safe(when)}</b> {_safe(what)}</li>"
            for when, what in self.table.itertuples(index=False)
        )
        return (
            f"<h3>{_safe(self.head)}</h3><p>{_safe(self.title)}. {_safe(self.end)}</p>"
            f"<ol>{items}</ol>"
        )

    def __str__(self) -> str:
        """Return head, news and end as plain text."""
        dated = [f"  {when}: {what}" for when, what in self.table.itertuples(index=False)]
        return "\n".join([self.head, f"{self.title}.", *dated, self.end])


@dataclass(frozen=True)
class Stories:
    """A firm's stories under one diary, and the same future under two."""

    typical: News
    bad: News
    lucky: News
    lives: Lives | None
    """Under the reference and this diary; None if the diary is the reference."""

    @property
    def news(self) -> tuple[News, ...]:
        """Typical, bad, lucky."""
        return (self.typical, self.bad, self.lucky)

    def charts(self) -> tuple[Axes, ...]:
        """Draw the three stories, and the two lives if there are two."""
        drawn = tuple(each.chart() for each in self.news)
        return drawn if self.lives is None else (*drawn, plots.two_lives(self.lives))

    def _repr_html_(self) -> str:
        parts = [each._repr_html_() for each in self.news]
        if self.lives is not None:
            title = finding_two_lives(self.lives)
            parts.append(f"<h3>{_safe(title)}</h3>{html_table(side_by_side(self.lives))}")
        return "".join(parts)


def stories(source: ClientCase | Comparison, *, diary: str | None = None) -> Stories:
    """Tell a firm's futures as news.

    Parameters
    ----------
    source : ClientCase or Comparison
        With rows; the few worlds that are told are played again for their events.
    diary : str, optional
        Name of a scenario of the comparison; by default the recommended diary of a case, else
        the last one.

    Raises
    ------
    InputError
        For an unknown diary, only totals, or fewer than ten worlds.
    """
    comparison, place = _opened(source)
    run = comparison.runs[place] if diary is None else comparison.run(diary)
    if not run.chunks:
        raise InputError("stories need the rows of every world", allowed='keep="worlds"')
    typical, bad, lucky = (news(each) for each in story_worlds(run))
    pair = None if run is comparison.reference else lives(comparison.reference, run)
    return Stories(typical, bad, lucky, pair)


def _opened(source: ClientCase | Comparison) -> tuple[Comparison, int]:
    from simlib.run.result import Comparison as Played

    if isinstance(source, Played):
        return source, len(source.runs) - 1
    return source.comparison, source.recommended


def news(told: StoryWorld, *, most: int = 12) -> News:
    """Return one world as news: at most so many events, those that moved most revenue."""
    run, book = told.run, told.run.scenario.book
    start, end = run.initial_revenue, told.ends_at
    years = counted(run.scenario.horizon_years, "year")
    closed = bool((run.events["kind"] == "ruin").any())
    ends = (
        "The firm does not live to see the end."
        if closed
        else f"After {years} it sells {money(end, book.currency)} a year, "
        f"{percent(end / start)} of today's."
    )
    return News(
        head=f"{_HEADS[told.fortune]}: {of_100(told.worse)} of 100 futures bring less revenue",
        title=story_title(run, told.world),
        lines=tuple(story(run, told.world, most=most)),
        end=ends,
        world=told.world,
        horizon_years=run.scenario.horizon_years,
        start=book.as_of,
        footer=told.footer,
    )


def _safe(text: str) -> str:
    return str(escape(harmless(text)))
