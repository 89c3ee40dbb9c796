"""Accounts under constant hazards: survival, competing risks, revenue."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy import stats

from simlib.run.result import Run
from verification.oracles.firms import WEEKS_A_YEAR, book_of, calm, firm, futures, rows, threat
from verification.oracles.judging import of_cells, of_law, of_mean, of_share
from verification.oracles.oracle import Finding, Question

FAMILY = "Accounts and what ends them"
ACCOUNTS, WORLDS, YEARS = 40, 150, 5
CAUSES = {"fast": (0.4, 1.0), "slow": (0.2, 1.0), "thinned": (1.0, 0.3)}
"""Shocks a year and the chance that one of them ends an account."""
HAZARD = sum(rate * chance for rate, chance in CAUSES.values())
_HORIZONS = (0.25, 0.5, 1.0, 2.0, 4.0)
_CAUSE_YEARS = 3.0


@cache
def lives() -> Run:
    """Return 150 futures of a firm of forty accounts, of sizes 1 to 40, under three causes."""
    evidence = calm()
    for name, (rate, chance) in CAUSES.items():
        evidence = evidence.with_cause(threat(name, rate, chance))
    book = book_of(*range(1, ACCOUNTS + 1))
    return futures(firm(book, evidence, horizon_years=YEARS), WORLDS, log="story")


def _survival(by: float) -> Finding:
    edges = np.array([0.0, *_HORIZONS, np.inf])
    lost = np.histogram(rows(lives(), "lost")["week"] / WEEKS_A_YEAR, edges)[0]
    lost[-1] = ACCOUNTS * WORLDS - lost[:-1].sum()
    chances = -np.diff(np.exp(-by * HAZARD * edges))
    return of_cells(lost, chances, shown=3)


def _survival_at(years: float, by: float) -> Finding:
    lost = int((rows(lives(), "lost")["week"] <= WEEKS_A_YEAR * years).sum())
    among = ACCOUNTS * WORLDS
    return of_share(among - lost, among, float(np.exp(-by * HAZARD * years)))


def _lost_to(cause: str, by: float) -> Finding:
    lost = rows(lives(), "lost")
    early = lost[lost["week"] <= WEEKS_A_YEAR * _CAUSE_YEARS]
    rate, chance = CAUSES[cause]
    others = HAZARD - rate * chance
    total = others + by * rate * chance
    incidence = by * rate * chance / total * (1 - np.exp(-total * _CAUSE_YEARS))
    return of_share(int((early["cause"] == cause).sum()), ACCOUNTS * WORLDS, float(incidence))


def _causes_together(by: float) -> Finding:
    lost = rows(lives(), "lost")
    early = lost[lost["week"] <= WEEKS_A_YEAR * _CAUSE_YEARS]
    counts = [int((early["cause"] == name).sum()) for name in CAUSES]
    gone = 1 - np.exp(-by * HAZARD * _CAUSE_YEARS)
    chances = [rate * chance / HAZARD * gone for rate, chance in CAUSES.values()]
    kept = ACCOUNTS * WORLDS - sum(counts)
    return of_cells([*counts, kept], [*chances, 1 - gone], shown=len(counts))


def _first_loss(by: float) -> Finding:
    first = rows(lives(), "lost").groupby("world")["week"].min()
    return of_law(first, stats.expon(scale=WEEKS_A_YEAR / (by * ACCOUNTS * HAZARD)))


def _largest_kept(by: float) -> Finding:
    largest = f"a{ACCOUNTS - 1:03d}"
    lost = rows(lives(), "lost")
    early = lost[(lost["account"] == largest) & (lost["week"] <= WEEKS_A_YEAR)]
    return of_share(WORLDS - len(early), WORLDS, float(np.exp(-by * HAZARD)))


def _revenue(by: float) -> Finding:
    share = lives().revenue[:, 12] / lives().initial_revenue
    return of_mean(share, float(np.exp(-by * HAZARD)))


ORACLES = (
    *(
        Question(
            f"kept {counted}",
            FAMILY,
            "an account under a constant hazard",
            "exp(-hazard x years)",
            lambda by, years=years: _survival_at(years, by),  # type: ignore[misc]
            unit="share",
        )
        for years, counted in ((1.0, "a year"), (2.0, "two years"))
    ),
    Question(
        "when accounts are lost",
        FAMILY,
        "exponential lives, over six intervals of time",
        "shown: lost between one and two years, exp(-h) - exp(-2 h)",
        _survival,
        unit="share",
    ),
    *(
        Question(
            f"lost to the cause '{name}'",
            FAMILY,
            "cumulative incidence of one of three competing causes after three years",
            "h(k) / h x (1 - exp(-3 h))",
            lambda by, name=name: _lost_to(name, by),  # type: ignore[misc]
            unit="share",
            wrong=1.25,
        )
        for name in CAUSES
    ),
    Question(
        "all causes together",
        FAMILY,
        "shares lost to each cause, and kept, after three years",
        "shown: kept, exp(-3 h)",
        _causes_together,
        unit="share",
    ),
    Question(
        "first loss of forty",
        FAMILY,
        "the time to the first loss among k accounts",
        "exponential with k times the hazard",
        _first_loss,
        unit="weeks",
        wrong=1.5,
    ),
    Question(
        "largest account kept a year",
        FAMILY,
        "the largest of forty accounts fares like any other",
        "exp(-hazard)",
        _largest_kept,
        unit="share",
        wrong=1.5,
    ),
    Question(
        "revenue after a year",
        FAMILY,
        "mean revenue of a book that wins nothing",
        "initial revenue x exp(-hazard)",
        _revenue,
        unit="share",
    ),
)
