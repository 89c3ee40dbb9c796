"""Play the arms of claims: each scenario once, however many claims it appears in."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

import numpy as np

from simlib.analysis.precision import Floats
from simlib.run.executors import Workers, answers
from simlib.run.result import Run
from simlib.run.simulate import simulate
from simlib.studies.claims.cases import (
    field_study,
    first_approach,
    hibbard,
    hunter,
    leadership,
    weinberg,
)
from simlib.studies.claims.claim import Claim
from simlib.studies.claims.reading import Reading, joined
from simlib.studies.claims.setting import Arms, Case, Setting

_AUTHORS = (weinberg, hunter, hibbard, first_approach, leadership, field_study)
CASES: dict[str, Case] = {case.claim: case for module in _AUTHORS for case in module.CASES}
"""What each claim plays and reads, by its id."""

BLOCK = 50
"""Worlds that are held in memory at a time by each thread."""

Readings = dict[str, tuple[Reading, ...]]
"""For each claim one reading a test."""


@dataclass(frozen=True)
class Job:
    """Claims to be tried in one setting in a block of worlds."""

    setting: Setting
    claims: tuple[str, ...]
    first_world: int
    worlds: int
    seed: int


def play_job(job: Job) -> Readings:
    """Play every arm once and read every claim."""
    cases = [CASES[claim] for claim in job.claims]
    arms = [case.arms(job.setting) for case in cases]
    runs = _runs(job, cases, arms)
    return {
        case.claim: case.read({name: runs[story.key()] for name, story in each.items()})
        for case, each in zip(cases, arms, strict=True)
    }


def _runs(job: Job, cases: Sequence[Case], arms: Sequence[Arms]) -> dict[str, Run]:
    told = {
        story.key()
        for case, each in zip(cases, arms, strict=True)
        if case.story
        for story in each.values()
    }
    scenarios = {story.key(): story for each in arms for story in each.values()}
    return {
        key: simulate(
            story,
            worlds=job.worlds,
            seed=job.seed,
            first_world=job.first_world,
            log="story" if key in told else "none",
            keep="worlds",
            executor="here",
            progress=False,
        )
        for key, story in scenarios.items()
    }


def play_jobs(jobs: Sequence[Job]) -> list[Readings]:
    """Play jobs in processes: with many short runs most of the work is Python's."""
    numbered = list(enumerate(jobs))
    workers: Workers = "processes" if len(jobs) > 1 else "here"
    with closing(answers(_numbered, numbered, workers)) as found:
        played = {number: readings for _, (number, readings) in found}
    return [played[number] for number in range(len(jobs))]


def _numbered(number: int, job: Job) -> tuple[int, Readings]:
    return number, play_job(job)


def play_setting(
    setting: Setting, claims: Sequence[str], *, worlds: int, first_world: int, seed: int
) -> Readings:
    """Try claims in one setting, block by block of worlds."""
    starts = range(first_world, first_world + worlds, BLOCK)
    end = first_world + worlds
    jobs = [Job(setting, tuple(claims), start, min(BLOCK, end - start), seed) for start in starts]
    blocks = play_jobs(jobs)
    return {
        claim: tuple(
            joined([block[claim][test] for block in blocks])
            for test in range(len(blocks[0][claim]))
        )
        for claim in claims
    }


def holds(claim: Claim, readings: Readings) -> bool:
    """Return whether the estimates of all tests lie on the claim's side."""
    pairs = zip(claim.tests, readings[claim.id], strict=True)
    return all(test.passes(reading.estimate()) for test, reading in pairs)


def margins_of(claim: Claim, drawn: Sequence[Readings]) -> Floats:
    """Return by how much a claim holds in each draw, shape (draws,): positive where it does.

    The margin of the test that does worst, each in units of its spread over the draws; NaN, which
    is no pass, where a test has no estimate.
    """
    estimates = np.array([[reading.estimate() for reading in each[claim.id]] for each in drawn])
    signs = np.array([1.0 if test.direction == "above" else -1.0 for test in claim.tests])
    gaps = signs * (estimates - np.array([test.threshold for test in claim.tests]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a test without any estimate
        spread = np.nanstd(gaps, axis=0)
    return np.asarray((gaps / np.where(spread > 0, spread, 1.0)).min(axis=1))
