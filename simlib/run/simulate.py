"""Play many worlds: one scenario, or several in the same worlds."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import get_args

from simlib.inputs.errors import InputError
from simlib.inputs.scenario import Scenario
from simlib.model.chunk import Log
from simlib.model.records import MONTHLY_COLUMNS, REP_COLUMNS
from simlib.run.executors import Workers, refuse_unknown
from simlib.run.gather import Gathered
from simlib.run.order import Engine, Keep, Order, OwnProcess
from simlib.run.provenance import provenance, turnover_note
from simlib.run.result import Comparison, Run
from simlib.run.store import Store
from simlib.run.until import Precision

_WORLDS = 1000
_ROWS_BYTES = 2**30
"""Rows of all worlds are kept by default while they need less than this."""
_WORDS = 2**32


def simulate(
    scenario: Scenario,
    *,
    worlds: int | None = None,
    seed: int = 1,
    first_world: int = 0,
    until: Precision | None = None,
    log: Log = "none",
    keep: Keep | None = None,
    engine: Engine = "compiled",
    executor: Workers | Executor | None = None,
    store: str | Path | None = None,
    own_processes: Sequence[OwnProcess] = (),
    progress: bool = True,
) -> Run:
    """Play a scenario in many worlds.

    Parameters
    ----------
    worlds : int, optional
        How many, by default 1,000; world ``k`` is the same fate whatever the number, the scenario,
        the engine or the executor.
    seed : int
        64-bit seed of the study.
    first_world : int
        Number of the first world: ``simulate(s, worlds=1, first_world=17)`` replays world 17.
    until : Precision, optional
        In place of ``worlds``: play until the headline measures are known well enough.
    log : {"none", "story", "full"}
        Which event rows to keep: those that tell a story, or all of the daily work.
    keep : {"worlds", "totals"}, optional
        The rows of every world, or only totals, which need the same memory for a thousand worlds
        and a million. By default rows while they fit into a gigabyte, and totals with ``until``.
    engine : {"compiled", "simpy"}
        Equal to the last bit; SimPy is the one to read and to extend, and is much slower.
    executor : {"threads", "processes", "here"} or concurrent.futures.Executor, optional
        Who plays; by default threads for the compiled engine, processes for SimPy, and this thread
        for a few worlds.
    store : path, optional
        A folder that keeps finished chunks: a run that was stopped goes on where it was, and more
        worlds of the same study are added to those there are.
    own_processes : sequence of callable, optional
        Further SimPy processes: each gets the `simlib.model.firm.Firm` of a world and lives in it.
    progress : bool
        Show a bar if it takes longer than two seconds.

    Raises
    ------
    InputError
        For impossible counts, seeds, scenarios or combinations.
    """
    return compare(
        [scenario],
        worlds=worlds,
        seed=seed,
        first_world=first_world,
        until=until,
        log=log,
        keep=keep,
        engine=engine,
        executor=executor,
        store=store,
        own_processes=own_processes,
        progress=progress,
    ).reference


def compare(
    scenarios: Sequence[Scenario],
    *,
    worlds: int | None = None,
    seed: int = 1,
    first_world: int = 0,
    until: Precision | None = None,
    log: Log = "none",
    keep: Keep | None = None,
    engine: Engine = "compiled",
    executor: Workers | Executor | None = None,
    store: str | Path | None = None,
    own_processes: Sequence[OwnProcess] = (),
    progress: bool = True,
) -> Comparison:
    """Play several scenarios in the same worlds, the first being the reference.

    Parameters are those of `simulate`. Scenarios need different names and one horizon.
    """
    count = _count(worlds, until)
    _refuse_bad_numbers(count, seed, first_world)
    _refuse_unlike(scenarios)
    _refuse_unknown("log", log, Log)
    _refuse_unknown("engine", engine, Engine)
    keep = keep or _what_fits(scenarios, count, until, log)
    _refuse_unknown("keep", keep, Keep)
    if executor is not None:
        refuse_unknown(executor)
    order = Order(tuple(scenarios), seed, log, engine, keep, tuple(own_processes))
    gathered = Gathered(
        order,
        first_world,
        workers=executor,
        store=None if store is None else Store(store, order),
        progress=progress,
    )
    gathered.play(count, until)
    return Comparison(tuple(_run(gathered, place) for place in range(len(scenarios))))


def _run(gathered: Gathered, place: int) -> Run:
    order, count = gathered.order, gathered.worlds
    scenario, sums = order.scenarios[place], gathered.sums
    totals = sums.arms[place] if sums and order.keep == "totals" else None
    return Run(
        scenario=scenario,
        seed=order.seed,
        first_world=gathered.first_world,
        world_count=count,
        provenance=provenance(
            scenario,
            seed=order.seed,
            first_world=gathered.first_world,
            world_count=count,
            stopped=gathered.stopped,
            notes=turnover_note(order.scenarios),
        ),
        chunks=tuple(gathered.chunks(place)),
        totals=totals,
        reference_hash=order.scenarios[0].key(),
        pair=sums.pairs[place - 1] if sums and totals and place else None,
    )


def _count(worlds: int | None, until: Precision | None) -> int:
    """Return how many worlds there are to be, at most."""
    if until is None:
        return _WORLDS if worlds is None else worlds
    if worlds is not None:
        raise InputError(
            "either a number of worlds or a precision",
            column="worlds",
            value=worlds,
            allowed="most_worlds of the precision limits it",
        )
    return until.most_worlds


def _what_fits(
    scenarios: Sequence[Scenario], worlds: int, until: Precision | None, log: Log
) -> Keep:
    """Return whether to keep rows: where memory allows, and wherever event rows are wanted."""
    if log != "none":
        return "worlds"
    if until is not None:
        return "totals"
    numbers = sum(
        (12 * s.horizon_years + 1) * (len(MONTHLY_COLUMNS) + len(s.book.reps) * len(REP_COLUMNS))
        for s in scenarios
    )
    return "worlds" if 8 * numbers * worlds < _ROWS_BYTES else "totals"


def _refuse_bad_numbers(worlds: int, seed: int, first_world: int) -> None:
    _refuse_bad_number("worlds", worlds, 1, _WORDS)
    _refuse_bad_number("seed", seed, 0, 2**64 - 1)
    _refuse_bad_number("first_world", first_world, 0, _WORDS - worlds)


def _refuse_bad_number(name: str, value: object, least: int, most: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        allowed = f"a whole number from {least} to {most}"
        raise InputError("cannot simulate", column=name, value=value, allowed=allowed)


def _refuse_unknown(column: str, value: object, names: object) -> None:
    if value not in get_args(names):
        allowed = ", ".join(get_args(names))
        raise InputError(f"unknown {column}", column=column, value=value, allowed=allowed)


def _refuse_unlike(scenarios: Sequence[Scenario]) -> None:
    names = [scenario.name for scenario in scenarios]
    if not names:
        raise InputError("nothing to simulate", allowed="at least one scenario")
    if len(set(names)) < len(names):
        raise InputError("scenarios need different names", column="name", value=names)
    horizons = {scenario.horizon_years for scenario in scenarios}
    if len(horizons) > 1:
        raise InputError("scenarios need one horizon", column="horizon_years", value=horizons)
