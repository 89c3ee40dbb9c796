"""The main job's result as a client sees it: figures, a table, one page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from simlib.analysis.compare import difference_table
from simlib.analysis.futures import futures
from simlib.analysis.measures import measure_named
from simlib.analysis.revenue import RevenueSurvival, break_even, revenue_survival
from simlib.analysis.ruin import ENOUGH_WORLDS
from simlib.analysis.typical import typical_world
from simlib.analysis.week import rep_week
from simlib.inputs.workload import workload
from simlib.present import plots
from simlib.present.audit_notes import AuditNotes, run_notes
from simlib.present.headline import Headline, survival_headline
from simlib.present.page import PageFigure, PageTable, write_page
from simlib.present.story import story, story_note, story_title
from simlib.present.style import save
from simlib.present.style import title_of as title_of
from simlib.present.words import between, counted, money, percent

if TYPE_CHECKING:
    from collections.abc import Callable

    from simlib.run.result import Comparison, Run

MOST_LINES = 4


@dataclass(frozen=True)
class Report:
    """What was written, and the table that was printed."""

    headline: Headline
    table: pd.DataFrame
    figures: tuple[Path, ...]
    page: Path
    check: AuditNotes


def measures(comparison: Comparison) -> list[str]:
    """Return what to tabulate: no odds of closing from few futures, nothing that never arises."""
    shown = ["final_revenue", "survival", "ruin", "accounts_kept", "wins", "largest_share"]
    if comparison.reference.world_count < ENOUGH_WORLDS:
        shown.remove("ruin")
    # Where a firm closes in every future, there is no largest account left at the end of any.
    return [name for name in shown if _arises(comparison, name)]


def _arises(comparison: Comparison, measure: str) -> bool:
    known = [np.isfinite(measure_named(measure).values(run)) for run in comparison.runs]
    return all((known[0] & each).any() for each in known)


def write_report(
    comparison: Comparison,
    folder: Path,
    *,
    prefix: str = "demo",
    seen: Callable[[Path], None] = lambda path: None,
) -> Report:
    """Write figures and a page for a comparison.

    Parameters
    ----------
    comparison : Comparison
        Its first four runs are drawn, all are tabulated.
    folder : Path
        Made if it does not exist.
    prefix : str
        What file names begin with.
    seen : callable
        Told of every file as soon as it is there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    below = break_even(comparison.reference)
    survival = [revenue_survival(run, below=below) for run in comparison.runs]
    drawn = _figures(comparison, survival[:MOST_LINES], below)
    pictures: list[PageFigure] = []
    paths: list[Path] = []
    for name, axes in drawn:
        path = folder / f"{prefix}_{name}.png"
        save(axes, path)
        pictures.append(PageFigure(path, title_of(axes)))
        paths.append(path)
        seen(path)
    headline = survival_headline(comparison, survival)
    table = difference_table(comparison, measures(comparison), below=below)
    check = run_notes(comparison)
    page = _page(comparison, folder / f"{prefix}.html", headline, table, pictures, check)
    seen(page)
    return Report(headline, table, tuple(paths), page, check)


def _figures(
    comparison: Comparison, survival: list[RevenueSurvival], below: float
) -> list[tuple[str, Axes]]:
    runs = comparison.runs[:MOST_LINES]
    reference = comparison.reference
    footer, book = reference.provenance.footer(), reference.scenario.book
    teller = runs[-1]
    world = typical_world(teller)
    return [
        (
            "revenue_survival",
            plots.revenue_survival(
                survival,
                footer=footer,
                initial_revenue=reference.initial_revenue,
                currency=book.currency,
            ),
        ),
        ("week", plots.rep_week([rep_week(run) for run in runs], footer=footer)),
        ("futures", plots.futures([futures(run, below=below) for run in runs], footer=footer)),
        (
            "story",
            plots.timeline(
                story(teller, world),
                title=story_title(teller, world),
                footer=f"{story_note(world)} {teller.provenance.footer()}",
                horizon_years=teller.scenario.horizon_years,
                start=book.as_of,
            ),
        ),
    ]


def _page(
    comparison: Comparison,
    path: Path,
    headline: Headline,
    table: pd.DataFrame,
    pictures: list[PageFigure],
    check: AuditNotes,
) -> Path:
    run = comparison.reference
    caption = "Every diary against the reference, in the same futures"
    note = "Differences are paired: the same shocks strike under every diary. ± is a 95 % interval."
    return write_page(
        path,
        title=f"{run.scenario.book.name}: which diary survives?",
        answer=headline.answer,
        figures=pictures,
        tables=[PageTable(table, caption, note, index=True)],
        how_sure=headline.how_sure,
        check=check,
        notes=assumptions(run),
        footer=run.provenance.footer(),
    )


def assumptions(run: Run) -> list[str]:
    """Return what the reader must accept to accept the numbers."""
    load = workload(run.scenario)
    seats = [100 * share for share in load.seat_load.values()]
    book = run.scenario.book
    lines = [
        f"Book: {counted(len(book.accounts), 'account')}, {counted(len(book.reps), 'rep')}, "
        f"{money(book.annual_revenue, book.currency)} a year, largest account "
        f"{percent(book.largest_share)}" + (" (fictional firm)." if book.fictional else "."),
        f"One service request takes {load.request_hours:.1f} hours; planned service and visits "
        f"fill {between(min(seats), max(seats))} % of a rep's week.",
    ]
    if book.pool_revenue > 0:
        lines.append(
            f"{percent(book.pool_revenue / book.annual_revenue)} of revenue is the tail of small "
            "accounts: one steady stream that only a recession shrinks."
        )
    return [*lines, *run.provenance.notes]
