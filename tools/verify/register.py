"""Every drill there is, in the order of the table."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from tools.verify.bench import Bench
from tools.verify.drills import disks, interrupts, kills, machines, stores
from tools.verify.row import Row


@dataclass(frozen=True, slots=True)
class Drill:
    """One fault that is injected for real.

    Parameters
    ----------
    play : callable
        Injects it and returns what was found.
    quick : bool
        False for those left out of ``make test``: they take longer, or a test there does the like.
    """

    play: Callable[[Bench], Row]
    quick: bool = True

    @property
    def name(self) -> str:
        """Return the name it is called by."""
        return self.play.__name__


DRILLS: Sequence[Drill] = (
    Drill(interrupts.ctrl_c_compiling, quick=False),
    Drill(machines.no_browser, quick=False),
    Drill(disks.full_deck, quick=False),
    Drill(disks.read_only_workbook, quick=False),
    Drill(kills.kill_worker),
    Drill(kills.kill_dask_worker),
    Drill(kills.kill_main_process),
    Drill(disks.full_store),
    Drill(disks.full_out, quick=False),
    Drill(disks.full_over_old),
    Drill(disks.read_only_out),
    Drill(disks.read_only_store),
    Drill(interrupts.ctrl_c_run, quick=False),
    Drill(interrupts.ctrl_c_script, quick=False),
    Drill(stores.damaged_store, quick=False),
    Drill(stores.two_writers, quick=False),
    Drill(stores.store_that_is_a_file),
    Drill(machines.decimal_comma, quick=False),
    Drill(machines.no_dask, quick=False),
    Drill(machines.hostile_home, quick=False),
    Drill(machines.no_place_for_keys),
)


def faults(bench: Bench, drills: Sequence[Drill] = DRILLS, *, at_once: int = 2) -> Iterator[Row]:
    """Yield the rows of drills in their order, a few being played at a time."""
    with ThreadPoolExecutor(at_once, "drill") as pool:
        yield from pool.map(lambda drill: played(drill, bench), drills)


def played(drill: Drill, bench: Bench) -> Row:
    """Return the row of one drill; a drill that breaks down is a fault that was not survived."""
    begin = time.monotonic()
    try:
        row = drill.play(bench)
    # Whatever goes wrong, the table must be printed.
    except Exception as error:
        row = Row(drill.name, "the drill itself broke down", unclear=repr(error))
    seen = row.seen.replace(f"{bench.place}/", "")
    return replace(row, seen=seen, seconds=time.monotonic() - begin)
