"""What is known when a scenario is audited: itself, what was played, and what its files say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from numbers import Integral
from typing import TYPE_CHECKING, Any, Literal

from simlib.inputs.errors import InputError, unknown_name
from simlib.inputs.quantity import within
from simlib.inputs.scenario import Scenario
from simlib.words import show_name

if TYPE_CHECKING:
    from simlib.history.history import History
    from simlib.history.pooling import PooledRate
    from simlib.inputs.ledger_report import LedgerReport
    from simlib.intake.report.quality import QualityReport
    from simlib.run.result import Comparison, Run
    from simlib.studies.claims.results import ClaimResult, Trial
    from simlib.studies.client.case import ClientCase
    from simlib.studies.drivers.sensitivity import Tornado
    from simlib.studies.headline import UnderIgnorance

KNOWN = {
    "total_revenue": 1e18,
    "data_years": 1e3,
    "futures": 2.0**32,
}
"""Facts that can be told besides, with the most each may be; see `simlib.studies.audit.review`."""
_DAYS_A_YEAR = 365.25
Severity = Literal["serious", "caution"]


@dataclass(frozen=True, eq=False)
class Facts:
    """Everything the rules look at; what is not known is empty or None."""

    scenario: Scenario | None
    """None where only results are audited."""
    runs: tuple[Run, ...] = ()
    bands: tuple[UnderIgnorance, ...] = ()
    verdicts: tuple[ClaimResult, ...] = ()
    tornados: tuple[Tornado, ...] = ()
    pooled: tuple[PooledRate, ...] = ()
    """The client's own loss rate."""
    departures: int | None = None
    """Owners who left, where a ledger was read for it."""
    report: LedgerReport | None = None
    """What became of the ledger behind the book."""
    data_years: float | None = None
    """How far the longest data behind the study reach."""
    total_revenue: float | None = None
    """Of the whole firm, a year."""
    futures: int | None = None
    """In place of runs that are not at hand."""

    @property
    def arms(self) -> tuple[Scenario, ...]:
        """The scenario, then every other one that was played, each once."""
        found = [] if self.scenario is None else [self.scenario]
        found += [run.scenario for run in self.runs]
        return tuple({arm.key(): arm for arm in reversed(found)}.values())[::-1]


def gathered(
    scenario: Scenario | None, results: tuple[Any, ...], known: Mapping[str, Any]
) -> Facts:
    """Return what a scenario, results and further facts say together.

    Raises
    ------
    InputError
        For a result nothing is known about, one of another book, or a fact that makes no sense.
    """
    if not isinstance(scenario, Scenario | None):
        raise InputError(
            "not a scenario",
            value=type(scenario).__name__,
            allowed="a Scenario, or None where only results are looked at",
        )
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
    if name == "futures" and not isinstance(value, Integral):
        raise InputError("not a count", column=name, value=value, allowed="a whole number")
    return within(value, 1.0 if name == "futures" else 0.0, KNOWN[name], column=name)


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


Reader = Callable[[Facts, Any], Facts]


@cache
def readers() -> dict[type, Reader]:
    """Return who reads which result; loaded only where there is a result to read."""
    from simlib.history.history import History
    from simlib.history.pooling import PooledRate
    from simlib.inputs.ledger_report import LedgerReport
    from simlib.intake.report.quality import QualityReport
    from simlib.run.result import Comparison, Run
    from simlib.studies.claims.results import ClaimResult, Trial
    from simlib.studies.client.case import ClientCase
    from simlib.studies.drivers.sensitivity import Tornado
    from simlib.studies.headline import UnderIgnorance

    return {
        Run: _run,
        Comparison: _comparison,
        UnderIgnorance: _bands,
        Tornado: _tornado,
        ClaimResult: _verdict,
        Trial: _trial,
        ClientCase: _case,
        History: _history,
        PooledRate: _pooled,
        QualityReport: _quality,
        LedgerReport: _ledger_report,
    }


def _reader(kind: type) -> Reader:
    for each in kind.__mro__:
        if each in readers():
            return readers()[each]
    raise InputError(
        "nothing that can be audited",
        value=kind.__name__,
        allowed=", ".join(each.__name__ for each in readers()),
    )


@dataclass(frozen=True, slots=True)
class AuditWarning:
    """What a sceptical reader should know before he believes a number."""

    code: str
    """Key of the rule that speaks, one of `simlib.studies.audit.review.RULES`."""
    severity: Severity
    """Serious: the answer may be about another firm, or turn. Caution: read it with that in
    mind.
    """
    says: str
    """What is wrong, one sentence with its numbers. Names stand in it as the user typed them."""
    do: str
    """What to do about it, one sentence."""

    def __str__(self) -> str:
        """Return both sentences."""
        return f"{self.says} {self.do}"


def short(name: str) -> str:
    """Return a name that cannot drown its sentence."""
    return show_name(name, longest=60)
