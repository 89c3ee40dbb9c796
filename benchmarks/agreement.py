"""Do the two models play the same firm? ``python -m benchmarks.agreement [--worlds N]``.

Plays so many worlds of each arm in the straightforward model and in simlib's SimPy engine, with
draws of their own, and prints the means with 95 % half-widths and the standardised difference z:
with equal means, one |z| in twenty is above 2 and one in 370 above 3. ``--time`` measures the
seconds a world takes instead, ``--profile`` where they go in the straightforward model.
"""

from __future__ import annotations

import argparse
import cProfile
import io
import pstats
import statistics
import sys
import time
from collections.abc import Callable
from itertools import count

import numpy as np

from benchmarks import straightforward
from simlib.inputs.scenario import Scenario
from simlib.inputs.units import NORMAL_QUANTILE
from simlib.model import play as simlib_play
from simlib.model.plan import Plan, plan
from simlib.model.records import KIND_CODE

BOOKS = ("supplier", "hms_associates")
EVERY_LEVER: dict[str, object] = {
    "review_channel": "conversation",
    "gesture_every_weeks": 8,
    "service_inflation": 1.2,
    "calls_per_month": 6,
    "target_focus": "scattered",
    "deep_qualification": True,
    "check_in_every_weeks": 3,
    "check_in_kind": "team_meeting",
    "coaching_focus": "helping",
    "over_promise": 0.6,
}
ARMS = ("babysitter", "weekly_block", "every_lever")
NUMBERS = ("revenue year 1", "revenue year 3", "revenue year 5", "ruined", "losses", "wins")
SEED = 20_250_701

Model = Callable[[Plan, int], tuple[float, ...]]
"""Returns `NUMBERS` of one world."""


def ready(book: str, arm: str) -> Plan:
    """Return a book under an arm: a discipline, or the mixture in which every lever moves."""
    if arm == "every_lever":
        return plan(Scenario(book=book, discipline="one_call_a_month").with_(**EVERY_LEVER))
    return plan(Scenario(book=book, discipline=arm))


def yardstick(firm: Plan, world: int) -> tuple[float, ...]:
    """Play a world in the straightforward model."""
    played = straightforward.play(firm, SEED + world)
    revenue = played.revenue / firm.total_revenue
    ruined = float(not np.isnan(played.ruin_week))
    return (*_by_year(revenue), ruined, float(played.losses), float(played.wins))


def simlib(firm: Plan, world: int) -> tuple[float, ...]:
    """Play a world in simlib's SimPy engine."""
    outcome = simlib_play.play(firm, SEED, world)
    revenue = outcome.monthly[:, 0] / firm.total_revenue
    kinds = outcome.events["kind"]
    counts = [float(np.sum(kinds == KIND_CODE[kind])) for kind in ("ruin", "lost", "won")]
    return (*_by_year(revenue), *counts)


def compare(book: str, arm: str, worlds: int) -> list[str]:
    """Return the lines of one table: both models' means and how far they are apart."""
    firm = ready(book, arm)
    ours, theirs = (
        np.array([model(firm, world) for world in range(worlds)]) for model in (yardstick, simlib)
    )
    lines = [
        f"{book}, {arm}, {worlds} worlds",
        f"{'':16}{'straightforward':>20}{'simlib':>20}     z",
    ]
    for column, name in enumerate(NUMBERS):
        a, b = ours[:, column], theirs[:, column]
        error = np.hypot(_standard_error(a), _standard_error(b))
        z = (a.mean() - b.mean()) / error if error > 0 else 0.0
        lines.append(f"{name:16}{_with_half_width(a):>20}{_with_half_width(b):>20}{z:6.1f}")
    return lines


def seconds_per_world(model: Model, firm: Plan, worlds: int = 10, repetitions: int = 5) -> float:
    """Return the median over repetitions of the mean wall seconds of a world, on one core."""
    model(firm, 0)
    numbers = count(1)
    found = []
    for _ in range(repetitions):
        start = time.perf_counter()
        for _ in range(worlds):
            model(firm, next(numbers))
        found.append((time.perf_counter() - start) / worlds)
    return statistics.median(found)


def profile(firm: Plan, worlds: int = 10) -> str:
    """Return the ten functions in which the straightforward model spends its time."""
    with cProfile.Profile() as profiler:
        for world in range(worlds):
            straightforward.play(firm, world)
    text = io.StringIO()
    pstats.Stats(profiler, stream=text).sort_stats("tottime").print_stats(10)
    return text.getvalue()


def main() -> None:
    """Print what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=200)
    parser.add_argument("--books", nargs="+", default=BOOKS)
    parser.add_argument("--arms", nargs="+", default=ARMS)
    parser.add_argument("--time", action="store_true")
    parser.add_argument("--profile", action="store_true")
    asked = parser.parse_args()
    for book in asked.books:
        for arm in asked.arms:
            _say(_answer(asked, book, arm))


def _answer(asked: argparse.Namespace, book: str, arm: str) -> str:
    if asked.profile:
        return profile(ready(book, arm))
    if asked.time:
        firm = ready(book, arm)
        first, second = (seconds_per_world(model, firm) for model in (yardstick, simlib))
        return f"{book}, {arm}: straightforward {first:.4f} s, simlib {second:.4f} s a world"
    return "\n".join(compare(book, arm, asked.worlds)) + "\n"


def _by_year(revenue: np.ndarray) -> tuple[float, float, float]:
    return float(revenue[12]), float(revenue[36]), float(revenue[60])


def _standard_error(sample: np.ndarray) -> float:
    return float(sample.std(ddof=1) / np.sqrt(len(sample)))


def _with_half_width(sample: np.ndarray) -> str:
    return f"{sample.mean():.3f} ± {NORMAL_QUANTILE[0.95] * _standard_error(sample):.3f}"


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
