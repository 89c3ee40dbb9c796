"""What became of the mutants, as JSON and as a page: ``tests/mutation/REPORT.md``."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import yaml
from statsmodels.stats.proportion import proportion_confint

from simlib.inputs.files import write_atomically, write_text
from tools.mutants.play import BROKEN, KILLED, SURVIVED, TIMEOUT
from tools.mutants.tree import ROOT

FOLDER = ROOT / "tests" / "mutation"
RESULTS, PAGE = FOLDER / "results.json", FOLDER / "REPORT.md"
EQUIVALENT = FOLDER / "equivalent.yaml"
BY_HAND = "rules and kernel, by hand"
REQUIRED = 0.95
"""Share of the mutants of each package that tests must notice."""
_CONFIDENCE_LEFT_OVER = 0.05


@dataclass(frozen=True)
class Result:
    """A mutant, what it changes, and what became of it."""

    name: str
    package: str
    file: str
    diff: str
    verdict: str
    killer: str
    seconds: float

    @property
    def noticed(self) -> bool:
        """Whether a test failed, or never came to its end."""
        return self.verdict in (KILLED, TIMEOUT)


@dataclass(frozen=True)
class Results:
    """What became of the mutants played so far, by name, and how many there are of a package."""

    played: dict[str, Result]
    there: dict[str, int]

    def survivors(self, equivalent: Mapping[str, str]) -> list[Result]:
        """Return those that no test noticed, without those that make no difference."""
        everything = (self.played[name] for name in sorted(self.played))
        return [r for r in everything if not r.noticed and key_of(r.file, r.diff) not in equivalent]

    def short(self, equivalent: Mapping[str, str]) -> list[str]:
        """Return the packages of whose mutants too few are noticed."""
        left = Counter(r.package for r in self.survivors(equivalent))
        noticed = Counter(r.package for r in self.played.values() if r.noticed)
        return [p for p, n in left.items() if noticed[p] < REQUIRED * (noticed[p] + n)]


def read_results(path: Path = RESULTS) -> Results:
    """Return what is known so far."""
    if not path.exists():
        return Results({}, {})
    found = json.loads(path.read_bytes())
    return Results({row["name"]: Result(**row) for row in found["played"]}, found["there"])


def write_results(results: Results, path: Path = RESULTS) -> None:
    """Write what is known, in the order of the mutants' names."""
    rows = [asdict(results.played[name]) for name in sorted(results.played)]
    text = json.dumps({"there": results.there, "played": rows}, indent=1, ensure_ascii=False)
    write_atomically(path, f"{text}\n".encode())


def read_equivalent(path: Path = EQUIVALENT) -> dict[str, str]:
    """Return why a change makes no difference, by file and diff.

    The diff, not the number mutmut gives it, names the mutant: code that changes takes the excuse
    away.
    """
    rows = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else None
    return {key_of(row["file"], row["diff"]): row["reason"] for row in rows or ()}


def key_of(file: str, diff: str) -> str:
    """Return what an equivalent mutant is known by: its file and its changed lines."""
    return "\n".join([file, *(line.strip() for line in diff.strip().splitlines())])


def write_page(results: Results, equivalent: Mapping[str, str], path: Path = PAGE) -> None:
    """Write the page from the results and the reasons why some mutants make no difference."""
    everything = [results.played[name] for name in sorted(results.played)]
    same = [r for r in everything if key_of(r.file, r.diff) in equivalent and not r.noticed]
    judged = [r for r in everything if r not in same]
    parts = [_HEAD, _table(judged, same, results.there)]
    parts += [*_survivors(results.survivors(equivalent)), *_excused(same, equivalent)]
    parts += _killers(judged)
    write_text(path, "\n".join(parts) + "\n")


_HEAD = """# Which test kills which mutant

Written by `python -m tools.mutants`; not edited by hand. A mutant is our code with one thing
wrong in it. It is killed if a test fails or does not end in its time, and survives if the tests
that reach it pass. Those of mutmut are a random sample, the same for the same seed; those of the
compiled rules and kernel, of which mutmut makes none, are listed in `by_hand.yaml`.
"""


def _table(judged: list[Result], same: list[Result], made: Mapping[str, int]) -> str:
    rows = [
        "| package | mutants there are | played | make no difference | killed | share killed "
        "| 95 % interval (Wilson) |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for package, count in made.items():
        mine = [r for r in judged if r.package == package]
        alike = sum(r.package == package for r in same)
        killed = sum(r.noticed for r in mine)
        rows.append(
            f"| {package} | {count:,} | {len(mine) + alike} | {alike} | {killed} "
            f"| {_share(killed, len(mine))} |"
        )
    return "\n".join(rows) + "\n"


def _share(killed: int, played: int) -> str:
    if not played:
        return "not played | "
    low, high = proportion_confint(killed, played, _CONFIDENCE_LEFT_OVER, method="wilson")
    return f"{killed / played:.1%} | {low:.1%} to {high:.1%}".replace("%", " %")


def _survivors(left: list[Result]) -> list[str]:
    if not left:
        return ["## Survivors\n\nNone.\n"]
    told = {SURVIVED: "", BROKEN: " (its tests could not be played)"}
    texts = [f"`{r.name}`{told.get(r.verdict, '')}\n\n```diff\n{r.diff}\n```\n" for r in left]
    return ["## Survivors\n", *texts]


def _excused(same: list[Result], equivalent: Mapping[str, str]) -> list[str]:
    if not same:
        return []
    texts = [
        f"`{r.name}`: {equivalent[key_of(r.file, r.diff)]}\n\n```diff\n{r.diff}\n```\n"
        for r in same
    ]
    return ["## Mutants that make no difference\n", *texts]


def _killers(judged: Iterable[Result]) -> list[str]:
    rows = ["## Which test killed which\n", "| mutant | killed by |", "|---|---|"]
    rows += [f"| `{r.name}` | `{r.killer.replace('|', '/')}` |" for r in judged if r.noticed]
    return [*rows, ""]
