"""Build a client's case: play his study once and keep all that decks and pages are drawn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from simlib.analysis.pairs import paired
from simlib.analysis.recovery import Recovery, recovery
from simlib.analysis.revenue import break_even, revenue_survival
from simlib.inputs.errors import InputError
from simlib.inputs.scenario import Scenario
from simlib.inputs.stress import StressEvent
from simlib.run.result import Comparison, Run
from simlib.run.simulate import compare, simulate
from simlib.studies.client.case import ClientCase, no_diary_holds
from simlib.studies.client.case_inputs import own_ignorance, own_tornado, tornado_names
from simlib.studies.client.reality import reality_sheet
from simlib.studies.client.study import ClientStudy
from simlib.studies.price.policy import Policy, policy

if TYPE_CHECKING:
    from simlib.history.history import History
    from simlib.intake.booking import Ledger
    from simlib.intake.report.quality import QualityReport

BUDGET_MS = 60_000.0
"""Processor time of the whole case: about 35 s on two cores."""
_START_MS, _ACCOUNT_MS, _CALL_MS = 0.1, 0.035, 0.035
"""Of a future of five years: any, and more for each account, and each call a month and seat."""
_MOST_CALLS = 22.0
MIDDLING_CALLS = 2.5
"""Between a reference without calls and diaries that call every day."""
_LOGGED = 2.2
"""How many times as long a future takes that keeps its story."""
_ROWS_BYTES, _EVENT_BYTES = 400e6, 250e6
_EVENT = 70.0  # bytes, as an array and as a frame
_POINTS = 21.0  # of a tornado of ten bars
_MONTHS, _SEAT_COLUMNS, _FIRM_COLUMNS, _FLOAT = 12, 17, 7, 8
_YEARS = 5.0
LOSS_WEEK = 52
"""When the largest account is lost; half-way where the study ends with its first year."""
_REALITY_WORLDS = 500
_CONFIDENCE = 0.975
"""Of a clear difference: two candidates are tried on the same futures."""


@dataclass(frozen=True, slots=True)
class CaseSize:
    """Futures and draws of each part of a case."""

    worlds: int
    """Of the comparison."""
    after_loss: int
    pilot: int
    policy: int
    tornado: int
    """Of the largest account lost, of choosing a diary, of its price, and at every end of a bar."""
    draws: int
    worlds_a_draw: int
    """Of the inputs."""


def case_size(scenarios: Sequence[Scenario], worlds: int | None = None) -> CaseSize:
    """Return the size of a case.

    Parameters
    ----------
    scenarios
        The reference and the diaries on offer.
    worlds
        Of the comparison; the other parts follow, so that few futures are a quick draft.

    Notes
    -----
    Estimated from the book and the diaries, not measured: the same study is the same result on any
    machine.
    """
    costs = [world_cost_ms(each) for each in scenarios]
    arms, pair = sum(costs), costs[0] + max(costs[1:], default=costs[0])
    wanted = worlds or _within(0.28 * BUDGET_MS / arms, 100, 2_000)
    wanted = max(20, min(wanted, int(_ROWS_BYTES / sum(map(_rows_bytes, scenarios)))))
    kept = int(_EVENT_BYTES / max(map(_event_bytes, scenarios)))
    share = min(1.0, wanted / 500) if worlds else 1.0

    def part(of_budget: float, cost: float, least: int, most: int) -> int:
        return max(20, int(share * _within(of_budget * BUDGET_MS / cost, least, most)))

    draws = max(20, int(share * (200 if arms < 10 else 100)))
    return CaseSize(
        worlds=wanted,
        after_loss=min(part(0.12, _LOGGED * arms, 60, 1_000), max(40, kept)),
        pilot=part(0.07, arms, 60, 500),
        policy=min(part(0.10, _LOGGED * 1.5 * pair, 60, 1_000), max(40, kept)),
        tornado=part(0.20, _POINTS * pair, 30, 300),
        draws=draws,
        worlds_a_draw=_within(
            share * 0.23 * BUDGET_MS / (draws * arms), 4, max(4, int(50 * share))
        ),
    )


def world_cost_ms(scenario: Scenario, calls: float | None = None) -> float:
    """Return about how many milliseconds of one core a future takes, without its story.

    Parameters
    ----------
    calls
        A month and rep, in place of those of its diary: `MIDDLING_CALLS` makes it a number of
        the book alone.
    """
    own = scenario.discipline.calls_per_month if calls is None else calls
    book, calls = scenario.book, min(own, _MOST_CALLS)
    ms = _START_MS + _ACCOUNT_MS * len(book.accounts) + _CALL_MS * calls * len(book.reps)
    return ms * scenario.horizon_years / _YEARS


def _rows_bytes(scenario: Scenario) -> float:
    months = _MONTHS * scenario.horizon_years + 1
    columns = _FIRM_COLUMNS + _SEAT_COLUMNS * len(scenario.book.reps)
    return float(_FLOAT * months * columns)


def _event_bytes(scenario: Scenario) -> float:
    book, calls = scenario.book, min(scenario.discipline.calls_per_month, _MOST_CALLS)
    events = 20 * len(book.accounts) + 130 * calls * len(book.reps)
    return _EVENT * events * scenario.horizon_years / _YEARS


def _within(wanted: float, least: int, most: int) -> int:
    return int(min(max(wanted, least), most))


def client_case(
    study: ClientStudy,
    *,
    ledger: Ledger | None = None,
    quality: QualityReport | None = None,
    history: History | None = None,
    worlds: int | None = None,
    seed: int | None = None,
) -> ClientCase:
    """Play a client's study.

    Parameters
    ----------
    ledger : Ledger, optional
        For the client's own last year on the reality sheet.
    quality, history : optional
        Passed on to the outputs, without the names of the client's files unless names are shown.
    worlds, seed : int, optional
        In place of the study's. Without a number in either, as many futures as about a minute on
        two cores allows; few are a quick draft of all parts.

    Returns
    -------
    ClientCase
        Its runs keep no event logs, which would fill the memory: a story is told by playing its
        future again, ``simulate(run.scenario, worlds=1, first_world=k, seed=run.seed,
        log="story")``.

    Raises
    ------
    InputError
        If nothing is on offer beside the reference, or the study cannot be played.
    """
    scenarios = study.scenarios()
    if len(scenarios) < 2:
        raise InputError(
            "nothing to compare with", column="diaries", allowed="a diary beside the reference"
        )
    chosen_seed = study.seed if seed is None else seed
    size = case_size(scenarios, worlds or study.worlds)
    comparison = compare(
        scenarios, worlds=size.worlds, seed=chosen_seed, keep="worlds", progress=False
    )
    below = break_even(comparison.reference)
    # The diary is picked in futures of its own, so that its luck there is no part of the answer.
    first_unused = size.worlds + size.draws * size.worlds_a_draw
    ranked = _ranked(scenarios, size.pilot, chosen_seed, first_unused, below)
    survival = tuple(revenue_survival(run, below=below) for run in comparison.runs)
    better = (k for k in ranked if _clearly_better(comparison, k, below))
    recommended = 0 if no_diary_holds(survival) else next(better, 0)
    quoted = recommended or ranked[0]
    after_loss, recoveries = _after_loss(scenarios, size.after_loss, chosen_seed)
    names = tornado_names((scenarios[0], scenarios[quoted]), study.ranges)
    return ClientCase(
        title=study.heading,
        told=study.profile.told(study.firm.evidence, study.the_book.currency),
        comparison=comparison,
        below=below,
        survival=survival,
        after_loss=after_loss,
        recovery=recoveries,
        policy=_policy(study, scenarios, (recommended, quoted), size, chosen_seed),
        tornado=own_tornado(
            (scenarios[0], scenarios[quoted]),
            names,
            ranges=study.ranges,
            worlds=size.tornado,
            seed=chosen_seed,
        ),
        inputs=own_ignorance(
            comparison,
            below=below,
            ranges=study.ranges,
            draws=size.draws,
            worlds_a_draw=size.worlds_a_draw,
        ),
        recommended=recommended,
        reality=reality_sheet(
            scenarios[0],
            ledger=ledger,
            profile=study.profile,
            worlds=min(_REALITY_WORLDS, size.worlds),
            seed=chosen_seed,
        ),
        quality=quality if quality is None or study.names_shown else quality.without_file_names(),
        history=history,
        names_shown=study.names_shown,
    )


def _ranked(
    scenarios: Sequence[Scenario], worlds: int, seed: int, first_world: int, below: float
) -> list[int]:
    """Return the two places worth a look: the best by revenue at the end, then by survival."""
    pilot = compare(
        scenarios, worlds=worlds, seed=seed, first_world=first_world, keep="worlds", progress=False
    )
    places = range(1, len(scenarios))

    def gain(measure: str, place: int) -> float:
        return paired(pilot.reference, pilot.runs[place], measure, below=below).difference

    best = [max(places, key=lambda k: gain(each, k)) for each in ("final_revenue", "survival")]
    return list(dict.fromkeys(best))


def _clearly_better(comparison: Comparison, place: int, below: float) -> bool:
    """Return whether a diary beats the reference on one measure and loses on none."""
    revenue, survival = (
        paired(comparison.reference, comparison.runs[place], each, _CONFIDENCE, below=below)
        for each in ("final_revenue", "survival")
    )
    worse = revenue.high < 0 or survival.high < 0
    return (revenue.low > 0 or survival.low > 0) and not worse


def _after_loss(
    scenarios: Sequence[Scenario], worlds: int, seed: int
) -> tuple[Comparison, tuple[Recovery, ...]]:
    """Play every diary with the largest account lost; logs are dropped once they are read."""
    runs, found = [], []
    for each in scenarios:
        run = simulate(
            _with_loss(each), worlds=worlds, seed=seed, log="story", keep="worlds", progress=False
        )
        found.append(recovery(run))
        runs.append(_without_log(run))
    return Comparison(tuple(runs)), tuple(found)


def _with_loss(scenario: Scenario) -> Scenario:
    week = LOSS_WEEK if scenario.horizon_years > 1 else LOSS_WEEK // 2
    loss = StressEvent.parse(f"lose top:1 in week {week}")
    known = loss in scenario.stress
    return scenario if known else scenario.with_(stress=(*scenario.stress, loss))


def _without_log(run: Run) -> Run:
    return replace(
        run, chunks=tuple(replace(chunk, events=chunk.events[:0]) for chunk in run.chunks)
    )


def _policy(
    study: ClientStudy,
    scenarios: Sequence[Scenario],
    places: tuple[int, int],
    size: CaseSize,
    seed: int,
) -> Policy:
    """Quote the recommended diary, or where it has no calls the nearest one that has."""
    candidates = [scenarios[place] for place in places] + list(scenarios[1:])
    calling = [each for each in candidates if each.discipline.calls_per_month]
    subject = calling[0] if calling else study.firm.with_(discipline="weekly_block")
    return policy(subject, worlds=size.policy, seed=seed)
