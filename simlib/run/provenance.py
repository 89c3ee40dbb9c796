"""Where a result comes from: it travels with every frame, figure and page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simlib.inputs.scenario import Scenario
from simlib.inputs.workload import seat_turnover, workload
from simlib.version import __version__
from simlib.words import counted, percent

_SET_WORDS = {
    "graded": "published evidence",
    "folklore": "the authors' figures",
    "low": "every input at its low end",
    "high": "every input at its high end",
}


@dataclass(frozen=True, slots=True)
class Provenance:
    """What is needed to get the same numbers again, and to judge them."""

    version: str
    scenario_hash: str
    """Of simlib, and of everything that decides the outcome."""
    seed: int
    first_world: int
    world_count: int
    evidence: str
    """The set's name in words, with a count of what was set by hand."""
    notes: tuple[str, ...]
    """What a reader must know: values outside their range, an odd workload, forced events."""
    book: str
    book_source: str
    data_date: str
    stopped: str = ""
    """Of a run until a precision: how many worlds it took, and why it stopped."""

    def footer(self) -> str:
        """Return one line for the foot of a figure."""
        parts = [
            f"Source: {self.book_source or self.book}",
            self.evidence,
            f"{self.world_count:,} futures, seed {self.seed}",
            f"simlib {self.version}, scenario {self.scenario_hash}",
        ]
        if self.data_date:
            parts.insert(1, f"data of {self.data_date}")
        if self.stopped:
            parts.append(self.stopped)
        return " · ".join([*parts, *self.notes])


def provenance(
    scenario: Scenario,
    *,
    seed: int,
    first_world: int,
    world_count: int,
    stopped: str = "",
    notes: Sequence[str] = (),
) -> Provenance:
    """Return the provenance of a run of ``scenario``.

    Parameters
    ----------
    stopped
        Why the run has its length.
    notes
        What a reader must know besides, of the comparison it is part of.
    """
    book, evidence = scenario.book, scenario.evidence
    by_hand = len(evidence.overridden)
    words = _SET_WORDS.get(evidence.name, evidence.name)
    return Provenance(
        version=__version__,
        scenario_hash=scenario.key(),
        seed=seed,
        first_world=first_world,
        world_count=world_count,
        evidence=f"{words}, {by_hand} set by hand" if by_hand else words,
        notes=(*evidence.notes(), *workload(scenario).warnings, *_choices(scenario), *notes),
        stopped=stopped,
        book=book.name,
        book_source=book.source,
        data_date=book.as_of.isoformat() if book.as_of else "",
    )


def turnover_note(scenarios: Sequence[Scenario]) -> list[str]:
    """Return a note where reps leave at unlike rates though the evidence says one number.

    The only rep of a firm stays by default, so a second seat would bring turnover in with it.
    """
    rates = {len(s.book.reps): seat_turnover(s) for s in scenarios}
    if len({s.evidence["rep_turnover_per_year"] for s in scenarios}) > 1:
        return []
    if len(set(rates.values())) < 2:
        return []
    said = [f"{counted(seats, 'rep')} {percent(rate)}" for seats, rate in sorted(rates.items())]
    return [
        f"reps leave at unlike rates a year: {', '.join(said)} (rep_turnover_per_year, set by "
        "hand, holds them equal)"
    ]


def _choices(scenario: Scenario) -> list[str]:
    notes = [f"forced: {event}" for event in scenario.stress]
    if scenario.unlimited_cash:
        notes.append("unlimited cash: the firm cannot close")
    if scenario.grievances:
        notes.append("grievances in place of competitors and neglect")
    if scenario.spoiling:
        notes.append("hunting spoils relationships")
    return notes
