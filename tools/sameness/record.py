"""Record what a checkout says, part by part, each into one JSON file of texts by name."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.sameness.contents import contents, folder_contents, normal

_INSIDE = Path(__file__).resolve().parent / "inside"

IMPORTS = {
    "hms": ("sf_lobbying_fees.csv", "--filter", "firm=Hms Associates"),
    "prost": ("iowa_prost_sales.csv",),
    "retail": ("online_retail_ii_invoices.csv.gz",),
    "crm": ("crm_accounts.csv", "crm_sales_pipeline.csv", "crm_sales_teams.csv"),
}
"""The four sets of data, by the name of the study, and how they are imported."""

_DRAFT = {"hms": 40, "prost": 200, "retail": 40, "crm": 40}
"""Futures of each deck; with few futures the deck of prost ended in a traceback."""

_MINE = """account_id,annual_revenue,owner
Alder,900000,Ann
Birch,420000,Ann
Cedar,310000,Bob
Dogwood,180000,Bob
Elm,90000,Bob
"""

_WRONG = (
    *("--evidence nobody", "--discipline week", "--worlds 0", "--years 99", "--period decade"),
    *("--set nonsense=1", "--set nonsense", "--set gross_margin=9", "--stress nonsense"),
    *("--stress 'lose top:99 in week 52'", "--engine steam"),
)

_COMMANDS = (
    *("--help", "demo --help", "run --help", "import --help", "deck --help", "list --help"),
    *("claims --help", "study --help", "study new --help", "study run --help", "study diff --help"),
    "list",
    "run --book hms_associates --worlds 5 --out out",
    "run --book mine.csv --worlds 5 --discipline daily_habit --out out",
    "run --book supplier --discipline all_hunt --evidence folklore --worlds 5 --years 3"
    " --stress 'lose top:1 in week 52' --set calls_per_month=4 --out out",
    "run --book hms_associates --engine simpy --worlds 2 --store store",
    "run --book hms_associates --worlds 300 --store store",
    "run --book giftware --worlds 10 --evidence low",
    "run --book 'sf_lobbying:Hms Associates' --worlds 10 --evidence high",
    "run --book nobody",
    *(f"run --book hms_associates {wrong}" for wrong in _WRONG),
    "demo --worlds 40 --all --out out",
    "claims --only C05 --only C08 --draws 20 --worlds 20 --worlds-a-draw 4 --out out",
    *("claims --only C999", "claims --only C05 --draws 4"),
    "study new trees --book mine.csv --title 'Some trees'",
    "study new trees --book mine.csv",
    "study run trees --worlds 20",
    "study run trees.yaml --worlds 20 --out out",
    "study diff trees trees",
    "study diff trees.yaml other.yaml",
    "study diff trees other.yaml",
    "deck nobody",
)

_STUDIES = """
import simlib as sl
base = sl.Scenario(book="mine.csv", discipline="weekly_block")
sl.Study(scenarios=(base, base.with_(discipline="devoted")), worlds=30).save("trees.yaml")
sl.Study(scenarios=(base, base.with_(discipline="all_hunt")), worlds=40).save("other.yaml")
"""

_FACE = """
import inspect, simlib as sl
for home, face in (("simlib", sl), ("simlib.plots", sl.plots)):
    for name in sorted(face.__all__):
        thing = getattr(face, name)
        try:
            taken = inspect.signature(thing).parameters.values()
        except (TypeError, ValueError):
            taken = ()
        told = ", ".join(str(each.replace(annotation=each.empty)) for each in taken)
        print(f"{home}.{name}({told})")
