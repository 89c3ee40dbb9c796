"""What stands in the picture of the model, from the model's own tables, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simlib.inputs.causes import Cause
from simlib.inputs.disciplines import PRIORITY_ORDERS
from simlib.present.style import BLACK, BLUE, GREEN, ORANGE, PURPLE, VERMILLION
from simlib.present.words import cause_words, listed
from simlib.world.streams import STREAM_MAP

TASK_WORDS = {
    "rescue": "rescue",
    "check_in": "one-to-one",
    "discovery": "discovery",
    "proposal": "proposal",
    "onboarding": "onboarding",
    "service": "service",
    "review": "conversation",
    "gesture": "gesture",
    "call": "call",
}
"""Kinds of work (`simlib.inputs.disciplines.TASK_KINDS`) as the picture names them."""
SCOPE_WORDS = {
    "account": "one account",
    "buyer": "all of a buyer",
    "parent": "all of an owner",
    "sector": "a sector",
    "economy": "everybody",
}
"""Whom a shock hits at once."""
DECIDED_IN = {
    "accounts": ("request_gap", "review_phase", "gesture_phase", "grievance_threshold"),
    "shocks": ("shock_gap:", "heard:", "lost:", "severity:"),
    "people": ("follows_owner", "departure_gap", "keenness", "meeting_effect"),
    "manager": ("one_to_one_phase",),
    "calls": ("call_phase", "promise"),
    "targets": ("potential", "potential_guess", "champion"),
    "meeting": ("meeting", "flat_no"),
    "opportunity": ("advance",),
    "decision": ("decision_delay", "win"),
}
"""The box in which each stream of chance decides."""


@dataclass(frozen=True)
class Box:
    """One box: its corner and size on a sheet of 100 by 54, its title and lines."""

    key: str
    x: float
    y: float
    width: float
    height: float
    title: str
    lines: tuple[str, ...]
    colour: str

    @property
    def chance(self) -> str:
        """The numbers of the streams that decide here, as in the stream table."""
        numbers = [list(STREAM_MAP).index(name) + 1 for name in DECIDED_IN.get(self.key, ())]
        return f"⚄ {_runs(numbers)}" if numbers else ""


@dataclass(frozen=True)
class Arrow:
    """From one place to another, with words at a place of their own."""

    start: tuple[float, float]
    end: tuple[float, float]
    words: str = ""
    at: tuple[float, float] = (0.0, 0.0)
    align: str = "center"


def boxes(causes: Sequence[Cause]) -> tuple[Box, ...]:
    """Return the boxes of the picture.

    Parameters
    ----------
    causes : sequence of Cause
        What can strike: the box of shocks names them all.
    """
    return (
        Box("shocks", 0, 29.5, 32, 24.5, "What nobody controls", _shock_lines(causes), VERMILLION),
        Box(
            *("accounts", 45, 39.5, 26, 14.5, "Accounts"),
            ("revenue a year", "trust, which fades by itself", "and rises with every talk"),
            BLUE,
        ),
        Box(
            *("firm", 80, 44, 20, 10, "The firm"),
            ("each month: revenue,", "cost, cash; layoffs,", "our own closing"),
            BLACK,
        ),
        Box("week", 45, 14.5, 26, 20.5, "A rep's week", _queue(), GREEN),
        Box(
            *("manager", 0, 14.5, 20, 11, "The manager"),
            ("asks whether calls were", "made, joins discoveries"),
            PURPLE,
        ),
        Box(
            *("people", 75.5, 16, 17.5, 14.5, "People"),
            ("the will to call fades;", "reps leave, seats are", "filled again"),
            PURPLE,
        ),
        *_pipeline(),
    )


def _pipeline() -> tuple[Box, ...]:
    """Return prospecting, from the list to the win."""
    steps = (
        ("targets", "Targets", ("a finite list", "for each rep")),
        ("calls", "Call", ("if the promise", "is kept")),
        ("meeting", "Meeting", ("or a flat no,", "or call again")),
        ("opportunity", "Opportunity", ("discovery,", "proposal")),
        ("decision", "Decision", ("some weeks", "later")),
        ("won", "Won", ("onboarding,", "then an account")),
    )
    width, gap = 13.6, 3.68
    return tuple(
        Box(key, place * (width + gap), 0, width, 11, title, lines, ORANGE)
        for place, (key, title, lines) in enumerate(steps)
    )


def _shock_lines(causes: Sequence[Cause]) -> tuple[str, ...]:
    """Return a line a scope and effect, every cause named."""
    found: dict[tuple[str, str], list[str]] = {}
    for cause in causes:
        found.setdefault((cause.effect, cause.scope), []).append(cause_words(cause.name))
    return tuple(
        f"{'end' if effect == 'loss' else 'shrink'} {SCOPE_WORDS[scope]}: {listed(names)}"
        for (effect, scope), names in found.items()
    )


def _queue() -> tuple[str, ...]:
    """Return the work of a week in the usual order of priority."""
    groups = PRIORITY_ORDERS["usual"]
    return tuple(
        f"{place}  {' / '.join(TASK_WORDS[kind] for kind in group)}"
        for place, group in enumerate(groups, start=1)
    )


def _runs(numbers: Sequence[int]) -> str:
    """Return "1-3, 8" for 1, 2, 3, 8."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


ARROWS = (
    Arrow((32, 47), (45, 47), "strike; weeks\nlater the\ncustomer decides", (38.4, 50.6)),
    Arrow((32, 34), (45, 31), "if heard of\nin time: rescue", (38.8, 36.2)),
    Arrow((71, 49), (80, 49), "revenue", (75.5, 50.3)),
    Arrow((55.8, 39.5), (55.8, 35), "ask for service", (55.1, 37.2), "right"),
    Arrow((59, 35), (59, 39.5), "talks lift trust", (59.7, 37.2), "left"),
    Arrow((20, 20), (45, 20), "one-to-ones, team meetings", (32.4, 21.3)),
    Arrow((75.5, 22), (71, 22)),
    Arrow((82, 30.5), (69.5, 39.5), "a hand-over\ncosts trust", (79.6, 35.8), "left"),
    Arrow((58, 14.5), (58, 11), "calls, discovery, proposals take hours", (59, 12.7), "left"),
)
"""Between boxes; those of the pipeline follow from its order."""
TO_ACCOUNTS = ((96.5, 11.0), (71.0, 41.6), "a new account", (88.0, 42.9))
"""From the win round the corner to the accounts."""
