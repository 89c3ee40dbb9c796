"""Ctrl-C at random moments: while Python starts, compiles, plays and writes."""

from __future__ import annotations

import signal
import time
from functools import partial
from pathlib import Path
from random import Random

from tools.verify.bench import (
    OUT_WORLDS,
    Bench,
    chunks,
    otherwise,
    played_again,
    result_of,
    run_command,
    study,
)
from tools.verify.process import Told, ended, happens, run, start
from tools.verify.row import Row, not_injected
from tools.verify.whole import half_written

MOMENTS = 6
"""How often ``simlib run`` is interrupted."""
_STOPS = 2  # each adds a few of the twelve chunks
# Python dies of the signal itself where it was caught inside code made at run time (numba's),
# after our own words all the same. A shell says 130 to both.
_STOPPED = (130, -signal.SIGINT)
_WORDS = "stopped"


def ctrl_c_run(bench: Bench) -> Row:
    """Interrupt ``simlib run`` with a store and results at random moments; then let it finish."""
    plain = bench.undisturbed(OUT_WORLDS, out=True)
    folder, chance = bench.folder("ctrl-c-run"), Random(5)
    store, out = folder / "store", folder / "out"
    command = run_command(OUT_WORLDS, store=store, out=out)
    torn: list[str] = []
    stopped: list[Told] = []
    for _ in range(MOMENTS):
        told = _interrupted(command, plain.seconds * chance.uniform(0.1, 1.0))
        stopped += [] if told.status == 0 or _outside(told) else [told]
        torn += [*half_written(store), *half_written(out, like=plain.files)]
    if not stopped:
        return not_injected("Ctrl-C: simlib run", "every run ended before it was struck")
    told = run(command)
    lost = otherwise(told, plain.told)
    torn += half_written(out, like=plain.files)
    unclear = next((why for each in stopped if (why := _not_said(each))), "")
    how = f"SIGINT at {MOMENTS} random moments of simlib run, seed 5; then run to the end"
    return Row("Ctrl-C: simlib run", how, _seen(stopped), lost, tuple(torn), unclear)


def _seen(stopped: list[Told]) -> str:
    words = sorted({told.seen for told in stopped})
    return f"{len(stopped)} of {MOMENTS} stopped in time: {'; '.join(words)}; then the same result"


def _not_said(told: Told) -> str:
    wrong = "" if told.status in _STOPPED else f"ended with {told.status}, not {_STOPPED[0]}"
    return told.unclear(_WORDS) or wrong


def _outside(told: Told) -> bool:
    """Return whether Python was struck before it listened, or after the answer: without a word."""
    return told.status == -signal.SIGINT and not told.err.strip()


def ctrl_c_script(bench: Bench) -> Row:
    """Interrupt a script that calls ``compare(store=)``; every finished chunk must be kept."""
    fault, expected = "Ctrl-C: compare(store=)", bench.digest()
    store, chance = bench.folder("ctrl-c-script"), Random(6)
    lost: list[str] = []
    torn: list[str] = []
    stops: list[Told] = []
    for _ in range(_STOPS):
        there = chunks(store)
        process = start(study(store))
        if not happens(process, partial(_has, store, len(there) + chance.randint(1, 2))):
            return not_injected(fault, f"the study ended before: {ended(process).seen}")
        time.sleep(chance.uniform(0, 0.05))
        process.send_signal(signal.SIGINT)
        stops.append(ended(process))
        lost += played_again(there, store)
        torn += half_written(store)
    told = run(study(store))
    lost += [] if result_of(told) == expected else [f"the result: {told.seen}"]
    said_so = all(stop.last_words == "KeyboardInterrupt" for stop in stops)
    seen = f"{stops[-1].seen}; resumed without playing a kept chunk again, identical"
    how = f"SIGINT to a script at {len(stops)} random moments, seed 6; then resumed"
    unclear = "" if said_so else "did not stop by KeyboardInterrupt"
    return Row(fault, how, seen, tuple(lost), tuple(torn), unclear)


def ctrl_c_compiling(bench: Bench) -> Row:
    """Interrupt the first run ever, while functions and engine are compiled."""
    folder, chance = bench.folder("ctrl-c-compiling"), Random(7)
    cache = folder / "cache"
    env = {"SIMLIB_CACHE_DIR": str(cache)}
    stops = []
    for _ in range(2):
        process = start(run_command(OUT_WORLDS), env=env)
        happens(process, lambda: any(cache.rglob("*.nbi")))
        time.sleep(chance.uniform(1, 8))
        process.send_signal(signal.SIGINT)
        stops.append(ended(process))
    unclear = next((why for each in stops if (why := _not_said(each))), "")
    compiled = len(list(cache.rglob("*.nbc")))
    seen = (
        f"{'; '.join(sorted({each.seen for each in stops}))}; {compiled} compiled files, all whole"
    )
    how = "SIGINT twice during a first run with an empty compile cache, seed 7"
    return Row("Ctrl-C: while compiling", how, seen, (), half_written(cache), unclear)


def _interrupted(command: list[str], seconds: float) -> Told:
    """Start a command and interrupt it after so long, if it still runs."""
    process = start(command)
    time.sleep(seconds)
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    return ended(process)


def _has(store: Path, number: int) -> bool:
    return len(chunks(store)) >= number
