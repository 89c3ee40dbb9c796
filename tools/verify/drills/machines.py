"""Machines that are not like ours: decimal commas, missing programs, homes that cannot be used."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.verify.bench import OUT_WORLDS, Bench, otherwise, run_command
from tools.verify.clients import client, import_command, write_ledger
from tools.verify.places import NOWHERE
from tools.verify.process import run
from tools.verify.row import Row, not_injected
from tools.verify.whole import half_written

_LOCALES = ("de_DE", "fr_FR")
_IN_LOCALE = """
import locale, sys
locale.setlocale(locale.LC_ALL, "")
assert locale.localeconv()["decimal_point"] == ",", "no decimal comma"
from simlib.cli import main
main()
"""
_WITHOUT_DASK = """
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("dask", "distributed", "dask_jobqueue"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Absent())
import simlib
from simlib.cli import main
assert simlib.ClusterExecutor
main()
"""
_ASKS_FOR_DASK = _WITHOUT_DASK.replace("main()", "from dask.distributed import Client")
_DECK_FILES = {"deck.pptx", "workbook.xlsx", "page.html"}


def decimal_comma(bench: Bench) -> Row:
    """Run under locales with a decimal comma: the same bytes."""
    fault = "locale with decimal comma"
    whole, folder = bench.undisturbed(OUT_WORLDS, out=True), bench.folder("locale")
    made = [name for name in _LOCALES if _make_locale(name, folder)]
    if not made:
        return not_injected(fault, "no such locale, and localedef cannot make one")
    lost: list[str] = []
    for name in made:
        out = folder / f"out-{name}"
        env = {"LOCPATH": str(folder), "LC_ALL": f"{name}.UTF-8"}
        told = run(_ours(_IN_LOCALE, run_command(OUT_WORLDS, out=out)), env=env)
        lost += [f"{name}: {each}" for each in otherwise(told, whole.told)]
        lost += half_written(out, like=whole.files)
    seen = f"same words, and the same bytes of {len(whole.files)} files (exit 0)"
    how = f"LC_ALL={', '.join(f'{name}.UTF-8' for name in made)} and locale.setlocale"
    return Row(fault, how, seen if not lost else lost[0], tuple(lost))


def _make_locale(name: str, folder: Path) -> bool:
    """Compile a locale into a folder of ours; nothing is installed."""
    if not shutil.which("localedef"):
        return False
    command = ["localedef", "-i", name, "-f", "UTF-8", str(folder / f"{name}.UTF-8")]
    subprocess.run(command, capture_output=True, check=False)
    return (folder / f"{name}.UTF-8" / "LC_NUMERIC").is_file()


def no_browser(bench: Bench) -> Row:
    """Make a deck with an empty PATH and home: neither Chromium nor LibreOffice is found."""
    case = client(bench.folder("no-browser"))
    out, bare = case.folder.parent / "out", bench.folder("bare")
    env = {"PATH": str(bare), "HOME": str(bare), "SIMLIB_CHROMIUM": None}
    env |= {"PLAYWRIGHT_BROWSERS_PATH": None, **_warm_cache()}
    told = run(case.deck(out), env=env, cwd=case.cwd)
    missing = _DECK_FILES - {path.name for path in out.glob("*")}
    line = next((each.strip() for each in told.out.splitlines() if "no PDF" in each), "no message")
    unclear = told.unclear("install Chromium")
    return Row(
        "no Chromium, no LibreOffice",
        "simlib deck with an empty PATH and home",
        f"{line} (exit {told.status}); all else is made",
        (*case.lost(), *(f"{name} not made" for name in sorted(missing))),
        half_written(out),
        unclear if told.status == 0 else f"ended with {told.status}: {told.last_words}",
    )


def no_dask(bench: Bench) -> Row:
    """Run where Dask cannot be imported, and ask for it."""
    plain = bench.undisturbed(OUT_WORLDS)
    told = run(_ours(_WITHOUT_DASK, run_command(OUT_WORLDS)))
    asked = run([sys.executable, "-c", _ASKS_FOR_DASK])
    lost = otherwise(told, plain.told)
    unclear = "" if "dask" in asked.last_words else "does not say what to install"
    seen = f"the run is as ever (exit {told.status}); who asks for a client: {asked.seen}"
    return Row("no Dask", "imports of dask and distributed blocked", seen, lost, (), unclear)


def hostile_home(bench: Bench) -> Row:
    """Run without a home, with one that nobody can make, and with no place for compiled code."""
    plain, folder = bench.undisturbed(OUT_WORLDS), bench.folder("home")
    warm = _copy_of_warm_cache(folder)
    places: dict[str, dict[str, str | None]] = {
        "HOME unset": {"HOME": None, **_warm_cache()},
        "HOME nowhere": {"HOME": NOWHERE, "XDG_CACHE_HOME": None, "SIMLIB_CACHE_DIR": None},
        "compile cache nowhere": {"SIMLIB_CACHE_DIR": NOWHERE},
    }
    lost, unclear = [], ""
    for name, env in places.items():
        told = run(run_command(OUT_WORLDS, out=folder / name), env={"TMPDIR": str(warm), **env})
        lost += [f"{name}: {each}" for each in otherwise(told, plain.told)]
        unclear = unclear or told.unclear()
    seen = "same result each time; compiled code then lies in the folder for temporary files"
    how = f"{', '.join(places)} ({NOWHERE})"
    return Row("no usable home or cache", how, lost[0] if lost else seen, tuple(lost), (), unclear)


def no_place_for_keys(bench: Bench) -> Row:
    """Import a client where the key to his names cannot be kept."""
    cwd = bench.folder("no-keys")
    ledger = write_ledger(cwd)
    before = ledger.read_bytes()
    env = {"HOME": NOWHERE, "SIMLIB_KEYS": None, **_warm_cache()}
    told = run(import_command(cwd, key=False), env=env, cwd=cwd)
    left = [path.name for path in (cwd / "studies").rglob("*.*") if path.name != ".gitignore"]
    lost = () if ledger.read_bytes() == before else (ledger.name,)
    unclear = told.unclear(NOWHERE) or ("" if told.status == 2 else f"exit {told.status}")
    how = f"simlib import with HOME={NOWHERE}"
    return Row("no place for the key to names", how, told.seen, lost, tuple(left), unclear)


def _ours(code: str, command: list[str]) -> list[str]:
    """Return a ``python -m simlib`` command with other code around it."""
    return [sys.executable, "-c", code, *command[3:]]


def _cache_root() -> Path:
    base = os.environ.get("SIMLIB_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME")
    return Path(base) if base else Path.home() / ".cache"


def _warm_cache() -> dict[str, str | None]:
    """Return the variable that keeps compiled code where it is, so that nothing is compiled."""
    return {"SIMLIB_CACHE_DIR": str(_cache_root())}


def _copy_of_warm_cache(folder: Path) -> Path:
    """Put the compiled code where it goes when there is no other place, to save a minute."""
    from simlib.world.jit import engine_hash

    temporary = folder / "tmp"
    there = _cache_root() / "simlib" / engine_hash()
    shutil.copytree(there, temporary / "simlib-cache" / engine_hash())
    return temporary
