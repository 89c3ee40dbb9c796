"""Analyses: how many times longer it takes to play worlds than to ask something of them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from functools import partial

from benchmarks.firms import RIVAL, firm
from benchmarks.rows import Row, alternating
from simlib.analysis.accounts import account_survival, loss_by_cause
from simlib.analysis.compare import difference_table
from simlib.analysis.concentration import concentration, retention
from simlib.analysis.futures import futures
from simlib.analysis.revenue import revenue_fan, revenue_survival
from simlib.analysis.ruin import ruin
from simlib.analysis.standing import standing
from simlib.analysis.week import rep_week
from simlib.inputs.scenario import Scenario
from simlib.present.explorer.explorer import Explorer
from simlib.run.result import Comparison
from simlib.run.simulate import compare, simulate

_BOOK = "dealer"
_WORLDS = 1_000
_DOSES = (1.0, 2.0, 4.0, 6.5, 13.0, 26.0, 43.3)


def measure(repetitions: int) -> list[Row]:
    """Return a row for each analysis of a thousand worlds of 15 seats, and one for the explorer."""
    scenario = firm(_BOOK)
    arms = compare([scenario, firm(_BOOK, RIVAL)], worlds=_WORLDS, log="story", progress=False)
    asked = _analyses(arms)
    for ask in asked.values():
        ask()
    found = alternating({"play": partial(_play, scenario), **asked}, repetitions)
    played = found.pop("play")
    rows = [
        Row(
            f"{_WORLDS:,} worlds of {_BOOK} played, against their {name}",
            played / took,
            "x",
            least=20,
            note=f"{1e3 * played:,.0f} against {1e3 * took:.1f} ms",
        )
        for name, took in found.items()
    ]
    return [*rows, _explorer(repetitions)]


def _analyses(arms: Comparison) -> Mapping[str, Callable[[], object]]:
    run = arms.reference
    return {
        "account survival": lambda: account_survival(run),
        "loss by cause": lambda: loss_by_cause(run),
        "revenue survival": lambda: revenue_survival(run),
        "revenue fan": lambda: revenue_fan(run),
        "concentration": lambda: concentration(run),
        "retention": lambda: retention(run),
        "ruin": lambda: ruin(run),
        "rep's week": lambda: rep_week(run),
        "rep's standing": lambda: standing(run, run.scenario.book.reps[0], 24),
        "hundred futures": lambda: futures(run, below=0.8),
        "table of differences": lambda: difference_table(arms),
    }


def _play(scenario: Scenario, worlds: int = _WORLDS) -> object:
    return simulate(scenario, worlds=worlds, seed=1, log="story", progress=False)


def _explorer(repetitions: int) -> Row:
    """Return what it costs to move the slider, each time to calls that nobody asked for yet."""
    explorer = Explorer()
    doses = itertools.cycle(_DOSES)
    explorer.choose(calls=0.5).numbers  # noqa: B018 - the reference is played once for all

    def moved() -> object:
        chosen = explorer.choose(calls=next(doses))
        return chosen.verdict, chosen.numbers

    worlds, scenario = explorer.worlds, explorer.choice.arm
    found = alternating({"moved": moved, "play": partial(_play, scenario, worlds)}, repetitions)
    return Row(
        "slider of the explorer moved, against playing its worlds",
        found["moved"] / found["play"],
        "x",
        most=2,
        note=f"{1e3 * found['moved']:.0f} against {1e3 * found['play']:.0f} ms",
    )
