"""What a client's page is made of, drawn and said from the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes

from simlib.analysis.futures import futures
from simlib.analysis.week import rep_week
from simlib.present import plots
from simlib.present.client.case_findings import recovery_of_case
from simlib.present.client.case_footer import case_footer
from simlib.present.client.none_holds import ask_first, how_to_tell, none_holds
from simlib.present.client.what_if_page import what_if_table
from simlib.present.headline import how_sure as simulation_lines
from simlib.present.headline import inputs_lines, survival_headline
from simlib.present.history_words import history_lines
from simlib.present.page import PageFigure, PageTable
from simlib.present.reality_table import reality_frame, reality_headline
from simlib.present.report import MOST_LINES, assumptions, title_of
from simlib.present.style import image_bytes
from simlib.present.words import counted, harmless, of_100, percent, sentence_case, show_name

if TYPE_CHECKING:
    from simlib.studies.client.case import ClientCase
    from simlib.studies.client.what_if import WhatIf

_DPI = 110
_OUTSIDE = " is outside "
_SENTENCE = 160


def answer(case: ClientCase) -> list[str]:
    """Return the recommendation, then survival under every diary, a paragraph each."""
    headline = survival_headline(case.comparison, case.survival, case.inputs)
    return [recommendation(case), headline.answer]


def recommendation(case: ClientCase) -> str:
    """Return what to do; nothing beats the reference unless it does clearly."""
    if case.nothing_holds:
        return f"{none_holds(case)} {ask_first(case)} {how_to_tell(case)}"
    runs, survival = case.comparison.runs, case.survival
    today = show_name(runs[0].label)
    before = of_100(float(survival[0].share[-1]))
    if not case.recommended:
        return f"Nothing on offer clearly beats {today}: keep it ({before} of 100 futures hold)."
    after = of_100(float(survival[case.recommended].share[-1]))
    name = show_name(runs[case.recommended].label)
    years = counted(runs[0].scenario.horizon_years, "year")
    if after == before:  # it is better by what it sells, not by what it survives
        ends = [_end(case, place) for place in (case.recommended, 0)]
        return sentence_case(
            f"{name}: after {years} it sells {ends[0]} of today's revenue on average, {ends[1]} "
            f"under {today}; {after} of 100 futures stay above break-even under either."
        )
    return sentence_case(
        f"{name}: {after} of 100 futures stay above break-even for {years}, {before} under {today}."
    )


def _end(case: ClientCase, place: int) -> str:
    run = case.comparison.runs[place]
    return percent(float(run.world_values("final_revenue").mean()) / run.initial_revenue)


def shown_places(case: ClientCase) -> list[int]:
    """Return which runs are drawn: the reference, the recommended one, then in order; four."""
    places = dict.fromkeys([0, case.recommended, *range(len(case.comparison.runs))])
    return list(places)[:MOST_LINES]


def figures(case: ClientCase) -> list[PageFigure]:
    """Draw the case's pictures; no figure stays open."""
    import matplotlib.pyplot as plt

    made = []
    drawn = [draw(case) for draw in (_futures, _survival, _week, _recovery, _policy, _tornado)]
    if case.history is not None and case.history.own is not None:
        drawn.append(plots.own_survival(case.history, footer=_footer(case)))
    for axes in drawn:
        made.append(PageFigure(image_bytes(axes, dpi=_DPI), title_of(axes)))
        figure = axes.get_figure(root=True)
        if figure is not None:
            plt.close(figure)
    return made


def tables(case: ClientCase, grid: WhatIf | None) -> list[PageTable]:
    """Return the client's last year beside the model's, what was told, and the what-if."""
    made = []
    if case.reality is not None:
        caption = "Your last year beside year 1 of the simulation"
        note = reality_headline(case.reality).answer
        made.append(PageTable(reality_frame(case.reality), caption, note))
    if case.told:
        caption = f"What you told us, and what we assumed ({case.assumed} of {len(case.told)})"
        made.append(PageTable(_told(case), caption, longest=_SENTENCE))
    if grid is not None:
        caption = "Every combination of the what-if: futures of 100 that stay above break-even"
        note = f"In brackets 95 % intervals; {grid.worlds:,} futures, the same for every cell."
        made.append(PageTable(what_if_table(grid), caption, note))
    return made


def how_sure(case: ClientCase) -> list[str]:
    """Return how far the numbers may be off, the inputs first."""
    reference = case.comparison.reference
    return [*inputs_lines(case.inputs), *simulation_lines(reference)]


def notes(case: ClientCase) -> list[str]:
    """Return what the reader must accept to accept the numbers."""
    names = (
        "Accounts and people are shown by their real names."
        if case.names_shown
        else "Accounts and people are shown by pseudonyms; the key is kept apart from this page."
    )
    files = case.quality
    told = [] if files is None else [*files.warnings, *files.cannot_tell]
    own = [] if case.history is None else list(history_lines(case.history))
    return [*_assumptions(case), names, *own, *told]


def _assumptions(case: ClientCase) -> list[str]:
    """Return what is assumed, inputs out of the ordinary as one sentence."""
    lines = assumptions(case.comparison.reference)
    odd = [line for line in lines if _OUTSIDE in line]
    told = [f"{counted(len(odd), 'input')} beyond the published range: the client's own, or pooled"]
    return [line for line in lines if line not in odd] + [f"{each}." for each in told if odd]


def _told(case: ClientCase) -> pd.DataFrame:
    rows = [
        {
            "Question": harmless(told.question),
            "Answer": harmless(told.answer),
            "Who says so": "assumed" if told.assumed else "you",
            "Source": harmless(told.source),
        }
        for told in case.told
    ]
    return pd.DataFrame(rows)


def _footer(case: ClientCase) -> str:
    return case_footer(case)


def _survival(case: ClientCase) -> Axes:
    run = case.comparison.reference
    return plots.revenue_survival(
        [case.survival[place] for place in shown_places(case)],
        footer=_footer(case),
        initial_revenue=run.initial_revenue,
        currency=run.scenario.book.currency,
    )


def _futures(case: ClientCase) -> Axes:
    runs = [case.comparison.runs[place] for place in shown_places(case)]
    return plots.futures([futures(run, below=case.below) for run in runs], footer=_footer(case))


def _week(case: ClientCase) -> Axes:
    runs = [case.comparison.runs[place] for place in shown_places(case)]
    return plots.rep_week([rep_week(run) for run in runs], footer=_footer(case))


def _recovery(case: ClientCase) -> Axes:
    shown = shown_places(case)
    few = [case.recovery[place] for place in shown]
    highlight = shown.index(case.recommended)
    title = recovery_of_case(case, few)
    return plots.recovery(few, title=title, footer=_footer(case), highlight=highlight)


def _policy(case: ClientCase) -> Axes:
    return plots.policy(case.policy, footer=_footer(case))


def _tornado(case: ClientCase) -> Axes:
    return plots.tornado(case.tornado, footer=_footer(case))
