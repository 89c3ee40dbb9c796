"""An input in a client's words: as a question, as a label, as a condition."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

from simlib.analysis.precision import Interval
from simlib.inputs.errors import unknown_name
from simlib.inputs.files import data_path
from simlib.inputs.parameters import read_rows
from simlib.inputs.ranges import uncertain_input
from simlib.words import EVIDENCE_WORDS, cause_words, sentence_case

_COLUMNS = ("kind", "question", "short", "clause")
_COUNTED = ("of 100", "number")
_AMOUNTS = ("hours", "weeks", "months")
_CAUSE_QUESTIONS: dict[str, tuple[str, str, str, str]] = {
    "annual_rate": (
        "of 100",
        "How often a year does it strike 100 accounts: {cause}?",
        "{cause}: times a year at 100 accounts",
        "“{cause}” strikes 100 accounts {gap} times a year",
    ),
    "loss_probability": (
        "of 100",
        "Of 100 accounts with no relationship, how many are lost to it: {cause}?",
        "{cause}: lost of 100 without relationship",
        "“{cause}” takes {gap} of 100 accounts without relationship",
    ),
    "protection": (
        "percent",
        "How much of the danger does a perfect relationship take away: {cause}?",
        "{cause}: danger a relationship averts",
        "a perfect relationship averts {gap} of the danger “{cause}”",
    ),
}
"""As `questions`, for the numbers of a cause by field."""


@cache
def questions() -> dict[str, tuple[str, ...]]:
    """Return by input how its value is shown, the question, a short name, a clause with a gap."""
    rows = read_rows(data_path("questions.csv"))
    return {row["input"]: tuple(row[column] for column in _COLUMNS) for _, row in rows}


@dataclass(frozen=True)
class InputWords:
    """How one input is spoken of."""

    kind: str
    """How its value is shown: "of 100", "number", "percent", "hours", "weeks", "months", "times",
    "log" (a spread, shown as a factor), or "plain".
    """
    question: str
    short: str
    clause: str
    """To ask, to label, and to state, with a gap for the value."""


def question_words(name: str) -> InputWords:
    """Return the words of an uncertain input; of one without words its own name and unit."""
    if name in questions():
        return InputWords(*questions()[name])
    cause, _, field = name.partition(".")
    if field in _CAUSE_QUESTIONS:
        kind, *texts = _CAUSE_QUESTIONS[field]
        question, short, clause = (
            text.format(cause=cause_words(cause), gap="{}") for text in texts
        )
        return InputWords(kind, question, short, clause)
    plain = f"{name.replace('_', ' ')} ({uncertain_input(name).unit})"
    return InputWords("plain", f"{sentence_case(plain)}?", plain, f"{plain} is {{}}")


def value_words(name: str, value: float) -> str:
    """Return a value as the client would say it: "16 of 100", "25 %", "3 hours"."""
    kind = question_words(name).kind
    if kind == "of 100":
        return f"{_number(100 * value)} of 100"
    if kind in _AMOUNTS:
        return f"{_number(value)} {kind}"
    return _shown(kind, value)


def plain_value(name: str, value: float) -> str:
    """Return a value without its unit, for an axis: 16 for 0.16 of 100."""
    return _bare(question_words(name).kind, value)


def range_words(name: str) -> str:
    """Return the range that is assumed today: "8 to 40 of 100"."""
    each = uncertain_input(name)
    return f"{plain_value(name, each.low)} to {value_words(name, each.high)}"


def condition_words(name: str, low: float | None, high: float | None) -> str:
    """Return what has to be true of an input: "100 calls bring fewer than 11 first meetings".

    Parameters
    ----------
    low, high
        The value lies between; None where that end is open.
    """
    words = question_words(name)
    return words.clause.format(_limits(words.kind, low, high))


def _limits(kind: str, low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return f"{_bare(kind, low)} to {_bare(kind, high)}"
    if low is not None:
        return f"more than {_bare(kind, low)}"
    if high is not None:
        return f"{'fewer' if kind in _COUNTED else 'less'} than {_bare(kind, high)}"
    return "anything"


def _bare(kind: str, value: float) -> str:
    return _number(100 * value) if kind == "of 100" else _shown(kind, value)


def _shown(kind: str, value: float) -> str:
    if kind == "percent":
        return f"{_number(100 * value)} %"
    if kind == "log":
        return f"{math.exp(value):.1f} times"
    return f"{_number(value)} times" if kind == "times" else _number(value)


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 9.95 else f"{value:.2g}"


def point_words(change: Interval) -> str:
    """Return a change of a share in points with its half-width, rounded up: "+47 ± 2"."""
    half = math.ceil(round(100 * change.half_width, 6))
    return f"{100 * change.mean:+.0f} ± {half}".replace("-", "−")


def evidence_words(name: str) -> str:
    """Return a set of evidence in words; an unknown name is refused."""
    if name not in EVIDENCE_WORDS:
        raise unknown_name("set of evidence", name, EVIDENCE_WORDS)
    return EVIDENCE_WORDS[name]
