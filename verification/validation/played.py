"""The year after each book, played: what the model says of accounts and revenue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simlib.analysis.fates import initial_losses
from simlib.analysis.precision import Floats
from simlib.inputs.book import Book
from simlib.inputs.disciplines import Discipline
from simlib.inputs.evidence import Evidence
from simlib.inputs.scenario import Scenario
from simlib.run.result import Comparison
from simlib.studies.design import play_rows
from verification.validation.firm_years import FirmYear

COLUMNS = ("accounts", "stayed", "revenue", "kept", "with_growth", "lost", "won", "firms", "top")
"""What is added up over firms, future by future; see `PlayedYears`."""


@dataclass(frozen=True, eq=False)
class PlayedYears:
    """Sums over all firm-years of a ledger, a number a future each."""

    sums: Floats
    """In the order of `COLUMNS`: accounts, and those not lost in the year; revenue a year at the
    start, what is left of it at the end without growth and with it; revenue of the accounts
    lost and of those won; firm-years, and those that lost their largest account; shape
    (columns, futures).
    """

    def ratio(self, above: str, below: str) -> tuple[Floats, Floats]:
        """Return two of the columns."""
        return self.sums[COLUMNS.index(above)], self.sums[COLUMNS.index(below)]


def play_years(
    years: Sequence[FirmYear],
    *,
    diary: Discipline | str,
    evidence: Evidence,
    worlds: int,
    seed: int,
) -> PlayedYears:
    """Play the year after each book.

    Firms of the same year share a future, recession included; another year has futures of its own,
    or an account that is there in both would meet the same fate twice. Firms are kept from
    closing: the question is what their accounts do.
    """
    sums = np.zeros((len(COLUMNS), worlds))
    for place in sorted({year.year for year in years}):
        books = [year.book for year in years if year.year == place]
        rows = [[_scenario(book, diary, evidence)] for book in books]
        found = play_rows(
            rows, _read, worlds=worlds, seed=seed, first_world=place * worlds, log="story"
        )
        sums += np.sum(found, axis=0)
    return PlayedYears(sums)


def _scenario(book: Book, diary: Discipline | str, evidence: Evidence) -> Scenario:
    return Scenario(
        book=book, discipline=diary, evidence=evidence, horizon_years=1, unlimited_cash=True
    )


def _read(comparison: Comparison) -> Floats:
    """Return the columns of one firm-year, shape (columns, futures)."""
    run = comparison.reference
    accounts, worlds = run.scenario.book.accounts, run.world_count
    start = sum(account.annual_revenue for account in accounts)
    top = max(accounts, key=lambda account: account.annual_revenue).account_id
    lost, world = initial_losses(run)
    value = run.events.loc[lost.index, "value"].to_numpy(dtype=float)
    lost_top = np.bincount(world[(lost["account"] == top).to_numpy()], minlength=worlds)
    kept, grown = (start * run.year_values(name)[:, 0] for name in ("grr", "nrr"))
    return np.array(
        [
            np.full(worlds, float(len(accounts))),
            len(accounts) - run.world_values("initial_losses"),
            np.full(worlds, start),
            kept,
            grown,
            np.bincount(world, value, minlength=worlds),
            # What is not of today's accounts is of those won, as far as they have ramped up.
            np.maximum(0.0, run.revenue[:, -1] - grown),
            np.ones(worlds),
            np.minimum(lost_top, 1).astype(float),
        ]
    )
