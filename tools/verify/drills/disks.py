"""Disks that are full and folders that are read-only, for stores, results and decks."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from tools.verify.bench import (
    OUT_WORLDS,
    RUN_WORLDS,
    Bench,
    chunks,
    otherwise,
    played_again,
    run_command,
)
from tools.verify.clients import client
from tools.verify.places import (
    how_read_only,
    read_only,
    small_disk,
    without_rights,
)
from tools.verify.process import Told, ended, happens, run, start
from tools.verify.row import Row, not_injected
from tools.verify.whole import half_written

_STORE_KILOBYTES, _OUT_KILOBYTES, _DECK_KILOBYTES = 2_000, 600, 400
_DENIED = "Permission denied"
_NO_SETPRIV = "the superuser writes where he likes, and there is no setpriv to bind him"


ATOMIC = "from simlib.inputs.files import write_atomically as write"
"""How simlib writes a file."""
_OVERWRITE = """
import sys
from pathlib import Path
{writer}
write(Path(sys.argv[1]), b"new" * 400_000)
"""
_OLD = b"old" * 40_000


def full_over_old(bench: Bench, *, writer: str = ATOMIC) -> Row:
    """Fill the disk while an older file is replaced.

    Parameters
    ----------
    bench : Bench
    writer : str
        Code that defines ``write(path, content)``; by default simlib's own.
    """
    with small_disk(bench.folder("full-over-old") / "disk", _OUT_KILOBYTES) as disk:
        path = disk.folder / "results.bin"
        path.write_bytes(_OLD)
        code = _OVERWRITE.format(writer=writer)
        told = run([sys.executable, "-c", code, str(path)], before=disk.before)
        left = {each.name: each.read_bytes() for each in disk.folder.iterdir()}
    torn = tuple(name for name, content in left.items() if content != _OLD)
    lost = () if path.name in left and not torn else ("the older file",)
    unclear = "" if disk.message in told.err else f"does not say {disk.message!r}"
    how = f"an older file replaced by a larger one, in Python, on {disk.how}"
    seen = f"{told.seen}; the older file is as it was" if not lost else told.seen
    return Row("full disk: over an older file", how, seen, lost, torn, unclear)


def full_store(bench: Bench) -> Row:
    """Fill the disk of a store, make room, and go on."""
    expected = bench.undisturbed(RUN_WORLDS).told
    with small_disk(bench.folder("full-store") / "disk", _STORE_KILOBYTES) as disk:
        store = disk.folder / "store"
        told = run(run_command(RUN_WORLDS, store=store), before=disk.before)
        torn, kept = half_written(store), chunks(store)
        disk.grow()
        again = run(run_command(RUN_WORLDS, store=store))
        lost = played_again(kept, store)
        lost += otherwise(again, expected)
        unclear = _not_refused(told) or told.unclear(disk.message)
    seen = f"{told.seen}; with room again: {len(kept)} chunks kept, same result"
    how = f"simlib run --store on {disk.how}"
    return Row("full disk: store", how, seen, tuple(lost), torn, unclear)


def full_out(bench: Bench) -> Row:
    """Fill the disk that results are written to."""
    whole = bench.undisturbed(OUT_WORLDS, out=True).files
    with small_disk(bench.folder("full-out") / "disk", _OUT_KILOBYTES) as disk:
        out = disk.folder / "out"
        told = run(run_command(OUT_WORLDS, out=out), before=disk.before)
        torn, written = half_written(out, like=whole), len(list(out.glob("*")))
        unclear = _not_refused(told) or told.unclear(disk.message)
    seen = f"{told.seen}; {written} of {len(whole)} files there, all whole"
    return Row("full disk: results", f"simlib run --out on {disk.how}", seen, (), torn, unclear)


def full_deck(bench: Bench) -> Row:
    """Fill the disk that deck, workbook and page are written to."""
    case = client(bench.folder("full-deck"))
    with small_disk(case.folder.parent / "disk", _DECK_KILOBYTES) as disk:
        told = run(case.deck(disk.folder / "out"), cwd=case.cwd, before=disk.before)
        names = sorted(path.name for path in (disk.folder / "out").glob("*"))
        torn = half_written(disk.folder)
        unclear = _not_refused(told) or told.unclear(disk.message)
    seen = f"{told.seen}; there and whole: {', '.join(names) or 'nothing'}"
    how = f"simlib deck --out on {disk.how}"
    return Row("full disk: deck", how, seen, case.lost(), torn, unclear)


def read_only_out(bench: Bench) -> Row:
    """Let ``simlib run --out`` write into a read-only folder that holds older results."""
    whole = bench.undisturbed(OUT_WORLDS, out=True).files

    def attempt(folder: Path) -> list[str]:
        return run_command(OUT_WORLDS, out=folder)

    return _read_only(bench, "results", "simlib run --out", attempt, whole)


def read_only_store(bench: Bench) -> Row:
    """Let ``simlib run --store`` write into a read-only folder."""

    def attempt(folder: Path) -> list[str]:
        return run_command(OUT_WORLDS, store=folder)

    return _read_only(bench, "store", "simlib run --store", attempt, {})


def _read_only(
    bench: Bench,
    what: str,
    how: str,
    attempt: Callable[[Path], list[str]],
    before: dict[str, bytes],
) -> Row:
    """Have a command write into a read-only folder; what was there must stay as it was."""
    fault = f"read-only folder: {what}"
    folder = bench.folder(f"read-only-{what}") / "there"
    folder.mkdir()
    for name, content in before.items():
        (folder / name).write_bytes(content)
    with read_only(folder):
        command = without_rights(attempt(folder))
        if command is None:
            return not_injected(fault, _NO_SETPRIV)
        told = run(command)
    after = {path.name: path.read_bytes() for path in folder.iterdir()}
    lost = () if after == before else ("what was in the folder",)
    unclear = _not_refused(told) or told.unclear(folder.name)
    return Row(fault, f"{how}; {how_read_only()}", told.seen, lost, (), unclear)


def read_only_workbook(bench: Bench) -> Row:
    """Make the folder read-only when ``simlib deck`` has written the deck, not the workbook."""
    fault = "folder turns read-only: to_excel"
    case = client(bench.folder("read-only-deck"))
    out = case.folder.parent / "out"
    command = without_rights(case.deck(out))
    if command is None:
        return not_injected(fault, _NO_SETPRIV)
    process = start(command, cwd=case.cwd)
    if not happens(process, (out / "deck.pptx").is_file):
        return not_injected(fault, f"no deck was made: {ended(process).seen}")
    with read_only(out):
        told = ended(process)
    unclear = _not_refused(told) or told.unclear(_DENIED, "workbook.xlsx")
    seen = f"{told.seen}; there and whole: {', '.join(sorted(p.name for p in out.iterdir()))}"
    how = f"once simlib deck had written deck.pptx; {how_read_only()}"
    return Row(fault, how, seen, case.lost(), half_written(out), unclear)


def _not_refused(told: Told) -> str:
    """Return that a command did not fail as it should have."""
    return "" if told.status == 2 else f"ended with {told.status}, not 2"
