"""One firm at one day of its past: the book as it was, what the model foresaw, what came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from simlib.analysis.precision import Bools, Floats, Ints
from simlib.history.pooling import PooledRate, pooled_rate, prior_rate, scaled_evidence
from simlib.history.rows import (
    LossRule,
    Rows,
    lost_between,
    months_before,
    on_book,
    owners_at,
    rows_of,
    until,
)
from simlib.inputs.account import Account
from simlib.inputs.book import Book
from simlib.inputs.disciplines import Discipline
from simlib.inputs.evidence import Evidence
from simlib.inputs.scenario import Scenario
from simlib.intake.booking import Ledger
from simlib.run.result import Run
from simlib.run.simulate import simulate

_FACTORS = 5


@dataclass(frozen=True, eq=False)
class Origin:
    """Where a forecast stands, and what it may know."""

    firm: str
    day: date
    """Nothing booked later is used for the forecast."""
    book: Book
    """Accounts on the book that day with what they booked in the year before."""
    pooled: PooledRate
    """From earlier bookings only."""
    silence: Ints
    """Days since each account's last booking; shape (accounts,)."""
    earlier: tuple[Ints, Bools]
    """The same accounts' past as far as it was known: on the book a year before the day, days of
    silence then, and whether they stayed to the day. Arrays of one length.
    """
    last_nrr: float
    """Revenue of the year before over that of the year before it, of accounts on the book at its
    start; 1 where the ledger does not reach back.
    """
    stayed: Bools
    """Whether each account was not declared lost in the twelve months after; shape (accounts,)."""
    revenue: float
    """What these accounts booked in the twelve months after."""

    @property
    def actual(self) -> float:
        """Revenue retained: of the year after over the year before."""
        return self.revenue / self.book.annual_revenue


@dataclass(frozen=True, eq=False)
class Foreseen:
    """What the model says of one origin."""

    stays: Floats
    """Chance of each account to be there after a year; shape (accounts,)."""
    kept: Floats
    retained: Floats
    """Accounts kept, and revenue a year at the end over that at the start; shape (futures,)."""


def origin_at(
    firm: str,
    ledger: Ledger,
    day: date,
    *,
    rule: LossRule,
    diary: Discipline | str,
    evidence: Evidence,
    largest: int | None,
    least_accounts: int,
) -> Origin | None:
    """Return the firm as it stood on a day, None if it does not count.

    Its book may be too small to say anything; or the firm itself stops, which is not what the
    forecast is about.
    """
    rows = rows_of(ledger)
    after = months_before(day, -12)
    book, places = _book(firm, ledger, rows, day, rule, largest)
    if book is None or len(places) < least_accounts:
        return None
    if not rows.billed(day.toordinal(), after.toordinal()).any():
        return None
    known = until(ledger, day)
    scenario = Scenario(book=book, discipline=diary, evidence=evidence, horizon_years=1)
    last = rows.last_billed(day.toordinal())
    return Origin(
        firm=firm,
        day=day,
        book=book,
        pooled=pooled_rate(known, prior_rate(scenario), rule, last=day, largest=largest),
        silence=day.toordinal() - last[places],
        earlier=_earlier(rows, rule, day, largest),
        last_nrr=_last_nrr(rows, rule, day, largest),
        stayed=~lost_between(rows, rule, day, after)[places],
        revenue=float(rows.revenue(day.toordinal(), after.toordinal())[places].sum()),
    )


def book_at(
    ledger: Ledger,
    day: date,
    rule: LossRule,
    *,
    largest: int | None = None,
    name: str = "",
) -> Book | None:
    """Return the accounts on the book at a day, at what they booked in the year before.

    None where nobody is on the book, or on balance booked nothing.
    """
    return _book(name, ledger, rows_of(ledger), day, rule, largest)[0]


def _book(
    firm: str, ledger: Ledger, rows: Rows, day: date, rule: LossRule, largest: int | None
) -> tuple[Book | None, Ints]:
    year = rows.revenue(months_before(day, 12).toordinal(), day.toordinal())
    there = on_book(rows, rule, day, largest=largest) & (year > 0)
    # In the order of ids, which is the book's own.
    places = np.flatnonzero(there)
    if not places.size:
        return None, places
    names = [rows.accounts[place] for place in places]
    owners = owners_at(ledger, day, names)
    accounts = [
        Account(name, float(year[place]), owner=owners.get(name, ""))
        for name, place in zip(names, places, strict=True)
    ]
    book = Book.from_accounts(
        accounts, name=firm or "the firm", currency=ledger.currency, as_of=day, source=ledger.source
    )
    return book, places


def _earlier(rows: Rows, rule: LossRule, day: date, largest: int | None) -> tuple[Ints, Bools]:
    before = months_before(day, 12)
    known = rows.first_day + rule.silent_days - 7 <= before.toordinal()
    was = on_book(rows, rule, before, largest=largest) & known
    silence = before.toordinal() - rows.last_billed(before.toordinal())
    return silence[was], ~lost_between(rows, rule, before, day)[was]


def _last_nrr(rows: Rows, rule: LossRule, day: date, largest: int | None) -> float:
    start, middle = months_before(day, 24).toordinal(), months_before(day, 12)
    was = on_book(rows, rule, middle, largest=largest)
    before = rows.revenue(start, middle.toordinal())[was].sum()
    if rows.first_day - 7 > start or before <= 0:
        return 1.0
    return float(rows.revenue(middle.toordinal(), day.toordinal())[was].sum() / before)


def foreseen(
    origin: Origin, *, diary: Discipline | str, evidence: Evidence, worlds: int, seed: int
) -> Foreseen:
    """Play the year after an origin under the pooled rate and its uncertainty.

    Five equally likely loss rates of the posterior share the futures. The firm is kept from
    closing: the question is what its accounts do.
    """
    each = max(1, -(-worlds // _FACTORS))
    runs = [
        simulate(
            Scenario(
                book=origin.book,
                discipline=diary,
                evidence=scaled_evidence(evidence, factor),
                horizon_years=1,
                unlimited_cash=True,
            ),
            worlds=each,
            seed=seed,
            first_world=place * each,
            log="story",
            progress=False,
        )
        for place, factor in enumerate(origin.pooled.factors(_FACTORS))
    ]
    return Foreseen(
        stays=1 - np.sum([_lost(run, origin.book) for run in runs], axis=0) / (each * len(runs)),
        kept=np.concatenate([_kept(run) for run in runs]),
        retained=np.concatenate([_retained(run) for run in runs]),
    )


def _kept(run: Run) -> Floats:
    return len(run.scenario.book.accounts) - run.world_values("initial_losses")


def _retained(run: Run) -> Floats:
    return np.asarray(run.revenue[:, -1] / run.initial_revenue)


def _lost(run: Run, book: Book) -> Floats:
    """Return how many futures lost each account of the book."""
    events = run.events
    lost = events.loc[events["kind"] == "lost", "account"].astype(str)
    counts = lost.value_counts()
    return np.array([float(counts.get(account.account_id, 0)) for account in book.accounts])
