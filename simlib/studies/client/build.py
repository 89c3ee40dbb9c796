"""Build a client's case: play his study once and keep all that decks and pages are drawn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
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
from simlib.studies.client.case_size import CaseSize, case_size
from simlib.studies.client.reality import reality_sheet
from simlib.studies.client.study import ClientStudy
from simlib.studies.policy import Policy, policy

if TYPE_CHECKING:
    from simlib.history.history import History
    from simlib.intake.booking import Ledger
    from simlib.intake.report.quality import QualityReport

LOSS_WEEK = 52
"""When the largest account is lost; half-way where the study ends with its first year."""
_REALITY_WORLDS = 500
_CONFIDENCE = 0.975
"""Of a clear difference: two candidates are tried on the same futures."""


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
    study : ClientStudy
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
