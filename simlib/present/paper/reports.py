"""One run, or the main job's comparison, as a client sees it: figures, a table, one page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from simlib.analysis.accounts import loss_by_cause
from simlib.analysis.compare import difference_table
from simlib.analysis.concentration import retention
from simlib.analysis.futures import futures, typical_world
from simlib.analysis.measures import measure_named
from simlib.analysis.precision import mean_interval
from simlib.analysis.revenue import RevenueSurvival, break_even, revenue_survival
from simlib.analysis.ruin import ENOUGH_WORLDS, ruin
from simlib.analysis.week import rep_week
from simlib.inputs.workload import workload
from simlib.present import plots
from simlib.present.draw.style import save, title_of
from simlib.present.paper.page import PageFigure, PageTable, write_page
from simlib.present.paper.tables import write_csv
from simlib.present.words.checks import AuditNotes, run_notes
from simlib.present.words.headline import Headline, survival_headline
from simlib.present.words.story import story, story_note, story_title
from simlib.words import between, counted, money, percent

if TYPE_CHECKING:
    from collections.abc import Callable

    from simlib.run.result import Comparison, Run

MOST_LINES = 4
FRAMES = ("events", "monthly", "reps", "years", "worlds")


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
    comparison
        Its first four runs are drawn, all are tabulated.
    folder
        Made if it does not exist.
    prefix
        What file names begin with.
    seen
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


def digest(run: Run) -> str:
    """Return what became of the firm, every number with its interval."""
    years, currency = run.scenario.horizon_years, run.scenario.book.currency
    final = mean_interval(run.revenue[:, -1])
    low, high = np.quantile(run.revenue[:, -1], (0.1, 0.9))
    below = break_even(run)
    never = revenue_survival(run, below=below)
    lines = [
        f"After {years} years, in {run.world_count:,} futures (95 % intervals):",
        f"  revenue today                {money(run.initial_revenue, currency)} a year",
        f"  revenue then                 {money(final.mean, currency)} a year on average "
        f"(± {money(final.half_width, currency)})",
        f"  range of fortunes            {money(low, currency)} to {money(high, currency)} "
        "in 80 of 100 futures",
        f"  never below break-even       {_of_100(never.share, never.low, never.high)} futures "
        f"of 100 (break-even: {percent(below)} of today's revenue)",
        *_retention_lines(run),
        *_cause_lines(run),
        *_ruin_line(run),
        "",
        str(run_notes(run)),
        "",
        run.provenance.footer(),
    ]
    return "\n".join(lines)


def write_frames(run: Run, folder: Path) -> list[Path]:
    """Write the frames as CSV and the survival curve as a figure; return the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name in FRAMES:
        path = folder / f"{name}.csv"
        write_csv(getattr(run, name), path)
        paths.append(path)
    axes = plots.revenue_survival(
        revenue_survival(run, below=break_even(run)),
        footer=run.provenance.footer(),
        initial_revenue=run.initial_revenue,
        currency=run.scenario.book.currency,
    )
    figure = folder / "revenue_survival.png"
    save(axes, figure)
    return [*paths, figure]


def _of_100(share: np.ndarray, low: np.ndarray, high: np.ndarray) -> str:
    return f"{100 * share[-1]:.0f} ({100 * low[-1]:.0f} to {100 * high[-1]:.0f})"


def _retention_lines(run: Run) -> list[str]:
    kept = retention(run)
    pairs = (("NRR", kept.nrr), ("GRR", kept.grr))
    return [
        f"  {name} of the first year        {percent(band.mean[0], digits=1)} "
        f"({100 * band.low[0]:.1f} to {100 * band.high[0]:.1f})"
        for name, band in pairs
    ]


def _cause_lines(run: Run) -> list[str]:
    found = loss_by_cause(run)
    top = [
        f"{found.labels[i]} {percent(found.incidence[i, -1])}"
        for i in range(min(3, len(found.causes)))
    ]
    kept = _of_100(found.survival, found.survival_low, found.survival_high)
    return [
        f"  of 100 accounts, still here  {kept}",
        f"  largest causes of loss       {'; '.join(top)}",
    ]


def _ruin_line(run: Run) -> list[str]:
    closed = ruin(run)
    if not closed.quotable:
        return ["  runs out of cash             not quoted from fewer than 1,000 futures"]
    share = f"{100 * closed.share:.1f} ({100 * closed.low:.1f} to {100 * closed.high:.1f})"
    return [f"  runs out of cash             {share} futures of 100"]
