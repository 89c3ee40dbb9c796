"""What leaves with an owner: the departures of a ledger, and the same ones in the model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simlib.analysis.fates import initial_losses
from simlib.analysis.precision import Floats, Interval, Ints, proportion_interval, quotient_interval
from simlib.history.origin import book_at
from simlib.history.owners import Departure, owner_departures
from simlib.inputs.book import Book
from simlib.inputs.disciplines import Discipline
from simlib.inputs.evidence import Evidence
from simlib.inputs.scenario import Scenario
from simlib.inputs.stress import StressEvent
from simlib.run.result import Comparison
from simlib.studies.design import play_rows
from verification.validation.ledgers import RealLedger


@dataclass(frozen=True, eq=False)
class Departures:
    """Owners of a ledger who left, all firms together."""

    found: tuple[Departure, ...]
    books: tuple[tuple[Book, str], ...]
    """For each the book of that day and the owner, where the model can play it."""

    @property
    def accounts(self) -> int:
        """Accounts that the leavers held."""
        return sum(each.accounts for each in self.found)

    @property
    def left(self) -> Interval:
        """Share of the leavers' accounts gone a year later."""
        return _share([(each.left, each.accounts) for each in self.found])

    @property
    def followed_p(self) -> float:
        """Fisher's exact test, two-sided, of the leavers' share against everybody else's."""
        from scipy.stats import fisher_exact

        return float(fisher_exact(_gone(self.found))[1]) if self.found else 1.0

    @property
    def base(self) -> Interval:
        """The same of everybody else's accounts on the same days."""
        return _share([(each.others_left, each.others) for each in self.found])


def _gone(found: Sequence[Departure]) -> Ints:
    """Return accounts gone and still there: the leavers', and everybody else's."""
    left, others = sum(each.left for each in found), sum(each.others_left for each in found)
    held, rest = sum(each.accounts for each in found), sum(each.others for each in found)
    return np.array([[left, held - left], [others, rest - others]])


def departures(real: RealLedger) -> Departures:
    """Return the owners who stopped appearing while their firm went on."""
    found: list[Departure] = []
    books: list[tuple[Book, str]] = []
    for _, ledger in sorted(real.firms.items()):
        for each in owner_departures(ledger).departures:
            found.append(each)
            book = book_at(ledger, each.day, real.rule, largest=real.largest, name="a firm")
            if book is not None and any(a.owner == each.owner for a in book.accounts):
                books.append((book, each.owner))
    return Departures(tuple(found), tuple(books))


def _share(counts: Sequence[tuple[int, int]]) -> Interval:
    above, below = (np.array(column, dtype=float) for column in zip(*counts, strict=True))
    if len(counts) == 1 or above.sum() in (0, below.sum()):
        return proportion_interval(int(above.sum()), int(below.sum()))
    found = quotient_interval(above, below)
    low, high = max(0.0, found.low), min(1.0, found.high)
    return Interval(found.mean, low, high, max(found.mean - low, high - found.mean), found.n)


def play_departures(
    leavers: Departures,
    *,
    diary: Discipline | str,
    evidence: Evidence,
    worlds: int,
    seed: int,
) -> tuple[Floats, Floats]:
    """Let each of these owners leave in the model and nothing leave with him but the trust.

    Returns
    -------
    tuple of ndarray, shape (futures,) each
        Accounts of the leavers lost within the year, and all of them.
    """
    rows = [[_scenario(book, owner, diary, evidence)] for book, owner in leavers.books]
    found = play_rows(rows, _lost_of_leavers, worlds=worlds, seed=seed, log="story")
    lost, held = np.sum(found, axis=0)
    return lost, held


def _scenario(book: Book, owner: str, diary: Discipline | str, evidence: Evidence) -> Scenario:
    leaves = StressEvent(
        week=0, action="leaves", selector=f"owner:{owner}", cause="owner_leaves", share=0
    )
    return Scenario(
        book=book,
        discipline=diary,
        evidence=evidence,
        stress=(leaves,),
        horizon_years=1,
        unlimited_cash=True,
    )


def _lost_of_leavers(comparison: Comparison) -> Floats:
    run = comparison.reference
    owner = run.scenario.stress[0].selector.removeprefix("owner:")
    his = [a.account_id for a in run.scenario.book.accounts if a.owner == owner]
    lost, world = initial_losses(run)
    mine = world[lost["account"].isin(his).to_numpy()]
    counts = np.bincount(mine, minlength=run.world_count).astype(float)
    return np.array([counts, np.full(run.world_count, float(len(his)))])
