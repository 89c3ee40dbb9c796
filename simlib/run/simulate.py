"""Play many worlds: one scenario, or several in the same worlds."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from concurrent.futures import Executor
from typing import get_args

from simlib.inputs.errors import InputError
from simlib.inputs.scenario import Scenario
from simlib.run.chunk import Chunk, Log, play_chunk
from simlib.run.executors import Job, answers, worker_count
from simlib.run.frames import frames
from simlib.run.provenance import provenance
from simlib.run.result import Comparison, Run

_MOST_IN_PROCESS = 16
_LARGEST_CHUNK = 25
_CHUNKS_PER_WORKER = 4
_QUIET_SECONDS = 2.0
_WORDS = 2**32


def simulate(
    scenario: Scenario,
    *,
    worlds: int = 1000,
    seed: int = 1,
    first_world: int = 0,
    executor: Executor | None = None,
    log: Log = "story",
    progress: bool = True,
) -> Run:
    """Play a scenario in ``worlds`` worlds.

    Parameters
    ----------
    scenario : Scenario
    worlds : int
        How many; world ``k`` is the same fate whatever the number, the scenario or the executor.
    seed : int
        64-bit seed of the study.
    first_world : int
        Number of the first world: ``simulate(s, worlds=1, first_world=17)`` replays world 17.
    executor : concurrent.futures.Executor, optional
        Who plays; by default a process pool, or this process for a few worlds.
    log : {"none", "story", "full"}
        Which event rows to keep.
    progress : bool
        Show a bar if it takes longer than two seconds.

    Raises
    ------
    InputError
        For impossible counts, seeds or scenarios.
    """
    return compare(
        [scenario],
        worlds=worlds,
        seed=seed,
        first_world=first_world,
        executor=executor,
        log=log,
        progress=progress,
    ).reference


def compare(
    scenarios: Sequence[Scenario],
    *,
    worlds: int = 1000,
    seed: int = 1,
    first_world: int = 0,
    executor: Executor | None = None,
    log: Log = "story",
    progress: bool = True,
) -> Comparison:
    """Play several scenarios in the same worlds, the first being the reference.

    Parameters are those of `simulate`. Scenarios need different names and one horizon.
    """
    _refuse_bad_numbers(worlds, seed, first_world)
    if log not in get_args(Log):
        raise InputError("unknown log", column="log", value=log, allowed=", ".join(get_args(Log)))
    _refuse_unlike(scenarios)
    jobs = [
        (scenario, seed, first, count, log)
        for first, count in _chunks(worlds, first_world, len(scenarios))
        for scenario in scenarios
    ]
    in_process = executor is None and (
        worlds * len(scenarios) <= _MOST_IN_PROCESS or worker_count() == 1
    )
    chunks = _played(jobs, executor, in_process=in_process, progress=progress)
    return Comparison(
        tuple(_run(scenario, chunks[scenario.name], seed, first_world) for scenario in scenarios)
    )


def _played(
    jobs: list[Job], executor: Executor | None, *, in_process: bool, progress: bool
) -> dict[str, list[Chunk]]:
    from tqdm.auto import tqdm

    found: dict[str, list[Chunk]] = {}
    total = sum(job[3] for job in jobs)
    # In a notebook tqdm does not listen to its own TQDM_DISABLE.
    quiet = not progress or "TQDM_DISABLE" in os.environ
    with tqdm(total=total, unit="world", delay=_QUIET_SECONDS, leave=False, disable=quiet) as bar:
        for job, chunk in answers(play_chunk, jobs, executor, in_process):
            found.setdefault(job[0].name, []).append(chunk)
            bar.update(chunk.count)
    return found


def _run(scenario: Scenario, chunks: list[Chunk], seed: int, first_world: int) -> Run:
    from simlib.run.schemas import check_frames

    made = frames(scenario, seed, chunks)
    check_frames(made)
    count = len(made.worlds)
    return Run(
        scenario=scenario,
        seed=seed,
        first_world=first_world,
        world_count=count,
        provenance=provenance(scenario, seed=seed, first_world=first_world, world_count=count),
        events=made.events,
        monthly=made.monthly,
        reps=made.reps,
        years=made.years,
        worlds=made.worlds,
    )


def _chunks(worlds: int, first_world: int, arms: int) -> list[tuple[int, int]]:
    """Return (first, count) of each chunk; where they are cut changes no result."""
    wanted = math.ceil(worlds * arms / (_CHUNKS_PER_WORKER * worker_count()))
    size = max(1, min(_LARGEST_CHUNK, wanted))
    end = first_world + worlds
    return [(first, min(size, end - first)) for first in range(first_world, end, size)]


def _refuse_bad_numbers(worlds: int, seed: int, first_world: int) -> None:
    _refuse_bad_number("worlds", worlds, 1, _WORDS)
    _refuse_bad_number("seed", seed, 0, 2**64 - 1)
    _refuse_bad_number("first_world", first_world, 0, _WORDS - worlds)


def _refuse_bad_number(name: str, value: object, least: int, most: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        allowed = f"a whole number from {least} to {most}"
        raise InputError("cannot simulate", column=name, value=value, allowed=allowed)


def _refuse_unlike(scenarios: Sequence[Scenario]) -> None:
    names = [scenario.name for scenario in scenarios]
    if not names:
        raise InputError("nothing to simulate", allowed="at least one scenario")
    if len(set(names)) < len(names):
        raise InputError("scenarios need different names", column="name", value=names)
    horizons = {scenario.horizon_years for scenario in scenarios}
    if len(horizons) > 1:
        raise InputError("scenarios need one horizon", column="horizon_years", value=horizons)
