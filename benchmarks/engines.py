"""Engines: the compiled one against the straightforward model and our own SimPy model."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from benchmarks import straightforward
from benchmarks.firms import events_per_world, firm, firm_of
from benchmarks.rows import Row, alternating
from simlib.model.compiled.engine import play_chunk
from simlib.model.compiled.workspace import Workspace
from simlib.model.plan import Plan, plan
from simlib.model.play import play

AGAINST_PLAIN_SIMPY = "compiled against a straightforward SimPy model, one core"
SIZES = {100: 8, 1_000: 83, 3_000: 250, 10_000: 800}
"""Accounts and reps of made-up firms."""
_SLOW_WORLDS = 4
_COMPILED_WORLDS = 400


def measure(repetitions: int) -> list[Row]:
    """Return the rows about engines and threads."""
    return [
        *_one_core(repetitions),
        _threads(repetitions),
        _per_event(repetitions),
        *_by_size(repetitions),
    ]


def _one_core(repetitions: int) -> list[Row]:
    ready = plan(firm("supplier"))
    _compiled(ready, 1)
    found = alternating(
        {
            "straightforward": lambda: [
                straightforward.play(ready, seed) for seed in range(_SLOW_WORLDS)
            ],
            "simpy": lambda: [play(ready, 1, world) for world in range(_SLOW_WORLDS)],
            "compiled": lambda: _compiled(ready, _COMPILED_WORLDS),
        },
        repetitions,
    )
    plain, own = found["straightforward"] / _SLOW_WORLDS, found["simpy"] / _SLOW_WORLDS
    fast = found["compiled"] / _COMPILED_WORLDS
    note = f"{{:.0f}} ms against {1e3 * fast:.2f} ms a world of supplier"
    return [
        Row(
            AGAINST_PLAIN_SIMPY,
            plain / fast,
            "x",
            least=80,
            note=note.format(1e3 * plain),
        ),
        Row(
            "compiled against our own SimPy model, one core",
            own / fast,
            "x",
            least=30,
            note=note.format(1e3 * own),
        ),
    ]


def _threads(repetitions: int) -> Row:
    ready = plan(firm("supplier"))

    def threaded(threads: int) -> None:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(lambda _: _compiled(ready, _COMPILED_WORLDS), range(4)))

    found = alternating({"1": lambda: threaded(1), "2": lambda: threaded(2)}, repetitions)
    return Row("two threads against one", found["1"] / found["2"], "x", least=1.8)


def _per_event(repetitions: int) -> Row:
    """Return how the cost of an event grows from 4 seats and 32 accounts to 15 and 150."""
    books = ("supplier", "dealer")
    scenarios = {book: firm(book) for book in books}
    plans = {book: plan(scenario) for book, scenario in scenarios.items()}
    worlds = {"supplier": 400, "dealer": 80}
    found = alternating(
        {book: lambda book=book: _compiled(plans[book], worlds[book]) for book in books},  # type: ignore[misc]
        repetitions,
    )
    cost = {
        book: 1e9 * found[book] / worlds[book] / events_per_world(scenarios[book]) for book in books
    }
    note = ", ".join(f"{book} {nanoseconds:.0f} ns an event" for book, nanoseconds in cost.items())
    ratio = cost["dealer"] / cost["supplier"]
    return Row("cost of an event, dealer against supplier", ratio, "x", most=1.3, note=note)


def _by_size(repetitions: int) -> list[Row]:
    """Return how the cost of an account grows with the size of the firm, and a large firm's memory.

    Memory is that of this process after a world of the largest firm was played in it.
    """
    plans = {accounts: plan(firm_of(accounts, reps)) for accounts, reps in SIZES.items()}
    worlds = {accounts: max(1, 6_000 // accounts) for accounts in SIZES}
    found = alternating(
        {str(n): lambda n=n: _compiled(plans[n], worlds[n]) for n in SIZES},  # type: ignore[misc]
        repetitions,
    )
    cost = {n: 1e6 * found[str(n)] / worlds[n] / n for n in SIZES}
    smallest = min(SIZES)
    rows = []
    for accounts, reps in list(SIZES.items())[1:]:
        rows.append(
            Row(
                f"cost of an account, {accounts:,} with {reps} reps against {smallest}",
                cost[accounts] / cost[smallest],
                "x",
                most=1.3 if accounts <= 3_000 else None,
                note=f"{cost[smallest]:.0f} against {cost[accounts]:.0f} microseconds a world",
            )
        )
    largest = max(SIZES)
    room = sum(table.nbytes for table in Workspace.of(plans[largest], 0).tables.values()) / 2**20
    return [*rows, Row(f"tables of a world of {largest:,} accounts", room, "MB")]


def _compiled(ready: Plan, worlds: int) -> None:
    play_chunk(ready, 1, 0, worlds, "none")
