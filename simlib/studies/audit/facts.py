"""What is known when a scenario is audited: itself, what was played, and what its files say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from simlib.inputs.errors import InputError, unknown_name
from simlib.inputs.quantity import within

if TYPE_CHECKING:
    from simlib.history.history import History
    from simlib.history.pooling import PooledRate
    from simlib.inputs.ledger_report import LedgerReport
    from simlib.inputs.scenario import Scenario
    from simlib.intake.report.quality import QualityReport
    from simlib.run.result import Comparison, Run
    from simlib.studies.claims.results import ClaimResult, Trial
    from simlib.studies.client.case import ClientCase
    from simlib.studies.headline import UnderIgnorance
    from simlib.studies.tornado import Tornado

KNOWN = {
    "total_revenue": 1e18,
    "data_years": 1e3,
    "futures": 2.0**32,
}
"""Facts that can be told besides, with the most each may be; see `simlib.studies.audit.review`."""
_DAYS_A_YEAR = 365.25


@dataclass(frozen=True, eq=False)
class Facts:
    """Everything the rules look at; what is not known is empty or None.

    Parameters
    ----------
    scenario : Scenario or None
        None where only results are audited.
    runs : tuple of Run
    bands : tuple of UnderIgnorance
    verdicts : tuple of ClaimResult
    tornados : tuple of Tornado
    pooled : tuple of PooledRate
        The client's own loss rate.
    departures : int or None
        Owners who left, where a ledger was read for it.
    report : LedgerReport or None
        What became of the ledger behind the book.
    data_years : float or None
        How far the longest data behind the study reach.
    total_revenue : float or None
        Of the whole firm, a year.
    futures : int or None
        In place of runs that are not at hand.
    """

    scenario: Scenario | None
    runs: tuple[Run, ...] = ()
    bands: tuple[UnderIgnorance, ...] = ()
    verdicts: tuple[ClaimResult, ...] = ()
    tornados: tuple[Tornado, ...] = ()
    pooled: tuple[PooledRate, ...] = ()
    departures: int | None = None
    report: LedgerReport | None = None
    data_years: float | None = None
    total_revenue: float | None = None
    futures: int | None = None

    @property
    def arms(self) -> tuple[Scenario, ...]:
        """The scenario, then every other one that was played, each once."""
        found = [] if self.scenario is None else [self.scenario]
        found += [run.scenario for run in self.runs]
        return tuple({arm.key(): arm for arm in reversed(found)}.values())[::-1]


def facts(scenario: Scenario | None, results: tuple[Any, ...], known: Mapping[str, Any]) -> Facts:
    """Return what a scenario, results and further facts say together.

    Raises
    ------
    InputError
        For a result nothing is known about, one of another book, or a fact that makes no sense.
    """
    found = Facts(scenario)
    for result in results:
        found = _reader(type(result))(found, result)
    told = {name: _number(name, value) for name, value in known.items()}
    futures = told.get("futures")
    return replace(
        found,
        total_revenue=told.get("total_revenue"),
        data_years=told.get("data_years", found.data_years),
        futures=None if futures is None else int(futures),
    )


def _number(name: str, value: object) -> float:
    if name not in KNOWN:
        raise unknown_name("fact", name, KNOWN)
    return within(value, 0.0, KNOWN[name], column=name)


def _run(found: Facts, run: Run) -> Facts:
    seen = found.scenario
    if seen is not None and run.scenario.book.content_hash() != seen.book.content_hash():
        raise InputError(
            "a result of another book",
            value=run.scenario.book.name,
            allowed=f"runs on {seen.book.name}",
        )
    return replace(found, runs=(*found.runs, run))


def _comparison(found: Facts, comparison: Comparison) -> Facts:
    for run in comparison.runs:
        found = _run(found, run)
    return found


def _bands(found: Facts, bands: UnderIgnorance) -> Facts:
    return replace(found, bands=(*found.bands, bands))


def _tornado(found: Facts, tornado: Tornado) -> Facts:
    return replace(found, tornados=(*found.tornados, tornado))


def _verdict(found: Facts, verdict: ClaimResult) -> Facts:
    return replace(found, verdicts=(*found.verdicts, verdict))


def _trial(found: Facts, trial: Trial) -> Facts:
    return replace(found, verdicts=(*found.verdicts, *trial.results))


def _pooled(found: Facts, pooled: PooledRate) -> Facts:
    return replace(found, pooled=(*found.pooled, pooled))


def _history(found: Facts, history: History) -> Facts:
    found = _pooled(_with_days(found, history.first_day, history.last_day), history.pooled)
    return replace(found, departures=len(history.owners.departures))


def _quality(found: Facts, report: QualityReport) -> Facts:
    first, last = (_day(text) for text in (report.first_day, report.last_day))
    return replace(_with_days(found, first, last), report=report.book)


def _day(text: str) -> date:
    """Return a day of a report; of a ledger by month, which names no days, the first one."""
    return date.fromisoformat(text if text.count("-") > 1 else f"{text}-01")


def _ledger_report(found: Facts, report: LedgerReport) -> Facts:
    return replace(found, report=report)


def _case(found: Facts, case: ClientCase) -> Facts:
    found = _tornado(_bands(_comparison(found, case.comparison), case.inputs), case.tornado)
    found = found if case.quality is None else _quality(found, case.quality)
    return found if case.history is None else _history(found, case.history)


def _with_days(found: Facts, first: date, last: date) -> Facts:
    years = ((last - first).days + 1) / _DAYS_A_YEAR
    return replace(found, data_years=max(years, found.data_years or 0.0))


READERS: dict[str, Callable[[Facts, Any], Facts]] = {
    "simlib.run.result.Run": _run,
    "simlib.run.result.Comparison": _comparison,
    "simlib.studies.headline.UnderIgnorance": _bands,
    "simlib.studies.tornado.Tornado": _tornado,
    "simlib.studies.claims.results.ClaimResult": _verdict,
    "simlib.studies.claims.results.Trial": _trial,
    "simlib.studies.client.case.ClientCase": _case,
    "simlib.history.history.History": _history,
    "simlib.history.pooling.PooledRate": _pooled,
    "simlib.intake.report.quality.QualityReport": _quality,
    "simlib.inputs.ledger_report.LedgerReport": _ledger_report,
}
"""Who reads which result. By name, so that a scenario is audited without loading all of them."""


def _reader(kind: type) -> Callable[[Facts, Any], Facts]:
    for each in kind.__mro__:
        found = READERS.get(f"{each.__module__}.{each.__qualname__}")
        if found is not None:
            return found
    raise InputError(
        "nothing that can be audited",
        value=kind.__name__,
        allowed=", ".join(name.rpartition(".")[2] for name in READERS),
    )