"""


@dataclass(frozen=True)
class Checkout:
    """A checkout that is recorded.

    Parameters
    ----------
    root : Path
        The checkout.
    work : Path
        An empty folder in which its commands are given.
    out : Path
        Where the recording goes.
    tests : str
        What pytest is told to run.
    workers : int
        How many processes run the tests.
    """

    root: Path
    work: Path
    out: Path
    tests: str
    workers: int

    @property
    def places(self) -> dict[str, str]:
        """Return the folders that no text shall name, and the words for them."""
        return {str(self.work): "(work)", str(self.root): "(checkout)"}

    def run(
        self, command: Sequence[str], cwd: Path | None = None, **settings: str
    ) -> subprocess.CompletedProcess[str]:
        """Run Python in the checkout's own surroundings, the same on every day."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("SIMLIB_")}
        home, own = Path.home() / ".cache", str(self.work / "home")
        environment = kept | {
            "HOME": own,  # the key to the names is dealt anew; else names would keep old numbers
            "SIMLIB_CACHE_DIR": os.environ.get("SIMLIB_CACHE_DIR") or str(home),  # compiled code
            "MPLCONFIGDIR": str(home / "matplotlib"),
            "PLAYWRIGHT_BROWSERS_PATH": os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
            or str(home / "ms-playwright"),
            "PYTHONPATH": str(self.root),
            "PYTHONHASHSEED": "0",
            **{"MPLBACKEND": "Agg", "TQDM_DISABLE": "1", "TZ": "UTC", "COLUMNS": "100"},
            **{"TERM": "dumb", "NO_COLOR": "1", "OMP_NUM_THREADS": "1"},
            **settings,
        }
        return subprocess.run(
            [sys.executable, *command],
            cwd=cwd or self.work,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def simlib(self, *arguments: str) -> str:
        """Give a command; return all it says, its exit status last."""
        done = self.run(["-m", "simlib", *arguments])
        said = f"{done.stdout}{done.stderr}exit status {done.returncode}"
        print(f"  simlib {shlex.join(arguments)}: exit status {done.returncode}", flush=True)
        return normal(said, self.places)

    def written(self) -> dict[str, str]:
        """Return the contents of all files that its commands wrote, the key to the names too."""
        kept = [each for each in self.work.iterdir() if each.is_dir() and each.name != "home"]
        return {
            name: text
            for folder in (*sorted(kept), self.work / "home/.simlib")
            for name, text in folder_contents(folder, folder.name, self.places).items()
        }


def _pictures(checkout: Checkout) -> dict[str, Any]:
    folder = checkout.out / "pictures"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    # The seed makes examples that are found by chance the same ones.
    command = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:nbval"]
    command += ["-p", "sameness_pictures", "--hypothesis-seed=0", "-n", str(checkout.workers)]
    command += ["--dist", "loadfile", "--no-loadscope-reorder"]
    command += ["-m", "not slow and not nightly", *shlex.split(checkout.tests)]
    path = os.pathsep.join([str(checkout.root), str(_INSIDE)])
    settings = {"PYTHONPATH": path, "SAMENESS_PICTURES": str(folder), "HOME": str(Path.home())}
    done = checkout.run(command, checkout.root, **settings)
    print("  " + "\n  ".join(done.stdout.splitlines()[-8:]), flush=True)
    found: dict[str, list[Any]] = defaultdict(list)
    for worker in sorted(folder.glob("found-*.json")):
        for name, tests in json.loads(worker.read_text(encoding="utf-8")).items():
            found[name] += tests
        worker.unlink()
    if not found:
        raise SystemExit(f"no test drew anything\n{done.stdout}{done.stderr}")
    return dict(sorted(found.items()))


def _logs(checkout: Checkout) -> dict[str, str]:
    done = checkout.run(["-P", str(_INSIDE / "sameness_logs.py")], checkout.root)
    if done.returncode:
        raise SystemExit(done.stderr)
    if f"simlib of {checkout.root}\n" not in done.stderr:
        raise SystemExit(f"this is not the checkout's own simlib: {done.stderr.splitlines()[0]}")
    found: dict[str, str] = json.loads(done.stdout)
    return found


def _imported(checkout: Checkout, *options: str) -> dict[str, str]:
    return {
        f"import {name} {' '.join(options)}".strip(): _import(checkout, name, *options)
        for name in IMPORTS
    }


def _import(checkout: Checkout, name: str, *options: str) -> str:
    given = IMPORTS[name]
    files = [str(checkout.root / "data/raw" / each) for each in given if ".csv" in each]
    others = [each for each in given if ".csv" not in each]
    return checkout.simlib("import", *files, *others, "--name", name, *options)


def _imports(checkout: Checkout) -> dict[str, str]:
    found = _imported(checkout)
    found |= _imported(checkout, "--show-names", "--out", "shown")
    again = "studies/hms/mapping.yaml"
    found["import hms again"] = _import(checkout, "hms", "--mapping", again, "--out", "again")
    found["import ../hms"] = _import(checkout, "hms", "--name", "../hms")
    return found | checkout.written()


def _decks(checkout: Checkout) -> dict[str, str]:
    _imported(checkout)
    found: dict[str, str] = {}
    for name, worlds in _DRAFT.items():
        found[f"deck {name}"] = checkout.simlib("deck", name, "--worlds", str(worlds))
    more = ("--worlds", "12", "--world-rows", "--out", "rows")
    found["deck hms --world-rows"] = checkout.simlib("deck", "hms", *more)
    found["study run hms"] = checkout.simlib(
        "study", "run", "hms", "--worlds", "20", "--out", "run"
    )
    return found | checkout.written()


def _committed(checkout: Checkout) -> dict[str, str]:
    paths = [
        *sorted((checkout.root / "figures").glob("*.png")),
        *sorted((checkout.root / "notebooks").glob("*.ipynb")),
        *sorted((checkout.root / "data/results").glob("*.json")),
    ]
    return {
        name: normal(text, checkout.places)
        for path in paths
        for name, text in contents(
            path.name, path.read_bytes(), path.relative_to(checkout.root).as_posix()
        ).items()
    }


def _face(checkout: Checkout) -> dict[str, str]:
    """Return every public name with its parameters and their defaults."""
    lines = normal(checkout.run(["-c", _FACE]).stdout, checkout.places).splitlines()
    return {f"name {line.partition('(')[0]}": line for line in lines}


def _commands(checkout: Checkout) -> dict[str, str]:
    (checkout.work / "mine.csv").write_text(_MINE, encoding="utf-8")
    found = _face(checkout)
    checkout.run(["-c", _STUDIES])
    for command in _COMMANDS:
        found[f"simlib {command}"] = checkout.simlib(*shlex.split(command))
        written = checkout.work / "out"
        found |= folder_contents(written, f"simlib {command}:", checkout.places)
        shutil.rmtree(written, ignore_errors=True)
    return found | folder_contents(checkout.work / "studies", "studies", checkout.places)


PARTS: Mapping[str, Callable[[Checkout], dict[str, Any]]] = {
    "logs": _logs,
    "imports": _imports,
    "decks": _decks,
    "committed": _committed,
    "commands": _commands,
    "pictures": _pictures,
}


def recorded(root: Path, out: Path, *, parts: Sequence[str], tests: str, workers: int) -> None:
    """Record parts of a checkout into a folder; other parts that lie there stay."""
    out = out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    about = ["git", "describe", "--always", "--dirty", "--abbrev=12"]
    said = subprocess.run(about, cwd=root, capture_output=True, text=True, check=False).stdout
    for part in PARTS:
        if part not in parts:
            continue
        print(f"{part} ...", flush=True)
        begun = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="sameness-") as work:
            checkout = Checkout(root.resolve(), Path(work).resolve(), out, tests, workers)
            found = PARTS[part](checkout)
        text = json.dumps(found, indent=0, ensure_ascii=False)
        (out / f"{part}.json").write_text(text, encoding="utf-8")
        (out / f"{part}.commit").write_text(said, encoding="utf-8")
        print(f"{part}: {len(found)} entries in {time.monotonic() - begun:.0f} s", flush=True)
