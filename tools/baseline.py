"""The regression baseline: ``python -m tools.baseline check|update --because "REASON"``.

``check`` plays the same few worlds again and names every number that moved. A change of the model
moves them on purpose: ``update`` accepts them, but only with a reason, which it writes with what
moved under "Numbers that moved" in ``CHANGELOG.md``; commit both together. Numbers are rounded, so
that another processor or another version of a mathematical library does not move them.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from simlib.inputs.account import Account
from simlib.inputs.book import Book
from simlib.inputs.disciplines import TASK_KINDS, Discipline
from simlib.inputs.scenario import Scenario
from simlib.model.records import EVENT_KINDS
from simlib.run.result import Run
from simlib.run.simulate import simulate
from tools import changelog
from tools.baseline_moves import entry, explains, half_widths, moves

PATH = Path(__file__).resolve().parent.parent / "tests" / "regression" / "baseline.json"
WORLDS, SEED = 8, 20_240_229
_USAGE = 'python -m tools.baseline update --because "what changed, and why"'
_DIGITS = 6
_ROWS_OF_A_KIND = 2
_DATED_KINDS = ("shock", "heard", "lost", "shrunk", "call", "won", "active", "departure", "layoff")

Numbers = dict[str, float | str]
Baseline = dict[str, Numbers]


def scenarios() -> dict[str, Scenario]:
    """Return what is played: real and fictional books, plain and awkward diaries."""
    supplier = Scenario(book="supplier", horizon_years=2)
    return {
        "supplier, weekly block": supplier,
        "supplier, service-heavy, largest lost": supplier.with_(
            discipline="babysitter", evidence="folklore", stress="lose top:1 in week 52"
        ),
        "hms_associates, monthly call": Scenario(
            book="hms_associates",
            discipline="one_call_a_month",
            evidence="high",
            horizon_years=3,
        ),
        "a small firm, every lever moved": _every_lever_moved(),
    }


def numbers(run: Run) -> Numbers:
    """Return the frozen numbers of a run with its full log, by name."""
    found: Numbers = {}
    revenue = run.revenue.mean(axis=0)
    for year in range(1, run.scenario.horizon_years + 1):
        found[f"mean revenue, year {year}"] = _rounded(revenue[12 * year])
    for name in ("drawdown", "lowest_share_24_months", "idle_hours", "undone_hours"):
        found[f"mean {name}"] = _rounded(run.worlds[name].mean())
    found["mean pipeline"] = _rounded(run.monthly["pipeline"].mean())
    found["worlds out of cash"] = int(run.worlds["ruin_week"].notna().sum())
    for kind in TASK_KINDS:
        found[f"hours, {kind}"] = _rounded(run.reps[f"{kind}_hours"].sum())
    for kind in EVENT_KINDS:
        found[f"rows, {kind}"] = int((run.events["kind"] == kind).sum())
    return found | _dated_rows(run)


def play() -> dict[str, Run]:
    """Play every scenario; takes a few seconds."""
    return {
        name: simulate(story, worlds=WORLDS, seed=SEED, log="full", progress=False)
        for name, story in scenarios().items()
    }


def baseline() -> Baseline:
    """Play every scenario and return its numbers."""
    return {name: numbers(run) for name, run in play().items()}


def differences(stored: Mapping[str, Numbers], now: Mapping[str, Numbers]) -> list[str]:
    """Return a line ``scenario: name: stored -> now`` for every number that is not the same."""
    return [f"{move.place}: {move.stored} -> {move.now}" for move in moves(stored, now, {})]


def read(path: Path = PATH) -> Baseline:
    """Return the stored baseline; an empty one if there is none yet."""
    if not path.exists():
        return {}
    found: Baseline = json.loads(path.read_text(encoding="utf-8"))
    return found


def write(found: Baseline, path: Path = PATH) -> None:
    """Store a baseline so that an update that is stopped leaves the old one whole."""
    partial = path.with_suffix(f".{os.getpid()}.partial")
    try:
        text = json.dumps(found, indent=1, ensure_ascii=False) + "\n"
        partial.write_text(text, encoding="utf-8", newline="\n")
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)


def check() -> int:
    """Name every number that moved; 0 if none did."""
    moved = differences(read(), baseline())
    print(*moved, f"{len(moved)} numbers differ from {PATH.name}", sep="\n")
    return 1 if moved else 0


def update(because: str) -> int:
    """Accept the numbers of today and write in the changelog why and which moved.

    Returns
    -------
    int
        0 if they were accepted or none moved; 2, and nothing is written, without a reason.
    """
    runs = play()
    stored, now = read(), {name: numbers(run) for name, run in runs.items()}
    moved = moves(stored, now, {name: half_widths(run) for name, run in runs.items()})
    print(*moved, f"{len(moved)} numbers differ from {PATH.name}", sep="\n")
    if not moved:
        return 0
    if not explains(because):
        print(f"Nothing is written. Say why they moved:\n  {_USAGE}", file=sys.stderr)
        return 2
    # The changelog first: a baseline must not change without its reason.
    explained = entry(because, moved, sum(map(len, now.values())))
    changelog.write(changelog.with_entry(changelog.read(), explained))
    write(now)
    print(f'Accepted, and explained in CHANGELOG.md under "{changelog.MOVED}".')
    return 0


def main(arguments: list[str]) -> int:
    """Run ``update`` or ``check``; 0 when all is well."""
    parser = argparse.ArgumentParser(prog="python -m tools.baseline")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="name every number that moved")
    accept = commands.add_parser("update", help="accept the numbers of today, with a reason")
    accept.add_argument("--because", default="", metavar="REASON", help="why they moved, in words")
    asked = parser.parse_args(arguments)
    return check() if asked.command == "check" else update(asked.because)


def _every_lever_moved() -> Scenario:
    people = (("Ann", "food"), ("Ben", "health"), ("Cid", "all"))
    accounts = [
        Account(
            f"a{number}",
            1000.0 / (1 + number),
            owner=people[number % 3][0],
            sector=people[number % 3][1],
            buyer="B. Shared" if number in (1, 4) else None,
            parent="Group" if number in (2, 5, 6) else None,
        )
        for number in range(9)
    ]
    diary = Discipline(
        name="every lever",
        client_label="every lever",
        review_every_weeks=6.5,
        review_channel="email",
        gesture_every_weeks=4.0,
        service_inflation=1.2,
        priority_order="babysitter",
        calls_per_month=12.0,
        trigger="none_open",
        target_focus="scattered",
        deep_qualification=True,
        check_in_every_weeks=3.0,
        check_in_kind="team_meeting",
        coaching_focus="helping",
        over_promise=0.5,
    )
    return Scenario(
        book=Book.from_accounts(accounts, name="small", reps=["Dee"], pool_revenue=200.0),
        discipline=diary,
        horizon_years=4,
        stress=[
            "strike top:1 with competitor in week 10",
            "shrink id:a3 by 25 % in week 30",
            "owner:Ben leaves with share 60 % in week 40.5",
        ],
    ).with_(rep_turnover_per_year=0.6, meeting_probability=0.4, layoff_trigger_months=2)


def _dated_rows(run: Run) -> Numbers:
    """Return the first rows of some kinds of event as text, their weeks and values rounded."""
    found: Numbers = {}
    for kind in _DATED_KINDS:
        rows = run.events[run.events["kind"] == kind].head(_ROWS_OF_A_KIND)
        for number, row in enumerate(rows.to_dict("records"), start=1):
            whom = " / ".join(str(row[who]) for who in ("rep", "account", "cause") if row[who])
            when = f"world {row['world']}, week {row['week']:.6f}"
            found[f"{kind} {number}"] = f"{when}: {whom} ({_rounded(row['value'])})"
    return found


def _rounded(number: float) -> float:
    return float(f"{number:.{_DIGITS}g}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
