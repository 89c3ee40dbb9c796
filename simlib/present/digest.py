"""One run in a few lines for a terminal, and its frames as files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from simlib.analysis.accounts import loss_by_cause
from simlib.analysis.concentration import retention
from simlib.analysis.precision import mean_interval
from simlib.analysis.revenue import break_even, revenue_survival
from simlib.analysis.ruin import ruin
from simlib.present import plots
from simlib.present.audit_notes import run_notes
from simlib.present.style import save
from simlib.present.tables import write_csv
from simlib.present.words import money, percent

if TYPE_CHECKING:
    from simlib.run.result import Run

FRAMES = ("events", "monthly", "reps", "years", "worlds")


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
        f"  {name} of the first year        {100 * band.mean[0]:.1f} % "
        f"({100 * band.low[0]:.1f} to {100 * band.high[0]:.1f})"
        for name, band in pairs
    ]


def _cause_lines(run: Run) -> list[str]:
    found = loss_by_cause(run)
    top = [
        f"{found.labels[i]} {100 * found.incidence[i, -1]:.0f} %"
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
