"""Stores that are damaged, shared, or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tools.verify.bench import (
    RUN_WORLDS,
    Bench,
    chunks,
    otherwise,
    played_again,
    result_of,
    run_command,
    study,
)
from tools.verify.process import ended, run, start
from tools.verify.row import Row
from tools.verify.whole import half_written, scratch_files


def _flipped(content: bytes) -> bytes:
    middle = len(content) // 3
    return content[:middle] + bytes([content[middle] ^ 255]) + content[middle + 1 :]


DAMAGE: Mapping[str, Callable[[bytes], bytes]] = {
    "cut in half": lambda content: content[: len(content) // 2],
    "a bit flipped": _flipped,
    "emptied": lambda content: b"",
    "replaced by a text": lambda content: b"PAR1 and then a letter to the bank PAR1",
}
"""Ways to spoil a file."""


def damaged_store(bench: Bench) -> Row:
    """Spoil every chunk of a store, each in another way, and run again."""
    expected, store = bench.undisturbed(RUN_WORLDS).told, bench.folder("damaged")
    run(run_command(RUN_WORLDS, store=store))
    whole = {path: path.read_bytes() for path in sorted(chunks(store))}
    for path, spoil in zip(whole, DAMAGE.values(), strict=True):
        path.write_bytes(spoil(whole[path]))
    told = run(run_command(RUN_WORLDS, store=store))
    lost = [*otherwise(told, expected)]
    lost += [path.name for path, content in whole.items() if path.read_bytes() != content]
    seen = f"played again and replaced, same result (exit {told.status})"
    return Row(
        "corrupted store file",
        f"four chunks: {', '.join(DAMAGE)}",
        told.seen if lost else seen,
        tuple(lost),
        half_written(store),
    )


def two_writers(bench: Bench) -> Row:
    """Let two processes play the same study into one store at the same time."""
    expected, store = bench.digest(), bench.folder("two-writers")
    both = [ended(process) for process in [start(study(store)) for _ in range(2)]]
    before = chunks(store)
    third = run(study(store))
    found = [result_of(told) for told in (*both, third)]
    lost = [f"the result: {each}" for each in found if each != expected]
    lost += played_again(before, store)
    seen = f"both finished, identical, {scratch_files(store)} scratch files (exit 0)"
    return Row(
        "two writers on one store",
        "two processes play the same study at the same time; a third reads it",
        "; ".join(told.seen for told in both) if lost else seen,
        tuple(lost),
        half_written(store),
    )


def store_that_is_a_file(bench: Bench) -> Row:
    """Name a file where the store should be."""
    place = bench.folder("no-store") / "notes.txt"
    place.write_text("in the way", encoding="utf-8")
    told = run(run_command(RUN_WORLDS, store=place))
    lost = () if place.read_text(encoding="utf-8") == "in the way" else (place.name,)
    unclear = told.unclear("'store'", "not a folder")
    return Row("store is a file", "simlib run --store notes.txt", told.seen, lost, (), unclear)
