"""What a client's page is made of, drawn and said from the case."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes

from simlib.analysis.futures import futures
from simlib.analysis.week import rep_week
from simlib.present import plots
from simlib.present.client.what_if_words import what_if_table
from simlib.present.draw.style import image_bytes, title_of
from simlib.present.paper.page import PageFigure, PageTable
from simlib.present.paper.reports import MOST_LINES, assumptions
from simlib.present.words.firm import finding_recovery
from simlib.present.words.headline import how_sure as simulation_lines
from simlib.present.words.headline import inputs_lines, survival_headline
from simlib.present.words.ledger import history_lines
from simlib.present.words.reality import reality_frame, reality_headline
from simlib.words import counted, harmless, money, of_100, percent, plain, sentence_case, show_name

if TYPE_CHECKING:
    from simlib.analysis.recovery import Recovery
    from simlib.studies.client.case import ClientCase
    from simlib.studies.client.what_if import WhatIf

_DIGITS = 10
_DEALT = "dealt by default"
TITLE = "No way of working on this list keeps the firm alive with these inputs"
_DPI = 110
_OUTSIDE = " is outside "
_SENTENCE = 160


def recovery_of_case(case: ClientCase, few: Sequence[Recovery]) -> str:
    """Return the finding; where the largest is so small that nobody falls, that is the finding."""
    largest = case.comparison.reference.scenario.book.largest_share
    if largest < 1 - few[0].back:
        return (
            f"The largest account is {percent(largest)} of revenue: its loss alone takes no way of "
            f"working below {percent(few[0].back)}"
        )
    return finding_recovery(few)


def run_id(case: ClientCase) -> str:
    """Return ten digits that change with anything that decides the numbers of a case."""
    digest = hashlib.sha256()
    for run in (*case.comparison.runs, *case.after_loss.runs):
        origin = run.provenance
        digest.update(
            f"{origin.version} {origin.scenario_hash} {origin.seed} {origin.first_world} "
            f"{origin.world_count}\n".encode()
        )
    return digest.hexdigest()[:_DIGITS]


def case_footer(case: ClientCase) -> str:
    """Return run id, code version, seed, evidence and data date on one line."""
    origin = case.comparison.reference.provenance
    parts = [
        f"run {run_id(case)}",
        f"simlib {origin.version}",
        f"{origin.world_count:,} futures, seed {origin.seed}",
        show_name(plain(origin.evidence), longest=60),
        f"data of {origin.data_date}" if origin.data_date else "data undated",
    ]
    return " · ".join(parts)


def none_holds(case: ClientCase) -> str:
    """Return that nothing is recommended, and why, in a sentence."""
    run = case.comparison.reference
    years = counted(run.scenario.horizon_years, "year")
    lost = int(100 * (1 - max(float(each.share[-1]) for each in case.survival)))
    share = "every future" if lost == 100 else f"{lost} of 100 futures or more"
    return (
        f"{TITLE}: within {years} revenue falls below break-even in {share} under every one. "
        "Nothing is recommended."
    )


def ask_first(case: ClientCase) -> str:
    """Return what to settle before any diary is compared again."""
    book = case.comparison.reference.scenario.book
    if book.ownership == _DEALT:
        seats = counted(len(book.reps), "rep")
        each = money(book.annual_revenue / len(book.reps), harmless(book.currency))
        return (
            f"The files name no owners, so {seats} were assumed, one for twelve accounts: {each} "
            "of revenue a year for each. Ask how many people really sell for this book."
        )
    return (
        f"{case.assumed} of {counted(len(case.told), 'answer')} are assumptions, and losses, "
        "margins and seats decide before any diary does. Settle those first."
    )


def how_to_tell(case: ClientCase) -> str:
    """Return where the consultant writes the answer down."""
    if case.comparison.reference.scenario.book.ownership != _DEALT:
        return "Answers belong into study.yaml; then play it again."
    return (
        "Write them under 'reps' in mapping.yaml, import again with --mapping, and play it again; "
        "other answers belong into study.yaml."
    )


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
